"""A compact notation for annotated reports, with its compiler and linter.

A file holds any number of reports:

    report n1-001
    source Harbour Wire
    published 2017-03-18
    theatre syria
    title Army takes two villages
    furniture Share this story
    text
    Government troops took Oldmere and Ashby on Friday, killing at least 80 militants.
    claims
    > Government troops took
    control_gain occurred stated | took | by Government troops = sy-government | of militants | at Oldmere @ 36.1 37.7 5
      | when Friday = 2017-03-17 2017-03-17 | n at least 80 = killed 80 80 - militants
    control_gain occurred stated | took | by Government troops = sy-government | of militants | at Ashby

`>` gives the first words of the quote: the sentence (or list line) that begins there; `> first … last` gives
both ends where the sentence splitter would cut elsewhere. A claim is one line (a line that begins with `|`
goes on): type, status, certainty and then fields. The second field is the trigger. Then, each optional:
`by` initiator, `of` target, `says` speaker (each repeatable; `= id` gives an actor id), `at`, `from`, `to` for
place, origin, destination (a relation may stand before the words: `at NW: the city`; `@ lat lon radius` gives
coordinates), `when words = from to`, `n words = what low best high of` (`-` for none), `phase`, `outcome`.
`none` alone under `claims` says that a report makes no claim.

    python -m training.notation check FILE…            is every word in its text, every id and date sound?
    python -m training.notation compile FILE… -o DIR   one JSON file a report, in the authoring format
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fogline.read.sentences import sentences
from fogline.records import Certainty, ClaimType, CountKind, Relation, Span, Status

_HEAD = ("source", "url", "published", "theatre", "title", "comments")
_MENTIONS = {"by": "initiator", "of": "target", "says": "attributed_to"}
_PLACES = {"at": "place", "from": "origin", "to": "destination"}
_PHASES = frozenset("planned start ongoing end cut open proposed signed violated ended blocked".split())
_OUTCOMES = frozenset("won repelled unclear".split())
_BARE = ("the ", "a ", "an ")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that does not hold together in a file."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file}:{self.line}: {self.says}"


@dataclass(slots=True)
class _Draft:
    """A report while its lines are read."""

    id: str
    line: int
    head: dict[str, str] = field(default_factory=dict)
    furniture: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    claims: list[tuple[int, str]] = field(default_factory=list)


def _drafts(lines: Iterable[str]) -> Iterator[_Draft]:
    draft: _Draft | None = None
    section = "head"
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\n")
        word, _, rest = line.partition(" ")
        if word == "report" and rest and section != "text":
            if draft is not None:
                yield draft
            draft, section = _Draft(id=rest.strip(), line=number), "head"
        elif draft is None:
            continue
        elif section == "head" and line == "text":
            section = "text"
        elif section == "text" and line == "claims":
            section = "claims"
        elif section == "head" and word == "furniture":
            draft.furniture.append(rest)
        elif section == "head" and word in _HEAD:
            draft.head[word] = rest.strip()
        elif section == "text":
            draft.text.append(line)
        elif section == "claims" and line.lstrip().startswith("|") and draft.claims:
            at, before = draft.claims[-1]
            draft.claims[-1] = (at, f"{before} {line.strip()}")
        elif section == "claims" and line.strip() and not line.startswith("#"):
            draft.claims.append((number, line.strip()))
    if draft is not None:
        yield draft


class _Compiler:
    """Turns one draft into a document of the authoring format, gathering complaints."""

    def __init__(self, draft: _Draft, file: str) -> None:
        self.draft, self.file = draft, file
        self.text = "\n".join(draft.text).strip("\n")
        self.complaints: list[Complaint] = []
        self._line = draft.line

    def say(self, what: str) -> None:
        self.complaints.append(Complaint(self.file, self._line, f"{self.draft.id}: {what}"))

    def document(self) -> dict[str, Any]:
        head = self.draft.head
        for key in ("source", "published", "theatre", "title"):
            if not head.get(key):
                self.say(f"`{key}` is missing")
        self._day(head.get("published", ""), "published")
        for line in self.draft.furniture:
            if line not in self.text:
                self.say(f"furniture not in text: {line[:50]!r}")
        if head.get("comments") and head["comments"] not in self.text:
            self.say("comments not in text")
        return {
            "id": self.draft.id,
            "source": head.get("source", ""),
            "url": head.get("url"),
            "published": head.get("published", ""),
            "theatre": head.get("theatre", ""),
            "title": head.get("title", ""),
            "text": self.text,
            "boilerplate": self.draft.furniture,
            "comments_from": head.get("comments"),
            "synthetic": True,
            "claims": list(self._claims()),
        }

    def _claims(self) -> Iterator[dict[str, Any]]:
        quote: Span | None = None
        cursor = 0
        if not self.draft.claims:
            self.say("no claims given; write `none` for a report that makes none")
        for number, line in self.draft.claims:
            self._line = number
            if line == "none":
                continue
            if line.startswith(">"):
                quote = self._quote(line[1:].strip(), cursor)
                cursor = quote.start if quote is not None else cursor
            elif quote is None:
                self.say("a claim needs a quote line `> …` that is found in the text before it")
            else:
                yield self._claim(line, quote)

    def _quote(self, words: str, cursor: int) -> Span | None:
        first, gap, last = (part.strip() for part in words.partition("…"))
        at = self.text.find(first, cursor)
        at = at if at >= 0 else self.text.find(first)
        if at < 0 or not first:
            self.say(f"quote not in text: {first[:60]!r}")
            return None
        if gap and last:
            end = self.text.find(last, at)
            if end < 0:
                self.say(f"end of quote not in text: {last[:60]!r}")
                return None
            return Span(at, end + len(last))
        stop = self.text.find("\n", at)
        rest = Span(at, stop if stop >= 0 else len(self.text))
        return sentences(self.text, rest)[0]

    def _claim(self, line: str, quote: Span) -> dict[str, Any]:
        kind, *fields = [part.strip() for part in line.split("|")]
        words = kind.split()
        if len(words) != 3:
            self.say(f"a claim begins with type, status and certainty, not {kind!r}")
            words = [*words, "", "", ""][:3]
        for word, allowed in zip(words, (ClaimType, Status, Certainty), strict=True):
            if word not in {str(item) for item in allowed}:
                self.say(f"unknown {allowed.__name__}: {word!r}")
        if not fields:
            self.say("the trigger is missing")
            fields = [""]
        claim: dict[str, Any] = {
            "quote": self.text[quote.start : quote.end],
            "trigger": self._words(fields[0], quote, "trigger"),
            "type": words[0],
            "status": words[1],
            "certainty": words[2],
            **{slot: [] for slot in (*_MENTIONS.values(), "counts")},
            **dict.fromkeys((*_PLACES.values(), "time", "phase", "outcome")),
        }
        for piece in fields[1:]:
            if piece:
                self._field(piece, claim, quote)
        return claim

    def _field(self, piece: str, claim: dict[str, Any], quote: Span) -> None:
        key, _, rest = piece.partition(" ")
        rest = rest.strip()
        if key in _MENTIONS:
            words, _, ident = (part.strip() for part in rest.partition(" = "))
            mention: dict[str, Any] = {"text": self._words(words, quote, key)}
            if key != "says":
                mention["id"] = ident or None
            claim[_MENTIONS[key]].append(mention)
        elif key in _PLACES:
            if claim[_PLACES[key]] is not None:
                self.say(f"two places for `{key}`: one claim a place")
            claim[_PLACES[key]] = self._place(rest, quote)
        elif key == "when":
            words, _, days = (part.strip() for part in rest.partition(" = "))
            ends = days.split()
            if len(ends) != 2 or not self._day(ends[0], key) or not self._day(ends[1], key) or ends[0] > ends[1]:
                self.say(f"`when` needs two days in order: {rest!r}")
            else:
                claim["time"] = {"text": self._words(words, quote, key), "from": ends[0], "to": ends[1]}
        elif key == "n":
            claim["counts"].append(self._count(rest, quote))
        elif key == "phase" and rest in _PHASES:
            claim["phase"] = rest
        elif key == "outcome" and rest in _OUTCOMES:
            claim["outcome"] = rest
        else:
            self.say(f"unknown field: {piece!r}")

    def _words(self, words: str, quote: Span, what: str) -> str:
        if not words or words not in self.text:
            self.say(f"`{what}` not in text: {words!r}")
        elif what == "trigger" and words not in self.text[: quote.end]:
            self.say(f"trigger stands after its quote: {words!r}")
        elif what != "when" and words.lower().startswith(_BARE):
            return words.split(" ", 1)[1]
        return words

    def _place(self, rest: str, quote: Span) -> dict[str, Any]:
        words, _, spot = (part.strip() for part in rest.partition(" @ "))
        relation, colon, name = words.partition(": ")
        if not colon:
            relation, name = "at", words
        elif relation not in {str(r) for r in Relation}:
            self.say(f"unknown relation: {relation!r}")
        made: dict[str, Any] = {"text": self._words(name, quote, "at"), "relation": relation, "lat": None, "lon": None}
        if spot:
            try:
                made["lat"], made["lon"], made["radius_km"] = (float(v) for v in spot.split())
            except ValueError:
                self.say(f"`@` needs latitude, longitude and radius: {spot!r}")
        return made

    def _count(self, rest: str, quote: Span) -> dict[str, Any]:
        words, _, values = (part.strip() for part in rest.partition(" = "))
        what, *numbers = values.split()[:4] or ["", ""]
        of = " ".join(values.split()[4:])
        if what not in {str(k) for k in CountKind} or len(numbers) != 3:
            self.say(f"`n` needs: words = what low best high [of]: {rest!r}")
            what, numbers = "other", ["-", "-", "-"]
        try:
            low, best, high = (None if n == "-" else int(n) for n in numbers)
        except ValueError:
            self.say(f"`n` needs whole numbers or `-`: {rest!r}")
            low = best = high = None
        return {
            "text": self._words(words, quote, "n"),
            "what": what,
            "low": low,
            "best": best,
            "high": high,
            "of": None if of in ("", "-") else of,
        }

    def _day(self, word: str, what: str) -> bool:
        try:
            dt.date.fromisoformat(word)
        except ValueError:
            self.say(f"`{what}` is no day: {word!r}")
            return False
        return True


def compile_file(path: Path) -> tuple[list[dict[str, Any]], list[Complaint]]:
    """The documents of a file in the authoring format, and what does not hold together."""
    documents: list[dict[str, Any]] = []
    complaints: list[Complaint] = []
    seen: set[str] = set()
    for draft in _drafts(path.read_text(encoding="utf-8").splitlines()):
        compiler = _Compiler(draft, path.name)
        if draft.id in seen:
            compiler.say("the id stands twice")
        seen.add(draft.id)
        documents.append(compiler.document())
        complaints.extend(compiler.complaints)
    return documents, complaints


def main() -> int:
    """The command line; 1 when something does not hold together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["check", "compile"])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    args = parser.parse_args()
    wrong = 0
    for file in args.files:
        documents, complaints = compile_file(file)
        wrong += len(complaints)
        for complaint in complaints:
            print(complaint, file=sys.stderr)
        print(f"{file.name}: {len(documents)} reports, {sum(len(d['claims']) for d in documents)} claims")
        if args.verb == "compile" and args.out is not None and not complaints:
            args.out.mkdir(parents=True, exist_ok=True)
            for document in documents:
                text = json.dumps(document, ensure_ascii=False, indent=1)
                (args.out / f"{document['id']}.json").write_text(text + "\n", encoding="utf-8")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
