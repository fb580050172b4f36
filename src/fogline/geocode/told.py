"""Which area about a place a string asks for: "5 km south of X", "eastern outskirts of X", "X countryside"."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from fogline.gazetteer import Place
from fogline.geometry import BEARINGS, destination
from fogline.names import is_arabic
from fogline.records import Relation
from fogline.resolve.areas import BORDER_LAND_KM, Area, around, countryside, side_of


class How(StrEnum):
    """What of a place, or what about it, is meant."""

    BESIDE = "beside"
    SIDE = "side"
    OUTSKIRTS = "outskirts"
    COUNTRYSIDE = "countryside"
    FRONT = "front"
    BORDER = "border"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An area about a place: how, on which side (NEAR for any), and how many kilometres off where that is told."""

    how: How
    way: Relation = Relation.NEAR
    km: float | None = None


_WAY = r"(?:north|south)(?:[\s-]?(?:east|west))?|east|west"
_OF = r"(?P<of>\S.*)"
_OUTER = r"outskirts?|suburbs?|edges?|entrances?|approach(?:es)?|periphery|perimeter|fringes?|limits"
_COUNTRY = r"country\s?side|rural\s+areas?|hinterland|rif|reef"
_ROUND = r"surroundings?|environs|vicinity"
_FAR_ENGLISH = re.compile(
    r"^(?:(?:about|around|some|roughly|approximately|nearly|ca\.?|~)\s*)?(?P<km>\d+(?:[.,]\d+)?)\s*-?"
    r"(?P<unit>km|kms|kilomet(?:er|re)s?|miles?|mi|m|met(?:er|re)s?)\.?\s+(?:away\s+)?"
    rf"(?:(?:to\s+the\s+|due\s+)?(?P<way>{_WAY}|[ns]?[ns][ew]|[ew][ns][ew]|[nsew])(?:ern|wards?)?\s+(?:of|from)"
    rf"|from|outside)\s+{_OF}$",
    re.IGNORECASE,
)
_FAR_CYRILLIC = re.compile(
    r"^(?:в\s+|за\s+|у\s+)?(?P<km>\d+(?:[.,]\d+)?)\s*(?:км|километр\w*|кілометр\w*)\.?\s+"
    rf"(?:(?:(?:к|на)\s+)?(?P<way>[^\W\d]+(?:-[^\W\d]+)?)\s+)?(?:(?:от|від)\s+)?{_OF}$",
    re.IGNORECASE,
)
_WAY_ARABIC = r"شمال\s?شرقي?|شمال\s?غربي?|جنوب\s?شرقي?|جنوب\s?غربي?|شمالي?|جنوبي?|شرقي?|غربي?"
_FAR_ARABIC = re.compile(
    r"^(?:على\s+بعد\s+)?(?P<km>\d+(?:[.,]\d+)?)\s*(?:كم|كلم|كيلو\s?متر\w*)\s+"
    rf"(?:(?:إلى\s+)?(?P<way>{_WAY_ARABIC})\s+(?:من\s+)?|(?:عن|من)\s+){_OF}$"
)
_THE = r"(?:the\s+)?"
_ON_A = rf"(?:(?:in|on|at|to|from)\s+)?{_THE}"
_SIDED = rf"(?:(?P<way>{_WAY})(?:ern)?\s+)?"
_SIDED_TOO = rf"(?:['’]s)?\s+(?:(?P<way2>{_WAY})(?:ern)?\s+)?"
_BORDER = r"border(?:s|lands?|\s+(?:area|region|zone|strip|belt)s?)?"
_BY = r"(?:near(?:by)?(?:\s+to)?|close\s+to|next\s+to|around|(?:just\s+)?outside(?:\s+of)?|beside|opposite)"
_ITS_ROUND = r"(?:surround\w+(?:\s+\w+)?|environs|vicinity|outskirts|countryside)"
_SIDES_ARABIC = r"شمالي\s+الشرقي|شمالي\s+الغربي|جنوبي\s+الشرقي|جنوبي\s+الغربي|شمالي|جنوبي|شرقي|غربي"
_TOWN_ARABIC = r"(?:(?:مدينة|بلدة|قرية)\s+)?"
_BY_CYRILLIC = r"(?:под|під|возле|около|близ|вблизи|біля|поблизу|поруч\s+з|(?:(?:в|у)\s+)?район[еі])"
_WAY_CYRILLIC = r"(?:север|юг|южн|восточн|восток|запад|північ|півд|схід|заход|захід)[^\W\d]*(?:-[^\W\d]+)?"
_PATTERNS: tuple[tuple[How, re.Pattern[str]], ...] = tuple(
    (how, re.compile(f"^{pattern}$", re.IGNORECASE))
    for how, pattern in (
        (How.OUTSKIRTS, rf"{_ON_A}{_SIDED}(?:{_OUTER})\s+(?:of|to)\s+{_OF}"),
        (How.COUNTRYSIDE, rf"{_ON_A}{_SIDED}(?:{_COUNTRY})\s+(?:of\s+)?{_OF}"),
        (How.BORDER, rf"{_THE}(?:[\w-]+\s+){{0,2}}{_BORDER}\s+(?:{_BY}|by|at)\s+{_OF}"),
        (How.SIDE, rf"{_ON_A}(?P<way>{_WAY})(?:ern)?\s+(?:side|parts?|half|sector|section)\s+of\s+{_OF}"),
        (How.BESIDE, rf"{_ON_A}(?:areas?\s+)?(?P<way>{_WAY})(?:ern)?\s+(?:of|from)\s+{_OF}"),
        (How.BESIDE, rf"(?:just\s+)?{_BY}\s+{_OF}"),
        (How.BESIDE, rf"(?:in\s+)?{_THE}(?:areas?|{_ROUND})\s+(?:around|near|of)\s+{_OF}"),
        (How.BESIDE, rf"(?P<of>.+?)\s+(?:and|&)\s+(?:its|the|their)\s+{_ITS_ROUND}"),
        (How.BESIDE, rf"(?P<of>.+?)(?:['’]s)?\s+(?:{_ROUND})"),
        (How.OUTSKIRTS, rf"{_THE}{_SIDED}(?P<of>.+?){_SIDED_TOO}(?:{_OUTER})"),
        (How.COUNTRYSIDE, rf"{_THE}{_SIDED}(?:rural\s+)?(?P<of>.+?){_SIDED_TOO}(?:{_COUNTRY})"),
        (How.COUNTRYSIDE, rf"{_THE}{_SIDED}rural\s+(?:(?P<way2>{_WAY})(?:ern)?\s+)?{_OF}"),
        (How.FRONT, rf"{_THE}(?P<of>.+?)\s+(?:front(?:\s?lines?|s)?|sector|axis|direction|salient)"),
        (How.COUNTRYSIDE, rf"ريف\s+{_TOWN_ARABIC}(?P<of>.+?)(?:\s+ال(?P<way>{_SIDES_ARABIC}))?"),
        (How.FRONT, rf"(?:محور|محاور|جبهة|جبهات|قطاع)\s+{_TOWN_ARABIC}{_OF}"),
        (How.COUNTRYSIDE, rf"بادية\s+{_TOWN_ARABIC}{_OF}"),
        (How.OUTSKIRTS, rf"(?:على\s+|في\s+)?(?:أطراف|ضواحي|مشارف|تخوم)\s+{_TOWN_ARABIC}{_OF}"),
        (How.BESIDE, rf"(?:بالقرب\s+من|قرب|محيط|في\s+محيط|جوار)\s+{_TOWN_ARABIC}{_OF}"),
        (How.BESIDE, rf"(?P<way>{_WAY_ARABIC})\s+{_TOWN_ARABIC}{_OF}"),
        (How.BESIDE, rf"{_BY_CYRILLIC}\s+{_OF}"),
        (How.BESIDE, rf"(?:(?:к|на)\s+)?(?P<way>{_WAY_CYRILLIC})\s+(?:(?:от|від)\s+)?{_OF}"),
    )
)
_WITHIN = re.compile(r"^(?:in|on|along|inside(?:\s+of)?|at|within|from)\s+(?:the\s+)?", re.IGNORECASE)
_LOCATING = re.compile(r"\s(?:in|near|at|of|outside|from|between)\s|[,،;:(]", re.IGNORECASE)
_STEMS = (
    ("N", ("north", "شمال", "север", "північ")), ("S", ("south", "جنوب", "юг", "южн", "півд")),
    ("E", ("east", "شرق", "вост", "схід", "сход")), ("W", ("west", "غرب", "запад", "захід", "заход")),
)  # fmt: skip
_SHORT = re.compile(r"[nsew]{1,3}")
_KM_A_MILE = 1.609
_LEAST_KM = 3.0
_FRONT_KM = 12.0
_EDGE = 0.6
_BEYOND_TOWN = 1.5


