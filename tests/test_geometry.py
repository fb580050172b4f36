import pytest
from hypothesis import given
from hypothesis import strategies as st

from fogline.geometry import bearing, destination, distance_km, inside, middle_of, midpoint

LATS, LONS = st.floats(-80, 80), st.floats(-179, 179)


def test_a_degree_of_latitude_is_about_111_km() -> None:
    assert distance_km(0, 0, 1, 0) == pytest.approx(111.2, abs=0.2)


@given(LATS, LONS, st.floats(0, 359), st.floats(1, 500))
def test_going_and_measuring_agree(lat: float, lon: float, way: float, km: float) -> None:
    there = destination(lat, lon, way, km)
    assert distance_km(lat, lon, *there) == pytest.approx(km, rel=1e-6, abs=1e-3)
    assert (bearing(lat, lon, *there) - way + 180) % 360 - 180 == pytest.approx(0, abs=0.2)


@given(LATS, LONS, st.floats(0, 359), st.floats(1, 500))
def test_the_middle_is_as_far_from_either_end(lat: float, lon: float, way: float, km: float) -> None:
    there = destination(lat, lon, way, km)
    middle = midpoint(lat, lon, *there)
    assert distance_km(lat, lon, *middle) == pytest.approx(distance_km(*middle, *there), rel=1e-4, abs=1e-3)


def test_a_point_lies_in_a_ring_or_not() -> None:
    square = [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)]
    assert inside(1, 1, square)
    assert not inside(1, 3, square)
    assert middle_of(square) == pytest.approx((1.0, 1.0))
