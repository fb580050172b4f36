import json
import socket
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from pydantic import TypeAdapter

from fogline import codec, run
from fogline.assessed import from_material
from fogline.briefing import brief
from fogline.errors import OptionError
from fogline.index import layout
from fogline.index.build import build_index, built_for
from fogline.index.columns import NO_DAY, day_text
from fogline.index.layout import index_folder, open_index
from fogline.program import JOINING, program
from fogline.records import ClaimId, ClaimType
from fogline.run import from_store
from fogline.settings import Settings
from fogline.store import Store
from fogline.web import Serving, legend, serve_store
from fogline.web.routes import knowledge
from fogline.web.wire.events import EventBody, EventPage, EventRow, HistogramBody, PointsBody
from fogline.web.wire.holdings import DifferenceBody, HoldingsBody
from fogline.web.wire.knowledge import BriefBody, PlaceDetail, PlaceRow, QualityBody, SourceDetail
from fogline.web.wire.meta import Meta
from fogline.web.wire.reports import ReportBody, ReportPage
from fogline.web.wire.shared import Page
from tests.invented import pack
from tests.made import claim
from tests.web.made import ARABIC, EVIL, Served, claims, filled, reports, served

API = "/api/v1"


def test_the_page_and_its_files_come_with_a_strict_policy(made: Served) -> None:
    for path in ("/", "/embed", "/review"):
        answer = made.client.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    for file in ("page.js", "page.css", "basemap.json"):
        assert made.client.get(f"/{file}").status_code == 200


def test_the_first_question_is_answered_whole(made: Served) -> None:
    meta = Meta.model_validate(made.client.get(f"{API}/meta").json())
    assert meta.counts["claims"] == 7
    assert meta.csrf
    assert meta.can.admin
    assert {s.id for s in meta.sides} >= {"marsh-league", "garrison"}


