#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A second verifier of offline copies, written from storage/format/FORMAT.md and nothing else.

usage: second_verifier.py [--key PUBLIC_KEY] COPY...

Prints one JSON object for each copy: ok, first_bad (the first bad position, section 13; null when clean), tree_size,
messages, root and faults. Ends with 1 when a copy is damaged. It shares no code with the product; when the two
disagree, one of them misreads the format.
"""
import base64
import binascii
import hashlib
import json
import pathlib
import re
import struct
import sys

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from second_manifests import check_manifests

RUN = 256  # leaves below one hash of a stored tile
MAX_BODY = 256 << 20
MAX_LEAVES = 1_000_000
WITH_CONTENT = {1, 2, 4, 5, 6, 9}
MESSAGE, PARKED, JUDGEMENT, ALERT, DECISION, PACK, MEDIA, UNPARKED, ERASURE, PAGE, MANIFEST = range(1, 12)
OWNERSHIP = 128


class Malformed(ValueError):
    pass


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def node(left, right):
    return sha256(b"\x01", left, right)


def has_content(kind):
    return kind in WITH_CONTENT or kind >= 128


# Section 1: primitive encodings.
class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if size > len(self.data) - self.at:
            raise Malformed("too short")
        self.at += size
        return self.data[self.at - size:self.at]

    def u8(self, most=255):
        value = self.take(1)[0]
        if value > most:
            raise Malformed("not a known value")
        return value

    def uint(self):
        value = 0
        for shift in range(0, 64, 7):
            byte = self.u8()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if (byte == 0 and shift) or value >> 64:
                    raise Malformed("not the shortest form")
                return value
        raise Malformed("number too long")

    def sint(self):
        value = self.uint()
        return -(value + 1 >> 1) if value & 1 else value >> 1

    def bytes(self):
        return self.take(self.uint())

    def opt_digest(self):
        if not self.u8(1):
            return None
        digest = self.take(32)
        if digest == bytes(32):
            raise Malformed("zeros are spelled by the flag")
        return digest

    def end(self):
        if self.at != len(self.data):
            raise Malformed("bytes left over")


def put_uint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def put_sint(value):
    return put_uint(value << 1 if value >= 0 else (-value << 1) - 1)


def put_bytes(value):
    return put_uint(len(value)) + value


def put_opt_digest(digest):
    return b"\x00" if digest is None else b"\x01" + digest


def int64(value):
    """Times are 64 bits wide; a hostile difference may run over."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


# Section 2: records.
def parse_fields(kind, data):
    r = Reader(data)
    if kind == MESSAGE:
        f = dict(source=r.bytes(), seq=r.uint(), key=r.bytes(), conversation=r.take(16), sent_at=r.sint(),
                 role=r.u8(4), envelope=r.opt_digest())
    elif kind == PARKED:
        f = dict(source=r.bytes(), seq=r.uint(), key=r.bytes(), reason=r.bytes(), key_version=r.uint(),
                 envelope=r.take(32))
        if f["key_version"] >> 32:
            raise Malformed("key version")
    elif kind == JUDGEMENT:
        f = dict(pack=r.take(32), first=r.uint(), end=r.uint(), alerts=r.uint(), result=r.take(32))
    elif kind == ALERT:
        f = dict(refers=r.uint(), category=r.bytes(), severity=r.u8(4), pack=r.take(32))
    elif kind == DECISION:
        f = dict(refers=r.uint(), old=r.u8(5), new=r.u8(5), undo=r.u8(1))
    elif kind == PACK:
        f = dict(pack=r.take(32))
    elif kind == MEDIA:
        f = dict(refers=r.uint(), position=r.uint(), content=r.take(32), size=r.uint())
        if f["position"] >> 32:
            raise Malformed("position")
    elif kind == UNPARKED:
        f = dict(source=r.bytes(), seq=r.uint(), refers=r.uint())
    elif kind == ERASURE:
        f = dict(first=r.uint(), end=r.uint(), reason=r.bytes())
    elif kind == PAGE:
        f = dict(source=r.bytes(), first_seq=r.uint(), last_seq=r.uint(), count=r.uint(), reply=r.opt_digest())
    elif kind == MANIFEST:
        f = dict(text=r.bytes())
    elif kind == OWNERSHIP:
        f = dict(customer=r.uint(), line=r.bytes(), act=r.u8(12))
        if f["act"] == 0:
            raise Malformed("act of ownership")
        if r.u8(1):
            f["refers"] = r.uint()
    else:
        return {}
    r.end()
    return f


