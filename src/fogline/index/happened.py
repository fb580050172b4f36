"""The columns of events, and what the review queue sorts by."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson

from fogline.codec import probability
from fogline.index.claimed import TYPES, Claims, Numbers
from fogline.index.columns import NO_DAY, Column, day_number, grouped, texts
from fogline.records import ClaimType, Relation, Status
from fogline.store import Store
from fogline.store.finding import bodies
from fogline.store.tables import EVENTS

STATUSES = tuple(s.value for s in Status)
_TYPE = {name: n for n, name in enumerate(TYPES)}
_STATUS = {name: n for n, name in enumerate(STATUSES)}
_LEVEL = 24
_HORIZON_DAYS = 240.0
LONG_DAYS = 31
# How much a type says of who holds a place, 0 to 1: what a wrong one would do to the map.
_SAYS = {
    ClaimType.CONTROL_GAIN: 1.0,
    ClaimType.WITHDRAWAL: 0.9,
    ClaimType.CONTROL_HOLD: 0.85,
    ClaimType.ENCIRCLEMENT: 0.6,
    ClaimType.CONTESTED: 0.5,
    ClaimType.PRESENCE: 0.35,
    ClaimType.CLASH: 0.3,
    ClaimType.ROUTE: 0.3,
    ClaimType.AGREEMENT: 0.25,
    ClaimType.SHELLING: 0.2,
    ClaimType.AIR_STRIKE: 0.2,
}
_LEAST_EFFECT = 0.05
_INTS = "start stop said".split()
_FLOATS = "lat lon radius".split()
_BYTES = "type status certainty dated theatre voices denials p".split()
_SHORTS = "side copies claims".split()


@dataclass(slots=True)
class _Raw:
    """Events in the order of their ids."""

    id: list[str] = field(default_factory=list)
    ints: dict[str, "array[int]"] = field(default_factory=lambda: {k: array("i") for k in (*_INTS, "place")})
    floats: dict[str, "array[float]"] = field(
        default_factory=lambda: {k: array("f") for k in (*_FLOATS, "doubt", "effect")}
    )
    small: dict[str, "array[int]"] = field(default_factory=lambda: {k: array("H") for k in (*_BYTES, *_SHORTS)})
    source_of: tuple["array[int]", "array[int]"] = field(default_factory=lambda: (array("i"), array("H")))
    side_of: tuple["array[int]", "array[int]"] = field(default_factory=lambda: (array("i"), array("H")))
    report_of: tuple["array[int]", "array[int]"] = field(default_factory=lambda: (array("i"), array("i")))
    claimed: tuple["array[int]", "array[int]", "array[int]"] = field(
        default_factory=lambda: (array("i"), array("i"), array("H"))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Event columns in the order of their first day (undated first), sites, the event of each claim."""

    events: dict[str, Column]
    sites: dict[str, Column]
    claim_event: Column
    claimed: dict[str, Column]
    copies: Counter[tuple[int, int]]
    by_source: dict[int, dict[str, int]]
    undated: int


def mercator(lat: Column, lon: Column) -> tuple[Column, Column]:
    """Where points lie on a square world of 2^24 units a side (Web Mercator); y grows southwards."""
    with np.errstate(invalid="ignore"):
        fixed = np.clip(lat.astype(np.float64), -85.0511, 85.0511)
        x = (lon.astype(np.float64) + 180.0) / 360.0
        y = (1.0 - np.arcsinh(np.tan(np.radians(fixed))) / np.pi) / 2.0
        size = float(2**_LEVEL)
        placed = np.isfinite(x) & np.isfinite(y)
        xs = np.where(placed, np.clip(x * size, 0, size - 1), 0).astype(np.int32)
        ys = np.where(placed, np.clip(y * size, 0, size - 1), 0).astype(np.int32)
    return xs, ys


def _spread(values: Column) -> Column:
    """The bits of 24-bit numbers with a gap after each."""
    v: Column = values.astype(np.uint64)
    for shift, mask in ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
                        (2, 0x3333333333333333), (1, 0x5555555555555555)):  # fmt: skip
        v = (v | (v << np.uint64(shift))) & np.uint64(mask)
    return v


def morton(x: Column, y: Column) -> Column:
    """Cells numbered so that those of a coarser level are runs of those of a finer one."""
    made: Column = _spread(x) | (_spread(y) << np.uint64(1))
    return made


def read_events(store: Store, claims: Claims, sides: Numbers, theatres: Numbers, place_at: dict[str, int]) -> Happened:
    """The columns of a store's events; one whose day nobody says is found under the day on which it was reported."""
    raw, undated = _Raw(), 0
    copies: Counter[tuple[int, int]] = Counter()
    by_source: dict[int, dict[str, int]] = {}
    claim_event = np.full(len(claims.source), -1, dtype=np.int32)
    for n, body in enumerate(bodies(store, EVENTS)):
        event = orjson.loads(body)
        listed = [(claims.at[c["id"]], c) for c in event["claims"] if c["id"] in claims.at]
        _row(raw, n, event, listed, claims, sides, theatres, place_at)
        undated += event["start"] is None or not event.get("dated", True)
        for at, _ in listed:
            claim_event[at] = n
        _count(listed, claims, copies, by_source)
    return _ordered(raw, claim_event, copies, by_source, undated)


