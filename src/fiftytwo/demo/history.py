"""Everything that happened at the demo company, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass

from fiftytwo.demo.calls import Live, live_contacts
from fiftytwo.demo.company import Company
from fiftytwo.demo.expectations import Expectations, expectations
from fiftytwo.demo.mail import Mail, mail_cases
from fiftytwo.demo.rota import Shift, rota
from fiftytwo.demo.states import States, agent_states
from fiftytwo.demo.surveys import Surveys, contact_surveys

__all__ = ["Happened", "play"]


@dataclass(frozen=True)
class Happened:
    """The company, the shifts as planned, and what customers and agents did."""

    company: Company
    shifts: Mapping[str, list[Shift]]
    live: Live
    mail: Mail
    states: States
    surveys: Surveys
    expectations: Expectations


def play(company: Company) -> Happened:
    """Simulate the whole history of a company: the same for the same company."""
    shifts = rota(company)
    live = live_contacts(company, shifts)
    mail = mail_cases(company, shifts)
    surveys = contact_surveys(company, live)
    return Happened(
        company=company,
        shifts=shifts,
        live=live,
        mail=mail,
        states=agent_states(company, shifts, live, mail),
        surveys=surveys,
        expectations=expectations(company, live, surveys),
    )
