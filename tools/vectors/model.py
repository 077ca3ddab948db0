# SPDX-License-Identifier: Apache-2.0
"""The meaning of replication in a page of Python, independent of the Swift code.

A version is one value of a field group under a dot, the name (replica, sequence) of the commit
that wrote it. A rule is a view: it sorts versions into shown and hidden and removes none. Only a
write that names a version removes it: `replaces` are versions that the author was shown, `sweeps`
are the losers that the rule had hidden from the author.
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

RANKS = {"a": 0, "b": 1, "c": 1, "d": 2}
HARD = [{"c", "d"}]
RULES = ["lastWriter", "authority", "addWins", "ranked", "manual", "firstWriter", "min", "max"]
POLICIES = ["editWins", "deleteWins", "ask"]
UNSEEN = {"editWins": "revived", "deleteWins": "deleted", "ask": "asked"}
OPEN = {"manual", "ranked"}  # rules that leave a conflict to a person


def name(version):
    return (version.dot, version.element)


def earlier(version):
    """The order of time, then of dots, then of elements by their UTF-8 bytes."""
    return (version.time, version.dot, (version.element or "").encode())


def view(rule, versions):
    versions = sorted(versions, key=earlier)
    if rule in ("addWins", "manual") or len(versions) < 2:
        return View(versions, [])
    last = versions[-1]
    if rule == "firstWriter":
        shown = versions[:1]
    elif rule == "lastWriter":
        shown = [last]
    elif rule == "authority":
        shown = [([v for v in versions if v.office] or versions)[-1]]
    elif rule == "min":  # no value is greater than every value; of equal values the latest is shown
        least = min((v.value is None, v.value or "") for v in versions)
        shown = [[v for v in versions if (v.value is None, v.value or "") == least][-1]]
    elif rule == "max":  # no value is less than every value; of equal values the latest is shown
        most = max((v.value is not None, v.value or "") for v in versions)
        shown = [[v for v in versions if (v.value is not None, v.value or "") == most][-1]]
    elif rule == "ranked":
        top = max(RANKS.get(v.value, -1) for v in versions)
        best = [v for v in versions if RANKS.get(v.value, -1) == top][-1]
        shown = [v for v in versions if v is best or {v.value, best.value} in HARD]
    else:
        raise ValueError(rule)
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

    def revival(self, state, policy):
        """The first write to a revived record also says that it lives."""
        if state.verdict(policy) not in ("revived", "asked"):
            return None
        return LifeWrite(False, [m.dot for m in state.life], {})

    def edit(self, now, policy, group, rule, value, resolve=False):
        state = self.state()
        seen = view(rule, state.of(group))
        own = [v for v in seen.shown[1:] if v.dot[0] == self.replica]
        replaced = seen.shown if resolve else seen.shown[:1] + own
        write = Write(group, "set", value, list(map(name, replaced)), list(map(name, seen.hidden)))
        return self.commit(now, [write], self.revival(state, policy))

    def settle(self, now, group, rule):
        """Sweeps what the rule hid without a new version; None where nothing is hidden."""
        hidden = view(rule, self.state().of(group)).hidden
        if not hidden:
            return None
        return self.commit(now, [Write(group, "remove", None, [], list(map(name, hidden)))])

    def tag(self, now, policy, group, element, adds):
        """Adds what is not there, removes all that was seen; None where nothing would change."""
        state = self.state()
        there = [name(v) for v in state.of(group) if v.element == element]
        if bool(there) == adds:
            return None
        write = Write(group, "add" if adds else "remove", element if adds else None, there, [])
        return self.commit(now, [write], self.revival(state, policy))

    def delete(self, now):
        state = self.state()
        life = LifeWrite(True, [m.dot for m in state.life], dict(state.clock))
        return self.commit(now, [], life)

    def undelete(self, now):
        state = self.state()
        if not state.life:
            return None
        return self.commit(now, [], LifeWrite(False, [m.dot for m in state.life], {}))

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
