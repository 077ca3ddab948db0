# SPDX-License-Identifier: Apache-2.0
"""The meaning of replication in a page of Python, independent of the Swift code.

When the meaning changes, this changes first. `make.py` of tools/vectors writes the published
vectors from it, and `check.py` beside it answers what Swift's schedules must come to.

A version is one value of a field group under a dot, the name (replica, sequence) of the commit
that wrote it. A rule is a view: it sorts versions into shown and hidden and removes none. Only a
write that names a version removes it: `replaces` are versions that the author was shown, `sweeps`
are the losers that the rule had hidden from the author.

A value is None, a number or a text. The value of a group of several fields may be anything that
can be compared for equality; `measured` then says which value `min`, `max` and `ranked` look at.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass, field

# A version of a register has the element None; in a text set the element is its value.
Version = namedtuple("Version", "dot time office value element")
Mark = namedtuple("Mark", "dot time deleted seen")
Write = namedtuple("Write", "group action value replaces sweeps")  # action: set, add, remove
LifeWrite = namedtuple("LifeWrite", "deleted replaces seen")
Commit = namedtuple("Commit", "replica seq time office writes life")
View = namedtuple("View", "shown hidden")

Ranking = namedtuple("Ranking", "ranks hard")  # the rank of each state, and the pairs for a person

RANKS = {"a": 0, "b": 1, "c": 1, "d": 2}
HARD = [{"c", "d"}]
RANKING = Ranking(RANKS, HARD)
RULES = ["lastWriter", "authority", "addWins", "ranked", "manual", "firstWriter", "min", "max"]
POLICIES = ["editWins", "deleteWins", "ask"]
UNSEEN = {"editWins": "revived", "deleteWins": "deleted", "ask": "asked"}
OPEN = {"manual", "ranked"}  # rules that leave a conflict to a person


def name(version):
    return (version.dot, version.element)


def earlier(version):
    """The order of time, then of dots, then of elements by their UTF-8 bytes."""
    return (version.time, version.dot, (version.element or "").encode())


def magnitude(value):
    """The order of values: numbers before texts, texts by their UTF-8 bytes."""
    return (1, value.encode()) if isinstance(value, str) else (0, value)


def view(rule, versions, ranking=RANKING, measured=lambda value: value):
    """What the rule shows and hides. The first of the shown is displayed; where more than one of a
    register is shown, a person may have to decide."""
    versions = sorted(versions, key=earlier)
    if rule in ("addWins", "manual") or len(versions) < 2:
        return View(versions, [])
    if rule == "firstWriter":
        winner = versions[0]
    elif rule == "lastWriter":
        winner = versions[-1]
    elif rule == "authority":
        winner = ([v for v in versions if v.office] or versions)[-1]
    elif rule in ("min", "max"):
        winner = extreme(rule, versions, measured)
    elif rule == "ranked":
        return ranked(versions, ranking, measured)
    else:
        raise ValueError(f"there is no rule {rule}")
    return View([winner], [v for v in versions if v is not winner])


def extreme(rule, versions, measured):
    """Of equal values the latest is shown, under `min` as under `max`: both are then as
    `lastWriter`, and a repeated value moves on with its newest writing. No value at all is shown
    only where there is no other: it is less than everything to `max`, greater to `min`."""
    some = [v for v in versions if measured(v.value) is not None]
    if not some:
        return versions[-1]
    best = (min if rule == "min" else max)(magnitude(measured(v.value)) for v in some)
    return [v for v in some if magnitude(measured(v.value)) == best][-1]


def ranked(versions, ranking, measured):
    """The greatest rank, ties as `lastWriter`; what is declared hard against it stays shown, the
    earlier displayed meanwhile. A state that the ranking doesn't know ranks below all."""
    def state(version):
        value = measured(version.value)
        return value if isinstance(value, str) else ""

    top = max(ranking.ranks.get(state(v), -1) for v in versions)
    best = [v for v in versions if ranking.ranks.get(state(v), -1) == top][-1]
    shown = [v for v in versions if v is best or {state(v), state(best)} in ranking.hard]
    return View(shown, [v for v in versions if v not in shown])


def is_conflict(rule, seen):
    return rule in OPEN and len({v.value for v in seen.shown}) > 1


def union(one, other):
    return {r: max(one.get(r, 0), other.get(r, 0)) for r in {*one, *other}}


def covers(clock, dot):
    return dot[1] <= clock.get(dot[0], 0)


