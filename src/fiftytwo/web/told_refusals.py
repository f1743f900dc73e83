"""What is refused about people and rules, marked so that it is translated; holes as in `told_sentences`.

Only sentences that a page shows: those of programs and commands stay English.
"""

from django.utils.translation import gettext_noop as _

__all__ = ["REFUSALS"]

REFUSALS = (
    # accounts
    _("there is a head already: sign in, or ask that person for an account"),
    _("this is the only head: give somebody else the role first"),
    # hours and times of work
    _("{given} is no number of hours: write 38, 37.5 or 37:30"),
    _("{given} is no whole number of minutes: write it as 37:20"),
    _("{given} is more than {n_hours} hours"),
    _("a shift of 0 hours is none: leave it out"),
    _("{given} says {weekday} a second time: say each day once"),
    _("{given} is no time of work: write Mon-Fri 08:00-18:00; Sat 09:00-13:00"),
    _("{given} ends before it begins: write the earlier one first"),
    _("{given} is no day: write {known}"),
    _("{clock} in {given} is no time of day"),
    # a file of people
    _("the file is not UTF-8: save it as “CSV UTF-8”"),
    _("the file has more than {n_lines} lines: split it"),
    _("line {n_line} of the file is no CSV ({error}): mend its quotes"),
    _("there is no column {column}: the columns are {known}"),
    _("the column {column} stands twice: keep one of the two"),
    _("the first line names no column key: the columns are {known}"),
    _("the key stands in line {n_line} too: keep one of the two"),
    _("has {n_cells} cells for {n_columns} columns: mend the line"),
    _("this is before the first day {date}"),
    _("a site needs a team: people belong to a site by their team"),
    _("write a key of letters, digits and . _ @ - such as yusuf.demir"),
    _("write a name"),
    _("shorten it to {n_letters} characters"),
    _("write an address such as yusuf@desk.example, or leave it empty"),
    _("{given} is no date: write it as 2026-03-02"),
    _("write the days a week as 0 to 7"),
    _("shorten each login to 120 characters"),
    _("somebody new needs the column name"),
    _("{owner} has this login: take it away there first"),
    _("there is no such team: name its site too, or add it first"),
    _("the team {team} belongs to {site}: write that or nothing"),
    # logins of the sources
    _("the login {login} is linked to {name}: unlink it first"),
    _("the login {login} is linked already: unlink it first"),
    # agreements and how long records are kept
    _("{area} is no area of privacy.catalogue"),
    _("agreed on {date} lies ahead: enter a past day"),
    _("an agreement has a day and a partner: enter both or neither"),
    _("this area needs an agreement: enter when and with whom, then switch it on"),
    _("this area never runs without an agreement: nobody can lift that"),
    _("say what the area is for and which data it comprises"),
    _("it is switched off"),
    _("workers' representatives have not agreed to it"),
    _("agreed only from {date} on"),
    _("records are kept 1 to {n_most} months: not {n_months}"),
    # holds and erasure
    _("a legal hold needs a reason: name the case or the law"),
    _("this hold was lifted before: nothing is left to lift"),
    _("{name} still works here: enter the last day first"),
    _("a legal hold keeps the records of {name}: lift it first"),
    # what is wrong with layers.toml
    _("layers.toml cannot be read ({error}): mend or remove it"),
    _("layers.toml is not valid TOML ({error}): mend that line"),
    _("layers.toml holds something else than layers: write [[layers]]"),
    _("layers.toml has two layers of one name for one queue: rename one"),
    _("{where} is no table: write [[layers]] and its settings below"),
    _("{where}: {setting} is unknown: remove it"),
    _('{where}: {setting} is missing or no text: write it as "..."'),
    _("{where}: {setting} is missing or no day: write it like 2026-03-01"),
    _("{where}: its last day lies before its first: swap them"),
    _("{where}: write either factor or add, one of them"),
    _("{where}: {setting} is no number: write it like 1.2"),
    _("{where}: {setting} must be {n_least} to {n_most}"),
)
