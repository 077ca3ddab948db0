#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says what the model makes of schedules, for another implementation to be compared with:

    python3 tools/model/check.py < schedules.jsonl

Reads one schedule a line, as JSON:

    {"schedule": 7,                      its name
     "policy": "editWins",               editWins, deleteWins or ask
     "groups": [{"tag": 10, "fields": [10], "rule": "min"}],  a group of rule addWins is a text set
     "ranks": {"a": 0, "b": 1}, "hard": [["a", "b"]],         of the rule ranked
     "events": [EVENT...],               what the replicas do, one after the other
     "orders": [[["r1", 1], ["r2", 1]]]} orders in which the commits arrive elsewhere

An event is the taking of another replica's commit, {"at": "r2", "takes": ["r1", 1]}, or writing:

    {"at": "r1", "commit": {"sequence": 1, "time": 5, "stamp": 4, "office": false, "changes": [
       {"record": 1,
        "writes": [{"group": 10, "set": {"10": 3}, "replaces": [["r2", 1]], "sweeps": []},
                   {"group": 20, "add": "x"}, {"group": 20, "remove": null}],
        "life": {"deleted": true, "replaces": [], "seen": [["r2", 1]]}}]},
     "drafts": [{"record": 1, "do": "edit", "values": {"10": 3}, "adds": {"20": ["x"]}}]}

