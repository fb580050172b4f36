"""What a question says of where a place lies: its governorate, what is named beside it, a point."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fogline.gazetteer import Gazetteer, Place
from fogline.gazetteer.areas import Area
from fogline.geocode.asked import Question, Wanted, pieces, take_string_apart
from fogline.geocode.own import OwnPlaces
from fogline.geometry import distance_km
from fogline.names import fold, letters, probabilities
from fogline.resolve.ranking import SETTLED

_HOLDING = frozenset({"governorate", "district"})
_ALIKE = 0.5
_LIKEST = 0.1
_MOST = 8
_FAR_KM = 60.0
_BESIDE_KM = 15.0
_CORE = 0.7
_TOWN_KM = 15.0
_NEAREST_OUTSIDE_KM = 3.0
_AS_GOOD = 0.9
_RANK = {"village": 1, "town": 2, "city": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The places that one name beside the string may mean, each with how likely it is spelled so.

    `names` are the folded names of those that are governorates.
    """

    places: tuple[Place, ...]
    spellings: tuple[float, ...]
    areas: tuple[Area | None, ...]
    names: tuple[frozenset[str], ...]

    def away_km(self, place: Place) -> list[float]:
        """From a place to each, 0 within."""
        return [_away(place, p, a, n) for p, a, n in zip(self.places, self.areas, self.names, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """All that is known of where a place lies; empty parts say nothing.

    `towns` are the settlements named with it, those of the name named first before others.
    """

    countries: frozenset[str] | None
    governorate: Near | None
    named: tuple[Near, ...]
    points: tuple[tuple[float, float], ...]
    towns: tuple[Place, ...] = ()

    def outside_km(self, place: Place) -> float | None:
        """From the governorate given to a place; 0 within, None where none is given or known."""
        return None if self.governorate is None else min(self.governorate.away_km(place))

    def beside(self, place: Place) -> tuple[float, float]:
        """How near a place is to what is named with it (1 a name at best), and how many names are far from it."""
        close = far = 0.0
        for near in self.named:
            ways = near.away_km(place)
            close += max(s * math.exp(-d / _BESIDE_KM) for s, d in zip(near.spellings, ways, strict=True))
            far += float(min(ways) > _FAR_KM)
        return min(close, 2.0), min(far, 2.0)

    def in_town(self, place: Place) -> bool:
        """True for a place in or right by a settlement named with it, and where none is named."""
        return not self.towns or any(
            distance_km(place.lat, place.lon, t.lat, t.lon) <= max(_TOWN_KM, t.radius_km) for t in self.towns
        )

    def from_point_km(self, place: Place) -> float | None:
        """From the nearest point given to a place."""
        return min((distance_km(*p, place.lat, place.lon) for p in self.points), default=None)

    def sure_of(self, place: Place) -> float:
        """How likely a place named beside the string is spelled as it is there."""
        found = [s for near in self.named for p, s in zip(near.places, near.spellings, strict=True) if p.id == place.id]
        return max(found, default=0.0)


class Surroundings:
    """Finds what questions name around a place."""

    def __init__(self, gazetteer: Gazetteer, own: OwnPlaces | None = None) -> None:
        """Over one gazetteer and the places of a pack."""
        self._gazetteer = gazetteer
        self._own = own

    def of(
        self, question: Question, wanted: Wanted, countries: frozenset[str] | None, *, anywhere: bool = False
    ) -> Around:
        """The surroundings of a question; without countries those installed count, unless it may lie anywhere."""
        if countries is None and not anywhere:
            countries = self._countries(question)
        governorate = self._governorate(question.governorate, countries)
        names = list(wanted.around)
        if question.governorate and governorate is None:
            names.append(question.governorate)
        named = [n for name in names if (n := self._near(name, countries)) is not None]
        points: Sequence[tuple[float, float]] = ()
        if isinstance(question.near, str) and question.near:
            near = self._near(question.near, countries)
            points = [] if near is None else [(p.lat, p.lon) for p in near.places]
        elif question.near:
            points = [question.near]
        return Around(
            countries=countries, governorate=governorate, named=tuple(named), points=tuple(points),
            towns=_towns(named, governorate),
        )  # fmt: skip

    def _countries(self, question: Question) -> frozenset[str] | None:
        """Where no theatre is: the country told, that of the governorate or place given, or those installed."""
        for piece in (*pieces(question.name)[1:], *pieces(question.context)):
            for place in self._gazetteer.named(piece):
                if place.kind == "country":
                    return frozenset({place.country})
        for name in (question.governorate, question.near if isinstance(question.near, str) else ""):
            for match in self._gazetteer.find(name, limit=1) if name else ():
                return frozenset({match.place.country})
        return self._gazetteer.installed() or None

    def _governorate(self, name: str, countries: frozenset[str] | None) -> Near | None:
        """The governorates that a name may mean: they are few, so that the likest will do; else districts."""
        if not name:
            return None
        bare = take_string_apart(name).heads[-1:] or (name,)
        listed = () if countries is None else self._gazetteer.of_kind("governorate", countries)
        sure = [(p, _likest(bare[0], names)) for p, names in listed]
        best = max((s for _, s in sure), default=0.0)
        if best >= _LIKEST:
            return self._made([(p, s) for p, s in sure if s >= 0.9 * best])
        matches = self._gazetteer.find(bare[0], countries=countries)
        return self._made(
            [(m.place, m.probability) for m in matches if m.place.kind in _HOLDING and m.probability >= _ALIKE]
        )

    def _near(self, name: str, countries: frozenset[str] | None) -> Near | None:
        matches = self._gazetteer.find(name, countries=countries, limit=_MOST)
        if self._own is not None:
            matches = (*self._own.find(name), *matches)
        if any(m.place.kind == "country" and m.similarity == 1.0 for m in matches):
            return None
        return self._made([(m.place, m.probability) for m in matches if m.probability >= _ALIKE])

    def _made(self, listed: Sequence[tuple[Place, float]]) -> Near | None:
        if not listed:
            return None
        return Near(
            places=tuple(p for p, _ in listed),
            spellings=tuple(s for _, s in listed),
            areas=tuple(self._gazetteer.area(p.id) if p.kind in _HOLDING else None for p, _ in listed),
            names=tuple(self._names(p) if p.kind == "governorate" else frozenset() for p, _ in listed),
        )

    def _names(self, governorate: Place) -> frozenset[str]:
        """The folded names of a governorate."""
        listed = self._gazetteer.of_kind("governorate", frozenset({governorate.country}))
        return frozenset(fold(n) for p, names in listed if p.id == governorate.id for n in (p.name, *names))


def _towns(named: Sequence[Near], governorate: Near | None) -> tuple[Place, ...]:
    """The settlements meant by what is named: of each name those spelled best and, of these, of the largest kind.

    Namesakes away from the governorate given, or from the largest settlement named, are left out where others are not.
    """
    listed = [own for near in named if (own := _settled(near, governorate))]
    if not listed:
        return ()
    anchors = max(reversed(listed), key=lambda own: _RANK[own[0].kind])
    return tuple(p for own in listed for p in own if own is anchors or any(_apart(p, a) <= _FAR_KM for a in anchors))


def _settled(near: Near, governorate: Near | None) -> list[Place]:
    made = [(s, p) for p, s in zip(near.places, near.spellings, strict=True) if p.kind in SETTLED]
    if governorate is not None:
        made = [(s, p) for s, p in made if min(governorate.away_km(p)) == 0.0] or made
    best = max((s for s, _ in made), default=0.0)
    kept = [p for s, p in made if s >= _AS_GOOD * best]
    largest = max((_RANK[p.kind] for p in kept), default=0)
    return [p for p in kept if _RANK[p.kind] == largest]


def _apart(a: Place, b: Place) -> float:
    return distance_km(a.lat, a.lon, b.lat, b.lon)


def _likest(name: str, names: Sequence[str]) -> float:
    """How likely a name is spelled in one of several ways."""
    folded = fold(name)
    if any(fold(n) == folded for n in names):
        return 1.0
    return float(probabilities(letters(name), [letters(n) for n in names]).max(initial=0.0))


def _away(place: Place, other: Place, area: Area | None, names: frozenset[str]) -> float:
    """Kilometres from a place to another, 0 within; by its outline, by the governorate told, or by its radius."""
    if place.admin1 and fold(place.admin1) in names:
        return 0.0
    if area is not None:
        return area.away_km(place.lat, place.lon)
    away = distance_km(place.lat, place.lon, other.lat, other.lon)
    if other.kind not in _HOLDING:
        return away
    outside = away - _CORE * other.radius_km
    told = other.kind == "governorate" and bool(place.admin1)
    return max(_NEAREST_OUTSIDE_KM if told else 0.0, outside)
