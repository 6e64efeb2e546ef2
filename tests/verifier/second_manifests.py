# SPDX-License-Identifier: Apache-2.0
"""Manifests of an offline copy, checked against its leaves as FORMAT.md sections 9 and 13 say."""
import base64
import hashlib
import re

MOST_LINES = 2000
MESSAGE, PARKED, UNPARKED, PAGE, MANIFEST = 1, 2, 8, 10, 11
HEAD = re.compile(r"custos/manifest/1\n(?P<origin>[^\n]+)\nsource (?P<source>[^ \n]+)\n"
                  r"day \d{4}-\d\d-\d\d [+-]\d\d:\d\d\nuntil (?P<until>\d+)\nleaves (?P<first>\d+) (?P<end>\d+)\n"
                  r"previous (?P<previous>none|\d+ \S+)\n(?P<body>records \d+\n.*)", re.DOTALL)


def escape(text):
    return "".join(chr(b) if b >= 0x21 and b not in (0x7F, 0x25) else "%%%02X" % b for b in text)


def source_name(text):
    """Bytes of a source as the manifest spells them: UTF-8 above 0x7F stays as it is."""
    return escape(text).encode("latin-1").decode("utf-8", "surrogateescape")


def runs_of(numbers):
    runs = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def run_lines(total, line, runs):
    count = sum(last - first + 1 for first, last in runs)
    return [f"{total} {count} {len(runs)}"] + [f"{line} {a} {b}" for a, b in runs[:MOST_LINES]]


class Tally:
    """What the records of one source in one range come to."""

    def __init__(self, new_tree):
        self.tree, self.records, self.messages = new_tree(), 0, 0
        self.numbers, self.parked, self.settled = [], {}, []

    def add(self, index, kind, fields, leaf_hash):
        self.tree.push(0, leaf_hash)
        self.records += 1
        if kind == PAGE:
            return
        if kind == UNPARKED:
            if self.parked.pop(fields["refers"], None) is None:
                self.settled.append((fields["refers"], fields["seq"]))
            return
        if fields["seq"]:
            self.numbers.append(fields["seq"])
        if kind == MESSAGE:
            self.messages += 1
        else:
            self.parked[index] = (fields["seq"], source_name(fields["reason"]))

    def body(self, first):
        """The lines from `records` on; `first` is the first number that is new, None for a source without any yet."""
        lines = [f"records {self.records}", f"messages {self.messages}",
                 "root " + base64.b64encode(self.tree.root()).decode()]
        came = runs_of(self.numbers)
        gaps, late = [], []
        if first is None and not came:
            lines.append("sequence none")
        else:
            first = came[0][0] if first is None else first
            newest = max(came[-1][1], first - 1) if came else first - 1
            lines.append(f"sequence {first} {newest}")
            due = first
            for begin, last in came:
                if begin < first:
                    late.append((begin, min(last, first - 1)))
                if last < first:
                    continue
                if begin > due:
                    gaps.append((due, begin - 1))
                due = last + 1
        lines += run_lines("gaps", "gap", gaps) + run_lines("late", "came", late)
        held = sorted(self.parked.items())
        lines += [f"parked {len(held)}"] + [f"held {i} {seq} {why}" for i, (seq, why) in held[:MOST_LINES]]
        lines += [f"settled {len(self.settled)}"] + [f"freed {i} {seq}" for i, seq in self.settled[:MOST_LINES]]
        return "\n".join(lines) + "\n"


class Kept:
    """One signed manifest of the copy."""

    def __init__(self, leaf, text, head):
        self.leaf, self.text, self.source = leaf, text, head["source"]
        self.range = (int(head["first"]), int(head["end"]))
        self.previous, self.body = head["previous"], head["body"]
        sequence = re.search(r"^sequence (\d+) (\d+)$", self.body, re.MULTILINE)
        self.sequence = (int(sequence[1]), int(sequence[2])) if sequence else None


def read_kept(folder, key, fault):
    kept = []
    paths = [p for p in folder.iterdir() if p.name.isdigit()] if folder.exists() else []
    for path in sorted(paths, key=lambda p: int(p.name)):
        leaf = int(path.name)
        note = path.read_bytes().decode("utf-8", "surrogateescape")
        text = note.rpartition("\n\n")[0] + "\n"
        head = HEAD.fullmatch(text)
        if head is None:
            fault(leaf, "a kept manifest is no manifest")
            continue
        try:
            if key is not None:
                key.verified(note)
        except ValueError:
            fault(leaf, "the signature of a manifest does not hold")
        kept.append(Kept(leaf, text, head))
    return kept


def check_chain(kept, fault):
    newest, due = {}, 0
    for manifest in kept:
        before = newest.get(manifest.source)
        newest[manifest.source] = manifest
        expected = "none"
        if before is not None:
            digest = hashlib.sha256(before.text.encode("utf-8", "surrogateescape")).digest()
            expected = f"{before.leaf} {base64.b64encode(digest).decode()}"
        if manifest.previous != expected:
            fault(manifest.leaf, "a manifest does not continue the one before")
        elif before is not None and before.sequence and (
                manifest.sequence is None or manifest.sequence[0] != before.sequence[1] + 1):
            fault(manifest.leaf, "a manifest does not continue the numbers of the one before")
    for first, end in sorted({manifest.range for manifest in kept}):
        if first != due:
            fault(first, "ranges of manifests do not follow each other")
        due = end


def check_manifests(folder, key, leaves, parse_record, new_tree, fault):
    """`leaves`: those that are there and that nothing contradicts, as (index, record, hash)."""
    kept = read_kept(folder, key, fault)
    check_chain(kept, fault)
    ranges = {}
    for manifest in kept:
        ranges.setdefault(manifest.range, ({}, []))[1].append(manifest)
    stated = {}
    for index, record, leaf_hash in leaves:
        kind, _, fields = parse_record(record)
        if kind == MANIFEST:
            stated[index] = fields["text"].decode("utf-8", "surrogateescape")
        if kind not in (MESSAGE, PARKED, UNPARKED, PAGE):
            continue
        for (first, end), (sources, _) in ranges.items():
            if first <= index < end:
                name = source_name(fields["source"])
                sources.setdefault(name, Tally(new_tree)).add(index, kind, fields, leaf_hash)
    for (first, _), (sources, manifests) in ranges.items():
        for manifest in manifests:
            tally = sources.get(manifest.source) or Tally(new_tree)
            if tally.body(manifest.sequence[0] if manifest.sequence else None) != manifest.body:
                fault(first, "a manifest states other records than the archive has")
        if set(sources) - {manifest.source for manifest in manifests}:
            fault(first, "records of a source without a manifest for their range")
    texts = {manifest.leaf: manifest.text for manifest in kept}
    for index, text in stated.items():
        if texts.get(index) != text:
            fault(index, "the manifest of this leaf is not kept, or not this one")
    for leaf in texts.keys() - stated.keys():
        fault(leaf, "a kept manifest is no leaf of the log")
