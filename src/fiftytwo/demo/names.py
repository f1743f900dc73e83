"""Who works at Linden Energy & Fibre: invented people, in teams of their leads."""

__all__ = ["HEAD", "LEADS", "PLANNER", "TEAMS"]

HEAD = "Nadia Verhoeven"
PLANNER = "Priya Raman"

LEADS = {
    "Canal": "Joris Peeters",
    "Harbour": "Leila Haddad",
    "Meadow": "Amara Diallo",
    "Orchard": "Mateo Rossi",
}

TEAMS: dict[str, tuple[str, ...]] = {
    "Canal": (
        "Chloé Lambert",
        "Yannick Claes",
        "Emma Desmet",
        "Kwame Mensah",
        "Rafael Ortega",
        "Noor van Dijk",
        "Jonas Weber",
        "Aïcha Benali",
        "Piet Goossens",
        "Mei Lin Tan",
        "Anouk Maes",
        "Samir Haddou",
        "Katarzyna Nowak",
    ),
    "Harbour": (
        "Yusuf Demir",
        "Elif Aydin",
        "Bram Jansen",
        "Sofia Marques",
        "Hanna Nyström",
        "Luca Ferri",
        "Freya Sørensen",
        "Daan Willems",
        "Ama Owusu",
        "Pooja Nair",
        "Victor Dubois",
        "Tomáš Novák",
    ),
    "Meadow": (
        "Ines Aalto",
        "Stijn Vermeulen",
        "Fatima El Amrani",
        "Lukas Brandt",
        "Giulia Conti",
        "Wout De Smet",
        "Zeynep Kaya",
        "Mihai Popescu",
        "Lotte Wouters",
        "Oluwaseun Adeyemi",
        "Camille Dupont",
        "Niamh Byrne",
    ),
    "Orchard": (
        "Arne Claeys",
        "Marta Kowalczyk",
        "Thibault Leroy",
        "Sara Lindqvist",
        "Diego Navarro",
        "Femke Bakker",
        "Ioana Ionescu",
        "Rachid Ouali",
        "Eline Mertens",
        "Pavel Dvořák",
        "Linh Tran",
    ),
}
