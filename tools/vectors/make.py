#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes apply.json and hybrid-time.json of protocol/vectors from the model:

    python3 tools/vectors/make.py

The histories come from seeds, so that the same model gives the same file, byte for byte.
"""

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "model"))

from model import HARD, POLICIES, RANKS, RULES, Device, HybridClock, State, Write
from model import covers, is_conflict, name, view

CASES_PER_RULE = 28
ORDERS_PER_CASE = 3
STAMP_BOUND = 3  # how far ahead of the server a time may lie before it is stamped
RULED, NOTE, LABELS = 1, 5, 6
VALUES = ["a", "b", "c", "d", None]
# Texts that sort differently by code points of UTF-16 and by bytes, or look alike in print.
ELEMENTS = ["x", "\u00e9", "e\u0301", "\u067e\u06cc\u200c\u0646", "\ufb00", "\U0001f600"]


class History:
    """Three devices and a server around one record."""

    def __init__(self, seed, rule, policy, script=None):
        self.random, self.rule, self.policy = random.Random(seed), rule, policy
        self.server, self.now, self.arrivals, self.swept = State(), 100, [], []
        self.devices = [Device(n + 1, office=n == 0) for n in range(3)]
        self.after = {}
        self.create(self.devices[0])
        self.push(self.devices[0])
        for device in self.devices:
            device.pull(self.server)
        if script:
            for index, act in script:
                self.step(self.devices[index], act)
        else:
            for _ in range(self.random.randint(6, 20)):
                self.step(self.random.choice(self.devices))
        for device in self.devices:
            self.push(device)

    def rules(self):
        return {RULED: self.rule, NOTE: "lastWriter", LABELS: "addWins"}

    def value(self):
        return self.random.choice(ELEMENTS if self.rule == "addWins" else VALUES)

    def create(self, device):
        writes = [Write(NOTE, "set", "first", [], [])]
        writes += [Write(LABELS, "add", element, [], []) for element in ELEMENTS[:2]]
        if self.rule == "addWins":
            writes = [Write(RULED, "add", element, [], []) for element in ELEMENTS[1:3]] + writes
        else:
            writes = [Write(RULED, "set", self.value(), [], [])] + writes
        self.note(device, device.commit(self.now, writes))

    def note(self, device, commit):
        if commit:
            self.after[(commit.replica, commit.seq)] = dict(device.base.clock)

    def push(self, device):
        for commit in device.pending:
            if not covers(self.server.clock, (commit.replica, commit.seq)):
                stamp = min(commit.time, self.now + STAMP_BOUND)
                self.swept += self.server.apply(commit, stamp)
                self.arrivals.append((commit, stamp))

    def step(self, device, scripted=None):
        self.now += self.random.choice([0, 0, 1, 2])
        clock = max(0, self.now + self.random.choice([0, 0, 0, 9, -9]))
        act = self.random.choice(["edit"] * 6 + ["resolve", "note", "label", "label", "delete",
                                                 "undelete", "settle"] + ["push", "pull"] + ["exchange"] * 5)
        act = scripted or act
        if act in ("push", "pull", "exchange"):
            if act != "pull":
                self.push(device)
            if act != "push":
                device.pull(self.server)
        else:
            self.note(device, self.draft(device, act, clock))

    def draft(self, device, act, clock):
        if act == "delete":
            return device.delete(clock)
        if act == "undelete":
            return device.undelete(clock)
        if act == "settle":
            return device.settle(clock, RULED, self.rule) if device.office else None
        if act == "note":
            return device.edit(clock, self.policy, NOTE, "lastWriter", self.value() or "n")
        if act == "label" or self.rule == "addWins":
            group = LABELS if act == "label" else RULED
            adds = self.random.random() < 0.6
            return device.tag(clock, self.policy, group, self.random.choice(ELEMENTS), adds)
        resolve = act == "resolve"
        return device.edit(clock, self.policy, RULED, self.rule, self.value(), resolve)

    def order(self):
        """Another order of arrival: each replica's own in order, each after what it had pulled."""
        rest, order, clock = list(range(len(self.arrivals))), [], {}
        while rest:
            able = [i for i in rest if self.able(self.arrivals[i][0], clock)]
            index = self.random.choice(able)
            rest.remove(index)
            order.append(index)
            if self.random.random() < 0.2:  # an arrival again changes nothing
                order.append(self.random.choice(order))
            commit = self.arrivals[index][0]
            clock[commit.replica] = commit.seq
        return order

    def able(self, commit, clock):
        after = self.after[(commit.replica, commit.seq)]
        return clock.get(commit.replica, 0) + 1 == commit.seq and all(
            covers(clock, dot) for dot in after.items())


def by_bytes(some):
    return (some[0], (some[1] or "").encode())


def names(some):
    return [[*dot] if element is None else [*dot, element]
            for dot, element in sorted(some, key=by_bytes)]