A replica has its own commits at the time that it gave them, all others at the stamp. A draft says
what its author wanted: edit, resolve, settle, delete or undelete. The model drafts that itself, on
what the replica had seen, and prints what it would have written; it never reads the commit for it.
The measured field of a group is its first. Prints lines of text; bad input ends it with the number
of the line and status 1.
"""

import json
import sys

from model import POLICIES, RULES, Commit, LifeWrite, Ranking, State, Write
from model import draft, draft_delete, draft_revival, draft_settling, draft_tag, draft_undelete
from model import is_conflict, name, view

REGISTER_RULES = [rule for rule in RULES if rule != "addWins"]


class Group:
    def __init__(self, entry):
        self.tag, self.fields, self.rule = entry["tag"], entry["fields"], entry["rule"]
        self.is_set = self.rule == "addWins"

    def measured(self, value):
        return next((v for field, v in value if field == self.fields[0]), None)


def group_value(values):
    """A field without a value is as one that is not there."""
    return tuple(sorted((int(field), v) for field, v in values.items() if v is not None))


def names(entries):
    return [((replica, sequence), element[0] if element else None)
            for replica, sequence, *element in entries]


def read_write(entry):
    group, replaces = entry["group"], names(entry.get("replaces", []))
    sweeps = names(entry.get("sweeps", []))
    if "set" in entry:
        return Write(group, "set", group_value(entry["set"]), replaces, sweeps)
    if "add" in entry:
        return Write(group, "add", entry["add"], replaces, sweeps)
    return Write(group, "remove", None, replaces, sweeps)


def read_life(entry):
    if entry is None:
        return None
    dots = [dot for dot, _ in names(entry["replaces"])]
    return LifeWrite(entry["deleted"], dots, dict(entry["seen"]))


def read_commit(replica, entry):
    """The changes of a commit by record: for the model, each is a commit on that record."""
    changes = {}
    for change in entry["changes"]:
        writes = [read_write(write) for write in change["writes"]]
        changes[change["record"]] = Commit(
            replica, entry["sequence"], entry["time"], entry["office"], writes,
            read_life(change.get("life")))
    return entry.get("stamp", entry["time"]), changes


def in_order(some):
    return sorted(some, key=lambda n: (n[0], (n[1] or "").encode()))


def text_of_dot(dot):
    return f"{dot[0]}:{dot[1]}"


def text_of_name(one):
    dot, element = one
    return text_of_dot(dot) if element is None else f'{dot[0]}:{dot[1]}"{element}"'


def text_of_value(value):
    if isinstance(value, str):
        return f'"{value}"'
    return "{" + ",".join(f"{f}=" + (f'"{v}"' if isinstance(v, str) else str(v))
                          for f, v in value) + "}"


def listed(word, some):
    return " ".join([word, *some]) if some else word


def text_of_clock(clock):
    return [text_of_dot(dot) for dot in sorted(clock.items())]


def text_of_write(write):
    parts = [f"{write.group} {write.action}"]
    if write.action != "remove":
        parts.append(text_of_value(write.value))
    parts.append(listed("replaces", map_in_order(write.replaces)))
    parts.append(listed("sweeps", map_in_order(write.sweeps)))
    return " ".join(parts)


def map_in_order(some):
    return [text_of_name(one) for one in in_order(some)]


def text_of_life(life):
    word = "life deleted" if life.deleted else "life lives"
    replaced = listed("replaces", [text_of_dot(dot) for dot in sorted(life.replaces)])
    return " ".join([word, replaced, listed("seen", text_of_clock(life.seen))])


class Schedule:
    def __init__(self, entry):
        self.title, self.policy = entry["schedule"], entry["policy"]
        self.groups = [Group(group) for group in entry["groups"]]
        self.ranking = Ranking(entry["ranks"], [set(pair) for pair in entry["hard"]])
        self.events, self.orders = entry["events"], entry["orders"]
        self.commits, self.seen = {}, {}

    def view(self, group, rule, state):
        return view(rule, state.of(group.tag), self.ranking, group.measured)

    def state(self, replica, record):
        return self.seen.setdefault((replica, record), State())

    def transcript(self):
        lines = [f"schedule {self.title}"]
        for event in self.events:
            if "takes" in event:
                self.take(event["at"], tuple(event["takes"]))
            else:
                lines += self.write(event)
        first = None
        for number, order in enumerate(self.orders):
            swept, states = self.arrive(order)
            lines.append(listed(f"order {number} swept", swept))
            same = {record: fingerprint(state) for record, state in states.items()}
            if first == same:
                lines.append(f"order {number} as order 0")
            else:
                for record in sorted(states):
                    lines += self.lines(f"record {record}", states[record])
            first = first or same
        return lines

    def take(self, replica, dot):
        stamp, changes = self.commits[dot]
        for record, commit in changes.items():
            self.state(replica, record).apply(commit, stamp)

    def write(self, event):
        replica, entry = event["at"], event.get("commit")
        lines = [line for wish in event.get("drafts", []) for line in self.draft(replica, wish)]
        if entry is not None:
            made = read_commit(replica, entry)
            self.commits[(replica, entry["sequence"])] = made
            for record, commit in made[1].items():
                self.state(replica, record).apply(commit)
        return lines

    def draft(self, replica, wish):
        """What the model would write on what the replica has seen."""
        state = self.state(replica, wish["record"])
        writes, life, act = [], None, wish["do"]
        if act == "delete":
            life = draft_delete(state)
        elif act == "undelete":
            life = draft_undelete(state)
        elif act == "settle":
            seen = [(g, self.view(g, g.rule, state)) for g in self.groups if not g.is_set]
            writes = [write for g, s in seen if (write := draft_settling(g.tag, s))]
        else:
            for group in self.groups:
                writes += self.edits(replica, state, group, wish)
            life = draft_revival(state, self.policy) if writes else None
        lines = [text_of_write(write) for write in writes]
        lines += [text_of_life(life)] if life else []
        return [f"draft {act} at {replica} record {wish['record']}"] + (lines or ["nothing"])

    def edits(self, replica, state, group, wish):
        if group.is_set:
            tag = str(group.tag)
            gone, new = wish.get("removes", {}).get(tag, []), wish.get("adds", {}).get(tag, [])
            some = [draft_tag(state, group.tag, e, False) for e in dict.fromkeys(gone)]
            some += [draft_tag(state, group.tag, e, True) for e in dict.fromkeys(new)]
            return [write for write in some if write]
        edited = {f: v for f, v in wish.get("values", {}).items() if int(f) in group.fields}
        if not edited:
            return []
        seen = self.view(group, group.rule, state)
        shown = seen.shown[0].value if seen.shown else ()
        # To resolve is to give the whole value; to edit keeps what was displayed beside it.
        resolve = wish["do"] == "resolve"
        value = group_value(edited if resolve else {**{f"{f}": v for f, v in shown}, **edited})
        if value == shown and not resolve:
            return []
        return [draft(replica, group.tag, value, seen, resolve)]

    def arrive(self, order):
        """What was swept, and the records, when commits arrive in an order."""
        states, swept = {}, []
        for replica, sequence in order:
            stamp, changes = self.commits[(replica, sequence)]
            for record, commit in sorted(changes.items()):
                removed = states.setdefault(record, State()).apply(commit, stamp)
                removed.sort(key=lambda r: (r[0], r[1][0], (r[1][1] or "").encode()))
                swept += [f"{record}/{group}/{text_of_name(one)}" for group, one in removed]
        return swept, states

    def lines(self, head, state):
        lines, conflicts, displayed = [listed(f"{head} clock", text_of_clock(state.clock))], [], []
        for group in self.groups:
            versions = in_order_of_names(state.of(group.tag))
            if not versions:
                continue
            lines.append(listed(f"{head} group {group.tag}", [
                f"{text_of_dot(v.dot)}@{v.time}{'!' if v.office else ''}{text_of_value(v.value)}"
                for v in versions]))
            for rule in ["addWins"] if group.is_set else REGISTER_RULES:
                seen = self.view(group, rule, state)
                is_open = is_conflict(rule, seen)
                shown = listed("shown", [text_of_name(name(v)) for v in seen.shown])
                hidden = listed("hidden", map_in_order(map(name, seen.hidden)))
                lines.append(f"{head} {rule} {shown} {hidden}{' open' if is_open else ''}")
                if rule == group.rule:
                    displayed.append(self.displayed(group, seen))
                    conflicts += [str(group.tag)] if is_open else []
        lines.append(listed(f"{head} displays", displayed))
        lines.append(listed(f"{head} conflicts", conflicts))
        lines.append(listed(f"{head} marks", [
            f"{text_of_dot(m.dot)}@{m.time}{'-' if m.deleted else '+'}"
            f"[{','.join(text_of_clock(m.seen))}]"
            for m in sorted(state.life, key=lambda m: m.dot)]))
        lines.append(listed(f"{head} life", [state.verdict(policy) for policy in POLICIES]))
        return lines

    def displayed(self, group, seen):
        if group.is_set:
            elements = sorted({v.element for v in seen.shown}, key=str.encode)
            return f"{group.tag}=" + ",".join(f'"{e}"' for e in elements)
        return f"{group.tag}=" + text_of_value(seen.shown[0].value)


def fingerprint(state):
    """Equal where two states are, in whatever order their versions came."""
    groups = {group: frozenset(versions) for group, versions in state.groups.items() if versions}
    return state.clock, groups, sorted(state.life, key=lambda m: m.dot)


def in_order_of_names(versions):
    return sorted(versions, key=lambda v: (v.dot, (v.element or "").encode()))


def main():
    for number, line in enumerate(sys.stdin, 1):
        try:
            lines = Schedule(json.loads(line)).transcript()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            sys.exit(f"check.py: line {number} is no schedule: {type(error).__name__}: {error}")
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    main()
