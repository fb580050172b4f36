"""The commands as a user runs them: in a process of their own, with a small gazetteer, on invented reports."""

import csv
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fogline.cli import app, main
from tests.invented import FOLDER

FIELDS = frozenset(
    "id document source published theatre type status certainty quote trigger initiator target attributed_to place "
    "origin destination time counts phase outcome confidence".split()
)
TEXT = (
    "The Marsh League took the village of Oldmere on Tuesday, a local source said. At least nine soldiers of the "
    "garrison were killed. The garrison still holds Saltby."
)


def documents(path: Path, count: int) -> Path:
    rows = [
        {"id": f"d{n}", "source": ("Oldmere Post", "Reed Voice")[n % 2], "published": "2020-03-12", "text": f"{TEXT} Report number {n} ends."}
        for n in range(count)
    ]  # fmt: skip
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "FOGLINE_HOME": str(home), "FOGLINE_PACKS": str(FOLDER.parent), "COLUMNS": "200"}


def fogline(
    environment: dict[str, str], *arguments: str | Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "fogline", *map(str, arguments)]
    return subprocess.run(command, env=environment, input=stdin, capture_output=True, timeout=120, check=False)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_from_reports_to_holders(environment: dict[str, str], tmp_path: Path) -> None:
    docs, claims, events = documents(tmp_path / "d.jsonl", 4), tmp_path / "c.jsonl", tmp_path / "e.jsonl"
    done = fogline(environment, "read", docs, "-o", claims, "--theatre", "harran")
    assert done.returncode == 0, done.stderr
    made = lines(claims)
    gain = next(c for c in made if c["type"] == "control_gain")
    assert set(gain) >= FIELDS
    assert gain["document"] == "d0"
    assert isinstance(gain["quote"], dict)
    start, end = gain["quote"]["span"]
    text = next(json.loads(r)["text"] for r in docs.read_text().splitlines() if json.loads(r)["id"] == "d0")
    assert text[start:end] == gain["quote"]["text"]
    assert isinstance(gain["time"], dict)
    assert (gain["time"]["from"], gain["time"]["to"]) == ("2020-03-10", "2020-03-10")
    assert fogline(environment, "fuse", claims, "-o", events, "--reports", docs).returncode == 0
    roles = [c["role"] for e in lines(events) for c in e["claims"]]  # type: ignore[attr-defined]
    assert "copy" in roles
    holders = tmp_path / "h.csv"
    assert fogline(environment, "control", claims, "--on", "2020-03-15", "-o", holders).returncode == 0
    rows = list(csv.DictReader(holders.open(encoding="utf-8")))
    assert list(rows[0])[:9] == "date place_id name lat lon holder probability contested last_evidence".split()
    assert list(rows[0])[-1] == "p_unknown"
    oldmere = next(r for r in rows if r["place_id"] == "xh-oldmere")
    assert float(oldmere["p_marsh-league"]) > 0
    total = sum(float(v) for k, v in oldmere.items() if k.startswith("p_"))
    assert total == pytest.approx(1.0, abs=2e-3)


