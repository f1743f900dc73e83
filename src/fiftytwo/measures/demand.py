"""Measures of demand: solved at first contact, coming back, solved by a bot, and what it costs customers."""

from typing import Unpack

from fiftytwo.measures import parts as p
from fiftytwo.measures.model import Measure, Part, Terms, Where, Words, made
from fiftytwo.measures.parts import part, with_number
from fiftytwo.measures.voice import minus

__all__ = ["FCR_DAYS", "MEASURES", "fcr_reopen", "fcr_repeat", "repeat_demand"]

FCR_DAYS = 7
HANDLED = Where("outcome", "=", "handled")
PERSON = Where("customer_id", "known")
NOBODY = Where("customer_id", "missing")
BOT_CONTACTS: Terms = ((1, Part("bot_contacts", "bot")),)


class _Repeats:
    """Handled contacts by what came after: known customers old enough, those back, nobody, and too young.

    `where` limits all four to some contacts, whose parts carry `mark` in their names.
    """

    def __init__(self, days: int, mark: str = "", *where: Where) -> None:
        old, young = Where("mature_days", ">=", days), Where("mature_days", "<", days)
        again = Where("repeat_days", "<=", days)

        def some(name: str, *more: Where) -> Terms:
            return part(f"fcr_{mark}{name}_{days}d", "demand", HANDLED, *more, *where)

        self.eligible = some("eligible", PERSON, old)
        self.repeated = some("repeated", PERSON, old, again)
        self.nobody = some("nobody", NOBODY, old)
        self.pending = some("pending", PERSON, young)


def fcr_repeat(days: int) -> Measure:
    """Return the share of handled contacts whose customer did not come back within `days`."""
    every = _Repeats(days)
    return Measure(
        name=with_number("fcr_repeat", days, FCR_DAYS),
        label="First contact resolution, no repeat",
        unit="share",
        better="higher",
        what=every.eligible + minus(every.repeated),
        per=every.eligible,
        count=every.eligible,
        missing=every.nobody,
        open=every.pending,
        variant="repeat",
        version=2,  # since 2, old enough is judged by the days of the contact's own source
        formula=f"handled contacts of a known customer without another inbound contact of the same customer within {days} days "
        f"÷ handled contacts of a known customer at least {days} days old",
        meaning=f"Share of handled contacts after which the customer did not come back within {days} days, by any channel and for any reason.",
        traps="Contacts whose customer is not known are left out: read the coverage. Younger contacts are pending and count for nothing yet. "
        "Leave out reasons that nobody can close at once with a filter. Someone who gave up does not come back either: read it with csat.",
    )


NOT_AT_ONCE = Where("reason", "in", ())  # filled with the reasons that the question sets apart
NO_REASONS = "no reasons are named that nobody can close at the first contact"


def _fcr_apart(*, is_net: bool) -> Measure:
    every, apart = _Repeats(FCR_DAYS), _Repeats(FCR_DAYS, "set_apart_", NOT_AT_ONCE)

    def counted(all_of_them: Terms, set_apart: Terms) -> Terms:
        return all_of_them + minus(set_apart) if is_net else all_of_them

    per = counted(every.eligible, apart.eligible)
    divisor = "the others" if is_net else "all"
    return Measure(
        name="fcr_net" if is_net else "fcr_gross",
        label="First contact resolution, net" if is_net else "First contact resolution, gross",
        unit="share",
        better="higher",
        what=every.eligible + minus(every.repeated) + minus(apart.eligible) + apart.repeated,
        per=per,
        count=per,
        missing=counted(every.nobody, apart.nobody),
        open=counted(every.pending, apart.pending),
        variant="net" if is_net else "gross",
        version=2,  # since 2, by each source's own days, and the net's coverage without what is set apart
        lacks=NO_REASONS,
        formula="handled contacts of a known customer, without reasons that nobody can close at once, that did not come back "
        f"within {FCR_DAYS} days ÷ {divisor} that are at least {FCR_DAYS} days old",
        meaning="First contact resolution among the contacts that can be closed at once."
        if is_net
        else "First contact resolution where contacts that cannot be closed at once count as not resolved.",
        traps="The reasons are named in fiftytwo.toml of the workspace (not_at_once under [measures]) or in the question "
        "(--not-at-once); without any there is no figure. "
        "Net and gross move apart when the mix of reasons changes: never compare one with the other.",
    )


def repeat_demand(days: int) -> Measure:
    """Return the share of contacts whose customer had been in touch within `days` before."""
    told = (PERSON, Where("known_days", ">=", days))
    every = part(f"demand_known_{days}d", "demand", *told)
    early = part(f"demand_early_{days}d", "demand", PERSON, Where("known_days", "<", days))
    return Measure(
        name=with_number("repeat_demand", days, FCR_DAYS),
        label="Repeat demand",
        unit="share",
        better="lower",
        what=part(f"demand_again_{days}d", "demand", *told, Where("since_days", "<=", days)),
        per=every,
        count=every,
        missing=part("demand_nobody", "demand", NOBODY) + early,
        version=2,  # since 2, the first days of a source's data, with nothing before them, are unknown
        formula=f"inbound contacts of a known customer at most {days} days after that customer's last one ÷ inbound contacts of a known customer "
        f"with at least {days} days of data before them",
        meaning=f"Share of inbound contacts whose customer had been in touch within the {days} days before.",
        traps=f"Contacts of the first {days} days of a source's data have too little before them and are left out: read the coverage. "
        "It is no measure of customer retention.",
    )