def parse_record(record):
    """Kind, time and fields."""
    r = Reader(record)
    if r.u8() != 1:
        raise Malformed("record version")
    kind, at = r.u8(), r.sint()
    if kind == 0:
        raise Malformed("record kind")
    end = len(record) - (32 if has_content(kind) else 0)
    if end < r.at:
        raise Malformed("record without commitment")
    return kind, at, parse_fields(kind, record[r.at:end])


# Section 3.
def commit(salt, content):
    return sha256(b"custos/content/1\x00", salt, content)


def salt_of(seed, index):
    return sha256(b"custos/salt/1\x00", seed, struct.pack(">Q", index))[:16]


def message_fields(content, envelope):
    """Section 4.1: what of a message's record is read from its content."""
    r = Reader(content)
    if r.u8() != 1:
        raise Malformed("message version")
    source, seq, key, conversation = r.bytes(), r.uint(), r.bytes(), r.bytes()
    sent_at, role = r.sint(), r.u8(4)
    return (put_bytes(source) + put_uint(seq) + put_bytes(key) + sha256(source, b"\x00", conversation)[:16]
            + put_sint(sent_at) + bytes([role]) + put_opt_digest(envelope))


# Section 5: bundles.
class Leaf:
    __slots__ = ("form", "kind", "at", "public", "content", "salt", "seed", "check", "record", "hash", "intact")


def read_header(data, offset):
    r = Reader(data)
    r.at = offset
    if r.take(3) != b"CB\x01":
        raise Malformed("not a bundle")
    first, count, at, body_size, packed = r.uint(), r.uint(), r.sint(), r.uint(), r.bytes()
    if not 0 < count <= MAX_LEAVES or body_size > MAX_BODY or first >> 63:
        raise Malformed("out of bounds")
    return first, count, at, body_size, packed, r.at


def unpack(packed, body_size):
    try:
        stream = zstandard.ZstdDecompressor().decompressobj()
        frame = zstandard.get_frame_parameters(packed)
        body = stream.decompress(packed)
    except zstandard.ZstdError as error:
        raise Malformed(str(error)) from error
    if frame.content_size != body_size or len(body) != body_size or not stream.eof or stream.unused_data:
        raise Malformed("not the one zstd frame announced")
    return body


def read_bundle(first, count, at, body_size, packed):
    body = unpack(packed, body_size)
    if count > len(body) // 8:
        raise Malformed("more leaves than fit")
    r = Reader(body)
    leaves = []
    for _ in range(r.uint()):
        size, seed = r.uint(), r.opt_digest()
        if size == 0 or size > count - len(leaves):
            raise Malformed("runs do not cover the leaves")
        for _ in range(size):
            leaf = Leaf()
            leaf.seed, leaf.content, leaf.salt = seed, None, None
            leaves.append(leaf)
    if len(leaves) != count:
        raise Malformed("runs do not cover the leaves")
    for leaf in leaves:
        leaf.form, leaf.kind = r.u8(2), r.u8()
        leaf.at = at = int64(at + r.sint())
        if leaf.kind == 0 or (leaf.form != 2 and (leaf.form == 0) != (leaf.kind == MESSAGE)):
            raise Malformed("form and kind do not fit")
    for leaf in leaves:
        leaf.public = r.opt_digest() if leaf.form == 0 else r.bytes()
    filled = [leaf for leaf in leaves if leaf.form != 2 and has_content(leaf.kind)]
    for leaf in filled:
        leaf.content = r.bytes()
    for leaf in filled:
        if leaf.seed is None:
            leaf.salt = r.take(16)
    for leaf in leaves:
        leaf.check = r.take(4)
    r.end()
    for index, leaf in enumerate(leaves, first):
        try:
            rebuild(leaf, index)
        except Malformed:
            leaf.hash, leaf.intact = bytes(32), False
    return leaves


def rebuild(leaf, index):
    commitment = b""
    if leaf.content is not None:
        commitment = commit(leaf.salt or salt_of(leaf.seed, index), leaf.content)
    if leaf.form == 2:
        kind, at, _ = parse_record(leaf.public)
        if (kind, at) != (leaf.kind, leaf.at):
            raise Malformed("an erased leaf under another head")
        leaf.record = leaf.public
        commitment = leaf.public[-32:] if has_content(kind) else b""
    else:
        fields = message_fields(leaf.content, leaf.public) if leaf.form == 0 else leaf.public
        leaf.record = bytes([1, leaf.kind]) + put_sint(leaf.at) + fields + commitment
    leaf.hash = sha256(b"\x00", leaf.record)
    leaf.intact = leaf.check == (commitment or leaf.hash)[:2] + leaf.hash[:2]


