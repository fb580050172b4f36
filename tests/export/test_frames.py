"""Pictures of a series of days, and the page that plays them."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fogline import codec, run
from fogline.cli_others import app
from fogline.control import hold
from fogline.errors import InputError
from fogline.export.frames import write_frames
from fogline.export.mapshapes import SideStyle
from fogline.fuse import fuse
from fogline.records import Claim, Holding, Report
from fogline.store import open_store
from tests.made import claim

SVG = "{http://www.w3.org/2000/svg}"
SIDES = [
    SideStyle(id="marsh-league", name="Marsh <League>", colour="#123456", pattern="dots"),
    SideStyle(id="garrison", name="Garrison", colour="#abcdef", pattern="lines"),
]


def told() -> list[Claim]:
    return [
        claim("a", by="garrison", on=None, at="saltby", day="2020-03-09"),
        claim("b", by="garrison", on="marsh-league", at="oldmere", day="2020-03-09", source="Harran Wire"),
        claim("c", at="oldmere", day="2020-03-11"),
        claim("d", at="oldmere", day="2020-03-11", source="Third Voice"),
    ]


def held() -> tuple[Holding, ...]:
    claims = told()
    days = [date(2020, 3, 9) + timedelta(days=n) for n in range(4)]
    return hold(fuse(claims), {c.id: c for c in claims}, days=days)


def test_each_day_is_a_picture_with_every_place_that_is_known(tmp_path: Path) -> None:
    assert write_frames(tmp_path / "f", held(), SIDES, "A map") == 4
    assert sorted(p.name for p in (tmp_path / "f").iterdir()) == [
        "2020-03-09.svg", "2020-03-10.svg", "2020-03-11.svg", "2020-03-12.svg", "index.html",
    ]  # fmt: skip
    for day, fill, name in (("2020-03-10", "#abcdef", "Garrison"), ("2020-03-12", "#123456", "Marsh <League>")):
        picture = ET.parse(tmp_path / "f" / f"{day}.svg").getroot()
        discs = {c[0].text or "": c for c in picture.iter(f"{SVG}circle") if len(c)}
        (words,) = [t for t in discs if t.startswith("oldmere")]
        assert words.startswith(f"oldmere: {name} ")
        assert discs[words].get("fill") == fill
        assert day in [t.text for t in picture.iter(f"{SVG}text")]


def test_the_page_plays_the_same_days_and_needs_no_network(tmp_path: Path) -> None:
    write_frames(tmp_path, held(), SIDES, "A map")
    page = (tmp_path / "index.html").read_text()
    assert not re.findall(r'(?:src|href)="', page)
    data = json.loads(re.search(r'id="data">\n(.*?)\n</script>', page, re.S)[1])  # type: ignore[index]
    assert data["days"] == [f"2020-03-{n:02d}" for n in (9, 10, 11, 12)]
    colours = [
        {look[1] for look in frame if look is not None and look[3].startswith("oldmere")} for frame in data["frames"]
    ]
    assert colours[1] == {"#abcdef"}
    assert colours[3] == {"#123456"}
    assert page.count("<circle cx=") == len(data["frames"][0])


def test_no_name_can_end_or_hide_the_end_of_the_data(tmp_path: Path) -> None:
    write_frames(tmp_path, [replace(h, name="<!--<script></script>") for h in held()], SIDES, "A map")
    written = re.search(r'id="data">\n(.*?)\n</script>', (tmp_path / "index.html").read_text(), re.S)
    assert written is not None
    assert "<" not in written[1]
    assert json.loads(written[1])["frames"][0][0][3].startswith("<!--<script></script>: ")


def test_nothing_to_draw_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nobody is known"):
        write_frames(tmp_path, (), SIDES, "A map")


def test_the_command_writes_them_from_a_store(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.sqlite")
    report = Report(id=codec.report_id("s", "k", "Text."), key="k", source="s", text="Text.")
    store.add_reports([report])
    store.put_claims("f", [(report, [replace(c, report=report.id, theatre=None) for c in told()])])
    run.refuse(store, {})
    where = ["--store", str(tmp_path / "s.sqlite"), "--on", "2020-03-09", "--until", "2020-03-12", "--step", "3"]
    result = CliRunner().invoke(app, ["export", "holdings", "--format", "frames", "-o", str(tmp_path / "f"), *where])
    assert result.exit_code == 0
    assert sorted(p.name for p in (tmp_path / "f").iterdir()) == ["2020-03-09.svg", "2020-03-12.svg", "index.html"]
