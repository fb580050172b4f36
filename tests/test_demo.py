"""The sample theatre: what it promises to hold, and that its map agrees with public knowledge."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from fogline import demo, run
from fogline.ingest import gather
from fogline.mapdata import hold_material
from fogline.pack import Pack
from fogline.records import ClaimType, Report, Role, Status
from fogline.settings import Settings
from fogline.store import open_store

SAMPLE = Path(str(files("fogline") / "demo"))


@pytest.fixture(scope="module")
def built(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[run.Material, Mapping[str, Pack]]]:
    settings = Settings(home=home, store="unused")
    store, packs = demo.build_demo(settings, tmp_path_factory.mktemp("demo") / "store.sqlite", lambda _: None)
    opened = open_store(store)
    yield run.from_store(opened), packs
    opened.close()


def test_there_are_enough_reports_in_every_format() -> None:
    reports = [r for r in gather([str(SAMPLE / "reports")], published=None, stdin=None) if isinstance(r, Report)]
    assert len(reports) >= 40
    assert {Path(r.key).suffix for r in reports if "/" in r.key} == {".html", ".md", ".txt"}
    assert [r.key.rsplit("/", 1)[-1] for r in reports if r.published is None] == ["note-found.txt"]


def test_every_claim_type_and_status_occurs(built: tuple[run.Material, Mapping[str, Pack]]) -> None:
    claims = built[0].claims
    assert {c.type for c in claims} == set(ClaimType)
    assert {c.status for c in claims} == set(Status)


def test_copies_and_denials_are_found(built: tuple[run.Material, Mapping[str, Pack]]) -> None:
    roles = {c.role for e in built[0].events for c in e.claims}
    assert roles == set(Role)


def test_no_claim_comes_from_a_comment_or_from_furniture(built: tuple[run.Material, Mapping[str, Pack]]) -> None:
    quotes = " ".join(c.quote.text for c in built[0].claims if c.quote is not None)
    for words in (
        "you will see",
        "surrounded Tabqa",
        "My cousin",
        "run rats",
        "God protect",
        "Patreon",
        "full-size",
        "Click",
    ):
        assert words not in quotes


def test_holders_agree_with_public_knowledge(built: tuple[run.Material, Mapping[str, Pack]]) -> None:
    material, packs = built
    right = 0
    rows = list(csv.DictReader((SAMPLE / "truth.csv").open(encoding="utf-8")))
    for row in rows:
        made = hold_material(material, packs, (date.fromisoformat(row["day"]),))
        right += any(h.place == row["place"] and h.holder == row["holder"] for h in made)
    assert right >= 0.85 * len(rows), f"{right} of {len(rows)}"


def test_writing_it_twice_gives_the_same_files(home: Path, tmp_path: Path) -> None:
    settings = Settings(home=home, store="unused")
    for name in ("a", "b"):
        demo.write_demo(settings, tmp_path / name, lambda _: None)
    for file in ("claims.jsonl", "events.jsonl", "holders.csv", "map.html"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    first = json.loads((tmp_path / "a" / "claims.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert str(tmp_path) not in json.dumps(first)
