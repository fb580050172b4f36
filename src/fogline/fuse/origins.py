"""The voice a claim goes back to: who is named for it, the agency its report is signed by, or its own source.

One voice counts once, however many sources pass it on.
"""

import re
from collections.abc import Mapping, Sequence

from fogline.pack import Pack, by_source_name
from fogline.records import Claim, ClaimId, Report

_HEAD = 300
_TAIL = 120
_NAME = r"[A-Z][A-Za-z&.']*(?: [A-Z][A-Za-z&.']*){0,3}"
_CAPITALS = r"[A-Z]{3,}(?: [A-Z]{3,}){0,2}"
_LAST = re.compile(rf"[-–—]\s*(?P<name>{_CAPITALS})\s*(?:\.|/)?\s*$")
_DATELINE = re.compile(rf"\((?P<name>{_CAPITALS}|Reuters)\)\s*[-–—]|^(?P<lead>{_CAPITALS})\s*[-–—:]\s")
_BY_NAME = re.compile(rf"\b(?:[Ss]ource|[Vv]ia|[Bb]y)\s*:?\s+(?P<name>{_CAPITALS})\b")


def signed_by(text: str, names: Mapping[str, str]) -> str | None:
    """The agency that signs a report: in its dateline, at its end, or as its named source; None without one.

    `names` maps lower-case names of known sources to their ids. An unknown name counts only where it
    stands in capitals at the very end.
    """
    head, tail = text[:_HEAD], text[-_TAIL:].rstrip()
    end = _LAST.search(tail)
    if end is not None:
        name = end["name"].lower()
        return names.get(name, name)
    for pattern, part in ((_DATELINE, head), (_BY_NAME, head), (_BY_NAME, tail)):
        for match in pattern.finditer(part):
            name = next(g for g in match.groups() if g).lower()
            if name in names:
                return names[name]
    return _named_in_head(head, names)


def _named_in_head(head: str, names: Mapping[str, str]) -> str | None:
    """An agency whose name in capitals stands before a date in the first line, as feeds print it."""
    match = re.search(rf"\b(?P<name>{_CAPITALS})\s+(?:\w+day\b|\d{{1,2}} \w+ \d{{4}})", head)
    return names.get(match["name"].lower()) if match is not None else None


class Origins:
    """Tells the voice of claims with a pack's sources and the reports at hand."""

    def __init__(self, pack: Pack | None, reports: Sequence[Report] = ()) -> None:
        """Reads the signature of every report once."""
        self._names = {name: str(profile.id) for name, profile in by_source_name(pack).items()}
        self._signed = {r.id: signed_by(r.text, self._names) for r in reports}

    def source(self, name: str) -> str:
        """The one name of a source: its id in the pack, else its own words."""
        folded = name.strip().lower()
        return self._names.get(folded, folded)

    def passed_on(self, reports: Sequence[Report]) -> frozenset[str]:
        """The reports that somebody other than their source signs."""
        signed = ((r, self._signed.get(r.id)) for r in reports)
        return frozenset(r.id for r, name in signed if name is not None and name != self.source(r.source))

    def of(self, claim: Claim) -> str:
        """The voice of a claim that is nobody's copy."""
        for actor in claim.attributed_to:
            words = actor.text.strip().lower().removeprefix("the ")
            if words in self._names:
                return self._names[words]
            if actor.id is not None:
                return str(actor.id)
        signed = self._signed.get(claim.report) if claim.report is not None else None
        return signed or self.source(claim.source) or f"document {claim.document}"


def voices(claims: Sequence[Claim], copies: Mapping[ClaimId, ClaimId], origins: Origins) -> dict[ClaimId, str]:
    """The voice of every claim; a copy has the voice of what it copies."""
    own = {c.id: origins.of(c) for c in claims}
    return {c.id: own.get(copies.get(c.id, c.id), own[c.id]) for c in claims}
