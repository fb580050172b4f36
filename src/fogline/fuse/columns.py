"""Claims as columns of numbers, so that millions of pairs can be compared at once.

Codes mean nothing beyond equality within one set of columns.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fogline.fuse.families import FAMILY, STATES, mode
from fogline.fuse.words import words_of
from fogline.pack import Pack, allied
from fogline.records import ActorResolution, Claim, ClaimType, Count, Status

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
TYPES = tuple(ClaimType)
_ACTORS = 3
_COUNTS = 2
_NEAREST_KM = 3.0
_NO_RADIUS_KM = 5.0
_LONGEST_SPAN = 60
_DENIED_BEFORE = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts as rows of weighted words, each of length 1: words of row i stand from start[i] to start[i + 1]."""

    start: Ints
    words: npt.NDArray[np.int32]
    weight: Floats
    vocabulary: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One row a claim. -1 stands for unsaid in every column of codes; days are ordinals, 0 where undated."""

    head: Ints
    kind: Ints
    state: Flags
    denied: Flags
    report: Ints
    place: Ints
    located: Flags
    lat: Floats
    lon: Floats
    radius: Floats
    start: Ints
    end: Ints
    said: Flags
    by: Ints
    on: Ints
    by_side: Ints
    on_side: Ints
    allies: Flags
    counted: Ints
    low: Floats
    high: Floats
    quote: Ints
    sentences: Texts
    stories: Texts


class _Codes(dict[object, int]):
    """Numbers for values, in the order they are first met."""

    def __missing__(self, value: object) -> int:
        made = self[value] = len(self)
        return made


def _allies(sides: Mapping[object, int], pack: Pack | None) -> Flags:
    """Which sides fight together; the pack's sides only, everybody with themselves."""
    known = [s.id for s in pack.sides] if pack is not None else []
    size = len(known)
    made = np.zeros((size + 1, size + 1), dtype=bool)
    for side in known:
        for other in allied(pack, side) if pack is not None else ():
            if other in known:
                made[sides[other], sides[side]] = made[sides[side], sides[other]] = True
    return made


def _actors(actors: Sequence[ActorResolution], ids: _Codes, sides: _Codes) -> tuple[list[int], list[int]]:
    one = [ids[a.id or a.text.lower()] for a in actors[:_ACTORS] if a.id or a.text]
    two = [sides[a.side or a.id or a.text.lower()] for a in actors[:_ACTORS] if a.side or a.id or a.text]
    return one + [-1] * (_ACTORS - len(one)), two + [-1] * (_ACTORS - len(two))


def _range(count: Count) -> tuple[float, float] | None:
    """The lowest and highest number a count allows; an open end reaches half as far again."""
    known = [v for v in (count.low, count.best, count.high) if v is not None]
    if not known:
        return None
    low = count.low if count.low is not None else min(known) * (0.8 if count.best is not None else 0.5)
    high = count.high if count.high is not None else max(known) * (1.25 if count.best is not None else 1.5)
    return float(low), float(high)


def _named(claim: Claim) -> str:
    """What names place and actors: it is compared as such and says nothing more as text."""
    names = [a.text for a in (*claim.initiator, *claim.target, *claim.attributed_to)]
    return " ".join(names if claim.place is None else [*names, claim.place.text])


class _Told:
    """Words said in numbered texts, taken claim by claim; how often a text says a word does not count."""

    def __init__(self) -> None:
        self._text, self._word = array("i"), array("i")

    def add(self, text: int, words: Collection[int]) -> None:
        """Takes words of a text."""
        self._word.extend(words)
        self._text.extend([text] * len(words))

    def rows(self, texts: int, words: Sequence[str], rarity: Mapping[str, float]) -> Texts:
        """The texts as rows, words in the order of the alphabet, a word weighing as much as it is rare."""
        order = sorted(range(len(words)), key=words.__getitem__)
        rank = np.empty(len(words), dtype=np.int64)
        rank[order] = np.arange(len(words))
        rare = np.array([rarity.get(words[n], 1.0) for n in order])
        key = np.array(self._text, dtype=np.int64)
        key *= max(len(words), 1)
        key += rank[np.array(self._word, dtype=np.int64)] if len(words) else 0
        key.sort()
        key = key[np.diff(key, prepend=-1) > 0]
        start = np.searchsorted(key, np.arange(texts + 1, dtype=np.int64) * max(len(words), 1))
        key %= max(len(words), 1)
        weight = rare[key]
        size = np.diff(start)
        full = np.flatnonzero(size)
        length = np.ones(texts)
        if len(full):
            length[full] = np.sqrt(np.add.reduceat(weight**2, start[full]))
        weight /= np.repeat(length, size)
        return Texts(start=start, words=key.astype(np.int32), weight=weight, vocabulary=len(words))