def test_the_same_output_however_often_and_in_whatever_order(environment: dict[str, str], tmp_path: Path) -> None:
    docs = documents(tmp_path / "d.jsonl", 6)
    turned = tmp_path / "t.jsonl"
    turned.write_text("".join(reversed(docs.read_text().splitlines(keepends=True))))
    for name, source in (("a", docs), ("b", docs), ("c", turned)):
        assert fogline(environment, "read", source, source, "-o", tmp_path / name).returncode == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_bad_input_is_named_and_the_rest_is_done(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "pic.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 40)
    (tmp_path / "marks.txt").write_text(
        "The Marsh\u200b League took the village of Old\u200bmere on Tuesday.\u200f", encoding="utf-8"
    )
    docs = documents(tmp_path / "d.jsonl", 2)
    with docs.open("a") as file:
        file.write('{"id": "cut", "text": "The Mar')
    done = fogline(environment, "read", tmp_path, "-o", tmp_path / "c.jsonl", "--theatre", "harran")
    said = done.stderr.decode()
    assert done.returncode == 1
    assert "empty.txt" in said
    assert "pic.txt" in said
    assert "d.jsonl:3" in said
    assert {c["document"] for c in lines(tmp_path / "c.jsonl")} >= {"d0", "d1"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["read", "x.txt", "--theatre", "atlantis"], "no such pack"),
        (["read", "x.txt", "--published", "yesterday"], "YYYY-MM-DD"),
        (["read", "x.txt", "--reader", "oracle"], "oracle"),
        (["control", "x.jsonl", "--on", "2020-01-01", "-o", "h.txt"], ".csv or .geojson"),
        (["control", "nothing.jsonl", "--on", "2020-01-01", "-o", "h.csv"], "nothing.jsonl"),
        (["control", sys.executable, "--on", "2020-01-01", "-o", "h.csv"], "neither a store nor a claims file"),
        (["export", "dreams", "-o", "x.csv", "--store", "s.sqlite"], "dreams"),
        (["export", "events", "-o", "x.csv", "--store", "s.sqlite", "--theatre", "atlantis"], "no such pack"),
        (["export", "holdings", "-o", "x.csv", "--format", "csv", "--excel"], "--excel goes with -o FILE.csv alone"),
        (["map", "x.jsonl", "-o", "x.html", "--theatre", "atlantis"], "no such pack"),
        (["fuse", "x.jsonl", "--theatre", "atlantis"], "no such pack"),
        (["events", "x.jsonl", "--theatre", "atlantis"], "no such pack"),
        (["sources", "x.jsonl", "--theatre", "atlantis"], "no such pack"),
        (["serve", "--store", "nowhere.sqlite"], "no store there yet"),
        (["verify", "--store", "nowhere.sqlite"], "no store there"),
        (["gazetteer", "install", "atlantis"], "no such pack"),
        (["gazetteer", "import", "nothing.gz"], "nothing.gz"),
    ],
)
def test_wrong_options_end_in_one_line_that_says_what_to_do(
    environment: dict[str, str], tmp_path: Path, arguments: list[str], says: str
) -> None:
    command = [sys.executable, "-m", "fogline", *arguments]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help_with_an_example() -> None:
    runner = CliRunner()
    commands = [[c] for c in "ingest read fuse control map serve export verify doctor demo".split()]
    commands += [["gazetteer", c] for c in ("import", "install", "lookup")] + [["pack", c] for c in ("check", "list")]
    for command in commands:
        done = runner.invoke(app, [*command, "--help"])
        assert done.exit_code == 0
        assert "Example: fogline " + " ".join(command) in " ".join(done.output.split()), command


def test_the_help_of_lookup_says_what_a_near_may_be() -> None:
    done = CliRunner().invoke(app, ["gazetteer", "lookup", "--help"])
    assert "`near` (a name, or a list of two coordinates)" in " ".join(done.output.split())


def test_what_there_is_not_is_refused_with_what_there_is(environment: dict[str, str], tmp_path: Path) -> None:
    claims, events, out = tmp_path / "c.jsonl", tmp_path / "e.jsonl", tmp_path / "o.csv"
    assert (
        fogline(environment, "read", documents(tmp_path / "d.jsonl", 2), "-o", claims, "--theatre", "harran").returncode
        == 0
    )
    done = fogline(environment, "fuse", claims, "-o", events)
    for command in ("control", "compare"):
        asked = ("--on", "2020-03-15", "-o", out, *(("--against", "all") if command == "compare" else ()))
        for view, there in (
            ("Nobody", b"Oldmere Post, Reed Voice"),
            ("pro:zzz:", b"garrison"),
            ("without:Reed", b"Reed Voice"),
        ):
            done = fogline(environment, command, claims, *asked, "--view", view)
            assert (done.returncode, out.exists()) == (2, False), done.stderr
            assert view.encode() in done.stderr
            assert there in done.stderr
        assert (
            fogline(environment, command, claims, *asked, "--view", "reed voice,without:Oldmere Post").returncode == 0
        )
        out.unlink()
    for given in (
        ("control", "--on", "2020-03-15", "-o", out),
        ("map", "-o", tmp_path / "m.html"),
        ("events",),
        ("fuse",),
        ("sources",),
    ):
        done = fogline(environment, given[0], events, *given[1:])
        assert done.returncode == 1, given
        assert b"these are events; give the claims file" in done.stderr
    missing = tmp_path / "missing.sqlite"
    done = fogline(environment, "export", "claims", "--store", missing, "-o", out)
    assert (done.returncode, missing.exists(), out.exists()) == (2, False, False)
    assert b"no store there yet" in done.stderr
    done = fogline(environment, "control", claims, "--on", "1990-01-01", "-o", out)
    assert done.returncode == 0
    assert b"nothing is known on 1990-01-01: the first that is known is of 2020-03-01" in done.stderr