def test_an_answer_is_sent_once_until_the_store_changes(made: Served) -> None:
    first = made.client.get(f"{API}/points")
    again = made.client.get(f"{API}/points", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = made.client.get(f"{API}/points?type=clash", headers={"If-None-Match": '"old"'})
    assert other.status_code == 200


def test_events_are_counted_drawn_and_listed_alike(made: Served) -> None:
    for query in (
        "",
        "from=2020-03-10&to=2020-03-12",
        "type=control_gain&side=garrison",
        "status=denied",
        "known=2020-03-11",
    ):
        counted = HistogramBody.model_validate(made.client.get(f"{API}/histogram?{query}&bin=day").json())
        drawn = PointsBody.model_validate(made.client.get(f"{API}/points?{query}&zoom=9").json())
        listed = EventPage.model_validate(made.client.get(f"{API}/events?{query}").json())
        assert listed.total == counted.total == drawn.total + drawn.unlocated
        assert len(listed.items) == listed.total
        assert sum(row[2] for row in drawn.rows) == drawn.total


def test_an_undated_event_is_listed_but_in_no_interval(made: Served) -> None:
    everything = EventPage.model_validate(made.client.get(f"{API}/events").json())
    dated = EventPage.model_validate(made.client.get(f"{API}/events?from=2000-01-01&to=2030-01-01").json())
    assert everything.total - dated.total == dated.undated == 1


def test_the_events_of_sources_and_sides_are_those_that_name_them(made: Served) -> None:
    whole = made.client.get(f"{API}/events?limit=500").json()["items"]
    for sources, sides in (
        (["Garrison Herald"], []),
        (["Reed Voice", "Garrison Herald"], []),
        ([], ["garrison"]),
        ([], ["garrison", "marsh-league"]),
        (["Reed Voice", "Garrison Herald"], ["marsh-league"]),
        (["Nobody"], ["garrison"]),
    ):
        wanted = [
            e["id"]
            for e in whole
            if (not sources or set(sources) & set(e["sources"]))
            and (not sides or set(sides) & {*e["initiator"], *e["target"]})
        ]
        body = made.client.get(f"{API}/events", params={"source": sources, "side": sides}).json()
        assert [e["id"] for e in body["items"]] == wanted
        assert body["undated"] == sum(e["from"] is None and e["said"] is None for e in whole if e["id"] in wanted)


def test_points_come_in_binary_columns(made: Served) -> None:
    body = made.client.get(f"{API}/points?format=binary")
    assert body.headers["content-type"] == "application/vnd.fogline.columns"
    size = int.from_bytes(body.content[:4], "little")
    header = json.loads(body.content[4 : 4 + size])
    assert header["rows"] == made.client.get(f"{API}/points").json()["total"]
    assert {c["name"] for c in header["columns"]} >= {"lat", "lon", "type", "start", "number"}
    assert (4 + size) % 8 == 0
    number = 0
    assert made.client.get(f"{API}/events/rows?n={number}").json()[0]["id"]


def test_an_event_opens_at_its_sentences(made: Served) -> None:
    rows = EventPage.model_validate(made.client.get(f"{API}/events?sort=voices").json()).items
    event = EventBody.model_validate(made.client.get(f"{API}/events/{rows[0].id}").json())
    assert {c.role for c in event.claims} == {"supports", "denies"}
    first = next(c for c in event.claims if c.source == EVIL)
    assert first.shown[first.quote[0] : first.quote[1]] == EVIL
    assert first.url is None
    assert [h.what for h in event.history].count("denied") == 1
    assert event.cite.text
    assert made.client.get(f"{API}/claims/{first.id}").json()["event"] == event.id


def test_the_cited_row_cannot_run_as_a_formula(tmp_path: Path) -> None:
    store = filled(tmp_path, [replace(claim("a", source="=1+1"), report=reports()[0].id)])
    client = served(store).client
    event = client.get(f"{API}/claims/a").json()["event"]
    assert ",'=1+1," in client.get(f"{API}/events/{event}").json()["cite"]["csv"]
    store.close()


def test_holders_of_a_day_follow_the_claims(made: Served) -> None:
    def holder(on: str, **more: str) -> str | None:
        query = "&".join([f"on={on}", *(f"{k}={v}" for k, v in more.items())])
        body = HoldingsBody.model_validate(made.client.get(f"{API}/holdings/map?{query}").json())
        rows = [dict(zip(body.columns, row, strict=True)) for row in body.rows]
        return next((r["holder"] for r in rows if r["place"] == "xh-oldmere"), None)

    assert holder("2020-03-21") == "garrison"
    assert holder("2020-03-12", view="Reed Voice") == "marsh-league"
    assert holder("2020-03-21", view="-Garrison Herald") == "marsh-league"
    assert holder("2020-03-21", view="claimed") == "garrison"
    assert holder("2020-03-15", view="claimed") == "marsh-league"
    assert made.client.get(f"{API}/holdings/map?on=2020-03-12&view=Nobody").status_code == 422


def test_views_and_days_are_compared(made: Served) -> None:
    query = "on=2020-03-21&view=all&on2=2020-03-21&view2=-Garrison Herald"
    body = made.client.get(f"{API}/holdings/diff?{query}").json()
    row = dict(zip(body["columns"], body["rows"][0], strict=True))
    assert (row["place"], row["a"], row["b"]) == ("xh-oldmere", "garrison", "marsh-league")
    assert body["differ"] + body["one_sided"] >= 1


def test_a_place_that_one_view_alone_knows_is_a_difference(made: Served) -> None:
    body = made.client.get(f"{API}/holdings/diff?on=2020-03-21&view=all&view2=Reed Voice").json()
    rows = {r["place"]: r for r in (dict(zip(body["columns"], row, strict=True)) for row in body["rows"])}
    assert (rows["xh-saltby"]["a"], rows["xh-saltby"]["b"], rows["xh-saltby"]["b_p"]) == (
        "marsh-league",
        "unknown",
        None,
    )
    silent = [r for r in rows.values() if "unknown" in (r["a"], r["b"])]
    assert body["one_sided"] == len(silent) > 0
    assert [r["place"] for r in silent] == list(rows)[-len(silent) :]
    other_way = made.client.get(f"{API}/holdings/diff?on=2020-03-21&view=Reed Voice&view2=all").json()
    assert (other_way["one_sided"], other_way["agree"]) == (body["one_sided"], body["agree"])


def test_a_place_shows_its_holders_and_the_evidence(made: Served) -> None:
    place = PlaceDetail.model_validate(made.client.get(f"{API}/places/xh-oldmere").json())
    assert [r.holder for r in place.runs][-1] == "garrison"
    assert {e.claim for e in place.evidence} >= {"a", "b", "e"}
    assert place.evidence[0].sentence
    assert {e.claim: e.status for e in place.evidence}["d"] == "denied"
    assert place.baseline is not None
    assert (place.baseline.day, place.baseline.holder) == ("2020-03-01", "garrison")
    listed = made.client.get(f"{API}/places?q=oldm&on=2020-03-21").json()["items"]
    assert [(p["id"], p["holder"]) for p in listed] == [("xh-oldmere", "garrison")]


def test_the_evidence_of_a_place_is_what_was_known_and_tells_of_holders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge, "_EVIDENCE", 5)
    held = claim("z", ClaimType.DETENTION, published="2020-04-01")
    other = [replace(held, id=ClaimId(f"z{n}"), report=reports()[0].id) for n in range(5)]
    store = filled(tmp_path, [*claims(reports()), *other])
    made = served(store)

    def told(words: str = "") -> set[str]:
        return {e["claim"] for e in made.client.get(f"{API}/places/xh-oldmere{words}").json()["evidence"]}

    assert told() == {"a", "b", "d", "e"}
    assert told("?known=2020-03-19") == {"a", "b", "d"}
    assert told("?known=2020-03-09") == set()
    store.close()


