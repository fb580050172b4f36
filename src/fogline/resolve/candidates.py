"""The known places that a name may mean, from the pack first and then from the gazetteer."""

from dataclasses import dataclass, replace

from rapidfuzz.distance import Indel

from fogline.gazetteer import Gazetteer
from fogline.geometry import distance_km
from fogline.names import fold, key, similarity, sounds
from fogline.pack import Pack
from fogline.pack.made import OfPack
from fogline.pack.naming import words

_ALIKE = 0.8
_SAME_KM = 4.0
_MOST = 14
_MOST_BEARERS = 150
_LONGEST = 4
_TELLING = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A place of the pack (`own`) or of the gazetteer, alike however it came."""

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    radius_km: float
    country: str
    admin1: str
    population: int
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A place a name may mean, with how near its spelling comes and whether it bears the fullest form of the words."""

    place: Known
    alike: float
    full: bool = False


def squeezed(name: str) -> str:
    """A folded name with its words run together: "M-5" and "M5" are one road."""
    return fold(name).replace(" ", "")


class PackPlaces:
    """The places and roads of a pack by folded name and by consonant key."""

    def __init__(self, pack: Pack) -> None:
        """Indexes every name in every script."""
        self.by_id: dict[str, Known] = {}
        self._folded: dict[str, list[Known]] = {}
        self._keyed: dict[str, list[tuple[str, Known]]] = {}
        self._first: dict[str, int] = {}
        for place in pack.places:
            known = Known(
                id=place.id,
                name=place.name,
                kind=place.kind,
                lat=place.lat,
                lon=place.lon,
                radius_km=place.radius_km,
                country=place.country,
                admin1=place.admin1,
                population=0,
                own=True,
            )
            self.by_id[place.id] = known
            for name in (place.name, *place.variants, *place.names_ar):
                self._add(name, known)
        self.roads: dict[str, tuple[Known, ...]] = {}
        for road in pack.roads:
            line = tuple(self.by_id[p] for p in road.places if p in self.by_id)
            for name in (road.name, *road.variants):
                if line:
                    self.roads.setdefault(squeezed(name), line)

    def _add(self, name: str, known: Known) -> None:
        folded = fold(name)
        if not folded:
            return
        listed = self._folded.setdefault(folded, [])
        if known not in listed:
            listed.append(known)
        self._keyed.setdefault(key(name), []).append((name, known))
        first = folded.split()[0]
        self._first[first] = max(self._first.get(first, 0), len(folded.split()))

    def find(self, name: str) -> list[Option]:
        """The pack's places of this name or of a spelling much like it."""
        exact = self._folded.get(fold(name))
        if exact:
            return [Option(place=p, alike=1.0) for p in exact]
        found: dict[str, Option] = {}
        for spelled, place in self._keyed.get(key(name), ()):
            alike = likeness(name, spelled, similarity(name, spelled))
            if alike >= _ALIKE and (place.id not in found or found[place.id].alike < alike):
                found[place.id] = Option(place=place, alike=alike)
        return list(found.values())

    def called(self, words: str) -> Known | None:
        """The one place that words without a name are a name of in this theatre: "the capital"."""
        bare = fold(words).removeprefix("the ")
        listed = self._folded.get(f"the {bare}", [])
        return listed[0] if len(listed) == 1 else None

    def of_kind(self, kinds: frozenset[str], near: Known, reach: float) -> list[Known]:
        """The pack's places of some kinds within reach of a place, the nearest first."""
        ways = [
            (distance_km(near.lat, near.lon, p.lat, p.lon), p.id, p)
            for p in self.by_id.values()
            if p.kind in kinds and abs(p.lat - near.lat) * 111 <= reach
        ]
        return [p for away, _, p in sorted(ways, key=lambda w: w[:2]) if away <= reach]

    def scan(self, text: str) -> list[tuple[int, int, Known]]:
        """The pack's places that a text names by an exact spelling of one meaning, left to right."""
        made = []
        tokens = [(fold(w), s, e) for w, s, e in words(text)]
        at = 0
        while at < len(tokens):
            size = min(self._first.get(tokens[at][0], 0), _LONGEST, len(tokens) - at)
            while size:
                name = " ".join(w for w, _, _ in tokens[at : at + size])
                start, end = tokens[at][1], tokens[at + size - 1][2]
                listed = self._folded.get(name, [])
                if len(listed) == 1 and len(name) > 3 and not text[start].islower():
                    made.append((start, end, listed[0]))
                    made.extend(self._town_in(tokens[at : at + size - 1]))
                    break
                size -= 1
            at += max(size, 1)
        return made

    def _town_in(self, tokens: list[tuple[str, int, int]]) -> list[tuple[int, int, Known]]:
        """The town that a longer name begins with: "Marun airbase" speaks of Marun too."""
        for size in range(len(tokens), 0, -1):
            listed = self._folded.get(" ".join(w for w, _, _ in tokens[:size]), [])
            if len(listed) == 1 and _settled(listed[0].kind):
                return [(tokens[0][1], tokens[size - 1][2], listed[0])]
        return []


