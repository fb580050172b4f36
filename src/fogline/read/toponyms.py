"""The place names of any text, also outside a theatre: names that the gazetteer knows or that cues show to be one.

Candidates are the stretches of runs of capitalised words; a small linear model, trained by
`python -m training.toponyms` on openly licensed texts, says how likely each one is a place. Weights are in
`toponyms.json`, by the name of the feature.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fogline.gazetteer import Gazetteer, Place, peoples, short_forms
from fogline.names import fold
from fogline.records import PlaceMention, Span

_FILE = "toponyms.json"
_TOKEN = re.compile(
    r"(?:[A-Z]\.\s?){2,}|(?:St|Ste|Ft|Mt|Pt)\.(?=\s[A-Z])|[^\W_]+(?:['’‘-][^\W_]+)*\.(?=,|\s[a-z])|[^\W_]+(?:['’‘-][^\W_]+)*|[^\w\s]"
)
_POSSESSIVE = re.compile(r"['’]s?$")
# "Denver-based", "D-Oakland": the place is one part of a joined word.
_JOINED = re.compile(r"^([A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)*)-([a-z]{3,})$|^([A-Z])-([A-Z][^\W\d_]+)$")
_LINKS = frozenset("of the de la del el al du des di da le les y e en upon on and".split())
_ABBREVIATED = frozenset(("st.", "ste.", "ft.", "mt.", "pt."))
_ENDS = frozenset(".!?")
_AFTER_DATELINE = frozenset(("—", "–", "-", ":", "(", ","))
_HOLDING = frozenset(("country", "governorate"))
_LONGEST = 5
_PEOPLE_STEPS = (1_000, 5_000, 20_000, 100_000, 500_000, 3_000_000)
_THRESHOLD = -0.5
_FAR = 3
_CODE = 2
_AGAIN = 1.5
_DATELINE = 4.0
_IN_REGION = 3.0
_RULES = {"dateline": _DATELINE, "region after comma": _IN_REGION, "named again": _AGAIN}


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark with its place in the text; `name` is true for one that may belong to a name."""

    text: str
    lower: str
    start: int
    end: int
    name: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A candidate: words `first` to `last` (end exclusive) of a run of capitalised words."""

    first: int
    last: int
    run: tuple[int, int]


def cut(text: str) -> tuple[Word, ...]:
    """The words and marks of a text; abbreviations keep their stops, possessive endings are left out."""
    made: list[Word] = []
    for m in _TOKEN.finditer(text):
        word, start = m.group().rstrip(), m.start()
        tail = _POSSESSIVE.search(word)
        if tail is not None and tail.start() > 0:
            word = word[: tail.start()]
        if text[start + len(word) : start + len(word) + 1] == "." and f"{word}." in short_forms():
            word += "."
        elif word == "." and made and made[-1].end > start:
            continue
        joined = _JOINED.match(word)
        parts = [word] if joined is None else [g for g in joined.groups() if g]
        for part in parts:
            at = text.index(part, start)
            made.append(Word(part, part.lower(), at, at + len(part), part[:1].isupper()))
            start = at + len(part)
    return tuple(made)


class Passage:
    """A text cut into words with the runs of capitalised words and what the gazetteer knows of each stretch."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        """Cuts the text and finds its runs."""
        self.text, self._gazetteer = text, gazetteer
        self.words = cut(text)
        self.runs = tuple(self._runs())
        self._lowers = {w.text for w in self.words if w.text.islower()}
        self._counts: dict[str, int] = {}
        self._cued: dict[str, int] = {}
        self._longer: dict[str, int] = {}
        for first, last in self.runs:
            name = self.name(first, last)
            self._counts[name] = self._counts.get(name, 0) + 1
            if self._word(first - 1) in ("in", "at", "near", "from", "to"):
                self._cued[name] = self._cued.get(name, 0) + 1
            for at in range(first, last) if last - first > 1 else ():
                self._longer[self.words[at].text] = self._longer.get(self.words[at].text, 0) + 1

    def name(self, first: int, last: int) -> str:
        """The words of a stretch as they stand."""
        return " ".join(self.text[self.words[first].start : self.words[last - 1].end].split())

    def _word(self, at: int) -> str:
        return self.words[at].lower if 0 <= at < len(self.words) else "<>"

    def _runs(self) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(self.words):
            if not self.words[at].name:
                at += 1
                continue
            end = at + 1
            while end < len(self.words):
                step = end
                while step < len(self.words) and self.words[step].lower in _LINKS and step - end < 2:
                    step += 1
                gap = self.text[self.words[end - 1].end : self.words[min(step, len(self.words) - 1)].start]
                broken = "\n" in gap or (step == end and gap.strip() not in ("", "'s", "’s", "'", "’"))
                if step >= len(self.words) or not self.words[step].name or broken:
                    break
                end = step + 1
            yield at, end
            at = end

    def stretches(self) -> Iterator[Stretch]:
        """Every stretch of a run that begins and ends with a capitalised word."""
        for first, last in self.runs:
            for start in range(first, last):
                for end in range(start + 1, min(last, start + _LONGEST) + 1):
                    if self.words[start].name and self.words[end - 1].name:
                        yield Stretch(start, end, (first, last))

    def known(self, stretch: Stretch) -> tuple[Place, ...]:
        """The places that bear the name of a stretch."""
        name = self.name(stretch.first, stretch.last)
        if name in short_forms():
            listed = (self._gazetteer.by_id(i) for i in short_forms()[name])
            coded = len(name) == _CODE and self._word(stretch.first - 1) != ","
            return tuple(p for p in listed if p is not None and not (coded and p.kind == "governorate"))
        if len(fold(name)) < _FAR or (name.isupper() and len(name) <= _FAR):
            return ()
        return self._gazetteer.named(name.title() if name.isupper() else name)

    def _begins(self, at: int) -> bool:
        """True for the first word of a sentence or line."""
        if at == 0:
            return True
        gap = self.text[self.words[at - 1].end : self.words[at].start]
        return "\n" in gap or self.words[at - 1].text in _ENDS or self.words[at - 1].text in ('"', "“")

    def _starts_region(self, at: int) -> bool:
        """True where a region or country begins at a word."""
        for size in (2, 1):
            if at + size <= len(self.words) and self.words[at].name and self.words[at + size - 1].name:
                places = self.known(Stretch(at, at + size, (at, at + size)))
                if any(p.kind in ("country", "governorate") for p in places):
                    return True
        return False

    def features(self, stretch: Stretch, places: Sequence[Place]) -> dict[str, float]:
        """What speaks for or against a stretch being a place, by the name of the feature."""
        first, last = stretch.first, stretch.last
        run_first, run_last = stretch.run
        words, name = self.words, self.name(first, last)
        before, after = self._word(first - 1), self._word(last)
        made = {"one": 1.0, f"size={min(last - first, 3)}": 1.0}
        made |= {f"is={k}": 1.0 for k in {p.kind for p in places}} or {"is=unknown": 1.0}
        people = max((p.population for p in places if p.kind in ("city", "town", "village")), default=-1)
        if people >= 0:
            made[f"people={sum(people >= s for s in _PEOPLE_STEPS)}"] = 1.0
            made[f"places={min(3, int(math.log2(len(places))))}"] = 1.0
        known = "known" if places else "unknown"
        whole = (first, last) == (run_first, run_last)
        where = "whole" if whole else "head" if first == run_first else "tail" if last == run_last else "mid"
        made[f"{known} {where}"] = 1.0
        if not whole:
            made[f"in run of {min(run_last - run_first, 4)} {where}"] = 1.0
        made[f"{known} <{before}"] = made[f"<{before}"] = 1.0
        made[f">{after}"] = made[f"{known} >{after}"] = 1.0
        made[f"<<{self._word(first - 2)} {before}"] = 1.0
        made[f"ends {words[last - 1].lower}"] = made[f"begins {words[first].lower}"] = 1.0
        if name in peoples():
            made["a people"] = 1.0
        if name in short_forms():
            made["short form"] = 1.0
        if name.isupper():
            made["capitals"] = 1.0
            made["dateline"] = float(bool(places) and self._begins(first) and after in _AFTER_DATELINE)
        made["region after comma"] = float(
            before == "," and first >= 2 and words[first - 2].name and any(p.kind in _HOLDING for p in places)
        )
        if last - first == 1 and len(name) <= _FAR:
            made["short"] = 1.0
        if self._begins(first):
            made["begins sentence"] = 1.0
            made[f"begins sentence {known}"] = 1.0
        if name.lower() in self._lowers:
            made["also in lower case"] = 1.0
        if after == "," and self._starts_region(last + 1):
            made["before a region"] = 1.0
        if before == "," and first >= 2 and words[first - 2].name:
            made["after a name and comma"] = 1.0
        if last < len(words) and words[last].start > words[last - 1].end:
            tail = self.text[words[last - 1].end : words[last].start]
            if tail.startswith(("'s", "’s")):
                made["possessive"] = 1.0
        cued = self._cued.get(name, 0)
        if cued - (before in ("in", "at", "near", "from", "to") and whole):
            made["after a preposition elsewhere"] = 1.0
        longer = sum(self._longer.get(words[at].text, 0) for at in range(first, last)) if last - first == 1 else 0
        if longer - (run_last - run_first > 1 and last - first == 1) > 0:
            made["part of a longer name elsewhere"] = 1.0
        if run_last - run_first > 1 and last == run_last and first > run_first and not places_before(self, stretch):
            made["after an unknown name"] = 1.0
        return made


def places_before(passage: Passage, stretch: Stretch) -> bool:
    """True where the words of the run before a stretch are a known place themselves."""
    return bool(passage.known(Stretch(stretch.run[0], stretch.first, stretch.run)))


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """The trained weights by feature."""
    loaded: dict[str, float] = json.loads((files("fogline.read") / _FILE).read_text(encoding="utf-8"))
    return loaded


def score(features: Mapping[str, float], by: Mapping[str, float]) -> float:
    """Log-odds that a stretch is a place."""
    return sum(value * by.get(name, 0.0) for name, value in features.items())


def find_toponyms(
    text: str, gazetteer: Gazetteer, *, with_peoples: bool = False, threshold: float = _THRESHOLD
) -> tuple[PlaceMention, ...]:
    """The place names of a text, left to right, none within another; words for peoples where asked for."""
    passage = Passage(text, gazetteer)
    by = {**weights(), **_RULES}
    scored: list[tuple[float, Stretch]] = []
    for stretch in passage.stretches():
        if passage.name(stretch.first, stretch.last) in peoples():
            if with_peoples:
                scored.append((_DATELINE, stretch))
        else:
            scored.append((score(passage.features(stretch, passage.known(stretch)), by), stretch))
    named = {passage.name(s.first, s.last) for s in _apart(scored, threshold)}
    again = [(sure + by["named again"] * (passage.name(s.first, s.last) in named), s) for sure, s in scored]
    return tuple(_mention(passage, s) for s in _apart(again, threshold))


def _apart(scored: Sequence[tuple[float, Stretch]], threshold: float) -> list[Stretch]:
    """The likeliest stretches that share no word, left to right."""
    taken: set[int] = set()
    kept = []
    for sure, stretch in sorted(scored, key=lambda s: (-s[0], s[1].first, -s[1].last)):
        covered = set(range(stretch.first, stretch.last))
        if sure >= threshold and not covered & taken:
            taken |= covered
            kept.append(stretch)
    return sorted(kept, key=lambda s: s.first)


def _mention(passage: Passage, stretch: Stretch) -> PlaceMention:
    span = Span(passage.words[stretch.first].start, passage.words[stretch.last - 1].end)
    return PlaceMention(text=passage.text[span.start : span.end], span=span)
