"""Who copies whom: exact and near copies of reports, and of quotes where the reports are not at hand.

A copy's claims are kept but do not count as voices of their own.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from fogline.records import Claim, ClaimId, Report

if TYPE_CHECKING:
    from datasketch import MinHash

_SHINGLE = 5
_PERMUTATIONS = 96
_NEAR = 0.55
_CONTAINED = 0.7
_QUOTE_WORDS = 8
_FAR = date.max
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text without case and marks."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c)))


def _shingles(words: Sequence[str]) -> frozenset[str]:
    if len(words) <= _SHINGLE:
        return frozenset([" ".join(words)]) if words else frozenset()
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _hashed(shingles: Iterable[str]) -> "MinHash":
    from datasketch import MinHash

    made = MinHash(num_perm=_PERMUTATIONS, seed=1)
    made.update_batch([s.encode() for s in sorted(shingles)])
    return made


def _first(report: Report) -> tuple[date, str, str]:
    return report.published or _FAR, report.key, report.id


def copied_reports(reports: Sequence[Report]) -> dict[str, str]:
    """For each report that copies another, the earliest report it copies; by id.

    Near means that most word shingles are shared, or that one text is contained in the other.
    """
    from datasketch import MinHashLSH  # brings scipy: reading alone should not wait for it

    ordered = sorted({r.id: r for r in reports}.values(), key=_first)
    shingles = {r.id: _shingles(words_of(r.text)) for r in ordered}
    index = MinHashLSH(threshold=0.35, num_perm=_PERMUTATIONS)
    place = {r.id: n for n, r in enumerate(ordered)}
    origin: dict[str, str] = {}
    for report in ordered:
        own = shingles[report.id]
        if not own:
            continue
        hashed = _hashed(own)
        for other in sorted(index.query(hashed), key=place.__getitem__):
            shared = len(own & shingles[other])
            near = (
                shared / len(own | shingles[other]) >= _NEAR
                or shared / min(len(own), len(shingles[other])) >= _CONTAINED
            )
            if near:
                origin[report.id] = origin.get(other, other)
                break
        index.insert(report.id, hashed)
    return origin


def _quote_key(claim: Claim) -> str | None:
    if claim.quote is None:
        return None
    words = words_of(claim.quote.text)
    return " ".join(words) if len(words) >= _QUOTE_WORDS else None


def _claim_time(claim: Claim) -> tuple[date, str, str]:
    return claim.published or _FAR, claim.document, claim.id


def copied_claims(claims: Sequence[Claim], reports: Mapping[str, str]) -> dict[ClaimId, ClaimId]:
    """For each claim that repeats another document's claim, the earliest claim it repeats.

    `reports` is what `copied_reports` found; beside it, quotes of eight words and more that are equal.
    """
    origin: dict[ClaimId, ClaimId] = {}
    by_quote: dict[tuple[str, str, str], Claim] = {}
    by_report: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=_claim_time):
        by_report.setdefault(claim.report or claim.document, []).append(claim)
        key = _quote_key(claim)
        if key is None:
            continue
        where = claim.place.text.lower() if claim.place is not None else ""
        first = by_quote.setdefault((key, claim.type, where), claim)
        if first is not claim and (first.report or first.document) != (claim.report or claim.document):
            origin[claim.id] = origin.get(first.id, first.id)
    for copy, source in reports.items():
        theirs = by_report.get(source, [])
        for claim in by_report.get(copy, []):
            match = next((c for c in theirs if _alike(c, claim)), None)
            if match is not None and claim.id not in origin:
                origin[claim.id] = origin.get(match.id, match.id)
    return origin


def _alike(a: Claim, b: Claim) -> bool:
    if a.type is not b.type or a.status is not b.status:
        return False
    return _place_of(a) == _place_of(b)


def _place_of(claim: Claim) -> str | None:
    return None if claim.place is None else claim.place.place_id or claim.place.text.lower()
