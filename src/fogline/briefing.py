"""The brief of a day: what changed, where it is contested or cut off, and what was claimed, with citations; and the
reasons for a holding.

Every sentence is made from holdings and claims; words take no side, and each cites the claims behind it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from markdown_it import MarkdownIt

from fogline.assessed import Evidence
from fogline.control import holdings_of, snapshots
from fogline.control.assess import Record, Snapshot
from fogline.control.changes import Change, changes
from fogline.control.evidence import Spot
from fogline.control.explain import Explanation
from fogline.control.holdings import UNKNOWN
from fogline.control.pockets import Pocket, pockets
from fogline.pack import Pack
from fogline.records import Claim, ClaimId, Status

_MOST = 40
_MOST_REASONS, _REASON_QUOTE = 12, 140
_CONTESTED = 0.5
_QUOTE = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A brief as Markdown and as an HTML page."""

    day: date
    markdown: str
    html: str


class _Notes:
    """Numbers citations in the order of use."""

    def __init__(self, claims: Mapping[ClaimId, Claim]) -> None:
        self.claims, self.number = claims, dict[ClaimId, int]()

    def cite(self, ids: Iterable[ClaimId], most: int) -> str:
        """The marks of the first of some claims; of those that the brief may not cite there are none."""
        marks = []
        for key in [k for k in ids if k in self.claims][:most]:
            marks.append(f"[{self.number.setdefault(key, len(self.number) + 1)}]")
        return (" " + "".join(dict.fromkeys(marks))) if marks else ""

    def lines(self) -> list[str]:
        """The notes."""
        made = []
        for key, n in self.number.items():
            claim = self.claims[key]
            words = "" if claim.quote is None else " ".join(claim.quote.text.split())[:_QUOTE]
            when = "undated" if claim.published is None else claim.published.isoformat()
            made.append(f"{n}. {_safe(claim.source or claim.document)}, {when}: “{_safe(words)}” (`{key}`)")
        return made


def _safe(text: str) -> str:
    """Words of a report as plain text in Markdown."""
    return "".join("\\" + c if c in "\\`*_{}[]<>#|!" else c for c in text)


def sentence(change: Change, names: Mapping[str, str]) -> str:
    """A neutral sentence of a change of hands."""
    before, after = (names.get(s, s) for s in (change.before, change.after))
    return (
        f"{_safe(change.place.name)} came to be controlled by {_safe(after)} (probability {change.probability:.2f}); "
        f"before, {_safe(before)} controlled it."
    )


def brief(
    evidence: Evidence,
    claims: Sequence[Claim],
    packs: Mapping[str, Pack],
    on: date,
    *,
    days: int = 1,
    smoothed: bool = False,
) -> Brief:
    """The brief of the `days` up to a day, area by area within each theatre."""
    if not smoothed:
        claims = [c for c in claims if c.published is not None and c.published <= on]
    notes = _Notes({c.id: c for c in claims})
    start = on - timedelta(days=days)
    lines = [f"# Situation on {on.isoformat()}", ""]
    lines.append(
        f"From claims published by {'now' if smoothed else on.isoformat()}; changes since {start.isoformat()}. "
        "Probabilities say how likely a side controlled a place, given the claims."
    )
    for theatre, of in evidence.records.items():
        pack = packs.get(theatre)
        names = {str(s.id): s.name for s in pack.sides} if pack is not None else {}
        areas = {str(p.id): p.admin1 for p in pack.places} if pack is not None else {}
        shots = list(snapshots(of, (start, on), smoothed=smoothed))
        if not shots:
            continue
        lines += ["", f"## {_safe(pack.name if pack is not None else theatre or 'All claims')}"]
        told: dict[str, list[str]] = {}
        for change in changes(of, shots):
            text = sentence(change, names) + notes.cite(change.support, 6)
            against = notes.cite(change.against, 4)
            if against:
                text += " Others say otherwise." + against
            told.setdefault(areas.get(change.place.id, ""), []).append(text)
        for place, text in _known(of, shots, names):
            told.setdefault(areas.get(place, ""), []).append(text)
        for place, text in _contested(shots[-1], of.table.places):
            told.setdefault(areas.get(place, ""), []).append(text)
        for pocket in pockets(of, shots, pack):
            if pocket.day == on:
                told.setdefault(areas.get(pocket.places[0].id, ""), []).append(_pocket(pocket, names, notes))
        for area in sorted(told):
            lines += ["", f"### {_safe(area or 'Without a named area')}", "", *(f"- {t}" for t in told[area][:_MOST])]
            if len(told[area]) > _MOST:
                lines.append(f"- {len(told[area]) - _MOST} more are not listed.")
        if not told:
            lines += ["", "No change of control, no contested place and no pocket is known."]
    lines += ["", "## Claims published", "", *_claimed(claims, start, on, notes)]
    lines += ["", "## Sources", "", *(notes.lines() or ["No claim is cited."])]
    text = "\n".join(lines) + "\n"
    body = MarkdownIt("commonmark", {"html": False}).render(text)
    title = escape(f"Situation on {on.isoformat()}")
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body>\n{body}</body></html>\n"
    )
    return Brief(day=on, markdown=text, html=page)