def test_a_line_that_fails_is_named_once_and_one_of_a_thing_is_no_more(
    environment: dict[str, str], tmp_path: Path
) -> None:
    claims, mixed, out = tmp_path / "c.jsonl", tmp_path / "mixed.jsonl", tmp_path / "o.csv"
    done = fogline(environment, "read", documents(tmp_path / "d.jsonl", 1), "-o", claims, "--theatre", "harran")
    assert b" from 1 report\n" in done.stderr
    mixed.write_bytes(claims.read_bytes() + b'{"id": "x"}\nno\n{"id": "e", "type": "clash", "claims": []}\n')
    done = fogline(environment, "control", mixed, "--on", "2020-03-15", "-o", out)
    assert done.returncode == 1
    assert b" on 1 day in " in done.stderr
    failed = [line for line in done.stderr.decode().splitlines() if line.startswith("failed: ")]
    assert [line.count("mixed.jsonl:") for line in failed] == [1, 1, 1]
    assert "an event, not a claim" in failed[-1]
    done = fogline(environment, "events", claims)
    assert b"1 voice" in done.stdout
    assert b"1 voices" not in done.stdout
    event = done.stdout.split()[0].decode()
    hoped = tmp_path / "hoped.jsonl"
    hoped.write_text('{"id": "h", "type": "control_gain", "status": "expected", "place_id": "p"}\n', encoding="utf-8")
    assert b"control_gain (expected)" in fogline(environment, "events", hoped).stdout
    told = [fogline(environment, "explain", *both).stdout for both in ((event, claims), (claims, event))]
    assert told[0] == told[1] != b""
    told = [
        fogline(environment, "why", *both, "--on", "2020-03-15").stdout
        for both in ((claims, "Oldmere"), ("Oldmere", claims))
    ]
    assert told[0] == told[1] != b""


