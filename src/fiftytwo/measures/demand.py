"""Measures of demand: solved at first contact, coming back, solved by a bot, and what it costs customers."""

from typing import Unpack

from fiftytwo.measures import parts as p
from fiftytwo.measures.model import Measure, Part, Terms, Where, Words, made
from fiftytwo.measures.voice import minus

__all__ = ["FCR_DAYS", "MEASURES", "fcr_reopen", "fcr_repeat", "repeat_demand"]

FCR_DAYS = 7
HANDLED = Where("outcome", "=", "handled")
PERSON = Where("customer_id", "known")
NOBODY = Where("customer_id", "missing")
BOT_CONTACTS: Terms = ((1, Part("bot_contacts", "bot")),)


def _part(name: str, fact: str, *where: Where) -> Terms:
    return ((1, Part(name, fact, where)),)


def fcr_repeat(days: int) -> Measure:
    """Return the share of handled contacts whose customer did not come back within `days`."""
    old, young = Where("mature_days", ">=", days), Where("mature_days", "<", days)
    again = Where("repeat_days", "<=", days)
    eligible = _part(f"fcr_eligible_{days}d", "demand", HANDLED, PERSON, old)
    repeated = _part(f"fcr_repeated_{days}d", "demand", HANDLED, PERSON, old, again)
    return Measure(
        name="fcr_repeat" if days == FCR_DAYS else f"fcr_repeat_{days}d",
        label="First contact resolution, no repeat",
        unit="share",
        better="higher",
        what=eligible + minus(repeated),
        per=eligible,
        count=eligible,
        missing=_part(f"fcr_nobody_{days}d", "demand", HANDLED, NOBODY, old),
        open=_part(f"fcr_pending_{days}d", "demand", HANDLED, PERSON, young),
        variant="repeat",
        formula=f"handled contacts of a known customer without another inbound contact of the same customer within {days} days "
        f"÷ handled contacts of a known customer at least {days} days old",
        meaning=f"Share of handled contacts after which the customer did not come back within {days} days, by any channel and for any reason.",
        traps="Contacts whose customer is not known are left out: read the coverage. Younger contacts are pending and count for nothing yet. "
        "Leave out reasons that nobody can close at once with a filter. Someone who gave up does not come back either: read it with csat.",
    )


NOT_AT_ONCE = Where("reason", "in", ())  # filled with the reasons that the question sets apart
NO_REASONS = "no reasons are named that nobody can close at the first contact"


def _fcr_apart(*, is_net: bool) -> Measure:
    old, young = Where("mature_days", ">=", FCR_DAYS), Where("mature_days", "<", FCR_DAYS)
    back = Where("repeat_days", "<=", FCR_DAYS)
    days, known = f"{FCR_DAYS}d", (HANDLED, PERSON)
    every = _part(f"fcr_eligible_{days}", "demand", *known, old)
    repeated = _part(f"fcr_repeated_{days}", "demand", *known, old, back)
    apart = _part(f"fcr_set_apart_{days}", "demand", *known, old, NOT_AT_ONCE)
    apart_repeated = _part(f"fcr_set_apart_back_{days}", "demand", *known, old, back, NOT_AT_ONCE)
    per = every + minus(apart) if is_net else every
    divisor = "the others" if is_net else "all"
    return Measure(
        name="fcr_net" if is_net else "fcr_gross",
        label="First contact resolution, net" if is_net else "First contact resolution, gross",
        unit="share",
        better="higher",
        what=every + minus(repeated) + minus(apart) + apart_repeated,
        per=per,
        count=per,
        missing=_part(f"fcr_nobody_{days}", "demand", HANDLED, NOBODY, old),
        open=_part(f"fcr_pending_{days}", "demand", *known, young),
        variant="net" if is_net else "gross",
        lacks=NO_REASONS,
        formula="handled contacts of a known customer, without reasons that nobody can close at once, that did not come back "
        f"within {FCR_DAYS} days ÷ {divisor} that are at least {FCR_DAYS} days old",
        meaning="First contact resolution among the contacts that can be closed at once."
        if is_net
        else "First contact resolution where contacts that cannot be closed at once count as not resolved.",
        traps="The reasons are named in the question (--not-at-once); without any there is no figure. "
        "Net and gross move apart when the mix of reasons changes: never compare one with the other.",
    )


def repeat_demand(days: int) -> Measure:
    """Return the share of contacts whose customer had been in touch within `days` before."""
    told = _part("demand_known", "demand", PERSON)
    name = "repeat_demand" if days == FCR_DAYS else f"repeat_demand_{days}d"
    return Measure(
        name=name,
        label="Repeat demand",
        unit="share",
        better="lower",
        what=_part(f"demand_again_{days}d", "demand", PERSON, Where("since_days", "<=", days)),
        per=told,
        count=told,
        missing=_part("demand_nobody", "demand", NOBODY),
        formula=f"inbound contacts of a known customer at most {days} days after that customer's last one ÷ inbound contacts of a known customer",
        meaning=f"Share of inbound contacts whose customer had been in touch within the {days} days before.",
        traps="The first days of the data have nothing before them and read too low. It is no measure of customer retention.",
    )


