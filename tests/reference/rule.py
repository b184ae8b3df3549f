#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The span rule, written from docs/spec alone, and slow: what the engine is held against.

    rule.py normal < FILE          the normal form of some bytes
    rule.py attribute CASES.json   who is in an output, one line of JSON for each case
    rule.py tables                 the sets of code points: how many, in how many ranges, their digest
    rule.py test                   the vectors of the specification, and two ways to list spans

CASES.json is a list of {"texts": {ID: HEX}, "output": HEX, "min_span": N, "full_span": N}. The texts and
the output are given as they are, before they are put into normal form.
"""

import heapq
import json
import random
import sys
from bisect import bisect_left
from hashlib import blake2b

import unicodedata2 as ucd

assert ucd.unidata_version == "16.0.0"

# ---- Code points, as the specification prints them ---------------------------------------------


def ranges(text):
    """The code points of a list like "0009-000D 0020"."""
    points = set()
    for part in text.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


WHITE_SPACE = ranges("0009-000D 0020 0085 00A0 1680 2000-200A 2028-2029 202F 205F 3000")

DEFAULT_IGNORABLE = ranges(
    """
    00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0
    FFF0-FFF8 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF
    """
)

FORMAT_CONTROLS = ranges("FFF9-FFFB 13430-1343F")

# Scripts without spaces between words, and eleven marks that several of them share.
SPACELESS = ranges(
    """
    02EA-02EB 0E01-0E3A 0E40-0E5B 0E81-0E82 0E84 0E86-0E8A 0E8C-0EA3 0EA5 0EA7-0EBD 0EC0-0EC4 0EC6
    0EC8-0ECE 0ED0-0ED9 0EDC-0EDF 1000-109F 1780-17DD 17E0-17E9 17F0-17F9 1950-196D 1970-1974 1980-19AB
    19B0-19C9 19D0-19DA 19DE-19FF 1A20-1A5E 1A60-1A7C 1A7F-1A89 1A90-1A99 1AA0-1AAD 1B00-1B4C 1B4E-1B7F
    2E80-2E99 2E9B-2EF3 2F00-2FD5 3005-3007 3021-3029 3031-3035 3038-303C 3041-3096 309D-309F 30A1-30FA
    30FC-30FF 3105-312F 31A0-31BF 31F0-31FF 32D0-32FE 3300-3357 3400-4DBF 4E00-A48C A490-A4C6 A980-A9CD
    A9D0-A9D9 A9DE-A9FE AA60-AAC2 AADB-AADF F900-FA6D FA70-FAD9 FF66-FF9F 116D0-116E3 16FE0-16FE4
    16FF0-16FF1 17000-187F7 18800-18CD5 18CFF-18D08 1AFF0-1AFF3 1AFF5-1AFFB 1AFFD-1AFFE 1B000-1B122
    1B132 1B150-1B152 1B155 1B164-1B167 1B170-1B2FB 1F200 20000-2A6DF 2A700-2B739 2B740-2B81D
    2B820-2CEA1 2CEB0-2EBE0 2EBF0-2EE5D 2F800-2FA1D 30000-3134A 31350-323AF
    """
)

MAX_MARKS = 30
MAX_CONTENT = 64 << 20
MAX_OUTPUT = 64 << 10
MAX_MATCH = 4_092
MAX_SPANS = 1_024


def is_dropped(char):
    """Step 2 of the normal form."""
    category = ucd.category(char)
    if category == "Cc":
        return ord(char) not in WHITE_SPACE
    return category == "Cn" or ord(char) in DEFAULT_IGNORABLE or ord(char) in FORMAT_CONTROLS


def normal(data):
    """The normal form of some bytes, or None where there is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    text = ucd.normalize("NFC", "".join(char for char in text if not is_dropped(char)))
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if ucd.combining(char) else 0
        if marks <= MAX_MARKS:
            kept.append(" " if ord(char) in WHITE_SPACE else char)
    # Split at the space alone: Python's own idea of white space is another.
    form = " ".join(part for part in "".join(kept).split(" ") if part).encode("utf-8")
    return form if 1 <= len(form) <= MAX_CONTENT else None


# ---- Content roots ------------------------------------------------------------------------------


def digest(*parts):
    return blake2b(b"".join(parts), digest_size=32).digest()


def tree(nodes):
    """The Merkle root over some leaves: the last of an odd number goes up unchanged."""
    while len(nodes) > 1:
        pairs = [digest(b"\x01", *nodes[at : at + 2]) for at in range(0, len(nodes) - 1, 2)]
        nodes = pairs + nodes[2 * len(pairs) :]
    return nodes[0]


def content_root(content):
    leaves = [digest(b"\x00", content[at : at + 1024]) for at in range(0, len(content), 1024)]
    return digest(b"\x02", len(content).to_bytes(8, "little"), tree(leaves))


# ---- Tokens -------------------------------------------------------------------------------------

SPACE, OWN, WORD = range(3)