def _known(of: Record, shots: Sequence[Snapshot], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Places whose holder came to be known or is known no longer, which is no change of hands."""
    if len(shots) < 2:  # nothing was known before
        return
    before, after = (
        {h.place: h for h in holdings_of(of, shot, theatre=None, view="", evidence=False)}
        for shot in (shots[0], shots[-1])
    )
    for place, now in after.items():
        then = before[place].holder if place in before else UNKNOWN
        if now.holder == then or UNKNOWN not in (now.holder, then):
            continue
        if then == UNKNOWN:
            who = _safe(names.get(now.holder, now.holder))
            text = f"came to be known as controlled by {who} (probability {now.probability:.2f})"
        else:
            text = f"is no longer known to be controlled by {_safe(names.get(then, then))}"
        yield place, f"{_safe(now.name)} {text}."


def _contested(shot: Snapshot, places: Sequence[Spot]) -> Iterator[tuple[str, str]]:
    for n, place in enumerate(places):
        if shot.contested[n] >= _CONTESTED:
            yield place.id, f"{_safe(place.name)} is contested (probability {float(shot.contested[n]):.2f})."


def _pocket(pocket: Pocket, names: Mapping[str, str], notes: _Notes) -> str:
    count = len(pocket.places)
    who = ", ".join(_safe(names.get(s, s)) for s in pocket.besiegers)
    listed = ", ".join(_safe(p.name) for p in pocket.places[:8]) + (" and others" if count > 8 else "")
    said = notes.cite(pocket.claims, 4)
    roads = sorted({r.road for r in pocket.roads})
    where = f"{count} place{'s' if count > 1 else ''} ({listed})"
    return (
        f"{_safe(names.get(pocket.side, pocket.side))} is cut off in {where} "
        f"by {who}, since {pocket.since.isoformat()} at the latest."
        + (f" Cut roads: {', '.join(map(_safe, roads))}." if roads else "")
        + (f" Reports speak of a siege.{said}" if said else " No report of the last month speaks of a siege.")
    )


def _claimed(claims: Sequence[Claim], start: date, on: date, notes: _Notes) -> list[str]:
    counts: dict[str, list[ClaimId]] = {}
    for claim in claims:
        if claim.published is not None and start < claim.published <= on and claim.status is not Status.HYPOTHETICAL:
            counts.setdefault(claim.type.value.replace("_", " "), []).append(claim.id)
    made = [f"- {kind}: {len(ids)}{notes.cite(sorted(ids), 3)}" for kind, ids in sorted(counts.items())]
    return made or ["- none"]


# -- why a place is held as it is ---------------------------------------------------------------------------


def reasons_json(theatre: str, why: Explanation, claims: Mapping[ClaimId, Claim]) -> dict[str, object]:
    """An explanation as JSON values, each claim with its quote."""
    return {
        "theatre": theatre or None,
        "place_id": why.place.id,
        "name": why.place.name,
        "day": why.day.isoformat(),
        "holder": why.holder,
        "probability": why.probability,
        "second": why.second,
        "turned_by": why.turned_by,
        "claims": [
            {
                "claim": c.claim or None, "source": c.source, "kind": c.kind, "day": c.day.isoformat(),
                "weight": c.weight, "quote": _words_of(claims.get(c.claim)),
            }
            for c in why.claims
        ],
        "around": [
            {"place_id": n.place.id, "name": n.place.name, "holder": n.holder, "share": n.share} for n in why.around
        ],
        "handovers": [
            {"day": h.day.isoformat(), "from": h.giver, "to": h.taker, "probability": h.probability}
            for h in why.handovers
        ],
    }  # fmt: skip


def _words_of(claim: Claim | None) -> str | None:
    return None if claim is None or claim.quote is None else " ".join(claim.quote.text.split())


def reasons_lines(
    theatre: str, why: Explanation, claims: Mapping[ClaimId, Claim], *, smoothed: bool = False
) -> list[str]:
    """An explanation as lines of text."""
    known = "as known now" if smoothed else "as known then"
    made = [
        f"{why.place.name} ({why.place.id}{f', {theatre}' if theatre else ''}) on {why.day}, {known}: "
        f"{why.holder}, probability {why.probability:.2f}; next {why.second}"
    ]
    if why.claims:
        made.append(f"Claims that decide, by weight for {why.holder} against {why.second} (fading with age):")
    for c in why.claims[:_MOST_REASONS]:
        words = _words_of(claims.get(c.claim))
        told = f' "{words[:_REASON_QUOTE]}{"…" if len(words) > _REASON_QUOTE else ""}"' if words else ""
        made.append(f"  {c.weight:+.2f}  {c.day}  {c.kind}  {c.source}:{told}{f' [{c.claim}]' if c.claim else ''}")
    if len(why.claims) > _MOST_REASONS:
        made.append(f"  and {len(why.claims) - _MOST_REASONS} more of less weight; --json gives them all")
    if not why.claims:
        made.append("No claim speaks of it by that day; what is said rests on the ground around.")
    if why.around:
        made.append("Around it: " + ", ".join(f"{n.place.name} {n.holder} ({n.share:.2f})" for n in why.around))
    made += [
        f"By the pack, what {h.giver} held here went over to {h.taker} on {h.day} (probability {h.probability:.2f})"
        for h in why.handovers
    ]
    if why.holder != why.second:
        made.append(f"About {why.turned_by} usual claim(s) of a gain by {why.second} would turn it.")
    return made