def _row(
    raw: _Raw,
    n: int,
    event: dict[str, Any],
    listed: list[tuple[int, dict[str, Any]]],
    claims: Claims,
    sides: Numbers,
    theatres: Numbers,
    place_at: dict[str, int],
) -> None:
    place = event["place"] or {}
    roles = Counter(c["role"] for _, c in listed)
    stated = [at for at, c in listed if c["role"] != "denies"]
    status = "denied" if listed and not stated else event["status"]
    start, stop = day_number(event["start"]), day_number(event["end"])
    raw.id.append(event["id"])
    located = place.get("lat") is not None
    lat, lon = (place["lat"], place["lon"]) if located else (np.nan, np.nan)
    values = {
        "start": start,
        "stop": start if stop == NO_DAY else stop,
        "said": day_number(event["first_published"]),
        "lat": lat,
        "lon": lon,
        "radius": (place.get("radius_km") or 0.0) if located else np.nan,
        "type": _TYPE[event["type"]],
        "status": _STATUS[status],
        "certainty": bool(stated) and all(claims.hedged[at] for at in stated),
        "dated": bool(event.get("dated", True)),
        "theatre": theatres(event["theatre"]),
        "voices": min(event["voices"], 65535),
        "denials": roles["denies"],
        "p": round(100 * probability(event["confidence"])),
        "side": sides(next(iter(event["initiator"]), "")),
        "copies": roles["copy"],
        "claims": min(len(event["claims"]), 65535),
        "place": place_at.get(place.get("place_id") or "", -1),
        "doubt": _doubt(listed, roles, claims),
        "effect": _SAYS.get(ClaimType(event["type"]), _LEAST_EFFECT) if located else 0.0,
    }
    _claimed(raw, event, values["place"], max(start, values["said"]), status, sides)
    for pool in (raw.ints, raw.floats, raw.small):
        for name, column in pool.items():
            column.append(values[name])
    _link(raw.source_of, n, {claims.source[at] for at, _ in listed} - {0})
    _link(raw.side_of, n, {sides(s) for s in (*event["initiator"], *event["target"])} - {0})
    _link(raw.report_of, n, {claims.report[at] for at, _ in listed} - {-1})


def _claimed(raw: _Raw, event: dict[str, Any], place: int, day: int, status: str, sides: Numbers) -> None:
    """Notes which side an event's claims give its place to, from the day on which it was said (`day`)."""
    named = event["target"] if event["type"] == ClaimType.WITHDRAWAL else event["initiator"]
    says = event["type"] in (ClaimType.CONTROL_GAIN, ClaimType.CONTROL_HOLD, ClaimType.WITHDRAWAL)
    dated = day != NO_DAY and status in (Status.OCCURRED, Status.ONGOING)
    if says and named and dated and place >= 0 and event["place"]["relation"] == Relation.AT:
        for column, value in zip(raw.claimed, (place, day, sides(named[0])), strict=True):
            column.append(value)


def _link(pair: tuple["array[int]", "array[int]"], n: int, others: Iterable[int]) -> None:
    for other in sorted(others):
        pair[0].append(n)
        pair[1].append(other)


def _doubt(listed: list[tuple[int, dict[str, Any]]], roles: Counter[str], claims: Claims) -> float:
    """How far from settled an event is, 0 to 1: its claims contradict, its place is doubtful, or its reading is."""
    if not listed:
        return 0.0
    yes, no = roles["supports"], roles["denies"]
    disputed = 2 * min(yes, no) / (yes + no) if yes and no else 0.0
    place = max(claims.place_doubt[at] for at, _ in listed)
    reading = 1.0 - max(probability(claims.certain[at]) for at, _ in listed)
    return float(1.0 - (1.0 - disputed) * (1.0 - place) * (1.0 - reading))


def _count(
    listed: list[tuple[int, dict[str, Any]]],
    claims: Claims,
    copies: Counter[tuple[int, int]],
    by_source: dict[int, dict[str, int]],
) -> None:
    """What the event says of its sources: copied, denied by others, alone."""
    own = {claims.source[at] for at, c in listed if c["role"] == "supports"}
    against = {claims.source[at] for at, c in listed if c["role"] == "denies"}
    for source in own | against:
        made = by_source.setdefault(source, {"events": 0, "alone": 0, "denied": 0, "confirmed": 0})
        made["events"] += 1
        if source in own:
            made["alone"] += len(own) == 1 and not against
            made["denied"] += bool(against - {source})
            made["confirmed"] += len(own) > 1
    for at, claim in listed:
        if claim["role"] == "copy" and claim["copy_of"] in claims.at:
            pair = (claims.source[at], claims.source[claims.at[claim["copy_of"]]])
            if pair[0] != pair[1]:
                copies[pair] += 1


