"""What the store's bodies say, in the few numbers that columns need; bodies are read as JSON, not as records.

A million claims as records would take the memory of the whole server; a pass over their JSON takes a row
at a time.
"""

from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson

from fogline.index.columns import day_number
from fogline.names import fold
from fogline.records import ClaimType, Relation
from fogline.store import Store
from fogline.store.finding import bodies
from fogline.store.tables import CLAIMS

TYPES = tuple(t.value for t in ClaimType)
_TYPE = {name: n for n, name in enumerate(TYPES)}
_PRECISION_KM = (0.5, 1, 2, 5, 10, 20, 50, 100, 1e9)


class Numbers:
    """Texts by number, in the order in which they came; 0 is the empty text."""

    def __init__(self) -> None:
        self.listed: list[str] = [""]
        self._at: dict[str, int] = {"": 0}

    def __call__(self, text: str | None) -> int:
        """The number of a text."""
        if not text:
            return 0
        at = self._at.get(text)
        if at is None:
            at = self._at[text] = len(self.listed)
            self.listed.append(text)
        return at


@dataclass(slots=True)
class SourceTally:
    """What a source said, counted while claims pass by."""

    reports: int = 0
    claims: int = 0
    first: int | None = None
    last: int | None = None
    days: Counter[int] = field(default_factory=Counter)
    said: Counter[int] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Claims:
    """Claims in the order of their ids, with what went by while they were read."""

    at: dict[str, int] = field(default_factory=dict)
    source: "array[int]" = field(default_factory=lambda: array("H"))
    report: "array[int]" = field(default_factory=lambda: array("i"))
    hedged: "array[int]" = field(default_factory=lambda: array("B"))
    certain: "array[float]" = field(default_factory=lambda: array("f"))
    place_doubt: "array[float]" = field(default_factory=lambda: array("f"))
    precision: Counter[float] = field(default_factory=Counter)
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    actors: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    unlocated: int = 0
    placeless: int = 0
    spots: dict[str, dict[str, Any]] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)
    report_claims: Counter[int] = field(default_factory=Counter)
    report_types: dict[int, int] = field(default_factory=dict)
    report_theatre: dict[int, str] = field(default_factory=dict)


def read_claims(
    store: Store,
    report_at: dict[str, int],
    sources: Numbers,
    tallies: dict[int, SourceTally],
) -> Claims:
    """The claims of a store, and counts over them; a tally for each source grows with them."""
    made = Claims()
    for body in bodies(store, CLAIMS):
        claim = orjson.loads(body)
        source = sources(claim["source"])
        made.at[claim["id"]] = len(made.source)
        made.source.append(source)
        report = report_at.get(claim["report"] or "", -1)
        made.report.append(report)
        made.hedged.append(claim["certainty"] == "hedged")
        made.certain.append(claim["confidence"])
        if report >= 0:
            made.report_claims[report] += 1
            made.report_theatre[report] = claim["theatre"] or ""
            made.report_types[report] = made.report_types.get(report, 0) | 1 << _TYPE[claim["type"]]
        tally = tallies.setdefault(source, SourceTally())
        tally.claims += 1
        tally.types[claim["type"]] += 1
        if claim["published"] is not None:
            _seen(tally, day_number(claim["published"]))
            tally.said[day_number(claim["published"])] += 1
        made.place_doubt.append(_place(made, claim["place"]))
        made.undated += claim["time"] is None
        for actor in (*claim["initiator"], *claim["target"]):
            if actor["id"] is None:
                made.actors[actor["text"]] += 1
    return made


def _seen(tally: SourceTally, day: int) -> None:
    tally.first = day if tally.first is None else min(tally.first, day)
    tally.last = day if tally.last is None else max(tally.last, day)


def _place(made: Claims, place: dict[str, Any] | None) -> float:
    """Counts a claim's place; gives how doubtful it is which place is meant, 0 to 1."""
    if place is None:
        made.placeless += 1
        return 0.0
    if place["lat"] is None:
        made.unlocated += 1
        made.places[fold(place["text"]), place["reason"]] += 1
        return 0.0
    radius = place["radius_km"] or 0.0
    made.precision[next(km for km in _PRECISION_KM if radius <= km)] += 1
    key = place["place_id"]
    if key is not None and place["relation"] != Relation.AT:
        made.beside.add(key)  # the words mean somewhere near it: where itself lies they do not say
    elif key is not None and key not in made.spots:
        made.spots[key] = {
            "name": place["name"] or place["text"],
            "lat": place["lat"],
            "lon": place["lon"],
            "kind": place["kind"],
            "radius": place["radius_km"],
        }
    return 0.0 if place["probability"] is None else 1.0 - place["probability"]


def precision_bins(counted: Counter[float]) -> list[tuple[float | None, int]]:
    """How many claims are placed within each distance in km; the last bin is open."""
    return [(None if km > 1e6 else float(km), counted[km]) for km in _PRECISION_KM]


def top(counted: Counter[Any], most: int) -> list[list[Any]]:
    """The commonest of what was counted, as lists for JSON."""
    ranked = sorted(counted.items(), key=lambda kv: (-kv[1], str(kv[0])))
    return [[*key, n] if isinstance(key, tuple) else [key, n] for key, n in ranked[:most]]