@pytest.mark.parametrize(
    ("query", "count"),
    [("marsh league", 1), ('"league took"', 1), ('"took league"', 0), ("قلعة", 1), ("القلعه", 1), ("المقاتلين", 1), ("مقاتلين", 1), ("league -took", 0), ("OR NEAR(", 0), ('"', 0), ("leag*", 1)],
)  # fmt: skip
def test_reports_are_found_by_their_words(made: Served, query: str, count: int) -> None:
    body = ReportPage.model_validate(made.client.get(f"{API}/reports", params={"q": query}).json())
    assert body.total == count
    assert sum(n for _, n in body.facets["source"]) == count


def test_a_found_word_is_marked_where_it_stands(made: Served) -> None:
    row = ReportPage.model_validate(made.client.get(f"{API}/reports", params={"q": "قلعة"}).json()).items[0]
    assert [row.snippet.text[a:b] for a, b in row.snippet.marks] == ["القلعة", "وبالقلعة"]


def test_events_are_found_by_any_name_of_their_place(tmp_path: Path) -> None:
    places = tuple(replace(p, names_ar=("القلعة",)) if p.id == "xh-saltby" else p for p in pack().places)
    with_arabic = replace(pack(), places=places)
    said = [replace(c, report=reports()[0].id) for c in claims(reports())]
    store = filled(tmp_path, said)
    build_index(store, {"harran": with_arabic}, layout.index_folder(store, tmp_path))
    made = served(store)
    found = made.client.get(f"{API}/events", params={"q": "القلعه"}).json()["items"]
    assert [e["name"] for e in found] == ["saltby"]
    assert made.client.get(f"{API}/events", params={"q": "القل"}).json()["items"] == []


