import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fogline import codec
from fogline.fuse import fuse
from fogline.publish import Rectangle, Rules, publishable, rounded
from fogline.records import (
    Candidate,
    Claim,
    ClaimType,
    Event,
    Mention,
    PlaceId,
    Relation,
    Report,
    Shape,
    ShapeKind,
    Span,
)
from fogline.run import Material
from fogline.store.finding import log
from tests.invented import pack
from tests.made import claim
from tests.web.made import EVIL, Served, claims, filled, reports, served

API = "/api/v1"


def _fused(listed: Sequence[Claim]) -> tuple[Event, ...]:
    return fuse(listed, pack=pack()) if listed else ()


@pytest.fixture
def material() -> Material:
    listed = reports()
    said = tuple(claims(listed))
    return Material(claims=said, events=_fused(said), reports=tuple(listed), failures=())


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Served]:
    store = filled(tmp_path)
    yield served(store)
    store.close()


def test_nothing_after_the_last_day_is_told(material: Material) -> None:
    left = publishable(material, Rules(until=date(2020, 3, 11)), _fused)
    assert left.events
    assert all(c.published is not None and c.published <= date(2020, 3, 11) for c in left.claims)
    assert all(e.start is None or e.start <= date(2020, 3, 11) for e in left.events)


def test_an_event_shows_nothing_of_the_claims_that_were_left_out(material: Material) -> None:
    left = publishable(material, Rules(sources=frozenset({EVIL})), _fused)
    event = next(e for e in left.events if any(c.id == "b" for c in e.claims))
    assert (event.voices, event.sources) == (1, ("Garrison Herald", "Reed Voice"))
    assert event == next(e for e in _fused([c for c in material.claims if c.id in ("b", "d")]))
    assert EVIL not in {c.source for c in left.claims}


@pytest.mark.parametrize(
    ("rules", "gone"),
    [
        (Rules(types=frozenset({"control_gain"})), {"a", "b", "c", "d", "e", "n", "u"}),
        (Rules(sides=frozenset({"marsh-league", "garrison"})), {"a", "b", "c", "d", "e", "n", "u"}),
        (Rules(sectors=(Rectangle(west=-30.1, south=39.9, east=-29.97, north=40.02),)), {"a", "b", "d", "e"}),
        (Rules(sectors=(Rectangle(west=170, south=39, east=-29, north=41),)), {"a", "b", "c", "d", "e", "u"}),
    ],
)
def test_kinds_sides_and_areas_are_left_out(material: Material, rules: Rules, gone: set[str]) -> None:
    left = publishable(material, rules, _fused)
    assert {c.id for c in material.claims} - {c.id for c in left.claims} == gone


def test_places_are_told_no_finer_than_the_grid(material: Material) -> None:
    left = publishable(material, Rules(round_km=20, words=False), _fused)
    fine = {(c.place.lat, c.place.lon) for c in material.claims if c.place is not None}
    every = (*(c.place for c in left.claims), *(e.place for e in left.events))
    told = [p for p in every if p is not None]
    assert {(p.name, p.text) for p in told} == {("an area of 20 km", "an area of 20 km")}
    for said in left.claims:
        if said.place is not None:
            assert (said.place.lat, said.place.lon) not in fine
            assert said.place.radius_km == 20
        assert said.quote is None
    assert all(r.text == "" and r.title is None for r in left.reports)


def test_rounding_keeps_points_within_the_cell() -> None:
    for lat, lon in ((40.0, -30.0), (-89.9, 179.99), (0.0, 0.0)):
        there = rounded(lat, lon, 10)
        assert rounded(*there, 10) == pytest.approx(there, abs=1e-4)
        assert abs(there[0] - lat) <= 0.06
    assert rounded(1.5, 2.5, 0) == (1.5, 2.5)


def test_a_site_holds_the_page_the_tables_and_the_rules(made: Served) -> None:
    answer = made.client.get(f"{API}/export/site?until=2020-03-13&leave_sources={EVIL}&round_km=5&title=Harran")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        names = set(packed.namelist())
        assert names == {"index.html", "data.json", "events.csv", "events.geojson", "README.txt"}
        assert "2020-03-13" in packed.read("README.txt").decode()
        assert packed.read("events.csv").startswith(b"\xef\xbb\xbf")
        tables = packed.read("events.csv") + packed.read("events.geojson")
        data = json.loads(packed.read("data.json"))
    assert b"2020-03-20" not in tables
    assert b"alert(1)" not in tables
    assert max(data["days"]) <= "2020-03-13"
    entry = log(made.store, offset=0, limit=1)[0][0]
    assert (entry.action, entry.subject) == ("export", "site")
    assert "2020-03-13" in json.loads(entry.detail)["rules"]


def test_a_page_opens_by_itself(made: Served) -> None:
    answer = made.client.get(f"{API}/export/map")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "http://" not in answer.text.split("fogline-data")[0].replace("http://www.w3.org", "")
    assert made.client.get(f"{API}/export/events.geojson?type=control_gain").json()["features"]