def fcr_reopen(days: int) -> Measure:
    """Return the share of cases solved by one person and not reopened within `days`."""
    old = Where("mature_days", ">=", days)
    one = Where("handoff_count", "<=", 0)
    back = Where("reopened_days", "<=", days)
    every = _part(f"fcr_cases_{days}d", "solve", old)
    unknown = _part(f"fcr_cases_untold_{days}d", "solve", old, Where("handoff_count", "missing"))
    single = _part(f"fcr_single_{days}d", "solve", old, one)
    returned = _part(f"fcr_single_back_{days}d", "solve", old, one, back)
    known = every + minus(unknown)
    return Measure(
        name="fcr_reopen" if days == FCR_DAYS else f"fcr_reopen_{days}d",
        label="First contact resolution, not reopened",
        unit="share",
        better="higher",
        what=single + minus(returned),
        per=known,
        count=known,
        missing=unknown,
        open=_part(f"fcr_cases_young_{days}d", "solve", Where("mature_days", "<", days)),
        variant="reopen",
        formula=f"cases never handed on and not reopened within {days} days of their first solution ÷ cases first solved at least {days} days ago",
        meaning=f"Share of cases that one person solved in one go: never handed on, and not reopened within {days} days.",
        traps="It knows only the same case: a customer who opens a new one is in fcr_repeat. Handoffs after a reopening count too. "
        "Until a case is old enough the value is provisional.",
    )


def _bot(name: str, outcome: str, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": _part(f"bot_{outcome}", "bot", Where("outcome", "=", outcome)),
        "per": BOT_CONTACTS, "count": BOT_CONTACTS, "unit": "share", "better": "as planned",
    }  # fmt: skip
    return made(shared, more)


def _per_contact(name: str, what: Terms, per: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": what, "per": per, "count": per, "unit": "number", "better": "lower",
    }  # fmt: skip
    return made(shared, more)


EFFORT = "One component of a customer's effort, shown by itself: no single number adds them up."
CONTACTS_KNOWN = _part("demand_known", "demand", PERSON)
CASE_CONTACTS = _part("case_contacts", "demand", Where("case_id", "known"))
CASES_BEGUN = _part("case_firsts", "demand", Where("case_episode_no", "=", 1))

MEASURES = (
    fcr_repeat(FCR_DAYS),
    fcr_reopen(FCR_DAYS),
    _fcr_apart(is_net=True),
    _fcr_apart(is_net=False),
    repeat_demand(FCR_DAYS),
    Measure(
        name="customer_retention",
        label="Customer retention",
        unit="share",
        better="higher",
        what=CONTACTS_KNOWN,
        per=CONTACTS_KNOWN,
        count=CONTACTS_KNOWN,
        lacks="no source here tells when customers came and left",
        formula="(customers at the end − new ones) ÷ customers at the start",
        meaning="Share of the customers of the start who are customers still.",
        traps="Contacts do not tell it: who calls no more may be happy, or gone. Nearest to it: repeat_demand, which is not retention.",
    ),
    _bot(
        "containment",
        "bot_resolved",
        label="Containment",
        formula="contacts that a bot resolved ÷ contacts with a bot",
        meaning="Share of contacts with a bot that ended resolved by it, as the customer said or the source knows.",
        traps="Assumed solutions are apart, in containment_assumed. A contained customer may still come back: read repeat_demand.",
    ),
    _bot(
        "containment_assumed",
        "bot_assumed",
        label="Containment, assumed",
        formula="contacts that ended with a bot and nobody said they were resolved ÷ contacts with a bot",
        meaning="Share of contacts with a bot that ended there without anybody saying that the matter was resolved.",
        traps="Many of these gave up. Never add them to containment without saying so.",
    ),
    _per_contact(
        "waits_per_contact",
        p.OFFERED,
        p.FIRST_OFFERED,
        label="Waits a contact",
        formula="all offered waits ÷ contacts with a wait",
        meaning="How many times a customer waits in one contact.",
        traps=EFFORT + " In text every reply owed is a wait, so compare within a channel.",
    ),
    _per_contact(
        "wait_per_contact_s",
        p.WAIT_MS,
        p.FIRST_OFFERED,
        label="Wait a contact",
        unit="seconds",
        scale=0.001,
        missing=p.CLOSED_UNKNOWN,
        covers=p.OFFERED + minus(p.CLOSED_UNKNOWN),
        open=p.WAITING,
        formula="sum of all ended waits ÷ contacts with a wait",
        meaning="All waiting of one contact together, however often it was sent on.",
        traps=EFFORT + " Calendar time in text, nights included.",
    ),
    _per_contact(
        "transfers_per_contact",
        p.TRANSFERS,
        p.HANDLED,
        label="Transfers a contact",
        formula="transfers ÷ handled contacts",
        meaning="How many times a handled contact is sent on.",
        traps=EFFORT + " By queue, transfers count where they were sent from, contacts where they ended.",
    ),
    _per_contact(
        "contacts_per_case",
        CASE_CONTACTS,
        CASES_BEGUN,
        label="Contacts a case",
        formula="inbound contacts that belong to a case ÷ those that began one",
        meaning="How many times a customer has to be in touch over one case.",
        traps=EFFORT + " In a short period later contacts of older cases raise it.",
    ),
)  # fmt: skip