def test_a_report_without_a_title_is_headed_by_its_first_words(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.add_reports(
        [replace(reports()[1], id=codec.report_id("x", "y", "z"), key="y", title=None, text="one two " * 20)]
    )
    build_index(store, {"harran": pack()}, layout.index_folder(store, tmp_path))
    made = served(store)
    rows = {r["key"]: r for r in made.client.get(f"{API}/reports").json()["items"]}
    assert rows["y"]["heading"] == " ".join(["one two"] * 5) + "…"
    assert rows["k"]["heading"] == EVIL
    assert made.client.get(f"{API}/reports/{rows['y']['id']}").json()["heading"] == rows["y"]["heading"]


def test_a_report_shows_its_text_parts_and_claims(made: Served) -> None:
    rows = ReportPage.model_validate(made.client.get(f"{API}/reports").json()).items
    assert {r.language for r in rows} == {"ar", "en"}
    body = ReportBody.model_validate(made.client.get(f"{API}/reports/{rows[0].id}").json())
    assert body.text == ARABIC
    assert body.parts
    assert made.client.get(f"{API}/reports/ghost").status_code == 404


def test_sources_quality_and_the_day_in_brief(made: Served) -> None:
    listed = made.client.get(f"{API}/sources").json()["items"]
    assert {s["name"] for s in listed} >= {EVIL, "Reed Voice", "Garrison Herald"}
    one = SourceDetail.model_validate(made.client.get(f"{API}/sources/Reed Voice").json())
    assert one.calendar
    quality = QualityBody.model_validate(made.client.get(f"{API}/quality").json())
    assert (quality.claims, quality.placeless, quality.undated) == (7, 1, 1)
    assert made.client.get(f"{API}/brief?on=2020-03-12").json()["events"][0]["type"] == "control_gain"
    (change,) = made.client.get(f"{API}/brief?on=2020-03-20").json()["changes"]
    assert (change["place"], change["from"], change["to"]) == ("xh-oldmere", "marsh-league", "garrison")
    assert [e["id"] for e in change["cited"]] == change["events"][:2] != []


def test_the_brief_of_the_page_and_of_the_command_tell_the_same_changes(made: Served) -> None:
    material, packs = from_store(made.store), {"harran": pack()}
    evidence = from_material(material, packs)
    told = 0
    for on in (date(2020, 3, 10) + timedelta(days=n) for n in range(12)):
        page = made.client.get(f"{API}/brief?on={on}").json()
        lines = [x for x in brief(evidence, material.claims, packs, on).markdown.splitlines() if x.startswith("- ")]
        of_hands = {x[2:].partition(" came to be controlled")[0].lower() for x in lines if "be controlled" in x}
        known = {x[2:].partition(" came to be known")[0].lower() for x in lines if "came to be known" in x}
        assert {c["name"].lower() for c in page["changes"]} == of_hands
        assert {c["name"].lower() for c in page["known"] if c["from"] == "unknown"} == known
        told += len(of_hands) + len(known)
    assert told >= 3


@pytest.mark.parametrize(
    "path", ["/nothing.js", "/api/v1/nothing", "/api/v1/reports/ghost", "/..%2f..%2fetc%2fpasswd.txt", "/v/ghost"]
)
def test_what_is_not_there_has_one_shape(made: Served, path: str) -> None:
    answer = made.client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "advice", "code", "fields"}


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("events?limit=3", EventPage),
        ("events/rows?n=0&n=1", list[EventRow]),
        ("brief?on=2020-03-20", BriefBody),
        ("places?on=2020-03-20", Page[PlaceRow]),
        ("places/xh-oldmere", PlaceDetail),
        ("reports?q=league", ReportPage),
        ("holdings/map?on=2020-03-20", HoldingsBody),
        ("holdings/diff?on=2020-03-20&on2=2020-03-12", DifferenceBody),
    ],
)
def test_an_answer_sent_as_it_was_made_is_what_its_shape_would_send(made: Served, path: str, shape: type) -> None:
    told: TypeAdapter[object] = TypeAdapter(shape)
    body = made.client.get(f"{API}/{path}").json()
    assert told.dump_python(told.validate_python(body), mode="json", by_alias=True) == body


def test_a_permalink_leads_back_to_its_state(made: Served) -> None:
    headers = {"X-Fogline": made.client.get(f"{API}/meta").json()["csrf"]}
    body = made.client.post(f"{API}/views", json={"state": "?on=2020-03-12&q=a"}, headers=headers).json()
    again = made.client.post(f"{API}/views", json={"state": "on=2020-03-12&q=a"}, headers=headers).json()
    assert body == again
    answer = made.client.get(body["url"], follow_redirects=False)
    assert answer.headers["location"] == "/?on=2020-03-12&q=a"
    bad = made.client.post(f"{API}/views", json={"state": "https://evil.example/ x"}, headers=headers)
    assert bad.status_code == 422


def test_serving_wrongly_is_refused_with_advice(store: Store, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, store=store.where)
    packs = {"harran": pack()}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OptionError, match="--port"):
            serve_store(store, packs, settings, Serving(port=taken.getsockname()[1]), lambda _: None)
    with pytest.raises(OptionError, match="--users"):
        serve_store(store, packs, settings, Serving(host="0.0.0.0", port=0), lambda _: None)
    with pytest.raises(OptionError, match="fogline users add"):
        serve_store(store, packs, settings, Serving(accounts=True, port=0), lambda _: None)


