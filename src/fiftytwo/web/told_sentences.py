"""Words and sentences of the core and of stored work, marked so that they are translated.

A hole in braces stands for what changes. Its name says what it holds: `day` a weekday with its
date, `n_…` a number, `why`, `what`, `state`, `note`, `rest` a sentence of this module again;
anything else is a name and stays as it is.
"""

from django.utils.translation import gettext_noop as _

__all__ = ["PATTERNS", "WORDS"]

WORDS = (
    # roles
    _("head"), _("lead"), _("planner"), _("rep"),
    # channels
    _("voice"), _("callback"), _("chat"), _("messaging"), _("email"), _("web"), _("social"), _("sms"),
    _("video"), _("case"), _("other"),
    # how a contact, a wait or a case went
    _("handled"), _("answered"), _("abandoned"), _("abandoned ivr"), _("replied"), _("timeout"),
    _("overflow"), _("opted out"), _("withdrawn"), _("no agents"), _("dropped"), _("unknown"),
    _("resolved without reply"), _("merged"), _("deleted"), _("opened"), _("solved"), _("closed"),
    _("reopened"), _("new"), _("open"), _("on hold"), _("waiting for customer"), _("pending"),
    _("low"), _("normal"), _("high"), _("urgent"), _("csat"), _("talk"), _("hold"), _("wrap up"), _("queue"), _("wait"), _("work"), _("ring"), _("consult"), _("conference"),
    # whether more of a measure is better
    _("higher"), _("lower"), _("as planned"),
    # why a line waits, and rules that leave one out
    _("negative interval"), _("bad timestamp"), _("bad type"), _("missing required"),
    _("duplicate conflict"), _("duplicate line"), _("duplicate sequence"), _("encoding error"),
    _("future timestamp"), _("unknown channel"), _("unknown status value"), _("unknown event"),
    _("unknown agent"), _("bad rows"), _("phantom"),
    # weekdays in stored sentences
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    # why people are missing
    _("nobody belongs to this pool"),
    _("the whole pool is smaller than the requirement"),
    _("people are away"),
    _("contract hours and days are used up"),
    _("people need their rest between two shifts"),
    _("days off are due"),
    _("nobody is available that early or late"),
    _("no allowed shift fits these hours"),
    _("breaks fall into it"),
    _("people are needed more at other hours of the day"),
    # why a measure is not available
    _("no contacts are loaded"),
    _("no case logs are loaded"),
    _("no solved cases are loaded"),
    _("no opening hours are given: write them into schedules.toml of the workspace"),
    _("no surveys are loaded"),
    _("no agent states are loaded"),
    _("nothing is known here"),
    _("no source here gives a case its target"),
    _("no source here tells replies one by one"),
    _("no reasons are named that nobody can close at the first contact"),
    _("no source here tells when customers came and left"),
    _("no source here tells the shifts that were planned"),
    _("estimated with those that have not ended"),
    _("too many have not ended"),
    _("it is booked on the arrival only: leave basis=end out"),
    _("the source does not tell it here"),
    _("no rows"),
    _("a level has no hour of day or weekday: ask with a grain"),
    _("partly from interval reports"),
    _("from interval reports"),
    _("there is no value of this period to publish"),
    _("this period was published before and keeps that figure"),
    # work in the background
    _("done"),
    _("reading the history"),
    _("Reading the lines again"),
    _("Trying the lines in quarantine again"),
    _("Leaving out a line in quarantine"),
    _("closed"),
    _("There are no people yet: the whole requirement is unmet."),
    _("Too few past days to measure the range: it rests partly on a rule of thumb."),
    _("the uploaded file is gone: upload it again"),
    _("the file is empty: it has no header and no records"),
    _("this file is UTF-16 text: save it as UTF-8 and load that"),
    _("this is a broken gzip file: it was damaged; fetch it again"),
    _("this is an Excel workbook or another zip archive: save the sheet as CSV"),
    _("this is an old Excel workbook: save the sheet as CSV"),
    _("this is a PDF: ask the system that made it for CSV"),
    _("this is a picture: give the file that it shows"),
    _("this is a 7-Zip archive: unpack it, or pack it with gzip"),
    _("this is a RAR archive: unpack it, or pack it with gzip"),
    _("this is packed with bzip2: unpack it, or pack it with gzip"),
    _("this is packed with xz: unpack it, or pack it with gzip"),
    _("this is packed with zstd: unpack it, or pack it with gzip"),
    _("this is a SQLite database: export its table as CSV"),
    _("this is a program: give a file of lines"),
    _("this file unpacks to more than {n} times its size, as no export does: unpack it and load that, if it is meant so"),
    _("this is a binary file: give a text file, or its type in the profile"),
    _("The work was stopped three times before it was done. Nothing was lost; start it again."),
)  # fmt: skip