def test_a_store_grows_and_running_again_changes_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    store, docs = tmp_path / "s.sqlite", documents(tmp_path / "d.jsonl", 3)
    first = json.loads(fogline(environment, "ingest", docs, "--store", store, "--json").stdout)
    again = json.loads(fogline(environment, "ingest", docs, "--store", store, "--json").stdout)
    assert first["reports"] == 3
    assert again["reports"] == 0
    assert first["claims"] == again["claims"] > 0
    assert first["events"] == again["events"] > 0
    assert fogline(environment, "verify", "--store", store).returncode == 0
    for what in ("claims", "events", "holdings"):
        for ending in ("csv", "geojson"):
            out = tmp_path / f"{what}.{ending}"
            assert fogline(environment, "export", what, "--store", store, "-o", out, "--excel").returncode == 0
            assert out.stat().st_size > 50
    assert (tmp_path / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_lookup_gives_one_object_for_each_line_in_order(environment: dict[str, str]) -> None:
    done = fogline(
        environment,
        "gazetteer",
        "lookup",
        "-",
        "--theatre",
        "harran",
        stdin=b"Oldmere\n\nZzyzx Qwfp\nReedham\n",
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["name"] for r in rows] == ["Oldmere", "", "Zzyzx Qwfp", "Reedham"]
    assert rows[0]["place_id"] == "xh-oldmere"
    assert rows[2]["lat"] is None
    assert rows[1]["reason"]
    assert rows[2]["reason"]


def test_a_killed_run_is_taken_up_without_loss_or_duplicates(environment: dict[str, str], tmp_path: Path) -> None:
    docs = documents(tmp_path / "d.jsonl", 400)
    store, whole = tmp_path / "s.sqlite", tmp_path / "w.sqlite"
    command = [sys.executable, "-m", "fogline", "ingest", str(docs), "--store", str(store), "--theatre", "harran"]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (store.exists() and _claims_in(store) > 0):
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait(timeout=30)
    assert _claims_in(store) > 0
    done = fogline(environment, "ingest", docs, "--store", store, "--theatre", "harran", "--json")
    assert done.returncode == 0, done.stderr
    assert fogline(environment, "ingest", docs, "--store", whole, "--theatre", "harran").returncode == 0
    resumed, straight = tmp_path / "r.csv", tmp_path / "t.csv"
    for one, out in ((store, resumed), (whole, straight)):
        assert fogline(environment, "export", "claims", "--store", one, "-o", out).returncode == 0
    assert resumed.read_bytes() == straight.read_bytes()
    assert fogline(environment, "verify", "--store", store).returncode == 0


def _claims_in(store: Path) -> int:
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5) as connection:
            return int(connection.execute("SELECT count(*) FROM claims").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_an_interrupted_read_leaves_no_half_file_and_says_so(environment: dict[str, str], tmp_path: Path) -> None:
    docs, out = documents(tmp_path / "d.jsonl", 3000), tmp_path / "c.jsonl"
    command = [sys.executable, "-m", "fogline", "read", str(docs), "-o", str(out)]
    running = subprocess.Popen(
        command,
        env={**environment, "FOGLINE_JOBS": "2"},
        stderr=subprocess.PIPE,
        # A shell that starts the tests in the background has them ignore Ctrl-C, and so would this process.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while running.poll() is None and not children.read_text().split():
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"interrupted; `ingest` run again goes on where it was, other commands begin anew" in said
    assert b"Traceback" not in said
    assert [p.name for p in tmp_path.iterdir()] == ["d.jsonl"]


def test_a_full_disk_is_an_error_that_says_so_and_keeps_the_old_file(
    environment: dict[str, str], tmp_path: Path
) -> None:
    docs, out = documents(tmp_path / "d.jsonl", 40), tmp_path / "c.jsonl"
    out.write_text("old\n")

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    command = [sys.executable, "-m", "fogline", "read", str(docs), "-o", str(out), "--theatre", "harran"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False, preexec_fn=little_room
    )
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert out.read_text() == "old\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.jsonl", "d.jsonl"]


def test_pack_check_takes_names_and_folders_and_names_what_is_missing_once(environment: dict[str, str]) -> None:
    by_name = fogline(environment, "pack", "check", "harran", FOLDER)
    assert (by_name.returncode, by_name.stderr.strip().splitlines()[-1:]) == (0, [b"2 packs checked, 0 problems"])
    missing = fogline(environment, "pack", "check", "nowhere")
    assert missing.returncode == 1
    assert missing.stderr.startswith(b"nowhere: nowhere/pack.yml: missing")


def test_place_names_of_any_text_are_found_without_a_pack(environment: dict[str, str], tmp_path: Path) -> None:
    text = "Officials in Springfield, Illinois said on Tuesday that the road to Saltby was open."
    doc = tmp_path / "d.jsonl"
    doc.write_text(json.dumps({"id": "d1", "source": "Post", "published": "2020-03-12", "text": text}) + "\n")
    out = tmp_path / "places.jsonl"
    done = fogline(environment, "places", doc, "-o", out)
    assert done.returncode == 0, done.stderr
    (row,) = lines(out)
    assert row["document"] == "d1"
    found = {p["text"]: p for p in row["places"]}  # type: ignore[attr-defined]
    assert found["Springfield"]["place_id"] == "gn-3"
    assert all(text[slice(*p["span"])] == p["text"] for p in found.values())


@pytest.mark.parametrize("words", [["bogus"], ["read"], ["read", "--nope", "x"]])
def test_wrong_use_ends_with_one_line_and_exit_code_2(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["fogline", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "Error: " in capsys.readouterr().err


def test_reading_waits_for_no_other_command() -> None:
    code = (
        "import sys, fogline.cli; print([m for m in sys.modules if m.startswith(('fogline.fuse', 'fogline.control'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