def token_class(char):
    if char == " ":
        return SPACE
    if char < "\x80":
        return WORD if char.isalnum() else OWN
    return OWN if ucd.category(char)[0] in "PSZ" or ord(char) in SPACELESS else WORD


def token_starts(content):
    """Offsets in bytes, ascending."""
    starts, at, before = [], 0, None
    for char in content.decode("utf-8"):
        own = token_class(char)
        if own == OWN or (own == WORD and before != WORD):
            starts.append(at)
        at += len(char.encode("utf-8"))
        before = own
    return starts


# ---- Matches ------------------------------------------------------------------------------------


def common(a, i, b, j):
    """How many bytes of `a` from `i` on are those of `b` from `j` on, up to the longest match."""
    low, high = 0, min(MAX_MATCH, len(a) - i, len(b) - j)
    while low < high:
        middle = (low + high + 1) // 2
        if a[i + low : i + middle] == b[j + low : j + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def longest_matches(output, texts, min_span):
    """For each token start of the output that has a match, the length of the longest."""
    places = {}
    for text, starts in texts.values():
        for offset in starts:
            places.setdefault(text[offset : offset + min_span], []).append((text, offset))
    longest = {}
    for start in token_starts(output):
        most = min(MAX_MATCH, len(output) - start)
        best = 0
        for text, offset in places.get(output[start : start + min_span], []):
            longer = best + 1
            if output[start : start + longer] == text[offset : offset + longer]:
                best = max(best, common(output, start, text, offset))
            if best == most:
                break
        if best >= min_span:
            longest[start] = best
    return longest


# ---- Spans --------------------------------------------------------------------------------------


def due(length, min_span):
    return (length - min_span) // 2 + 1


class Listing:
    """What is listed so far, and which bytes of the output are in it."""

    def __init__(self, output, min_span):
        self.taken = bytearray(len(output))
        self.min_span = min_span
        self.spans = []

    def left(self, start, length):
        """How many bytes of a match are in nothing listed."""
        return self.taken.count(0, start, start + length)

    def take(self, start, length):
        """Lists a match if enough of it is left."""
        own = self.left(start, length)
        if len(self.spans) < MAX_SPANS and own >= due(length, self.min_span):
            self.spans.append((start, length, own))
            self.taken[start : start + length] = b"\x01" * length


def list_all(output, longest, min_span):
    """Every match, best first: the rule, word for word."""
    listing = Listing(output, min_span)
    for length in range(max(longest.values(), default=0), min_span - 1, -1):
        for start in sorted(longest):
            if longest[start] >= length:
                listing.take(start, length)
    return sorted(listing.spans)


def list_some(output, longest, min_span):
    """The same, without the matches that can't be listed: what is left of a match is no less than what
    is left of a shorter one from the same start, then or later, so that one must not be due more."""
    listing = Listing(output, min_span)
    waiting = [(-length, start) for start, length in longest.items()]
    heapq.heapify(waiting)
    while waiting and len(listing.spans) < MAX_SPANS:
        length, start = heapq.heappop(waiting)
        length = -length
        listing.take(start, length)
        # due(l) <= left just if l <= 2 * left + min_span - 1.
        shorter = min(length - 1, 2 * listing.left(start, length) + min_span - 1)
        if shorter >= min_span:
            heapq.heappush(waiting, (-shorter, start))
    return sorted(listing.spans)


def listed(output, longest, min_span):
    if sum(length - min_span + 1 for length in longest.values()) <= 20_000:
        return list_all(output, longest, min_span)
    return list_some(output, longest, min_span)


def holder(quote, texts):
    """The smallest id whose text has the bytes at a token start, and the first such place."""
    for contribution in sorted(texts):
        text, starts = texts[contribution]
        at = text.find(quote)
        while at >= 0:
            place = bisect_left(starts, at)
            if place < len(starts) and starts[place] == at:
                return contribution, at
            at = text.find(quote, at + 1)
    raise AssertionError("a match is in some text")


def attribute(output, texts, min_span, full_span):
    """The spans (start, length, holder, offset), and the points of each holder."""
    assert len(output) <= MAX_OUTPUT
    texts = {contribution: (text, token_starts(text)) for contribution, text in texts.items()}
    spans, points = [], {}
    for start, length, own in listed(output, longest_matches(output, texts, min_span), min_span):
        contribution, offset = holder(output[start : start + length], texts)
        spans.append([start, length, contribution, offset])
        points[contribution] = points.get(contribution, 0) + own * min(length, full_span)
    return spans, sorted([contribution, earned] for contribution, earned in points.items())


# ---- Commands -----------------------------------------------------------------------------------


def described(form):
    """What a text comes to: null where it has no normal form."""
    if form is None:
        return None
    return {"normal": form.hex(), "root": content_root(form).hex(), "starts": token_starts(form)}


def answer(case):
    given = {int(contribution): text for contribution, text in case["texts"].items()}
    forms = {contribution: normal(bytes.fromhex(given[contribution])) for contribution in sorted(given)}
    output = normal(bytes.fromhex(case["output"]))
    texts = {contribution: form for contribution, form in forms.items() if form is not None}
    spans, credits = [], []
    if output is not None:
        spans, credits = attribute(output, texts, case["min_span"], case["full_span"])
    return {
        "texts": [[contribution, described(form)] for contribution, form in forms.items()],
        "output": described(output),
        "spans": spans,
        "credits": credits,
    }


def line(value):
    return json.dumps(value, separators=(",", ":"))


def tables():
    """Sets of code points, without surrogates, which are in no UTF-8."""
    points = [point for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
    category = {point: ucd.category(chr(point)) for point in points}
    sets = {
        "unassigned": [point for point in points if category[point] == "Cn"],
        "Default_Ignorable_Code_Point": sorted(DEFAULT_IGNORABLE),
        "dropped": [point for point in points if is_dropped(chr(point))],
        "marks": [point for point in points if ucd.combining(chr(point))],
        "P, S, Z from 0080 on": [p for p in points if p >= 0x80 and category[p][0] in "PSZ"],
        "scripts without spaces": sorted(SPACELESS),
        "tokens of their own from 0080 on": [
            p for p in points if p >= 0x80 and token_class(chr(p)) == OWN
        ],
    }
    for name, members in sets.items():
        bounds = []
        for point in members:
            if bounds and bounds[-1][1] == point - 1:
                bounds[-1][1] = point
            else:
                bounds.append([point, point])
        encoded = b"".join(bound.to_bytes(4, "little") for pair in bounds for bound in pair)
        yield name, len(members), len(bounds), digest(encoded).hex()


# ---- Tests --------------------------------------------------------------------------------------

TEXTS = {
    3: "Foxharbour bell rings twice when fog hides the northern pier.",
    5: "The harbour bell rings twice when fog hides the northern pier.",
    8: "At sea, fog hides the northern pier until the lamp is lit at dusk. "
    "The harbour bell rings twice when fog hides the northern pier.",
}
OUTPUT = (
    "Old rule: the harbour bell rings twice when fog hides the northern pier "
    "until the lamp is lit again."
)


def check_vectors():
    form = normal("\ufeff  Cafe\u0301\tau\u00a0 lait\r\n".encode())
    assert form == "Café au lait".encode()
    assert normal(form) == form
    for text, expected in [
        ("co\u00adoper\u200bate", "cooperate"),
        ("\u2764\ufe0f \U0001f469\u200d\U0001f4bb", "\u2764 \U0001f469\U0001f4bb"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u062e\u0648\u0627\u0647\u0645"),
        ("a\u0378b\ue000\x07c\x1fd", "ab\ue000cd"),
        ("e\u200d\u0301", "é"),
        ("q" + 31 * "\u0301" + "a", "q" + 30 * "\u0301" + "a"),
        (" \u0301", "\u0301"),
    ]:
        assert normal(text.encode()) == expected.encode(), text
    assert normal(b"\xff") is None and normal("\u200b \u00ad".encode()) is None
    assert content_root(b"abc").hex().startswith("8214a265")
    assert content_root(b"a" * 3_000).hex().startswith("1607cb42")
    assert token_starts(b"let x1 = a.b();") == [0, 4, 7, 9, 10, 11, 12, 13, 14]
    assert token_starts("Log—harbour".encode()) == [0, 3, 6]
    texts = {contribution: text.encode() for contribution, text in TEXTS.items()}
    assert [len(text) for text in texts.values()] == [61, 62, 129] and len(OUTPUT) == 100
    spans, credits = attribute(OUTPUT.encode(), texts, 32, 256)
    assert spans == [[14, 57, 5, 4], [44, 51, 8, 8]], spans
    assert credits == [[5, 3_249], [8, 1_224]], credits


def check_listing(cases):
    """That the two ways to list spans do the same."""
    draw = random.Random(1)
    for _ in range(cases):
        output = bytes(draw.randrange(20, 300))
        longest, end = {}, 0
        for start in range(0, len(output) - 16, draw.randrange(1, 6)):
            # What a match has, a later start within it has too.
            end = max(end, min(len(output), start + int(draw.paretovariate(0.7) * 8)))
            if end - start >= 16:
                longest[start] = end - start
        assert list_all(output, longest, 16) == list_some(output, longest, 16)


def main(arguments):
    match arguments:
        case ["normal"]:
            form = normal(sys.stdin.buffer.read())
            if form is None:
                sys.exit("there is no normal form: no UTF-8, nothing left, or more than 64 MiB")
            sys.stdout.buffer.write(form)
        case ["attribute", path]:
            with open(path, encoding="ascii") as file:
                for case in json.load(file):
                    print(line(answer(case)))
        case ["tables"]:
            for name, points, bounds, hashed in tables():
                print(f"{name}: {points} code points, {bounds} ranges, {hashed}")
        case ["test"]:
            check_vectors()
            check_listing(2_000)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
