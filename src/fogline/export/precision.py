"""How finely a place is known, in the codes of ACLED (1 to 3) and of UCDP GED (1 to 7).

Derived from the area that the words mean: its kind, its relation to the place named and its radius. As the codebooks
define them: ACLED 1 a named town with coordinates, 2 near a town or a small part of a region, 3 a larger region. UCDP
1 the exact place, 2 within a limited area about a place, 3 a second-level district, 4 a first-level region, 5 a line
or an area wider than that, 6 a country, 7 water.
"""

from fogline.records import PlaceResolution, Relation, ShapeKind

_EXACT_KM = 13.0
_BESIDE_KM = 30.0
_DISTRICT_KM = 50.0
_REGION_KM = 130.0
_SURE = 0.5
_WATER = frozenset({"lake", "sea", "river", "strait"})
_DISTRICT, _REGION, _WIDER = "district", "governorate", frozenset({"region", "desert", "mountain"})


def ucdp_precision(place: PlaceResolution | None) -> int | None:
    """UCDP's `where_prec`; None for a place without coordinates."""
    if place is None or place.lat is None:
        return None
    radius = place.radius_km or 0.0
    if place.kind == "country":
        return 6 if place.shape is None else 5
    if place.kind in _WATER:
        return 7
    if place.shape is not None and place.shape.kind is ShapeKind.LINE:
        return 2 if radius <= _EXACT_KM else 5
    if place.kind == _REGION:
        return 4
    if place.kind == _DISTRICT:
        return 3
    if radius <= _EXACT_KM and place.relation is Relation.AT and place.place_id and not _unsure(place):
        return 1
    if place.kind in _WIDER and radius > _BESIDE_KM:
        return 4 if radius <= _REGION_KM else 5
    for reach, code in ((_BESIDE_KM, 2), (_DISTRICT_KM, 3), (_REGION_KM, 4)):
        if radius <= reach:
            return code
    return 5


def acled_precision(place: PlaceResolution | None) -> int | None:
    """ACLED's `geo_precision`; None for a place without coordinates."""
    code = ucdp_precision(place)
    if code is None or place is None:
        return None
    if code == 1:
        return 1
    wide = (place.radius_km or 0.0) > _DISTRICT_KM or place.kind in (_REGION, "country")
    return 3 if wide or code in (4, 5, 6) else 2


def _unsure(place: PlaceResolution) -> bool:
    return place.probability is not None and place.probability < _SURE
