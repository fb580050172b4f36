"""What fits the words for a place: which known places they can point to, and the area they mean about one."""

from fogline.geometry import distance_km
from fogline.records import PlaceMention, Relation
from fogline.resolve.areas import Area, around, countryside, side_of
from fogline.resolve.candidates import Known
from fogline.resolve.ranking import SETTLED, Named
from fogline.resolve.wording import Asked

_CAPITAL_OF = 60.0
_MILLION = 1_000_000
NO_POINT = frozenset({"country", "governorate", "river", "desert", "road", "region", "lake"})
_QUARTER_KM = 13.0
_SAME_NAME = 0.93


def too_wide(place: Known | None) -> bool:
    """True for a place too wide for a building or quarter to be it."""
    return place is not None and place.radius_km > _QUARTER_KM


def runs_by(long: Known, town: Known) -> bool:
    """True when a town lies about where a river or desert runs."""
    return distance_km(long.lat, long.lon, town.lat, town.lon) <= 2 * long.radius_km + 20


def fits(asked: str | None, kind: str | None) -> bool:
    if asked is None:
        return kind not in NO_POINT
    if kind is None:
        return asked in SETTLED
    if asked in ("city", "town"):
        return kind in ("city", "town")
    if asked == "village":
        return kind in ("village", "town")
    if asked == "base":
        return kind in ("base", "airbase", "airport")
    if asked in ("airbase", "airport"):
        return kind in ("airbase", "airport")
    if asked in ("neighbourhood", "district"):
        return kind in ("neighbourhood", "district")
    if asked in ("hill", "mountain"):
        return kind in ("hill", "mountain")
    return kind == asked


def provincial(group: Named, town: Known) -> bool:
    """True for a provincial town below a million people: "northern X" is then the country to its north."""
    if town.kind != "city" or town.population >= _MILLION:
        return False
    return any(
        o.place.kind in ("governorate", "district")
        and o.alike >= _SAME_NAME
        and distance_km(o.place.lat, o.place.lon, town.lat, town.lon) <= o.place.radius_km + _CAPITAL_OF
        for o in group.options
    )


def area_of(mention: PlaceMention, asked: Asked, place: Known, *, provincial: bool = False) -> Area:
    area = Area(lat=place.lat, lon=place.lon, radius_km=place.radius_km)
    if asked.part is not None:
        if place.kind in SETTLED and (asked.kind == "governorate" or (provincial and not asked.inner)):
            area = countryside(place.lat, place.lon, asked.part)
        else:
            area = side_of(place.lat, place.lon, place.radius_km, place.kind, asked.part)
    elif asked.kind == "governorate" and place.kind in SETTLED:
        area = countryside(place.lat, place.lon, None)
    if mention.relation in (Relation.AT, Relation.ALONG, Relation.BETWEEN):
        relation = Relation.NEAR if asked.around else Relation.AT
    else:
        relation = mention.relation
    if relation is Relation.AT:
        return area
    return around(area.lat, area.lon, area.radius_km, relation, mention.distance_km)
