"""The whole way from reports to holders on an invented theatre, byte for byte.

`FOGLINE_GOLDEN=write python -m pytest tests/golden` writes the expected files anew; read the difference.
"""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fogline import codec, run
from fogline.export import tables
from fogline.gazetteer import Gazetteer
from fogline.ingest import gather
from fogline.mapdata import hold_material
from fogline.outside import claim_to_outside, event_to_outside
from fogline.pack import Pack
from fogline.pipeline import Knowledge
from fogline.read.rules import RulesReader
from fogline.read.theatre import TheatreTeller
from tests.invented import pack

HERE = Path(__file__).parent
DAYS = (date(2020, 3, 9), date(2020, 3, 12), date(2020, 3, 20))


@pytest.fixture
def material(gazetteer: Gazetteer) -> run.Material:
    packs: Mapping[str, Pack] = {"harran": pack()}
    known = Knowledge(packs=packs, gazetteer=gazetteer, reader=RulesReader(), teller=TheatreTeller([pack()]))
    result = run.read_all(gather([str(HERE / "reports.jsonl")], published=None, stdin=None), known)
    assert result.failures == ()
    return run.from_files([], result, packs)


def same(name: str, made: str) -> None:
    file = HERE / name
    if os.environ.get("FOGLINE_GOLDEN") == "write":
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")


def test_claims(material: run.Material) -> None:
    same("claims.jsonl", "".join(codec.canonical(claim_to_outside(c)) + "\n" for c in material.claims))


def test_events(material: run.Material) -> None:
    same("events.jsonl", "".join(codec.canonical(event_to_outside(e)) + "\n" for e in material.events))


def test_holders(material: run.Material, tmp_path: Path) -> None:
    out = tmp_path / "holders.csv"
    tables.write_holdings(out, hold_material(material, {"harran": pack()}, DAYS))
    same("holders.csv", out.read_text(encoding="utf-8"))