# Section 7: keys and signed notes.
def exact_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("base64") from error
    if base64.b64encode(data).decode() != text:
        raise Malformed("base64")
    return data


class Key:
    def __init__(self, text):
        parts = text.rstrip("\r\n").split("+", 2)
        if len(parts) != 3 or not re.fullmatch("[0-9a-fA-F]{8}", parts[1]) or not parts[0] or " " in parts[0]:
            raise Malformed("key")
        self.name, self.hash, key = parts[0], bytes.fromhex(parts[1]), exact_base64(parts[2])
        if len(key) != 33 or key[0] != 1 or sha256(self.name.encode(), b"\n", key)[:4] != self.hash:
            raise Malformed("key")
        self.public = Ed25519PublicKey.from_public_bytes(key[1:])

    def verified(self, note):
        """The text of a note that this key signed."""
        text, border, lines = note.rpartition("\n\n")
        if not border or not lines.endswith("\n"):
            raise Malformed("note")
        ours = 0
        for line in lines.split("\n")[:-1]:
            match = re.fullmatch("— ([^ ]*) ([^ ]+)", line)
            blob = exact_base64(match[2]) if match else b""
            if len(blob) < 5:
                raise Malformed("signature line")
            if match[1] != self.name or blob[:4] != self.hash:
                continue
            try:
                self.public.verify(blob[4:], (text + "\n").encode("utf-8", "surrogateescape"))
            except InvalidSignature as error:
                raise Malformed("signature") from error
            ours += 1
        if not ours:
            raise Malformed("not signed by the key")
        return text + "\n"

    def checkpoint(self, note):
        origin, size, root = claim(self.verified(note))
        if origin != self.name:
            raise Malformed("another log")
        return size, root


def claim(note):
    """What a checkpoint states, whoever signed it."""
    lines = note.split("\n")
    if len(lines) < 3 or not lines[0] or not re.fullmatch("0|[1-9][0-9]{0,19}", lines[1]) or int(lines[1]) >> 64:
        raise Malformed("checkpoint")
    root = exact_base64(lines[2])
    if len(root) != 32:
        raise Malformed("checkpoint")
    return lines[0], int(lines[1]), root


# The tree, grown from subtrees of a power of two of leaves.
class Tree:
    def __init__(self, stack=()):
        self.stack = list(stack)  # (height, hash), heights falling

    def copy(self):
        return Tree(self.stack)

    def push(self, height, value):
        while self.stack and self.stack[-1][0] == height:
            value = node(self.stack.pop()[1], value)
            height += 1
        self.stack.append((height, value))

    def root(self):
        if not self.stack:
            return sha256()
        value = self.stack[-1][1]
        for _, left in reversed(self.stack[:-1]):
            value = node(left, value)
        return value


def root_of(leaves):
    tree = Tree()
    for value in leaves:
        tree.push(0, value)
    return tree.root()


def read_text(path):
    return path.read_bytes().decode("utf-8", "surrogateescape")


