#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes protocol/vectors/apply.json from the model. Run it after the meaning has changed:

    python3 tools/vectors/make.py

The histories come from seeds, so that the same model gives the same file, byte for byte.
"""

import json
import random
from pathlib import Path

from model import RANKS, HARD, RULES, Device, State, Write, covers, is_conflict, name, view

CASES_PER_RULE = 36
ORDERS_PER_CASE = 4
STAMP_BOUND = 3  # how far ahead of the server a time may lie before it is stamped
RULED, NOTE, LABELS = 1, 5, 6
VALUES = ["a", "b", "c", "d", None]
# Texts that sort differently by code points of UTF-16 and by bytes, or look alike in print.
ELEMENTS = ["x", "\u00e9", "e\u0301", "\u067e\u06cc\u200c\u0646", "\ufb00", "\U0001f600"]


class History:
    """Three devices and a server around one record."""

    def __init__(self, seed, rule, policy):
        self.random, self.rule, self.policy = random.Random(seed), rule, policy
        self.server, self.now, self.arrivals, self.swept = State(), 100, [], []
        self.devices = [Device(n + 1, office=n == 0) for n in range(3)]
        self.after = {}
        self.create(self.devices[0])
        self.push(self.devices[0])
        for device in self.devices:
            device.pull(self.server)
        for _ in range(self.random.randint(4, 14)):
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

    def step(self, device):
        self.now += self.random.choice([0, 0, 1, 2])
        clock = max(0, self.now + self.random.choice([0, 0, 0, 9, -9]))
        act = self.random.choice(["edit"] * 6 + ["resolve", "note", "label", "label", "delete",
                                                 "undelete"] + ["push"] * 4 + ["pull"] * 4)
        if act == "push":
            self.push(device)
        elif act == "pull":
            device.pull(self.server)
        else:
            self.note(device, self.draft(device, act, clock))

    def draft(self, device, act, clock):
        if act == "delete":
            return device.delete(clock)
        if act == "undelete":
            return device.undelete(clock)
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


def names(some):
    return [[*dot] if element is None else [*dot, element] for dot, element in sorted(
        some, key=lambda n: (n[0], (n[1] or "").encode()))]


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
        for version in sorted(state.groups[group], key=lambda v: (v.dot, (v.element or "").encode()))]
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
    return repr((sorted(state.clock.items()), sorted(groups.items()), sorted(map(repr, state.life))))


def main():
    cases = []
    for rule in RULES:
        for number in range(CASES_PER_RULE):
            policy = ["editWins", "deleteWins"][number % 2]
            title = f"{rule} {number}"
            cases.append(case(History(title, rule, policy), title))
    head = {"format": 1, "groups": {"ruled": RULED, "note": NOTE, "labels": LABELS},
            "ranks": RANKS, "hard": [sorted(pair) for pair in HARD]}
    lines = [json.dumps(c, ensure_ascii=True, separators=(",", ":")) for c in cases]
    text = json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    target = Path(__file__).resolve().parents[2] / "protocol" / "vectors" / "apply.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="ascii")
    conflicts = sum(c["views"]["1"]["conflict"] for c in cases)
    print(f"{len(cases)} cases, {conflicts} with a conflict, {len(text)} bytes")


if __name__ == "__main__":
    main()
