import pytest

from fogline.export.precision import acled_precision, ucdp_precision
from fogline.geometry import sector
from fogline.outside import claim_from_outside, place_to_outside
from fogline.records import PlaceId, PlaceResolution, Relation, Shape, ShapeKind, Span

LINE = Shape(kind=ShapeKind.LINE, points=((35.0, 40.0), (35.3, 40.4)))
RING = Shape(kind=ShapeKind.RING, points=sector(35.0, 40.0, 45.0, 90.0, 20.0))


def at(kind: str | None, radius: float, relation: Relation = Relation.AT, **more: object) -> PlaceResolution:
    fields: dict[str, object] = {"place_id": PlaceId("p"), "probability": 0.9, **more}
    return PlaceResolution(
        text="Marun", span=Span(0, 5), relation=relation, name="Marun", lat=35.0, lon=40.0, radius_km=radius, kind=kind,
        **fields,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "acled", "ucdp"),
    [
        (at("village", 4.0), 1, 1),
        (at("city", 12.0), 1, 1),
        (at("village", 4.0, probability=0.3), 2, 2),
        (at("village", 4.0, place_id=None), 2, 2),
        (at("town", 12.0, Relation.NEAR), 2, 2),
        (at("town", 16.0, Relation.NW, shape=RING), 2, 2),
        (at("city", 35.0, shape=RING), 2, 3),
        (at("road", 20.0, Relation.ALONG, shape=LINE), 3, 5),
        (at(None, 9.0, Relation.BETWEEN, place_id=None, shape=LINE), 2, 2),
        (at("district", 25.0), 2, 3),
        (at("governorate", 80.0), 3, 4),
        (at("region", 300.0), 3, 5),
        (at("country", 240.0), 3, 6),
        (at("lake", 15.0), 2, 7),
    ],
)
def test_codes_follow_the_area_meant(place: PlaceResolution, acled: int, ucdp: int) -> None:
    assert (acled_precision(place), ucdp_precision(place)) == (acled, ucdp)


def test_a_place_nobody_could_find_has_no_code() -> None:
    lost = PlaceResolution(text="Wuqhazir", span=None, reason="no place of that name is known")
    assert acled_precision(lost) is None
    assert ucdp_precision(lost) is None
    assert ucdp_precision(None) is None


@pytest.mark.parametrize("shape", [LINE, RING])
def test_a_shape_survives_the_way_out_and_in(shape: Shape) -> None:
    place = at("town", 12.0, shape=shape)
    outside = place_to_outside(place)
    assert outside["geometry"]["type"] == shape.kind.value  # type: ignore[index]
    claim = claim_from_outside({"id": "c", "document": "d", "type": "clash", "place": outside})
    assert claim.place is not None
    assert claim.place.shape == shape


@pytest.mark.parametrize("geometry", [None, 3, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon"}, {"type": "LineString", "coordinates": [["a", 1], [2, 3]]}])  # fmt: skip
def test_another_geometry_is_left_out(geometry: object) -> None:
    place = {"text": "Marun", "lat": 35.0, "lon": 40.0, "geometry": geometry}
    claim = claim_from_outside({"id": "c", "document": "d", "type": "clash", "place": place})
    assert claim.place is not None
    assert claim.place.shape is None
    assert claim.place.lat == 35.0