PATTERNS = (
    # background work
    _("Loading {file}"),
    _("Planning the week from {day}"),
    _("forecast of {queue}"),
    _("roster of {pool}"),
    _("Reading {file}: {n_done} of {n_all} MB"),
    _("{file} is held back, nothing of it was applied: {why}"),
    _("{n_bad} of {n_all} lines cannot be used ({reasons}), more than 5 %: mend the file or the profile and load it again"),
    _("Something broke that should not. Nothing was half-stored. The log has the details under {id}."),
    _("there is no file {file}: check the name"),
    _("{file} is empty (0 bytes): export it again"),
    _("{file} is a broken gzip file ({error}): it was cut off or damaged; fetch it again"),
    _("the file has no column {columns} that profile {profile} reads (it has {known}): choose another profile or mend this one"),
    _("two columns are named {name}: rename one of them"),
    # what would help a gap
    _("1 more person in {pool} from {start} to {end} on {day}"),
    _("{n_people} more people in {pool} from {start} to {end} on {day}"),
    _("{name} works {hours} instead of {before} on {day}"),
    _("{name}'s meal at {start} instead of {before} on {day}"),
    _("{name}'s break at {start} instead of {before} on {day}"),
    # what to know about a plan
    _("{queue}: no source tells the handle time; {n_seconds} s are assumed."),
    _("{queue}: too few contacts were given up to tell patience; Erlang C is used, which asks for slightly too many people."),
    _("{queue}: one conversation at a time is assumed; teams whose people hold several at once need fewer."),
    _("{queue}: no opening hours are known, so no people are asked for."),
    _("{queue}: no promise of its own is set; 8 open hours are assumed."),
    _("{queue}: {n_open} cases are open, {n_overdue} more than the promise allows; these are worked off evenly over the week."),
    _("{queue}: {date} is a holiday, {state}."),
    _("planned from {n_days} past ones"),
    _("{queue}: {n_share} % of its contacts came outside the opening hours found in the data and are not planned for."),
    _("{queue}: {date} was not over when it was loaded and is left out."),
    _("{n_share} % is added for sickness, meetings and training; breaks and planned absences are in the roster itself."),
    _("Nobody belongs to the pool {pool}: all of it is unmet."),
    _("The pool {pool} has people but no queue with a history."),
    _("Only {n_days} days of history: weekdays cannot be told apart yet, so ranges are wide."),
    _("{n_days} unusual past days were kept out of the fit."),
    _("The history ends {n_days} days before the first day of the forecast."),
    # why a measure is not available
    _("not available, {why}"),
    _("it does not know {name}"),
    _("no source here tells it ({name})"),
    _("no source here tells {name}"),
    # what is asked of measures that cannot be answered
    _("there is no measure {name}: did you mean {names}?"),
    _("there is no measure {name}: use one of {names}"),
    # what is wrong with schedules.toml
    _("it is not in UTF-8: save it in that encoding"),
    _("it is not valid TOML ({error}): mend that line"),
    _("unknown setting {name}: use from, mon to sun, or days like mon-fri"),
    _("unknown setting {name}: use {names}"),
    _("{name} is no table: write {example} and its settings below"),
    _("{name} is no list of tables: write {example}"),
    _("{name} is no list: put it in [ ]"),
    _("{name} has no hours: add {example}"),
    _("no schedule holds for anything: add [[holds]] with the name of one"),
    _("two hours of {name} begin on one day: give each another `from`"),
    _("{name} {given} is no time zone: use an IANA name such as Europe/Berlin"),
    _("{name} {given} is no day: write it like 2026-03-01, without quotes"),
    _("{name} {given} is no day: write it like 2026-04-03, or {example} for a part of one"),
    _("{name} {given} is no stretch of a day: write it like {example}, at most until 24:00; a night is two of them"),
    _("entry {n} of holds names no schedule that is there ({name}): use one that stands under [schedules.NAME]"),
    _("entry {n} of holds names no schedule that is there ({name}): use {names}"),
    _("entry {n} of holds begins before the first hours of {name}: leave `from` out of those hours, or let it hold later"),
    _("entry {n} of holds names what is no text: put names of queues and channels in quotes"),
    _("two of holds begin on one day for everything: keep one, or give it a later `from`"),
    _("two of holds begin on one day for {names}: keep one, or give it a later `from`"),
    # changing it by the page of a site
    _("schedules.toml was changed since it was shown: nothing was written, look at it again"),
    _("schedules.toml cannot be written ({error}): let the server write it"),
    _("schedules.toml cannot be read ({error}): mend or remove it"),
    _("schedules.toml writes {names} in a form that only a person can change: write the days into its `closed` by hand"),
    _("there is no schedule {name}: use {names}"),
    _("the schedule {name} names {date} already: look at it again"),
    # where a fault of a line lies
    _("segment {n_number} ({what})"),
    # a queue before a note of its own
    _("{queue}: {note}"),
)  # fmt: skip