class Verification:
    """One copy. Positions are named as section 13 says."""

    def __init__(self, copy, key_text=None):
        self.copy = pathlib.Path(copy)
        self.faults = []
        self.anchors = []  # (size, root), what the leaves are held against
        self.key = None
        self.leaves = []  # a Leaf, or None where one is missing
        self.read_states(key_text)
        self.read_bundles()
        self.check_tree()
        self.check_relations()
        sound = [(i, leaf.record, leaf.hash) for i, leaf in enumerate(self.leaves) if leaf is not None and leaf.intact]
        check_manifests(self.copy / "manifests", self.key, sound, parse_record, Tree, self.fault)

    def fault(self, position, what):
        self.faults.append((position, what))

    def report(self):
        self.faults.sort()
        messages = sum(1 for leaf in self.leaves if leaf is not None and leaf.intact and leaf.kind == MESSAGE)
        return dict(copy=str(self.copy), ok=not self.faults, first_bad=self.faults[0][0] if self.faults else None,
                    tree_size=self.end, messages=messages, root=self.root, faults=self.faults[:1000])

    # Keys, checkpoints and head.
    def read_states(self, key_text):
        try:
            self.key = Key(key_text or read_text(self.copy / "archive.pub"))
        except (Malformed, OSError, UnicodeEncodeError):
            self.fault(0, "the public key is not one")
        filed = 0
        path = self.copy / "checkpoints"
        for note in re.findall(r".+?\n\n.+?\n(?:\n|\Z)|.+\Z", read_text(path) if path.exists() else "", re.DOTALL):
            try:
                filed = max(filed + 1, claim(note)[1])
            except Malformed:
                filed += 1
            self.add_anchor(note[:-1] if note.endswith("\n\n") else note, filed, "checkpoint")
        head = read_text(self.copy / "head")
        try:
            _, size, root = claim(head)
        except Malformed:
            size, root = 0, sha256()
        if head:
            self.add_anchor(head, size, "head")
        self.anchors.append((size, root))  # also what an unsigned head states is held against the leaves
        self.anchors.sort(key=lambda anchor: anchor[0])
        self.end = self.anchors[-1][0]
        if size < self.end:
            self.fault(size, "the head lies before a signed checkpoint")

    def add_anchor(self, note, filed, what):
        if self.key is None:
            return
        try:
            size, root = self.key.checkpoint(note)
        except Malformed as error:
            self.fault(filed, f"{what}: {error}")
            return
        if size != filed:
            self.fault(filed, f"{what} is signed for another size")
        self.anchors.append((size, root))

    # Bundles in the order of their files.
    def stored_bundles(self):
        """Pairs of what a bundle is filed under and its header; the header is None when it cannot be delimited."""
        names = [p for p in (self.copy / "bundles").iterdir() if re.fullmatch(r"[0-9]+\.seg", p.name)]
        for path in sorted(names, key=lambda p: int(p.stem)):
            data, offset, least = path.read_bytes(), 0, int(path.stem)
            while offset < len(data):
                try:
                    *header, offset = read_header(data, offset)
                except Malformed:
                    header, offset = None, len(data)
                filed = max(least, header[0]) if header else least
                yield filed, header
                least = filed + 1

    def read_bundles(self):
        gap_named = False
        for filed, header in self.stored_bundles():
            expected = len(self.leaves)
            if expected >= self.end:
                self.fault(self.end, "leaves beyond the newest signed state")
                break
            try:
                leaves = read_bundle(*header) if header else None
            except Malformed:
                leaves = None
            if leaves is None:
                self.fault(expected, "a bundle that cannot be read")
                gap_named = True
                continue
            first = header[0]
            if first != filed:
                self.fault(filed, "a bundle that says another index than it is filed under")
                gap_named = True
                continue
            if first + len(leaves) <= expected:
                self.fault(first, "a bundle for leaves that others already hold")
                continue
            if first > expected:
                if not gap_named:
                    self.fault(expected, "leaves are missing")
                self.leaves += [None] * (min(first, self.end) - expected)
            elif first < expected:
                self.fault(expected, "two bundles hold leaves of the same index")
            gap_named = False
            for index in range(len(self.leaves), min(first + len(leaves), self.end)):
                leaf = leaves[index - first]
                if not leaf.intact:
                    self.fault(index, "a leaf that its own check contradicts")
                self.leaves.append(leaf)
            if first + len(leaves) > self.end:
                self.fault(self.end, "leaves beyond the newest signed state")
        if len(self.leaves) < self.end and not gap_named:
            self.fault(len(self.leaves), "the log ends before its newest signed state")

    # Leaves against stored tiles and signed states.
    def tile(self, level, number):
        path = self.copy / "tiles" / str(level) / str(number)
        return path.read_bytes() if path.exists() else b""

    def check_tree(self):
        computed, mixed = Tree(), Tree()  # from the leaves alone; with the stored hash of every run that differs
        suspects, confirmed, told, blind = [], 0, False, False
        stored_runs = []
        anchors = iter(self.anchors)
        anchor = next(anchors)
        size, tile = 0, b""
        while anchor is not None:
            while anchor is not None and anchor[0] <= size:
                run = self.leaves[size - size % RUN:size]
                if anchor[0] == size and not blind and None not in run:
                    def rooted(tree):
                        grown = tree.copy()
                        for leaf in run:
                            grown.push(0, leaf.hash)
                        return grown.root()
                    if rooted(computed) == anchor[1]:
                        for start, _ in suspects:
                            self.fault(start, "the stored tile differs from its leaves")
                        mixed, suspects, told, confirmed = computed.copy(), [], False, size
                    elif rooted(mixed) == anchor[1]:
                        for start, explained in suspects:
                            if not explained:
                                self.fault(start, "one of 256 leaves was rewritten")
                        computed, suspects, told, confirmed = mixed.copy(), [], False, size
                    elif not told and all(leaf.intact for leaf in run):
                        told = True
                        for start, explained in suspects:
                            if not explained:
                                self.fault(start, "leaves and stored tile differ")
                        suspects = []
                        self.fault(confirmed, "the leaves do not lead to a signed root")
                anchor = next(anchors, None)
            if size >= len(self.leaves):
                break
            size += 1
            if size % RUN:
                continue
            number = size // RUN - 1
            if number % RUN == 0:
                tile = self.tile(1, number // RUN)
            stored = tile[number % RUN * 32:][:32]
            run = self.leaves[size - RUN:size]
            missing = None in run
            damaged = any(leaf is not None and not leaf.intact for leaf in run)
            if blind:
                continue
            if len(stored) < 32:
                if not missing:
                    self.fault(size - RUN, "the stored tile of 256 leaves is missing")
                blind = damaged or missing
                if blind:
                    continue
                stored = None
            own = stored if missing else root_of([leaf.hash for leaf in run])
            computed.push(8, own)
            mixed.push(8, stored or own)
            stored_runs.append(stored or own)
            if stored and stored != own:
                suspects.append((size - RUN, damaged))
        whole = len(self.leaves) == self.end and None not in self.leaves and not blind
        self.root = None
        if whole:
            for leaf in self.leaves[self.end - self.end % RUN:]:
                computed.push(0, leaf.hash)
            self.root = base64.b64encode(computed.root()).decode()
        if not blind:
            self.check_upper_tiles(stored_runs)

    def check_upper_tiles(self, hashes):
        """Tiles from level 2 on, whose hashes are those of full tiles of the level below."""
        level = 2
        while len(hashes) >= RUN:
            hashes = [root_of(hashes[i:i + RUN]) for i in range(0, len(hashes) - RUN + 1, RUN)]
            for number in range(0, (len(hashes) + RUN - 1) // RUN):
                own = b"".join(hashes[number * RUN:(number + 1) * RUN])
                if self.tile(level, number)[:len(own)] != own:
                    self.fault(number * RUN ** (level + 1), f"a stored tile of level {level} is wrong")
                    break
            level += 1

    # Leaves against each other.
    def check_relations(self):
        alerts, known_since = [], 0  # the alerts directly before; since when no leaf is missing
        erased, receipts, unjudged = [], [], set()
        for index, leaf in enumerate(self.leaves):
            if leaf is None or not leaf.intact:
                alerts, known_since, unjudged = [], index + 1, set()
                continue
            if leaf.form == 2:
                erased.append(index)
            try:
                _, _, fields = parse_record(leaf.record)
            except Malformed:
                self.fault(index, "not a record of this format")
                continue
            if fields.get("refers", -1) >= index:
                self.fault(index, "refers to a leaf that comes after it")
            if leaf.kind == ALERT:
                alerts.append(leaf.hash)
                continue
            if leaf.kind == MESSAGE:
                unjudged.add(index)
            elif leaf.kind == JUDGEMENT:
                self.check_judgement(index, fields, alerts, known_since)
                if fields["end"] <= index:
                    unjudged -= {i for i in unjudged if fields["first"] <= i < fields["end"]}
            elif leaf.kind == ERASURE:
                receipts.append((fields["first"], fields["end"]))
            elif leaf.kind == PARKED and leaf.form != 2 and sha256(leaf.content) != fields["envelope"]:
                self.fault(index, "a parked message is not the envelope that its record names")
            alerts = []
        for index in erased:
            if not any(first <= index < end for first, end in receipts):
                self.fault(index, "content was taken out without a receipt")
        for index in unjudged:
            self.fault(index, "no rule pack judged this message")

    def check_judgement(self, index, fields, alerts, known_since):
        first, end, count = fields["first"], fields["end"], fields["alerts"]
        if first > end or end > index or count > index:
            self.fault(index, "judges leaves that come after it")
        elif index - count >= known_since:
            own = alerts[len(alerts) - count:] if count <= len(alerts) else None
            if own is None or sha256(b"custos/judgement/1\x00", *own) != fields["result"]:
                self.fault(index, "the alerts before it are not those it found")


def main(arguments):
    key = None
    if arguments[:1] == ["--key"]:
        key, arguments = arguments[1], arguments[2:]
    if not arguments:
        sys.exit(__doc__)
    clean = True
    for copy in arguments:
        report = Verification(copy, key).report()
        clean = clean and report["ok"]
        print(json.dumps(report), flush=True)
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
