"""Who copies whom: reports, or passages of them, that stand in an earlier report of the same weeks.

Every five words running are a shingle. A sketch that keeps the same fraction of the shingles of every
text (mod-sampling, the form of MinHash that also sees a short passage inside a long text) finds pairs;
they are then compared on all their shingles, with positions. What was in print long before the earlier of
two reports is furniture, background or a set phrase: it neither makes a copy nor breaks a copied passage.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

import numpy as np

from fogline.fuse.columns import Flags, Ints
from fogline.fuse.words import FAR, first_said, words_of
from fogline.records import Claim, ClaimId, ClaimType, Report, Status

SHINGLE = 5
_KEPT_IN = 4
_WINDOW_DAYS = 30
_WHOLE = 0.5
_PASSAGE_WORDS = 24
_FRESH = 6
_QUOTE_WORDS = 8
_SKETCHES = 4
_EQUAL = 0.8
_CLAIM_SHARE = 0.6
_OFTEN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One report that repeats an earlier one: `share` of its words, `words` of them, whole or in passages."""

    report: str
    of: str
    share: float
    words: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text that may be copied: its shingles in order, each once in the order of numbers, and the day each of
    these was first in print; `at` says where each shingle stands among those."""

    id: str
    day: int
    shingles: Ints
    distinct: Ints
    at: Ints
    born: Ints


@lru_cache(maxsize=1 << 16)
def _code(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def shingles_of(words: Sequence[str]) -> Ints:
    """A number for every five words running, in order; equal words give equal numbers on every machine."""
    if not words:
        return np.zeros(0, dtype=np.int64)
    codes = np.array([_code(w) for w in words], dtype=np.uint64)
    size = min(SHINGLE, len(codes))
    made = np.zeros(len(codes) - size + 1, dtype=np.uint64)
    for k in range(size):
        made = made * np.uint64(6364136223846793005) + codes[k : len(codes) - size + 1 + k] + np.uint64(k + 1)
    made ^= made >> np.uint64(29)
    return (made & np.uint64(0x7FFFFFFFFFFFFFFF)).astype(np.int64)


def _texts(reports: Sequence[Report], passed_on: Set[str]) -> Iterator[_Text]:
    """The reports in the order of their publication, of one day those that are `passed_on` last."""
    first: dict[int, int] = {}

    def order(report: Report) -> tuple[date, bool, str, str]:
        return report.published or FAR, report.id in passed_on, report.key, report.id

    for report in sorted({r.id: r for r in reports}.values(), key=order):
        day = (report.published or FAR).toordinal()
        shingles = shingles_of(words_of(report.text))
        distinct, at = np.unique(shingles, return_inverse=True)
        born = [first.setdefault(s, day) for s in distinct.tolist()]
        yield _Text(
            id=report.id, day=day, shingles=shingles, distinct=distinct, at=at.ravel(),
            born=np.array(born, dtype=np.int64),
        )  # fmt: skip


def _passage(hit: Flags, fresh: Flags) -> bool:
    """True when 24 words running are hits, enough of them not background."""
    if np.count_nonzero(hit) + SHINGLE - 1 < _PASSAGE_WORDS:
        return False
    edges = np.flatnonzero(np.diff(np.r_[0, hit.astype(np.int8), 0]))
    new = np.r_[0, np.cumsum(fresh)]
    start, end = edges[::2], edges[1::2]
    long = end - start + SHINGLE - 1 >= _PASSAGE_WORDS
    return bool((long & (new[end] - new[start] >= _FRESH)).any())


def copied_reports(reports: Sequence[Report], passed_on: Set[str] = frozenset()) -> dict[str, Copy]:
    """For each report that copies, the earliest report it copies from most; by id.

    `passed_on` are the reports that an agency other than their source signs: of one day they copy, not the others.
    A report is a copy when half of the shorter text is in the other, and it holds a copied passage when
    at least 24 words running stand in an earlier report. Both only within 30 days. Whether one report copies
    another hangs on nothing that was published later.
    """
    texts: list[_Text] = []
    at: dict[str, int] = {}
    index: dict[int, list[int]] = {}
    found: dict[str, Copy] = {}
    for n, text in enumerate(_texts(reports, passed_on)):
        texts.append(text)
        at[text.id] = n
        sample = text.distinct[(text.distinct % _KEPT_IN == 0) & (text.born >= text.day - 2 * _WINDOW_DAYS)]
        hits: dict[int, int] = {}
        for shingle in sample.tolist():
            listed = index.setdefault(shingle, [])
            for other in listed[-_OFTEN:]:
                hits[other] = hits.get(other, 0) + 1
            listed.append(n)
        best: Copy | None = None
        for other in sorted(hits, key=lambda m: (-hits[m], m))[:12]:
            if text.day - texts[other].day > _WINDOW_DAYS:
                continue
            copy = _compared(text, texts[other])
            if copy is not None and (best is None or (copy.words, -at[copy.of]) > (best.words, -at[best.of])):
                best = copy
        if best is not None:
            found[text.id] = best
    return found


def _compared(text: _Text, other: _Text) -> Copy | None:
    old = other.day - _WINDOW_DAYS
    fresh = text.born >= old
    place = np.minimum(np.searchsorted(other.distinct, text.distinct), max(len(other.distinct) - 1, 0))
    repeated = other.distinct[place] == text.distinct if len(other.distinct) else np.zeros_like(fresh)
    hit = repeated & fresh
    distinct = int(hit.sum())
    smaller = min(int(fresh.sum()), int((other.born >= old).sum()))
    whole = distinct / max(smaller, 1) >= _WHOLE and distinct >= _QUOTE_WORDS
    if not whole and not _passage(repeated[text.at], fresh[text.at]):
        return None
    told = hit[text.at]
    covered = _covered(told, len(told) + SHINGLE - 1)
    return Copy(
        report=text.id, of=other.id, share=round(float(covered.mean()), 4), words=int(told.sum()) + SHINGLE - 1,
        whole=whole,
    )  # fmt: skip


def _covered(hit: Flags, words: int) -> Flags:
    """Which words stand in a shingle that was hit."""
    made = np.zeros(words, dtype=bool)
    for k in range(SHINGLE):
        made[k : k + len(hit)] |= hit[: words - k] if len(hit) + k > words else hit
    return made


def _report_of(claim: Claim) -> str:
    return claim.report or claim.document


def _place_of(claim: Claim) -> str | None:
    return None if claim.place is None else claim.place.place_id or claim.place.text.lower()


def _alike(a: Claim, b: Claim) -> bool:
    """True when two claims of other weeks, days or figures are not mistaken for one another: set phrases come back."""
    if a.type is not b.type or a.status is not b.status or _place_of(a) != _place_of(b):
        return False
    if a.published is not None and b.published is not None and abs((a.published - b.published).days) > _WINDOW_DAYS:
        return False
    # A repost says "on Monday" of a Monday that its own day of publication may make another.
    worded = a.time is not None and b.time is not None and a.time.text != b.time.text
    if worded and a.time and b.time and (a.time.start > b.time.end or b.time.start > a.time.end):
        return False
    one, two = ({(c.what, c.low, c.best, c.high) for c in claim.counts} for claim in (a, b))
    return not one or not two or bool(one & two)


def _quote_words(claim: Claim) -> list[str]:
    return [] if claim.quote is None else words_of(claim.quote.text)


_SALTS = np.array([[0x9E3779B97F4A7C15 * (k + 1) % 2**64] for k in range(_SKETCHES)], dtype=np.uint64)


def _sketch(shingles: Ints) -> list[int]:
    """Four MinHash values of a quote: two quotes share one in the share of shingles they have in common."""
    mixed = (shingles.astype(np.uint64) ^ _SALTS) * np.uint64(0xBF58476D1CE4E5B9)
    made: list[int] = (mixed ^ (mixed >> np.uint64(31))).min(axis=1).tolist()
    return made


def _equal_quotes(ordered: Sequence[Claim]) -> dict[ClaimId, ClaimId]:
    """Claims whose quote, of eight words and more, is or contains that of an earlier claim like it."""
    first: dict[tuple[int, int, ClaimType, Status, str | None], list[tuple[int, Claim, Ints]]] = {}
    origin: dict[ClaimId, ClaimId] = {}
    for n, claim in enumerate(ordered):
        words = _quote_words(claim)
        if len(words) < _QUOTE_WORDS:
            continue
        shingles = shingles_of(words)
        keys = [(k, v, claim.type, claim.status, _place_of(claim)) for k, v in enumerate(_sketch(shingles))]
        earlier = {at: (other, theirs) for key in keys for at, other, theirs in first.get(key, ())}
        for other, theirs in (earlier[at] for at in sorted(earlier)):
            if _report_of(other) == _report_of(claim) or not _alike(other, claim):
                continue
            if _contained(shingles, theirs) >= _EQUAL:
                origin[claim.id] = origin.get(other.id, other.id)
                break
        else:
            for key in keys:
                first.setdefault(key, []).append((n, claim, shingles))
    return origin


def _contained(a: Ints, b: Ints) -> float:
    """The share of the shorter text's shingles that the longer one has."""
    one, two = set(a.tolist()), set(b.tolist())
    return len(one & two) / max(min(len(one), len(two)), 1)


