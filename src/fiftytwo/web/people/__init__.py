"""Sites, teams, people, contracts and absences."""