@dataclass
class State:
    """One record: its clock, the versions of each group, the statements about its life."""

    clock: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    life: list = field(default_factory=list)

    def copy(self):
        groups = {group: list(versions) for group, versions in self.groups.items()}
        return State(dict(self.clock), groups, list(self.life))

    def of(self, group):
        return self.groups.get(group, [])

    def apply(self, commit, stamp=None):
        """Applies a commit unless the clock covers it; answers what was swept."""
        dot, time = (commit.replica, commit.seq), commit.time if stamp is None else stamp
        if covers(self.clock, dot):
            return []
        swept = []
        for write in commit.writes:
            stay = []
            for version in self.of(write.group):
                if name(version) in write.replaces:
                    continue
                if name(version) in write.sweeps:
                    swept.append((write.group, name(version)))
                else:
                    stay.append(version)
            if write.action != "remove":
                element = write.value if write.action == "add" else None
                stay.append(Version(dot, time, commit.office, write.value, element))
            self.groups[write.group] = stay
        if commit.life:
            self.life = [m for m in self.life if m.dot not in commit.life.replaces]
            self.life.append(Mark(dot, time, commit.life.deleted, commit.life.seen))
        self.clock[dot[0]] = dot[1]
        return swept

    def verdict(self, policy):
        """live, deleted, revived or asked; several deletes count by the union of what they saw."""
        deletes = [m for m in self.life if m.deleted]
        if not deletes:
            return "live"
        known = {}
        for mark in deletes:
            known = union(known, dict(mark.seen))
        dots = [v.dot for versions in self.groups.values() for v in versions]
        dots += [m.dot for m in self.life if not m.deleted]
        unknown = any(not covers(known, dot) for dot in dots)
        return UNSEEN[policy] if unknown else "deleted"


def draft(replica, group, value, seen, resolve=False):
    """A write of a register: it replaces what its author was shown and the author's own earlier
    versions, and sweeps what the rule had hidden. To resolve is to be shown all siblings."""
    own = [v for v in seen.shown[1:] if v.dot[0] == replica]
    replaced = seen.shown if resolve else seen.shown[:1] + own
    return Write(group, "set", value, list(map(name, replaced)), list(map(name, seen.hidden)))


def draft_tag(state, group, element, adds):
    """Adds what is not there, removes all that was seen; None where nothing would change."""
    there = [name(v) for v in state.of(group) if v.element == element]
    if bool(there) == adds:
        return None
    return Write(group, "add" if adds else "remove", element if adds else None, there, [])


def draft_settling(group, seen):
    """Sweeps what the rule hid without a new version; None where nothing is hidden."""
    hidden = list(map(name, seen.hidden))
    return Write(group, "remove", None, [], hidden) if hidden else None


def draft_delete(state):
    return LifeWrite(True, [m.dot for m in state.life], dict(state.clock))


def draft_undelete(state):
    return LifeWrite(False, [m.dot for m in state.life], {}) if state.life else None


def draft_revival(state, policy):
    """The first write to a revived record also says that it lives."""
    return draft_undelete(state) if state.verdict(policy) in ("revived", "asked") else None


@dataclass
class Device:
    """A base, the newest server state, and own commits that it does not contain yet."""

    replica: str
    office: bool = False
    base: State = field(default_factory=State)
    pending: list = field(default_factory=list)
    seq: int = 0
    time: int = 0

    def state(self):
        state = self.base.copy()
        for commit in self.pending:
            state.apply(commit)
        return state

    def commit(self, now, writes, life=None):
        seen = [v.time for versions in self.base.groups.values() for v in versions]
        self.time = max([self.time + 1, now] + [t + 1 for t in seen])
        self.seq += 1
        commit = Commit(self.replica, self.seq, self.time, self.office, writes, life)
        self.pending.append(commit)
        return commit

    def edit(self, now, policy, group, rule, value, resolve=False):
        state = self.state()
        write = draft(self.replica, group, value, view(rule, state.of(group)), resolve)
        return self.commit(now, [write], draft_revival(state, policy))

    def settle(self, now, group, rule):
        write = draft_settling(group, view(rule, self.state().of(group)))
        return write and self.commit(now, [write])

    def tag(self, now, policy, group, element, adds):
        state = self.state()
        write = draft_tag(state, group, element, adds)
        return write and self.commit(now, [write], draft_revival(state, policy))

    def delete(self, now):
        return self.commit(now, [], draft_delete(self.state()))

    def undelete(self, now):
        life = draft_undelete(self.state())
        return life and self.commit(now, [], life)

    def pull(self, server):
        self.base = server.copy()
        self.pending = [c for c in self.pending if not covers(server.clock, (c.replica, c.seq))]


class HybridClock:
    """Times of 48 bits of milliseconds and 16 bits of counter that never repeat or run back."""

    BOUND = 86_400_000  # how far ahead a remote time may lie and still be followed, in ms
    END = (1 << 64) - 1

    def __init__(self, last=0):
        self.last = last

    @staticmethod
    def raw(milliseconds, counter=0):
        return min(max(milliseconds, 0), (1 << 48) - 1) << 16 | counter

    def tick(self, now):
        self.last = max(self.raw(now), min(self.last + 1, self.END))
        return self.last

    def observe(self, remote, now):
        if remote >> 16 <= now + self.BOUND:
            self.last = max(self.last, remote)
        return self.last
