import shutil
from datetime import date
from pathlib import Path

import pytest

from fogline.errors import PackError
from fogline.pack import allied, check_pack, find_packs, load_pack, root_of, side_on, with_sources
from fogline.records import ActorId
from tests.invented import FOLDER, pack


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "harran"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_folder_anywhere_is_a_pack(copy: Path) -> None:
    made = load_pack(copy)
    assert made.id == "harran"
    assert {a.id for a in made.actors} >= {"garrison", "marsh-league", "civilians"}
    assert find_packs(copy.parent)["harran"] == copy


def test_a_dangling_parent_stops_loading_and_says_where(copy: Path) -> None:
    edit(copy / "actors.yml", "parent: garrison", "parent: nobody")
    with pytest.raises(PackError, match=r"actors\.yml.*harbour-guard.*'nobody'"):
        load_pack(copy)


def test_parents_that_go_round_stop_loading(copy: Path) -> None:
    edit(
        copy / "actors.yml",
        "id: garrison\n  name: Garrison\n  kind: state\n  parent: null",
        "id: garrison\n  name: Garrison\n  kind: state\n  parent: harbour-guard",
    )
    with pytest.raises(PackError, match="circle"):
        load_pack(copy)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("actors.yml", "strong: [Harbour Guard]", "strong: [Marsh League]", "share the strong name"),
        ("actors.yml", "parent: garrison", "parent: nobody", "nobody"),
        (
            "actors.yml",
            "side: garrison, from: 2022-01-01, to: null",
            "side: harbour-guard, from: 2022-01-01, to: null",
            "harbour-guard",
        ),
        ("places.tsv", "\t40.05\t", "\t4005\t", "not on the earth"),
        ("places.tsv", "\tvillage\t", "\thovel\t", "hovel"),
        ("places.tsv", "xh-saltby", "xh-reedham", "twice"),
        ("roads.yml", "xh-kings-quay", "xh-nowhere", "xh-nowhere"),
        ("sources.yml", "grade: B", "grade: Q", "A to F"),
        ("sources.yml", "copies: []", "copies: [ghost]", "ghost"),
        ("lexicon.yml", "type: control_gain", "type: party", "party"),
        ("lexicon.yml", "[marsh-league]", "[ghosts]", "ghosts"),
        ("baseline/2020-03-01.csv", "0.95", "1.95", "between 0 and 1"),
        ("baseline/2020-03-01.csv", "xh-oldmere", "xh-nowhere", "xh-nowhere"),
        ("pack.yml", "schema: 1", "schema: 9", "schema"),
    ],
)
def test_the_check_names_each_problem(copy: Path, file: str, old: str, new: str, says: str) -> None:
    edit(copy / file, old, new)
    assert any(says in str(problem) for problem in check_pack(copy)), [str(p) for p in check_pack(copy)]


def test_overlapping_sides_are_a_problem(copy: Path) -> None:
    edit(
        copy / "actors.yml",
        "- {side: garrison, from: 2022-01-01, to: null}",
        "- {side: garrison, from: 2022-01-01, to: null}\n    - {side: marsh-league, from: 2023-01-01, to: null}",
    )
    assert any("overlap" in str(p) for p in check_pack(copy))


@pytest.mark.parametrize("name", ["pack.yml", "actors.yml", "places.tsv", "roads.yml", "sources.yml", "lexicon.yml"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(PackError, match=name.replace(".", r"\.")):
        load_pack(copy)


@pytest.mark.parametrize("name", sorted(find_packs()))
def test_the_shipped_packs_hold_together(name: str) -> None:
    assert [str(p) for p in check_pack(find_packs()[name])] == []


def test_the_shipped_packs_have_what_was_promised() -> None:
    packs = [load_pack(path) for path in find_packs().values()]
    assert sum(len(p.actors) for p in packs) >= 600
    assert sum(len(p.places) for p in packs) >= 2000
    assert sum(len(p.sources) for p in packs) >= 140


def test_sides_follow_parents_and_dates() -> None:
    harran = pack()
    front = ActorId("harran-front")
    assert root_of(harran, front) == "marsh-league"
    assert side_on(harran, front, date(2021, 1, 1)) == "marsh-league"
    assert side_on(harran, front, date(2022, 6, 1)) == "garrison"
    assert side_on(harran, ActorId("stranger"), None) is None
    assert allied(harran, "garrison") == {"garrison", "coastal-command"}


def test_more_sources_change_the_digest_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "more.yml"
    file.write_text("- {id: x, name: X, kind: blog, lean: {}, grade: C, reason: invented}\n", encoding="utf-8")
    made = with_sources(pack(), file)
    assert [s.id for s in made.sources][-1] == "x"
    assert made.digest != pack().digest
    assert made.actors == pack().actors


def test_a_source_may_say_why_in_other_languages(tmp_path: Path) -> None:
    file = tmp_path / "more.yml"
    entry = "id: x, name: X, kind: blog, lean: {}, grade: C, reason: invented"
    file.write_text(f"- {{{entry}, reasons: {{ar: مُخترع}}}}\n", encoding="utf-8")
    assert with_sources(pack(), file).sources[-1].reasons == (("ar", "مُخترع"),)
    file.write_text(f"- {{{entry}, reasons: invented}}\n", encoding="utf-8")
    with pytest.raises(PackError, match="reasons"):
        with_sources(pack(), file)


HANDOVER = """- date: 2021-05-01
  from: marsh-league
  to: coastal-command
  outline: [[39.9, -30.1], [39.9, -29.9], [40.1, -29.9]]
  probability: 0.9
  origin: invented
"""


def test_handovers_are_read_and_checked(copy: Path) -> None:
    file = copy / "handovers.yml"
    assert load_pack(copy).handovers == ()
    file.write_text(HANDOVER, encoding="utf-8")
    (made,) = load_pack(copy).handovers
    assert (made.day, made.giver, made.taker, len(made.outline)) == (
        date(2021, 5, 1),
        "marsh-league",
        "coastal-command",
        3,
    )
    assert not check_pack(copy)
    file.write_text(HANDOVER.replace("to: coastal", "to: inland"), encoding="utf-8")
    assert any("inland-command" in problem.says for problem in check_pack(copy))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("date: 2021-05-01", "date: null", "date"),
        (", [40.1, -29.9]]", "]", "three corners"),
        ("[39.9, -30.1]", "[39.9]", "corners"),
        ("0.9", "1.9", "not between 0 and 1"),
    ],
)
def test_a_wrong_handover_says_what_is_wrong(copy: Path, old: str, new: str, says: str) -> None:
    (copy / "handovers.yml").write_text(HANDOVER.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=says):
        load_pack(copy)