places_of = OfPack(PackPlaces)
"""The place index of a pack."""


def likeness(name: str, spelled: str, alike: float) -> float:
    """How near two spellings are; a name of few consonants must agree in its vowels as well."""
    if fold(name) == fold(spelled):
        return 1.0
    looseness = max(0, _TELLING - len(key(name))) / _TELLING
    heard = Indel.normalized_similarity("".join(sounds(name)), "".join(sounds(spelled)))
    return alike - looseness * max(0.0, alike - heard)


def options(
    names: tuple[str, ...], own: PackPlaces | None, gazetteer: Gazetteer, countries: frozenset[str] | None
) -> tuple[Option, ...]:
    """What the names may mean, the likest spelling first; one place of both origins counts once."""
    found: dict[str, Option] = {}
    for rank, name in enumerate(names):
        listed = [] if own is None else own.find(name)
        if rank == 0 and len(names) > 1 and not listed and name[:1].islower():
            continue
        matches = gazetteer.find(name, countries=countries, limit=_MOST)
        told = {m.place.id for m in matches}
        bearers = [(m.place, likeness(name, m.matched, m.similarity)) for m in matches]
        bearers += [(p, 1.0) for p in gazetteer.named(name, countries)[:_MOST_BEARERS] if p.id not in told]
        for p, likely in bearers:
            known = Known(
                id=p.id,
                name=p.name,
                kind=p.kind,
                lat=p.lat,
                lon=p.lon,
                radius_km=p.radius_km,
                country=p.country,
                admin1=p.admin1,
                population=p.population,
                own=False,
            )
            listed.append(Option(place=known, alike=likely))
        for option in listed:
            alike = option.alike - (0.02 if rank and len(fold(name)) < 4 else 0.0)
            if option.place.id not in found or found[option.place.id].alike < alike:
                full = rank == 0 and len(names) > 1 and alike == 1.0
                found[option.place.id] = Option(place=option.place, alike=alike, full=full)
    return _once(sorted(found.values(), key=lambda o: (not o.place.own, -o.alike, -o.place.population, o.place.id)))


def _once(listed: list[Option]) -> tuple[Option, ...]:
    """Drops gazetteer places that the pack knows under much the same name at the same spot."""
    kept: list[Option] = []
    for option in listed:
        twin = next((n for n, k in enumerate(kept) if _twin(k.place, option.place)), None)
        if twin is None:
            kept.append(option)
        elif option.place.population > kept[twin].place.population:
            people = option.place.population
            kept[twin] = replace(kept[twin], place=replace(kept[twin].place, population=people))
    kept.sort(key=lambda o: (-o.alike, not o.place.own, -o.place.population, o.place.id))
    exact = sum(o.alike == 1.0 for o in kept)
    return tuple(kept[: max(2 * _MOST, exact)])


def _twin(own: Known, other: Known) -> bool:
    """True for a place of the pack and one of the gazetteer that are the same."""
    near = own.own and not other.own and abs(own.lat - other.lat) < 0.1
    if not near or _settled(own.kind) != _settled(other.kind):
        return False
    return distance_km(own.lat, own.lon, other.lat, other.lon) <= _SAME_KM


def _settled(kind: str) -> bool:
    return kind in ("city", "town", "village")
