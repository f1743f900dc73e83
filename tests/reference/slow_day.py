"""A day of a contact centre, played slowly and plainly: one object a contact, one event a thing.

Written apart from `fiftytwo.simulation`, from the words of its model: an event list with heapq in
which a contact that gives up is an event like any other. It reads the same dataclasses and is
handed the same draws, so the records of all contacts have to be the same.
"""

import heapq
import itertools
import math
from dataclasses import dataclass, field

GIVES_UP, ENDS, CHANGES, PASSES, REDIALS, COMES = range(6)


@dataclass
class Contact:
    queue: int
    number: int
    attempt: int
    arrived: float
    state: str = "new"


@dataclass
class Team:
    name: str
    group: object
    protected: bool
    there: int = 0
    busy: int = 0
    levels: dict = field(default_factory=dict)

    @property
    def free(self):
        return self.there - self.busy


class SlowDay:
    """Plays `model` with `draws`: arrivals(q), service, wrap_up, patience, redials, again, route."""

    def __init__(self, model, draws):
        self.model, self.draws = model, draws
        self.horizon = model.interval_s * model.intervals
        self.teams = [Team(g.name, g, False) for g in model.groups]
        self.teams += [Team(g.name, g, True) for g in model.groups if g.protected]
        self.lines = [[] for _ in model.queues]
        self.events = []
        self.order = itertools.count()
        self.records = []
        self.dialled = [0] * len(model.queues)
        self.reached = [0] * len(model.queues)
        self.edges = [
            (q, t, route.after_s)
            for q, queue in enumerate(model.queues)
            for route in queue.routes
            for t, team in enumerate(self.teams)
            if route.after_s > 0 and not team.protected and team.name == route.group
        ]

    def at(self, when, kind, rank, what):
        heapq.heappush(self.events, (when, kind, rank, next(self.order), what))

    def interval(self, when):
        return min(max(0, int(when / self.model.interval_s)), self.model.intervals - 1)

    # Who is there.

    def planned(self, team, when):
        """Return how many agents the plan has just after `when`."""

        def on(shifts):
            return sum(
                s.agents
                for s in shifts
                if s.start_s <= when < s.end_s and not any(a <= when < b for a, b in s.breaks_s)
            )

        if self.model.at_close == "end" and when >= self.horizon:
            return 0
        if team.protected:
            return on(team.group.protected)
        if team.group.shifts:
            base = on(team.group.shifts)
        else:
            agents = team.group.agents
            base = agents[0] if len(agents) == 1 else agents[self.interval(when)]
        return base - on(team.group.protected)

    def edges_of(self, team):
        shifts = [*team.group.shifts, *team.group.protected]
        out = {0.0, *(p * self.model.interval_s for p in range(self.model.intervals + 1))}
        for shift in shifts:
            out |= {shift.start_s, shift.end_s, *itertools.chain(*shift.breaks_s)}
        return sorted(when for when in out if when >= 0)

    # Who takes what.

    def serves(self, team, q):
        queue = self.model.queues[q]
        route = next((r for r in queue.routes if r.group == team.name), None)
        if route is None:
            return None
        if queue.deferred:
            return route if team.protected or team.group.blend else None
        return None if team.protected else route

    def level(self, team, q):
        for k, names in enumerate(team.group.queues):
            if self.model.queues[q].name in names:
                return (self.model.queues[q].deferred, k)
        return (self.model.queues[q].deferred, 0)

    def spare(self, team, q, free):
        """Return whether a team with so many free agents lets one turn to the queue."""
        if self.model.queues[q].deferred and not team.protected:
            return free > team.group.keep_idle
        return free > 0

    def next_for(self, team, free, now):
        waiting = []
        for q, line in enumerate(self.lines):
            route = self.serves(team, q)
            if route is None or not line or not self.spare(team, q, free):
                continue
            if self.model.queues[q].deferred and now >= self.horizon:
                continue
            if line[0].arrived + route.after_s <= now:
                waiting.append((self.level(team, q), line[0].arrived, q))
        if not waiting:
            return None
        return min(waiting)[2]

    def taker_of(self, contact):
        queue = self.model.queues[contact.queue]
        ranks = sorted({r.rank for r in queue.routes})
        for rank in ranks:
            free = []
            for team in self.teams:
                route = self.serves(team, contact.queue)
                if route is None or route.rank != rank or route.after_s > 0:
                    continue
                kept = team.group.keep_idle if queue.deferred and not team.protected else 0
                free += [team] * max(0, team.free - kept)
            if not free:
                continue
            if all(team is free[0] for team in free):
                return free[0]
            u = self.draws.route(contact.queue, contact.number, contact.attempt)
            return free[int(u * len(free))]
        return None

    # What happens.

    def take(self, team, contact, now):
        q = contact.queue
        index = self.teams.index(team)
        p = self.interval(contact.arrived)
        talk = self.draws.service(q, contact.number, index, p)
        wrap = self.draws.wrap_up(q, contact.number, index, p)
        contact.state = "answered"
        team.busy += 1
        self.note(contact, "answered", index, now - contact.arrived, talk, wrap)
        self.at(now + (talk + wrap), ENDS, index, team)

    def note(self, contact, outcome, team, waited, talk=0.0, wrap=0.0):
        self.records.append(
            (contact.queue, contact.number, contact.attempt, outcome, team, contact.arrived,
             waited, talk, wrap)
        )  # fmt: skip

    def fill(self, team, now):
        while team.free > 0:
            q = self.next_for(team, team.free, now)
            if q is None:
                return
            self.take(team, self.lines[q].pop(0), now)

    def wait(self, contact, now):
        q = contact.queue
        contact.state = "waiting"
        self.lines[q].append(contact)
        p = self.interval(now)
        redial = self.model.queues[q].redial
        attempt = 0 if redial and redial.keeps_patience else contact.attempt
        until = now + self.draws.patience(q, contact.number, attempt, p)
        closes = self.model.at_close == "end" or self.model.queues[q].deferred
        if until < math.inf and not (closes and until > self.horizon):
            self.at(until, GIVES_UP, 0, contact)
        for e, (queue, _, after) in enumerate(self.edges):
            if queue == q:
                self.at(now + after, PASSES, e, None)

    def gives_up(self, contact, now):
        if contact.state != "waiting":
            return
        q = contact.queue
        contact.state = "abandoned"
        self.lines[q].remove(contact)
        self.note(contact, "abandoned", -1, now - contact.arrived)
        redial = self.model.queues[q].redial
        if redial is None or contact.attempt >= redial.times or now >= self.horizon:
            return
        if self.draws.redials(q, contact.number, contact.attempt) >= redial.share:
            return
        again = now + self.draws.again(q, contact.number, contact.attempt)
        if again < self.horizon:
            rank = (q, contact.number, contact.attempt)
            self.at(again, REDIALS, rank, Contact(q, contact.number, contact.attempt + 1, again))

    def comes(self, contact, now):
        team = self.taker_of(contact)
        if team is None:
            self.wait(contact, now)
        else:
            self.take(team, contact, now)

    def play(self):
        for q in range(len(self.model.queues)):
            if self.model.queues[q].outbound:
                start = self.model.queues[q].outbound.start_s
                self.at(start, CHANGES, len(self.teams) + len(self.model.queues) - q, q)
                continue
            for number, when in enumerate(self.draws.arrivals(q)):
                contact = Contact(q, number, 0, when)
                if when < 0:
                    self.wait(contact, when)
                else:
                    self.at(when, COMES, q, contact)
        for index, team in enumerate(self.teams):
            for when in self.edges_of(team):
                self.at(when, CHANGES, index, (team, self.planned(team, when)))
        while self.events:
            now, kind, rank, _, what = heapq.heappop(self.events)
            self.happens(kind, rank, what, now)
        for line in self.lines:
            for contact in line:
                self.note(contact, "unserved", -1, self.horizon - contact.arrived)
        return self.records

    def happens(self, kind, rank, what, now):
        if kind == GIVES_UP:
            self.gives_up(what, now)
        elif kind == ENDS:
            what.busy -= 1
            if what.free > 0:
                q = self.next_for(what, what.free, now)
                if q is not None:
                    self.take(what, self.lines[q].pop(0), now)
            self.dial_after(what, now)
        elif kind == CHANGES:
            self.changes(what, now)
        elif kind == PASSES:
            self.passes(rank, now)
        else:
            self.comes(what, now)

    def changes(self, what, now):
        if isinstance(what, int):
            self.dial(what, now)
        else:
            team, team.there = what[0], what[1]
            self.fill(team, now)

    def watched(self, q, team):
        watch = self.model.queues[q].outbound.watch
        return not team.protected and (
            team.name in watch if watch else self.serves(team, q) is not None
        )

    def dial_after(self, team, now):
        for q, queue in enumerate(self.model.queues):
            if queue.outbound and self.watched(q, team):
                self.dial(q, now)

    def dial(self, q, now):
        plan = self.model.queues[q].outbound
        if not plan.start_s <= now < plan.end_s:
            return
        if sum(max(0, t.free) for t in self.teams if self.watched(q, t)) < plan.min_idle:
            return
        takers = sum(max(0, t.free) for t in self.teams if self.serves(t, q) is not None)
        share = plan.reach[0 if len(plan.reach) == 1 else self.interval(now)]
        for _ in range(int(plan.per_idle * takers + 0.5)):
            tried = self.dialled[q]
            self.dialled[q] += 1
            if self.draws.reached(q, tried) < share:
                self.reached[q] += 1
                self.comes(Contact(q, self.reached[q] - 1, 0, now), now)

    def passes(self, e, now):
        q, index, after = self.edges[e]
        team, line = self.teams[index], self.lines[q]
        if team.free > 0 and line and line[0].arrived + after <= now:
            self.take(team, line.pop(0), now)