def test_shapes_and_reasons_are_rounded_too_and_only_wide_areas_keep_their_name(material: Material) -> None:
    ring = Shape(kind=ShapeKind.RING, points=((40.01, -30.02), (40.02, -30.0), (40.01, -30.02)))
    first = material.claims[0]
    assert first.place is not None
    for kind, relation, kept in (
        ("governorate", Relation.AT, True),
        ("governorate", Relation.NEAR, False),
        ("village", Relation.AT, False),
    ):
        place = replace(first.place, shape=ring, radius_km=60.0, kind=kind, relation=relation, reason="near Oldmere")
        said = (replace(first, place=place), *material.claims[1:])
        left = publishable(replace(material, claims=said, events=_fused(said)), Rules(round_km=20), _fused)
        told = next(c.place for c in left.claims if c.id == first.id)
        assert told is not None
        assert told.shape is None
        assert (told.name == place.name) is kept
        assert told.radius_km == 60.0


def test_a_report_tells_no_sentence_of_what_was_left_out() -> None:
    kept_, left_ = "The Marsh League took Saltby.", "Shells fell on Oldmere."
    text = f"{kept_} {left_} Nobody was hurt there."
    report = Report(id=codec.report_id("s", "k", text), key="k", source="s", text=text, title=left_, language="en")
    one = replace(
        claim("a", at="saltby", source="s"), report=report.id, quote=Mention(text=kept_, span=Span(0, len(kept_)))
    )
    at = text.index(left_)
    two = replace(
        claim("b", ClaimType.SHELLING, source="s"),
        report=report.id,
        quote=Mention(text=left_, span=Span(at, at + len(left_))),
    )
    rules = Rules(types=frozenset({"shelling"}))
    whole = Material(claims=(one, two), events=_fused((one, two)), reports=(report,), failures=())
    # found by the rules alone, and where the events asked for did not hold it
    for material, around in ((whole, ()), (replace(whole, claims=(one,), events=_fused((one,))), (one, two))):
        left = publishable(material, rules, _fused, around)
        told = left.reports[0]
        assert told.title is None
        assert told.text.rstrip() == f"{kept_}[…]"
        assert len(told.text) == len(text)
        assert left.claims[0].quote == one.quote
    same = replace(two, quote=one.quote)
    left = publishable(replace(whole, claims=(one, same), events=_fused((one, same))), rules, _fused)
    assert left.claims[0].quote is None
    assert "Saltby" not in left.reports[0].text
    assert publishable(whole, Rules(), _fused).reports == (report,)


def test_candidates_within_a_barred_area_are_not_told(material: Material) -> None:
    first = material.claims[0]
    assert first.place is not None
    far = Candidate(id=PlaceId("far"), name="Far", lat=-17.0, lon=179.9, score=0.1)
    said = (replace(first, place=replace(first.place, others=(far,))), *material.claims[1:])
    rules = Rules(sectors=(Rectangle(west=179, south=-18, east=-179, north=-16),))
    left = publishable(replace(material, claims=said), rules, _fused)
    told = next(c.place for c in left.claims if c.id == first.id)
    assert told is not None
    assert told.others == ()


def test_a_page_as_known_on_a_day_holds_nothing_said_later_whatever_its_last_day(made: Served) -> None:
    answer = made.client.get(f"{API}/export/site?known=2020-03-13&until=2020-03-12")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        data = json.loads(packed.read("data.json"))
    assert {c["id"] for c in data["claims"]} == {"a", "b", "c", "d"}
    answer = made.client.get(f"{API}/export/site?known=2020-03-11")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        data = json.loads(packed.read("data.json"))
    assert {c["id"] for c in data["claims"]} == {"a", "b", "d"}


def test_tables_as_known_on_a_day_tell_nothing_said_later(tmp_path: Path) -> None:
    late = replace(claim("z", source="Late Voice", published="2020-03-25"), report=reports()[0].id)
    store = filled(tmp_path, [*claims(reports()), late])
    made = served(store)
    for name in ("events.csv", "events.geojson"):
        assert "Late Voice" in made.client.get(f"{API}/export/{name}").text
        told = made.client.get(f"{API}/export/{name}?known=2020-03-12").text
        assert "Reed Voice" in told
        assert "Late Voice" not in told
        assert "2020-03-12" in json.loads(log(store, offset=0, limit=1)[0][0].detail)["rules"]
    store.close()


def test_names_of_the_map_tell_nothing_of_what_was_left_out(made: Served) -> None:
    answer = made.client.get(f"{API}/export/site?leave_sides=garrison&leave_bbox=170,39,-29.97,40.02")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        data = json.loads(packed.read("data.json"))
    assert "garrison" not in {s["id"] for s in data["sides"]}
    assert "Oldmere" not in json.dumps(data["labels"])


def test_days_are_left_out_at_the_end_of_an_old_record_too(made: Served) -> None:
    def claimed(words: str) -> set[str]:
        answer = made.client.get(f"{API}/export/site?{words}")
        assert answer.status_code == 200
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            return {c["id"] for c in json.loads(packed.read("data.json"))["claims"]}

    whole, delayed = claimed(""), claimed("delay_days=5")
    assert delayed < whole
    assert "e" in whole - delayed
    assert claimed("to=2020-03-14&delay_days=5") < delayed


def test_a_file_opens_in_the_state_it_was_made_from(made: Served) -> None:
    state = 'from=2020-03-10&to=2020-03-12&at=36.1,37.9,8"><script>'
    page = made.client.get(f"{API}/export/map", params={"opens": state, "title": "Harran in spring"}).text
    assert (
        '<meta name="fogline-opens" content="from=2020-03-10&amp;to=2020-03-12&amp;at=36.1,37.9,8&quot;&gt;&lt;script&gt;">'
        in page
    )
    assert "<title>Harran in spring</title>" in page
