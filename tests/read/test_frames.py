"""Every frame's example must match and its counterexample must not; every claim type has frames."""

from functools import cache

import pytest

from fogline.gazetteer import Gazetteer
from fogline.read.lexicon import Frame, load_frames
from fogline.read.rules import RulesReader
from fogline.records import ClaimType, Reading, Report, ReportId
from tests.invented import pack


class _NoPlaces(Gazetteer):
    """A gazetteer that knows nothing, so that examples stand on the frames alone."""

    def __init__(self) -> None:
        pass

    def has_exact(self, name: str, countries: frozenset[str] | None = None) -> bool:
        return False


@cache
def reader() -> RulesReader:
    return RulesReader()


def read(text: str) -> tuple[Reading, ...]:
    report = Report(id=ReportId("r"), key="k", source="s", text=text)
    return reader().read(report, pack(), _NoPlaces())


WITH_EXAMPLE = [f for f in load_frames() if f.examples]
WITH_COUNTER = [f for f in load_frames() if f.counterexamples]


@pytest.mark.parametrize("frame", WITH_EXAMPLE, ids=lambda f: f.id)
def test_the_example_of_a_frame_matches(frame: Frame) -> None:
    for example in frame.examples:
        assert frame.id in {r.frame for r in read(example)}, [r.frame for r in read(example)]


@pytest.mark.parametrize("frame", WITH_COUNTER, ids=lambda f: f.id)
def test_the_counterexample_of_a_frame_does_not(frame: Frame) -> None:
    for example in frame.counterexamples:
        assert frame.id not in {r.frame for r in read(example)}


@pytest.mark.parametrize("kind", list(ClaimType))
def test_every_claim_type_has_a_frame_with_example_and_counterexample(kind: ClaimType) -> None:
    frames = [f for f in load_frames() if f.type is kind]
    assert any(f.examples and f.counterexamples for f in frames)