def told_of(text: str) -> tuple[str, Told] | None:
    """The rest of a string and the area about it that is asked for; None where the place itself is."""
    far = _FAR_ARABIC.match(text) or _FAR_ENGLISH.match(text) or _FAR_CYRILLIC.match(text)
    if far is not None:
        way = _way(far["way"] or "")
        if way is not None or not far["way"]:
            return far["of"], Told(how=How.BESIDE, way=way or Relation.NEAR, km=_km(far))
    for how, pattern in _PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        if found.end("of") < len(text) and _LOCATING.search(found["of"]):
            continue  # "X in Y countryside" is X
        sides = found.groupdict()
        way = _way(sides.get("way") or sides.get("way2") or "")
        return found["of"], Told(how=how, way=way or Relation.NEAR)
    return None


def within(text: str) -> str:
    """A string without "in" and the like before it."""
    return text if is_arabic(text) else _WITHIN.sub("", text)


def area(place: Place, told: Told) -> Area:
    """The area about a place that is asked for."""
    lat, lon, radius = place.lat, place.lon, place.radius_km
    bearing = BEARINGS.get(told.way.value)
    side = told.way if bearing is not None else None
    whole = Area(lat=lat, lon=lon, radius_km=radius)
    if told.how is How.SIDE:
        return whole if side is None else side_of(lat, lon, radius, place.kind, side)
    if told.how is How.OUTSKIRTS:
        if bearing is None:
            return Area(lat=lat, lon=lon, radius_km=round(_BEYOND_TOWN * radius, 1))
        spot = destination(lat, lon, bearing, _EDGE * radius)
        return Area(lat=spot[0], lon=spot[1], radius_km=round(max(_LEAST_KM, _EDGE * radius), 1))
    if told.how is How.COUNTRYSIDE:
        return _country(place, side)
    if told.how is How.FRONT:
        return replace(whole, radius_km=round(max(_FRONT_KM, _BEYOND_TOWN * radius), 1))
    if told.how is How.BORDER:
        return replace(whole, radius_km=BORDER_LAND_KM)
    return around(lat, lon, radius, told.way, told.km)


