"""An invented theatre with its pack and a small gazetteer, and readings made from words of a text."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fogline import codec
from fogline.gazetteer import Gazetteer, index, open_or_build
from fogline.gazetteer.rows import PlaceRow
from fogline.pack import Actor, LoadedWord, Pack, PackPlace, Road, SourceProfile
from fogline.pack.schema import ActorName, ActorSide, Baseline, BaselineHolder, Extent, Period
from fogline.records import (
    ActorId,
    Certainty,
    ClaimType,
    Mention,
    PlaceId,
    PlaceMention,
    Reading,
    Report,
    SideId,
    SourceId,
    Span,
    Status,
)

ALWAYS = Period(start=None, end=None)


def row(
    place: str, name: str, kind: str, lat: float, lon: float, country: str = "QA", people: int = 0, *names: str
) -> PlaceRow:
    return PlaceRow(
        id=place,
        name=name,
        kind=kind,
        lat=lat,
        lon=lon,
        radius_km={"city": 12.0, "town": 8.0}.get(kind, 4.0),
        country=country,
        admin1="",
        admin2="",
        population=people,
        origin="test",
        names=names,
    )


ROWS = (
    row("g-marun", "Marun", "city", 35.0, 40.0, "QA", 300_000),
    row("g-tell-aswad", "Tell Aswad", "village", 35.1, 40.1),
    row("g-tell-aswad-far", "Tell Aswad", "village", 33.0, 37.0),
    row("g-deir-qamar", "Deir Qamar", "village", 35.05, 40.2, "QA", 0, "Dayr Qamar"),
    row("g-umm-sidra", "Umm Sidra", "village", 35.12, 40.05),
    row("g-sarin", "Sarin", "town", 35.3, 40.4, "QA", 20_000),
    row("g-zaboria", "Zaboria", "city", 49.0, 36.0, "QB", 900_000),
    row("g-pesky-near", "Pesky", "village", 49.1, 36.2, "QB", 2_000),
    row("g-pesky-far", "Pesky", "village", 60.0, 80.0, "QC", 2_500),
)


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "default_places", lambda: iter(ROWS))
        home: Path = tmp_path_factory.mktemp("gazetteer")
        yield open_or_build(home)


def actor(
    id: str, kind: str, strong: str, weak: str = "", parent: str | None = None, sides: tuple[ActorSide, ...] = ()
) -> Actor:
    names = [ActorName(text=t, language="en", strong=True) for t in strong.split("|")]
    names += [ActorName(text=t, language="en", strong=False) for t in weak.split("|") if t]
    return Actor(
        id=ActorId(id),
        name=strong.split("|")[0],
        kind=kind,
        parent=None if parent is None else ActorId(parent),
        names=tuple(names),
        sides=sides,
    )


ACTORS = (
    actor("crown", "state", "Crown forces|Crown army", "army|government forces|regime"),
    actor("crown-lancers", "armed", "Lancers Brigade|Lancers", parent="crown"),
    actor("league", "armed", "League fighters|the League", "rebels|militants|gunmen"),
    actor("black-banner", "armed", "Black Banner", "militants|gunmen"),
    actor(
        "turncoats",
        "armed",
        "River Guard",
        parent="league",
        sides=(ActorSide(side=SideId("crown"), period=Period(start=date(2020, 1, 1), end=None)),),
    ),
    actor("civilians", "civilian", "civilians", "residents|families"),
)


def spot(id: str, name: str, kind: str, lat: float, lon: float, radius: float = 5.0, *more: str) -> PackPlace:
    return PackPlace(
        id=PlaceId(id),
        name=name,
        kind=kind,
        lat=lat,
        lon=lon,
        radius_km=radius,
        country="QA",
        admin1="",
        admin2="",
        variants=more,
        names_ar=(),
        origin="test",
    )


PLACES = (
    spot("q-marun", "Marun", "city", 35.0, 40.0, 12.0),
    spot("q-kadra-airbase", "Kadra airbase", "airbase", 35.2, 40.3, 4.0, "Kadra military airport"),
    spot("q-old-gate", "Old Gate", "neighbourhood", 35.01, 40.01, 3.0),
    spot("q-west", "Westmark", "governorate", 34.8, 39.0, 80.0),
    spot("q-bahri", "Bahri", "town", 34.5, 39.2, 8.0),
)


@pytest.fixture(scope="session")
def pack() -> Pack:
    holders = (
        BaselineHolder(place=PlaceId("q-marun"), holder=SideId("league"), probability=0.9, origin="test"),
        BaselineHolder(place=PlaceId("q-bahri"), holder=SideId("black-banner"), probability=0.9, origin="test"),
    )
    return Pack(
        id="quarra",
        name="Quarra",
        period=ALWAYS,
        extent=Extent(west=36, south=32, east=42, north=37),
        countries=("QA",),
        neighbours=("QB",),
        languages=("en",),
        sides=(),
        actors=ACTORS,
        places=PLACES,
        roads=(
            Road(
                id=PlaceId("q-r1"),
                name="R1",
                variants=("R-1",),
                places=(PlaceId("q-marun"), PlaceId("q-bahri")),
            ),
        ),
        sources=(
            SourceProfile(
                id=SourceId("crown-press"),
                name="Crown Press",
                aliases=(),
                domains=(),
                kind="state",
                lean={SideId("crown"): 1.0, SideId("league"): -1.0},
                grade="E",
                reason="test",
            ),
        ),
        lexicon=(
            LoadedWord(
                words=("wreckers",),
                neutral="fighters",
                type=None,
                refers=(ActorId("league"), ActorId("black-banner")),
                lean=None,
            ),
        ),
        baselines=(Baseline(day=date(2017, 1, 1), holders=holders),),
        handovers=(),
        digest="quarra-1",
        by_actor={a.id: a for a in ACTORS},
    )


def report(text: str, *, source: str = "Daily", published: date | None = date(2017, 3, 18)) -> Report:
    return Report(id=codec.report_id(source, "r", text), key="r", source=source, text=text, published=published)


def mention(text: str, words: str, after: int = 0) -> Mention:
    at = text.index(words, after)
    return Mention(text=words, span=Span(at, at + len(words)))


def place(text: str, words: str, after: int = 0, **more: object) -> PlaceMention:
    found = mention(text, words, after)
    return PlaceMention(text=found.text, span=found.span, **more)  # type: ignore[arg-type]


def reading(
    of: Report, trigger: str, type: ClaimType = ClaimType.CLASH, status: Status = Status.OCCURRED, **slots: object
) -> Reading:
    hit = mention(of.text, trigger)
    where = slots.get("place")
    return Reading(
        id=codec.reading_id(of.id, hit.span, type, where.span if isinstance(where, PlaceMention) else None, 0),
        report=of.id,
        type=type,
        trigger=hit,
        quote=Mention(text=of.text, span=Span(0, len(of.text))),
        status=status,
        certainty=Certainty.STATED,
        frame="test",
        confidence=0.5,
        **slots,  # type: ignore[arg-type]
    )
