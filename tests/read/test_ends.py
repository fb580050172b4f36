"""Where a movement starts and goes, beside the place of its claim."""

import pytest

from fogline.read.where import ends
from fogline.records import ClaimType, PlaceMention, Span

HERE, NEAR, FAR = (
    PlaceMention(text=t, span=Span(at, at + 7)) for t, at in (("Oldmere", 0), ("Reedham", 20), ("Saltby!", 40))
)


@pytest.mark.parametrize(
    ("kind", "origin", "destination", "wanted"),
    [
        (ClaimType.WITHDRAWAL, None, FAR, (HERE, FAR)),
        (ClaimType.WITHDRAWAL, NEAR, None, (HERE, None)),
        (ClaimType.DISPLACEMENT, None, HERE, (None, HERE)),
        (ClaimType.DISPLACEMENT, HERE, HERE, (None, HERE)),
        (ClaimType.DISPLACEMENT, NEAR, HERE, (NEAR, HERE)),
        (ClaimType.DEPLOYMENT, NEAR, HERE, (NEAR, HERE)),
        (ClaimType.DEPLOYMENT, NEAR, None, (NEAR, HERE)),
        (ClaimType.MATERIEL, NEAR, FAR, (NEAR, FAR)),
    ],
)
def test_a_movement_starts_or_goes_where_its_claim_is(
    kind: ClaimType,
    origin: PlaceMention | None,
    destination: PlaceMention | None,
    wanted: tuple[PlaceMention | None, PlaceMention | None],
) -> None:
    assert ends(origin, destination, kind, HERE) == wanted
    assert ends(origin, destination, kind, None) == (origin, destination)