def _ordered(
    raw: _Raw,
    claim_event: Column,
    copies: Counter[tuple[int, int]],
    by_source: dict[int, dict[str, int]],
    undated: int,
) -> Happened:
    count = len(raw.id)
    made: dict[str, Column] = {k: np.frombuffer(v, dtype=np.int32) for k, v in raw.ints.items() if count}
    made |= {k: np.frombuffer(v, dtype=np.float32) for k, v in raw.floats.items() if count}
    kinds: dict[str, type[np.unsignedinteger[Any]]] = {
        **dict.fromkeys(_BYTES, np.uint8),
        **dict.fromkeys(_SHORTS, np.uint16),
    }
    made |= {
        k: np.minimum(np.frombuffer(v, dtype=np.uint16), np.iinfo(kinds[k]).max).astype(kinds[k])
        for k, v in raw.small.items()
        if count
    }
    if not count:
        made = {k: np.zeros(0, dtype=np.int32) for k in (*raw.ints, *raw.floats, *raw.small)}
    order = np.lexsort((np.arange(count), made["start"]))
    made = {k: v[order] for k, v in made.items()}
    place = np.zeros(count, dtype=np.int64)
    place[order] = np.arange(count)
    made["id"] = texts(raw.id)[order]
    made["effect"] = _effect(made)
    made["x"], made["y"] = mercator(made["lat"], made["lon"])
    sites, made["site"] = _sites(made)
    dated = made["start"] != NO_DAY
    made["long"] = np.flatnonzero(dated & (made["stop"].astype(np.int64) - made["start"] > LONG_DAYS)).astype(np.int32)
    for name, (at, other) in (("source", raw.source_of), ("side", raw.side_of), ("report", raw.report_of)):
        events = place[np.frombuffer(at, dtype=np.int32)] if len(at) else np.zeros(0, dtype=np.int64)
        others = np.array(other, dtype=np.int64)
        groups = int(others.max()) + 1 if len(others) else 0
        by_event = np.argsort(events, kind="stable")
        made[f"{name}_starts"], made[f"{name}_events"] = grouped(others[by_event], events[by_event], groups)
    claim_event = np.where(claim_event >= 0, place[claim_event] if count else -1, -1).astype(np.int32)
    return Happened(
        events=made,
        sites=sites,
        claim_event=claim_event,
        claimed=_claimed_runs(raw),
        copies=copies,
        by_source=by_source,
        undated=undated,
    )


def _claimed_runs(raw: _Raw) -> dict[str, Column]:
    """The claimed layer as runs: the latest claim of a place's holder, whoever makes it and however sure."""
    place, day, side = (np.array(column, dtype=np.int64) for column in raw.claimed)
    sure = np.full(len(place), 100, dtype=np.uint8)
    none = np.zeros(len(place), dtype=np.uint8)
    return {
        "place": place,
        "day": day,
        "holder": side.astype(np.uint16),
        "p": sure,
        "contested": none,
        "second": none,
        "second_p": none,
        "last": day.astype(np.int32),
    }


def _effect(made: dict[str, Column]) -> Column:
    """How long and how much an event's word holds on the map: until the next one about its place, 0 to 1."""
    says, place, day = made["effect"].astype(np.float64), made["place"], made["start"].astype(np.float64)
    told = np.flatnonzero((says > _LEAST_EFFECT) & (place >= 0) & (made["start"] != NO_DAY))
    order = told[np.lexsort((day[told], place[told]))]
    lasts = np.full(len(day), 0.1)
    if len(order):
        gap = np.full(len(order), _HORIZON_DAYS)
        same = place[order][1:] == place[order][:-1]
        gap[:-1][same] = np.diff(day[order])[same]
        lasts[order] = 0.1 + 0.9 * np.minimum(gap, _HORIZON_DAYS) / _HORIZON_DAYS
    coarse = np.nan_to_num(made["radius"].astype(np.float64)) > 20.0
    held: Column = (says * lasts * np.where(coarse, 0.2, 1.0)).astype(np.float32)
    return held


def _sites(made: dict[str, Column]) -> tuple[dict[str, Column], Column]:
    """The distinct spots of events in the order of their cells, and each event's spot (-1: nowhere)."""
    located = np.flatnonzero(np.isfinite(made["lat"].astype(np.float32)))
    cells = morton(made["x"][located], made["y"][located])
    unique, first, site = np.unique(cells, return_index=True, return_inverse=True)
    at = np.full(len(made["x"]), -1, dtype=np.int32)
    at[located] = site
    spots = located[first] if len(located) else np.zeros(0, dtype=np.int64)
    return {"x": made["x"][spots], "y": made["y"][spots], "morton": unique}, at