def fcr_reopen(days: int) -> Measure:
    """Return the share of cases solved by one person and not reopened within `days`."""
    old = Where("mature_days", ">=", days)
    one = Where("handoff_count", "<=", 0)
    back = Where("reopened_days", "<=", days)
    every = part(f"fcr_cases_{days}d", "solve", old)
    unknown = part(f"fcr_cases_untold_{days}d", "solve", old, Where("handoff_count", "missing"))
    single = part(f"fcr_single_{days}d", "solve", old, one)
    returned = part(f"fcr_single_back_{days}d", "solve", old, one, back)
    known = every + minus(unknown)
    return Measure(
        name=with_number("fcr_reopen", days, FCR_DAYS),
        label="First contact resolution, not reopened",
        unit="share",
        better="higher",
        what=single + minus(returned),
        per=known,
        count=known,
        missing=unknown,
        open=part(f"fcr_cases_young_{days}d", "solve", Where("mature_days", "<", days)),
        variant="reopen",
        version=2,  # since 2, by each source's own days, and unknown where no person was ever told
        formula=f"cases never handed on and not reopened within {days} days of their first solution ÷ cases first solved at least {days} days ago",
        meaning=f"Share of cases that one person solved in one go: never handed on, and not reopened within {days} days.",
        traps="It knows only the same case: a customer who opens a new one is in fcr_repeat. Handoffs after a reopening count too. "
        "Until a case is old enough the value is provisional.",
    )


def _bot(name: str, outcome: str, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": part(f"bot_{outcome}", "bot", Where("outcome", "=", outcome)),
        "per": BOT_CONTACTS, "count": BOT_CONTACTS, "unit": "share", "better": "as planned",
    }  # fmt: skip
    return made(shared, more)


def _per_contact(name: str, what: Terms, per: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": what, "per": per, "count": per, "unit": "number", "better": "lower",
    }  # fmt: skip
    return made(shared, more)


EFFORT = "One component of a customer's effort, shown by itself: no single number adds them up."
FIRST_WAIT = "By queue, a contact counts with all its waits where it waited first."
# Most contacts that waited did so once: those are told by their only wait, where all waits are read anyway.
ONCE = (p.WAIT, Where("only_wait", "=", True))
WAITED = part("waited", "waited") + part("waited_once", "segment", *ONCE)
WAITED_KNOWN = part("waited_known", "waited", Where("wait_ms", "known")) + part(
    "waited_once_known", "segment", *ONCE, p.KNOWN
)
WAITED_MS = part("waited_ms", "waited", column="wait_ms") + part(
    "waited_once_ms", "segment", *ONCE, column="duration_ms"
)
WAITED_UNKNOWN = part(
    "waited_unknown", "waited", Where("wait_ms", "missing"), Where("open_waits", "=", 0)
) + part("waited_once_unknown", "segment", *ONCE, p.UNKNOWN, Where("end_reason", "known"))
WAITED_OPEN = part("waited_open", "waited", Where("open_waits", ">=", 1)) + part(
    "waited_once_open", "segment", *ONCE, Where("end_reason", "missing")
)
CONTACTS_KNOWN = part("demand_known", "demand", PERSON)
OF_CASE = Where("case_id", "known")
CASE_CONTACTS = part("case_contacts", "contact", OF_CASE, Where("case_episode_no", "known"))
CASE_UNPLACED = part(
    "case_contacts_unplaced", "contact", OF_CASE, Where("case_episode_no", "missing")
)
CASES_BEGUN = part("case_firsts", "contact", OF_CASE, Where("case_episode_no", "=", 1))

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
        part("waits", "waited", column="waits") + part("waited_once", "segment", *ONCE),
        WAITED,
        label="Waits a contact",
        version=2,  # since 2, all waits of a contact are booked on its first one
        formula="all waits of the contacts that waited ÷ contacts that waited, each booked on its first wait",
        meaning="How many times a customer waits in one contact.",
        traps=f"{EFFORT} {FIRST_WAIT} In text every reply owed is a wait, so compare within a channel.",
    ),
    _per_contact(
        "wait_per_contact_s",
        WAITED_MS,
        WAITED_KNOWN,
        label="Wait a contact",
        unit="seconds",
        scale=0.001,
        missing=WAITED_UNKNOWN,
        open=WAITED_OPEN,
        version=2,  # since 2, booked on the first wait, and without contacts that still wait
        formula="sum of all waits ÷ contacts that waited and wait no more, each booked on its first wait",
        meaning="All waiting of one contact together, however often it was sent on.",
        traps=f"{EFFORT} {FIRST_WAIT} Calendar time in text, nights included.",
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
        missing=CASE_UNPLACED,
        covers=CASE_CONTACTS,
        version=2,  # since 2, contacts whose place on their case is not told are unknown
        formula="inbound contacts that belong to a case ÷ those that began one",
        meaning="How many times a customer has to be in touch over one case.",
        traps=EFFORT + " In a short period later contacts of older cases raise it. "
        "Contacts whose place on their case is not told are left out: read the coverage.",
    ),
)  # fmt: skip
