"""The places of a pack as the geocoder sees them: all of a pack's names compared at once."""

from dataclasses import dataclass

from fogline.gazetteer import SWAPPED, Match, Place
from fogline.names import fold, letters, probabilities, swapped
from fogline.pack import Pack

_LEAST = 0.1
PACK = "pack"


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """The names of a pack's places, folded and in symbols, each with its place."""

    names: tuple[str, ...]
    folded: tuple[str, ...]
    symbols: tuple[str, ...]
    places: tuple[Place, ...]

    def find(self, name: str, *, misspelled: bool = False) -> list[Match]:
        """The places a name may mean, each by its likeliest spelling; also where letters changed places, if told."""
        if not self.names:
            return []
        wanted = fold(name)
        likely = probabilities(letters(name), self.symbols)
        slips = frozenset(swapped(name)) if misspelled and wanted not in self.folded else ()
        best: dict[str, Match] = {}
        for n, place in enumerate(self.places):
            sure = 1.0 if self.folded[n] == wanted else float(likely[n])
            if sure < SWAPPED and self.folded[n] in slips:
                sure = SWAPPED
            if sure >= _LEAST and (place.id not in best or best[place.id].probability < sure):
                best[place.id] = Match(place=place, similarity=sure, matched=self.names[n], probability=sure)
        return list(best.values())


def own_places(pack: Pack | None) -> OwnPlaces:
    """The places of a pack; none of no pack."""
    listed = [] if pack is None else pack.places
    rows = [
        (name, Place(id=p.id, name=p.name, kind=p.kind, lat=p.lat, lon=p.lon, radius_km=p.radius_km, country=p.country,
                     admin1=p.admin1, admin2=p.admin2, population=0, origin=PACK))
        for p in listed
        for name in (p.name, *p.variants, *p.names_ar)
        if fold(name)
    ]  # fmt: skip
    names = tuple(name for name, _ in rows)
    return OwnPlaces(names, tuple(map(fold, names)), tuple(map(letters, names)), tuple(place for _, place in rows))