def copied_claims(
    claims: Sequence[Claim], reports: Mapping[str, Copy], passed_on: Set[str] = frozenset()
) -> dict[ClaimId, ClaimId]:
    """For each claim that repeats another report's claim word for word, the earliest claim it repeats.

    `reports` is what `copied_reports` found: there most of a claim's words must stand in the claim it
    repeats. Beside it, quotes of eight words and more of which one contains the other. `passed_on` as there.
    """
    ordered = sorted(claims, key=partial(first_said, passed_on=passed_on))
    origin = _equal_quotes(ordered)
    by_report: dict[str, list[Claim]] = {}
    if reports:
        for claim in ordered:
            by_report.setdefault(_report_of(claim), []).append(claim)
    for copy in sorted(reports.values(), key=lambda c: c.report):
        theirs = by_report.get(copy.of, [])
        for claim in by_report.get(copy.report, []):
            if claim.id not in origin:
                match = _repeated(claim, theirs, whole=copy.whole)
                if match is not None:
                    origin[claim.id] = match.id
    return {c: _last(origin, c) for c in origin}


def _last(origin: Mapping[ClaimId, ClaimId], claim: ClaimId) -> ClaimId:
    seen = {claim}
    while claim in origin and origin[claim] not in seen:
        claim = origin[claim]
        seen.add(claim)
    return claim


def _repeated(claim: Claim, theirs: Sequence[Claim], *, whole: bool) -> Claim | None:
    """The claim of the other report that this one repeats."""
    alike = [c for c in theirs if _alike(c, claim)]
    mine = set(shingles_of(_quote_words(claim)).tolist())
    best, most = None, 0.0
    for other in alike:
        share = len(mine & set(shingles_of(_quote_words(other)).tolist())) / max(len(mine), 1)
        if share > most:
            best, most = other, share
    if most >= _CLAIM_SHARE:
        return best
    return alike[0] if whole and alike else None