def test_whoever_is_told_the_address_may_ask_at_once(store: Store, tmp_path: Path) -> None:
    packs, settings = {"harran": pack()}, Settings(home=tmp_path, store=store.where)

    def ask(told: str) -> None:
        port = int(told.split("127.0.0.1:", 1)[1].split("/", 1)[0])
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        serve_store(store, packs, settings, Serving(port=0, read_only=True), ask)


@pytest.mark.parametrize("changed", ["pack", "program"])
def test_what_another_pack_or_program_made_is_joined_and_indexed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    store, packs = filled(tmp_path), {"harran": pack()}
    run.refuse(store, packs)
    before = store.fused_from()
    build_index(store, packs, index_folder(store, tmp_path))
    if changed == "pack":
        packs = {"harran": replace(pack(), digest="another")}
    else:

        def joined_otherwise(*parts: str) -> str:
            return "another" if parts == JOINING else program(*parts)

        for module in (layout, run):
            monkeypatch.setattr(module, "program", joined_otherwise)
    said: list[str] = []

    def stop(told: str) -> None:
        said.append(told)
        if "127.0.0.1" in told:
            raise InterruptedError

    for _ in range(2):
        with pytest.raises(InterruptedError):
            serve_store(store, packs, Settings(home=tmp_path, store=store.where), Serving(port=0, read_only=True), stop)
    assert [told.startswith("building the index") for told in said] == [True, False, False]
    assert store.fused_from().keys() == before.keys()
    assert store.fused_from() != before
    assert built_for(index_folder(store, tmp_path), store, packs) is not None
    store.close()


def test_days_far_outside_the_record_are_held_as_its_edges(made: Served) -> None:
    last = made.client.get(f"{API}/meta").json()["last"]
    for view in ("all", "Reed Voice"):
        far = made.client.get(f"{API}/holdings/map?on=9999-12-31&view={view}")
        assert far.json()["rows"] == made.client.get(f"{API}/holdings/map?on={last}&view={view}").json()["rows"]
        assert made.client.get(f"{API}/holdings/map?on=0001-01-01&view={view}").json()["rows"] == []


def test_events_that_stand_on_the_day_of_their_report_are_counted_apart(tmp_path: Path) -> None:
    said = [replace(c, published=date(2020, 6, 15)) if c.id == "u" else c for c in claims(reports())]
    store = filled(tmp_path, said)
    made = served(store)
    rows = made.client.get(f"{API}/events").json()["items"]
    assert [r["said"] for r in rows if r["from"] is None] == ["2020-06-15"]
    counted = made.client.get(f"{API}/histogram").json()
    assert (counted["reported"], counted["undated"]) == (1, 0)
    assert sum(map(sum, counted["bare"])) == 1
    assert (
        counted["bare"][counted["bins"].index("2020-06-15")] == counted["counts"][counted["bins"].index("2020-06-15")]
    )

    body = made.client.get(f"{API}/points?format=binary").content
    size = int.from_bytes(body[:4], "little")
    header = json.loads(body[4 : 4 + size])
    at = {c["name"]: 4 + size + c["offset"] for c in header["columns"]}
    start, first = (np.frombuffer(body, "<i4", header["rows"], at[name]) for name in ("start", "said"))
    assert [day_text(d) for d in first[start == NO_DAY]] == ["2020-06-15"]
    assert "2020-06-15" not in [day_text(d) for d in start]
    store.close()


def test_sides_have_names_in_the_languages_of_their_pack(made: Served) -> None:
    named = {s["id"]: s["names"] for s in made.client.get(f"{API}/meta").json()["sides"]}
    assert named["garrison"] == {"ar": "الحامية"}


def test_a_holder_that_no_pack_knows_is_drawn_too(made: Served) -> None:
    index = open_index(made.shop.index_root)
    assert index is not None
    drawn = {s.id: s.colour for s in legend.sides(index, {"harran": pack()}, ["garrison", "ferrymen"])}
    assert {"marsh-league", "garrison", "ferrymen"} <= set(drawn)
    assert drawn["ferrymen"].startswith("#")