def encoded(commit, stamp):
    writes = []
    for write in sorted(commit.writes, key=lambda w: w.group):
        entry = {"group": write.group, write.action: write.value}
        if write.replaces:
            entry["replaces"] = names(write.replaces)
        if write.sweeps:
            entry["sweeps"] = names(write.sweeps)
        writes.append(entry)
    result = {"replica": commit.replica, "sequence": commit.seq, "time": commit.time,
              "stamp": stamp, "office": commit.office, "writes": writes}
    if commit.life:
        result["life"] = {"deleted": commit.life.deleted, "replaces": sorted(commit.life.replaces),
                          "seen": sorted(commit.life.seen.items())}
    return result


def case(history, title):
    state = history.server
    versions = [
        {"group": group, "dot": version.dot, "time": version.time, "office": version.office,
         "element" if version.element is not None else "value": version.value}
        for group in sorted(state.groups)
        for version in sorted(state.groups[group], key=lambda v: by_bytes(name(v)))]
    life = [{"dot": mark.dot, "time": mark.time, "deleted": mark.deleted,
             "seen": sorted(mark.seen.items())} for mark in sorted(state.life, key=lambda m: m.dot)]
    views = {}
    for group, rule in history.rules().items():
        seen = view(rule, state.of(group))
        views[str(group)] = {"shown": [names([name(v)])[0] for v in seen.shown],
                             "hidden": names(map(name, seen.hidden)),
                             "conflict": is_conflict(rule, seen)}
    orders = [list(range(len(history.arrivals)))] + [
        history.order() for _ in range(ORDERS_PER_CASE - 1)]
    for order in orders:
        again = State()
        for index in order:
            again.apply(*history.arrivals[index])
        assert fingerprint(again) == fingerprint(state), title
    return {"name": title, "rule": history.rule, "policy": history.policy,
            "commits": [encoded(*arrival) for arrival in history.arrivals], "orders": orders,
            "swept": [[group, *names([n])[0]] for group, n in history.swept],
            "clock": sorted(state.clock.items()), "versions": versions, "life": life,
            "verdict": state.verdict(history.policy), "views": views}


def fingerprint(state):
    groups = {g: sorted(map(repr, v)) for g, v in state.groups.items() if v}
    life = sorted(map(repr, state.life))
    return repr((sorted(state.clock.items()), sorted(groups.items()), life))


# Histories that chance seldom makes: the devices, from 0, and what they do.
SCRIPTS = {
    "two deletes that only together saw all": [
        (1, "note"), (1, "delete"), (2, "note"), (2, "delete")],
    "a delete against an edit": [(1, "delete"), (2, "note")],
    "a delete against an undelete": [
        (0, "delete"), (0, "push"), (1, "pull"), (2, "pull"), (1, "undelete"), (2, "delete")],
    "an edit of a revived record": [
        (1, "delete"), (2, "note"), (1, "push"), (2, "push"), (0, "pull"), (0, "note")],
    "an edit after an unseen one": [
        (1, "edit"), (1, "edit"), (2, "edit"), (2, "push"), (1, "push"), (0, "pull"), (0, "edit")],
    "the same conflict resolved twice": [
        (0, "edit"), (1, "edit"), (2, "edit"), (0, "push"), (1, "push"), (2, "push"), (0, "pull"),
        (1, "pull"), (0, "resolve"), (1, "resolve")],
}


def hex64(raw):
    return f"{raw:016x}"


def clock_case(title, start, steps):
    """Each step is (now) for a local write or (now, remote) for a time from elsewhere."""
    clock, listed = HybridClock(start), []
    for now, *remote in steps:
        if remote:
            last = clock.observe(remote[0], now)
            listed.append({"now": now, "observe": hex64(remote[0]), "last": hex64(last)})
        else:
            listed.append({"now": now, "tick": hex64(clock.tick(now))})
    return {"name": title, "start": hex64(start), "steps": listed}


def clock_cases():
    raw, start, year, day = HybridClock.raw, 1_800_000_000_000, 31_536_000_000, HybridClock.BOUND
    end = raw(start, 0xFFFF)
    yield clock_case("ties count", 0, [(start,), (start,), (start,), (start + 1,)])
    yield clock_case("a full counter", raw(start, 0xFFFE), [(start,), (start,), (start + 1,)])
    yield clock_case("the wall clock falls back", 0, [(start,), (start - 5000,), (start - 1,)])
    yield clock_case("a year's jump and back", 0, [(start,), (start + year,), (start,), (start,)])
    yield clock_case("a remote ahead is followed", raw(start), [
        (start, raw(start + 5000, 7)), (start,), (start + 5000,), (start + 5001,)])
    yield clock_case("a remote behind changes nothing", raw(start), [
        (start, raw(start - 1)), (start, raw(start)), (start,)])
    yield clock_case("at the bound and beyond it", raw(start), [
        (start, raw(start + day + 1)), (start, raw(start + year)), (start,),
        (start, raw(start + day, 0xFFFF)), (start,)])
    yield clock_case("the last time of all", HybridClock.END - 1, [(start,), (start,)])
    yield clock_case("before 1970", 0, [(-5,), (-5,), (0,)])
    yield clock_case("a remote with a full counter", end, [(start, end), (start,)])
    for seed in range(24):
        choose = random.Random(seed)
        now, steps = start, []
        for _ in range(20):
            now += choose.choice([0, 0, 1, 3, -2, choose.randint(-year, year)])
            if choose.random() < 0.3:
                remote = raw(now + choose.choice([-1, 0, 9, day, day + 1, year]),
                             choose.choice([0, 1, 0xFFFF]))
                steps.append((now, remote))
            else:
                steps.append((now,))
        yield clock_case(f"seed {seed}", 0, steps)


