"""Claims, events and holdings as CSV and GeoJSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from fogline import codec
from fogline.errors import OptionError
from fogline.export.cells import lines
from fogline.export.files import write_text
from fogline.export.precision import acled_precision, ucdp_precision
from fogline.outside import shape_to_geojson
from fogline.records import ActorResolution, Claim, Count, Event, Holding, PlaceResolution

Row = Mapping[str, object]
SUFFIXES = (".csv", ".geojson")
# Not a column: the area of a row where it is no circle, for GeoJSON.
_SHAPE = "shape"


def check_name(path: Path) -> None:
    """Raises OptionError unless the file's ending says which format is meant."""
    if path.suffix.lower() not in SUFFIXES:
        raise OptionError(f"{path}: end the name in .csv or .geojson to say which is meant")


def _csv(columns: Sequence[str], rows: Iterable[Row], *, bom: bool) -> Iterator[str]:
    if bom:
        yield "\ufeff"
    yield from lines(chain((columns,), (map(row.get, columns) for row in rows)))


def _geojson(rows: Iterable[Row]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":[\n'
    first = True
    for row in rows:
        located = row.get("lat") is not None and row.get("lon") is not None
        point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if located else None
        told = {name: value for name, value in row.items() if name != _SHAPE}
        feature = {"type": "Feature", "geometry": row.get(_SHAPE) or point, "properties": told}
        yield ("" if first else ",\n") + json.dumps(feature, ensure_ascii=False)
        first = False
    yield "\n]}\n"


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row], *, bom: bool) -> None:
    check_name(path)
    if path.suffix.lower() == ".csv":
        write_text(path, _csv(columns, rows, bom=bom))
    else:
        write_text(path, _geojson(rows))


# -- holdings -------------------------------------------------------------------------------------------


def write_holdings(path: Path, holdings: Sequence[Holding], *, bom: bool = False) -> None:
    """Holdings with one `p_` column for each side; contested is a probability."""
    sides = sorted({s.side for h in holdings for s in h.sides})
    columns = [
        "date", "place_id", "name", "lat", "lon", "holder", "probability", "contested", "last_evidence",
        *(f"p_{s}" for s in sides), "p_unknown",
    ]  # fmt: skip
    _write(path, columns, (_holding(h, sides) for h in holdings), bom=bom)


def _holding(holding: Holding, sides: Sequence[str]) -> Row:
    shares = {s.side: s.probability for s in holding.sides}
    return {
        "date": holding.day.isoformat(),
        "place_id": holding.place,
        "name": holding.name,
        "lat": holding.lat,
        "lon": holding.lon,
        "holder": holding.holder,
        "probability": holding.probability,
        "contested": holding.contested,
        "last_evidence": None if holding.last_evidence is None else holding.last_evidence.isoformat(),
        **{f"p_{s}": shares.get(s, 0.0) for s in sides},  # type: ignore[call-overload]
        "p_unknown": holding.p_unknown,
    }


# -- claims and events -------------------------------------------------------------------------------------

_CLAIM_COLUMNS = (
    "id document source published theatre type status certainty from to granularity time_basis place place_id "
    "place_name relation lat lon radius_km geo_precision where_prec "
    "initiator initiator_ids target target_ids attributed_to origin destination "
    "counts phase outcome confidence frame quote quote_start quote_end trigger"
).split()
_EVENT_COLUMNS = (
    "id theatre type status from to place place_id lat lon radius_km geo_precision where_prec "
    "initiator target voices claims denied_by copies "
    "counts sources first_published last_published confidence"
).split()


def _words(actors: Sequence[ActorResolution]) -> str:
    return "; ".join(a.text for a in actors)


def _ids(actors: Sequence[ActorResolution]) -> str:
    return "; ".join(a.id or "" for a in actors)


def _figures(counts: Sequence[Count]) -> str:
    def one(count: Count) -> str:
        values = "/".join("" if v is None else str(v) for v in (count.low, count.best, count.high))
        return f"{count.what.value} {values}" + (f" {count.of}" if count.of else "")

    return "; ".join(one(c) for c in counts)


def _where(place: PlaceResolution | None) -> Row:
    if place is None:
        return {"lat": None, "lon": None}
    return {
        "place": place.text,
        "place_id": place.place_id,
        "place_name": place.name,
        "relation": place.relation.value,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
        "geo_precision": acled_precision(place),
        "where_prec": ucdp_precision(place),
        _SHAPE: None if place.shape is None else shape_to_geojson(place.shape),
    }


def _claim(claim: Claim) -> Row:
    time, quote = claim.time, claim.quote
    return {
        "id": claim.id,
        "document": claim.document,
        "source": claim.source,
        "published": None if claim.published is None else claim.published.isoformat(),
        "theatre": claim.theatre,
        "type": claim.type.value,
        "status": claim.status.value,
        "certainty": claim.certainty.value,
        "from": None if time is None else time.start.isoformat(),
        "to": None if time is None else time.end.isoformat(),
        "granularity": None if time is None else time.granularity.value,
        "time_basis": None if time is None else time.basis,
        **_where(claim.place),
        "initiator": _words(claim.initiator),
        "initiator_ids": _ids(claim.initiator),
        "target": _words(claim.target),
        "target_ids": _ids(claim.target),
        "attributed_to": _words(claim.attributed_to),
        "origin": None if claim.origin is None else claim.origin.text,
        "destination": None if claim.destination is None else claim.destination.text,
        "counts": _figures(claim.counts),
        "phase": claim.phase,
        "outcome": claim.outcome,
        "confidence": codec.probability(claim.confidence),
        "frame": claim.frame,
        "quote": None if quote is None else quote.text,
        "quote_start": None if quote is None else quote.span.start,
        "quote_end": None if quote is None else quote.span.end,
        "trigger": None if claim.trigger is None else claim.trigger.text,
    }


def write_claims(path: Path, claims: Iterable[Claim], *, bom: bool = False) -> None:
    """Claims, one row each; those without a place have no geometry in GeoJSON."""
    _write(path, _CLAIM_COLUMNS, map(_claim, claims), bom=bom)


def _event(event: Event) -> Row:
    roles = [c.role.value for c in event.claims]
    figures = "; ".join(
        f"{c.what.value} {'/'.join('' if v is None else str(v) for v in (c.low, c.best, c.high))}" for c in event.counts
    )
    return {
        "id": event.id,
        "theatre": event.theatre,
        "type": event.type.value,
        "status": event.status.value,
        "from": event.start.isoformat() if event.start is not None and event.dated else None,
        "to": event.end.isoformat() if event.end is not None and event.dated else None,
        **_where(event.place),
        "initiator": "; ".join(event.initiator),
        "target": "; ".join(event.target),
        "voices": event.voices,
        "claims": len(roles),
        "denied_by": roles.count("denies"),
        "copies": roles.count("copy"),
        "counts": figures,
        "sources": "; ".join(event.sources),
        "first_published": None if event.first_published is None else event.first_published.isoformat(),
        "last_published": None if event.last_published is None else event.last_published.isoformat(),
        "confidence": codec.probability(event.confidence),
    }


def write_events(path: Path, events: Iterable[Event], *, bom: bool = False) -> None:
    """Events, one row each."""
    _write(path, _EVENT_COLUMNS, map(_event, events), bom=bom)