def said(told: Told, name: str) -> str:
    """An area about a place in words."""
    side = "" if told.way is Relation.NEAR else f"{told.way.value} "
    if told.how is How.BESIDE:
        far = "" if told.km is None else f"{round(told.km, 1):g} km "
        return f"{far}{side}{'of' if side else 'from'} {name}" if far or side else f"by {name}"
    words = {
        How.SIDE: "part of", How.OUTSKIRTS: "outskirts of", How.COUNTRYSIDE: "countryside of", How.FRONT: "front at",
        How.BORDER: "border land about",
    }  # fmt: skip
    return f"the {side}{words[told.how]} {name}"


def _country(place: Place, side: Relation | None) -> Area:
    """The country about a town: that of a city is its province's."""
    if place.kind == "city":
        return countryside(place.lat, place.lon, side)
    if place.kind not in ("town", "village"):
        whole = Area(lat=place.lat, lon=place.lon, radius_km=place.radius_km)
        return whole if side is None else side_of(place.lat, place.lon, place.radius_km, place.kind, side)
    reach = round(max(_FRONT_KM, 2 * place.radius_km), 1)
    if side is None:
        return Area(lat=place.lat, lon=place.lon, radius_km=reach)
    spot = destination(place.lat, place.lon, BEARINGS[side.value], reach / 2)
    return Area(lat=spot[0], lon=spot[1], radius_km=round(reach / 2 + 2, 1))


def _km(far: re.Match[str]) -> float:
    unit = str(far.groupdict().get("unit") or "km").lower()
    factor = 1.0 if unit.startswith("k") else _KM_A_MILE if unit.startswith("mi") else 0.001
    return float(far["km"].replace(",", ".")) * factor


def _way(words: str) -> Relation | None:
    """The point of the compass that words in one of the languages name; the last two letters of "NNE" and the like."""
    lower = words.lower()
    if _SHORT.fullmatch(lower):
        point = lower.upper()[-2:]
    else:
        point = "".join(letter for letter, stems in _STEMS if any(stem in lower for stem in stems))
    return Relation(point) if point in BEARINGS else None