def commit(replica, sequence, writes, life=None):
    made = {"replica": replica, "sequence": sequence, "time": 100 + sequence,
            "stamp": 100 + sequence, "office": False, "writes": writes}
    return made | ({"life": life} if life else {})


def refused():
    """Commits that a server must reject on the record that the first commit left, with the code."""
    first = commit(1, 1, [{"group": RULED, "set": "a"}, {"group": LABELS, "add": "x"}])
    once = {"group": RULED, "set": "b"}
    rows = [
        ("a write-once value is replaced", "firstWriter", "alreadySet",
         [once | {"replaces": [[1, 1]]}], None),
        ("a write-once value is swept", "firstWriter", "alreadySet",
         [once | {"sweeps": [[1, 1]]}], None),
        ("a register is written twice", "lastWriter", "malformed",
         [{"group": NOTE, "set": "p"}, {"group": NOTE, "set": "q"}], None),
        ("an element is added twice", "lastWriter", "malformed",
         [{"group": LABELS, "add": "y"}, {"group": LABELS, "add": "y"}], None),
        ("an element is empty", "lastWriter", "required", [{"group": LABELS, "add": ""}], None),
        ("an element is too long", "lastWriter", "tooLong",
         [{"group": LABELS, "add": "y" * 201}], None),
        ("a text set is written as a register", "lastWriter", "wrongKind",
         [{"group": LABELS, "set": "x"}], None),
        ("a register is written as a text set", "lastWriter", "wrongKind",
         [{"group": RULED, "add": "x"}], None),
        ("a shown value of a register is only swept", "lastWriter", "wrongKind",
         [{"group": RULED, "remove": None, "sweeps": [[1, 1]]}], None),
        ("a value of a register is only replaced", "lastWriter", "wrongKind",
         [{"group": RULED, "remove": None, "replaces": [[1, 1]]}], None),
        ("a group is unknown", "lastWriter", "unknownGroup", [{"group": 7, "set": "x"}], None),
        ("a delete claims to have seen what was never there", "lastWriter", "malformed", [],
         {"deleted": True, "replaces": [], "seen": [[1, 1], [3, 9]]}),
        ("a delete claims to have seen itself", "lastWriter", "malformed", [],
         {"deleted": True, "replaces": [], "seen": [[1, 1], [2, 1]]}),
        ("a statement of living claims to have seen something", "lastWriter", "malformed", [],
         {"deleted": False, "replaces": [], "seen": [[1, 1]]}),
    ]
    return [{"name": name, "rule": rule, "code": code, "before": [first],
             "commit": commit(2, 1, writes, life)} for name, rule, code, writes, life in rows]


def write(name, head, cases):
    """One case a line, so that a change is seen line by line."""
    lines = [json.dumps(c, ensure_ascii=True, separators=(",", ":")) for c in cases]
    text = json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    target = Path(__file__).resolve().parents[2] / "protocol" / "vectors" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="ascii")
    print(f"{name}: {len(cases)} cases, {len(text)} bytes")


def main():
    cases = []
    for rule in RULES:
        for number in range(CASES_PER_RULE):
            policy = POLICIES[number % 3]
            title = f"{rule} {number}"
            cases.append(case(History(title, rule, policy), title))
        for script, steps in SCRIPTS.items():
            for policy in POLICIES:
                title = f"{rule}, {policy}: {script}"
                cases.append(case(History(title, rule, policy, steps), title))
    write("apply.json", {
        "format": 1, "groups": {"ruled": RULED, "note": NOTE, "labels": LABELS}, "ranks": RANKS,
        "hard": [sorted(pair) for pair in HARD], "refused": refused()}, cases)
    packing = [{"milliseconds": milliseconds, "counter": counter,
                "raw": hex64(HybridClock.raw(milliseconds, counter))}
               for milliseconds in [0, 1, 1_800_000_000_000, (1 << 48) - 1]
               for counter in [0, 1, 0xFFFF]]
    write("hybrid-time.json", {"format": 1, "boundMilliseconds": HybridClock.BOUND,
                               "packing": packing}, list(clock_cases()))


if __name__ == "__main__":
    main()