def _days(claim: Claim) -> tuple[int, int, bool]:
    if claim.time is not None:
        end = claim.time.end.toordinal()
        return max(claim.time.start.toordinal(), end - _LONGEST_SPAN), end, True
    if claim.published is not None:
        day = claim.published.toordinal()
        # A denial comes after what it denies, and seldom says of which day that was.
        return day - (_DENIED_BEFORE if claim.status is Status.DENIED else 0), day, False
    return 0, 0, False


def columns(claims: Sequence[Claim], *, rarity: Mapping[str, float], pack: Pack | None = None) -> Columns:
    """The claims as columns, in their order; `rarity` is how much a word tells (1 where it is not listed)."""
    n = len(claims)
    heads, reports, places, ids, sides, words = (_Codes() for _ in range(6))
    if pack is not None:
        for side in pack.sides:
            sides[side.id]
    head, kind, report, place = (np.full(n, -1, dtype=np.int64) for _ in range(4))
    lat, lon, radius = np.zeros(n), np.zeros(n), np.full(n, _NO_RADIUS_KM)
    denied = np.array([c.status is Status.DENIED for c in claims], dtype=bool)
    located, said = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    start, end = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    by, on, by_side, on_side = (np.full((n, _ACTORS), -1, dtype=np.int64) for _ in range(4))
    counted = np.full((n, _COUNTS), -1, dtype=np.int64)
    low, high = np.zeros((n, _COUNTS)), np.zeros((n, _COUNTS))
    quote = np.full(n, -1, dtype=np.int64)
    quotes: dict[tuple[int, bytes], int] = {}
    sentences, stories = _Told(), _Told()
    kinds = {t: k for k, t in enumerate(TYPES)}
    for i, c in enumerate(claims):
        head[i] = heads[c.theatre, mode(c), FAMILY[c.type]]
        kind[i] = kinds[c.type]
        report[i] = reports[c.report or c.document or c.id]
        start[i], end[i], said[i] = _days(c)
        p = c.place
        if p is not None:
            name = p.place_id or " ".join(words_of(p.name or p.text))
            place[i] = places[name] if name else -1
            if p.lat is not None and p.lon is not None:
                located[i], lat[i], lon[i] = True, p.lat, p.lon
                radius[i] = max(p.radius_km or _NO_RADIUS_KM, _NEAREST_KM)
        by[i], by_side[i] = _actors(c.initiator, ids, sides)
        on[i], on_side[i] = _actors(c.target, ids, sides)
        at = 0
        for count in c.counts:
            span = _range(count)
            if span is not None and at < _COUNTS:
                counted[i, at] = list(type(count.what)).index(count.what)
                low[i, at], high[i, at] = span
                at += 1
        if c.quote is not None:
            told = array("i", map(words.__getitem__, words_of(c.quote.text)))
            if told:
                quote[i] = quotes.setdefault((int(report[i]), told.tobytes()), len(quotes))
            stories.add(int(report[i]), told)
            sentences.add(i, set(told).difference(words[w] for w in words_of(_named(c)) if w in words))
    listed = [str(w) for w in words]
    return Columns(
        head=head, kind=kind, denied=denied,
        state=np.isin(kind, [kinds[t] for t in STATES]), report=report, place=place,
        located=located, lat=lat, lon=lon, radius=radius, start=start, end=end, said=said, by=by, on=on,
        by_side=by_side, on_side=on_side, allies=_allies(sides, pack), counted=counted, low=low, high=high,
        quote=quote, sentences=sentences.rows(n, listed, rarity), stories=stories.rows(len(reports), listed, rarity),
    )  # fmt: skip
