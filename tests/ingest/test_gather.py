import gzip
import io
import json
from datetime import date
from pathlib import Path

import pytest

from fogline import codec
from fogline.ingest import gather
from fogline.records import Failure, PartKind, Report

PAGE = """<html><head><title>Fen Post | Army</title><meta property="og:site_name" content="Fen Post">
<meta property="article:published_time" content="2020-03-18T10:00:00Z"><link rel="canonical" href="https://fen.example/a"></head>
<body><nav><a href="/">Home</a><a href="/m">Maps</a></nav><article><h1>Army takes Oldmere</h1>
<p>The Marsh League took the village of Oldmere on Friday after two days of fighting, a local source said.</p>
<p>The villages taken so far are:</p><ul><li>Reedham</li><li>Saltby</li></ul>
<h2>North</h2><p>Shelling went on all night near the bridge, residents told the paper by telephone.</p></article>
<div id="comments"><p>Joe</p><p>They will take Reedham next, I tell you!</p></div><footer>All rights reserved</footer></body></html>"""


def read(*inputs: Path | str, published: date | None = None, stdin: bytes = b"") -> list[Report | Failure]:
    return list(gather([str(i) for i in inputs], published=published, stdin=io.BytesIO(stdin)))


def report(*inputs: Path | str, published: date | None = None, stdin: bytes = b"") -> Report:
    (made,) = read(*inputs, published=published, stdin=stdin)
    assert isinstance(made, Report), made
    return made


def failure(*inputs: Path | str) -> Failure:
    (made,) = read(*inputs)
    assert isinstance(made, Failure), made
    assert made.reason
    assert made.advice
    return made


def test_a_page_gives_its_parts_source_and_date(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE, encoding="utf-8")
    made = report(file)
    assert (made.source, made.published, made.url) == ("Fen Post", date(2020, 3, 18), "https://fen.example/a")
    assert made.published_basis == "metadata: article:published_time"
    kinds = {p.kind: made.text[p.span.start : p.span.end] for p in made.parts}
    assert "next, I tell you" in kinds[PartKind.COMMENT]
    assert kinds[PartKind.HEADING] == "North"
    items = [p for p in made.parts if p.kind is PartKind.LIST_ITEM]
    assert [made.text[p.span.start : p.span.end] for p in items] == ["Reedham", "Saltby"]
    assert all(p.lead is not None and made.text[p.lead.start : p.lead.end].endswith("are:") for p in items)
    body = " ".join(made.text[p.span.start : p.span.end] for p in made.parts if p.kind is PartKind.BODY)
    assert "I tell you" not in body
    assert "All rights" not in made.text


def test_json_lines_keep_the_text_untouched_and_name_bad_lines(tmp_path: Path) -> None:
    text = "  One.\r\n\tTwo\u200f. "
    file = tmp_path / "d.jsonl"
    lines = [
        json.dumps({"id": 5, "source": "S", "published": "2020-01-02", "text": text}),
        '{"id": 2, "text": "cut o',
        '{"id": 3}',
        "[]",
        "",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    good, *bad = read(file)
    assert isinstance(good, Report)
    assert (good.text, good.key, good.published) == (text, "5", date(2020, 1, 2))
    assert [f.document for f in bad if isinstance(f, Failure)] == [f"{file}:{n}" for n in (2, 3, 4)]


def test_markdown_uses_front_matter_and_structure(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "---\ntitle: T\nsource: Fen Post\ndate: 2020-02-03\n---\n# T\n\nTaken so far:\n\n- Oldmere\n- *Reedham*\n",
        encoding="utf-8",
    )
    made = report(file)
    assert (made.source, made.title, made.published) == ("Fen Post", "T", date(2020, 2, 3))
    assert [made.text[p.span.start : p.span.end] for p in made.parts if p.kind is PartKind.LIST_ITEM] == [
        "Oldmere",
        "Reedham",
    ]


@pytest.mark.parametrize(
    ("given", "day", "basis"),
    [
        ("2020-02-03 10:00:00", date(2020, 2, 3), "metadata: front matter"),
        ("2020-02-03T10:00:00Z", date(2020, 2, 3), "metadata: front matter"),
        ("2020-02-30", None, "unknown: '2020-02-30' is not a possible date of publication"),
        ("2020-02-30 10:00:00", None, "unknown: '2020-02-30 10:00:00' is not a possible date of publication"),
        ("!!timestamp 2020-02-30", None, "unknown: no date in front matter or text"),
        ("!!timestamp 2020-02-03 10:00:00", date(2020, 2, 3), "metadata: front matter"),
    ],
)
def test_front_matter_dates_a_report_by_the_day(tmp_path: Path, given: str, day: date | None, basis: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"---\ntitle: T\ndate: {given}\n---\nThe army left.\n", encoding="utf-8")
    made = report(file)
    assert (made.published, made.published_basis) == (day, basis)
    assert type(made.published) is type(day)
    assert codec.loads(Report, codec.dumps(made)) == made


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fen Post\nPosted on 18 March 2020\n\nThe army left.", date(2020, 3, 18)),
        ("The army left.\n\nPublished: March 18, 2020", date(2020, 3, 18)),
        ("OLDMERE, March 18, 2020 - The army left.", date(2020, 3, 18)),
        ("2020-03-18\nThe army left.", date(2020, 3, 18)),
        ("Fen Post of the Marsh, Wednesday 18 March 2020\nThe army left.", date(2020, 3, 18)),
        ("The army left Oldmere, 18 March 2020\nIt came back.", None),
        ("18/03/2020 | Staff\nThe army left.", date(2020, 3, 18)),
        ("The army left Oldmere on 18 March 2020 and came back.", None),
        ("03/04/2020\nThe army left.", None),
        ("Posted on 18 March 9999\nThe army left.", None),
    ],
)
def test_a_date_is_taken_from_the_edges_of_a_text_and_never_from_its_sentences(
    tmp_path: Path, text: str, day: date | None
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    made = report(file)
    assert made.published == day
    assert made.published_basis.startswith("text:" if day else "unknown:")


def test_the_option_dates_only_what_carries_no_date(tmp_path: Path) -> None:
    dated, bare = tmp_path / "a.txt", tmp_path / "b.txt"
    dated.write_text("2020-03-18\nThe army left.", encoding="utf-8")
    bare.write_text("The army left.", encoding="utf-8")
    option = date(2021, 1, 1)
    assert report(dated, published=option).published == date(2020, 3, 18)
    made = report(bare, published=option)
    assert (made.published, made.published_basis) == (option, "option")


def test_an_absurd_date_is_no_date(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"id": "a", "text": "x y z", "published": "9999-01-01"}', encoding="utf-8")
    made = report(file)
    assert made.published is None
    assert "9999" in made.published_basis


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n", "empty"),
        ("pic.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "binary"),
        ("noise.txt", bytes(range(32)) * 90, "binary"),
        ("line.txt", b"x" * 3_000_000, "single line"),
        ("big.txt", b"word " * 10_000_000, "50 MB"),
        ("empty.jsonl", b"", "empty"),
        ("empty.html", b"<html><body></body></html>", "no text"),
    ],
)
def test_bad_input_is_named_with_what_to_do(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    made = failure(file)
    assert says in made.reason
    assert made.document == str(file)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no such" in failure(tmp_path / "nothing.txt").reason
    (tmp_path / "empty").mkdir()
    assert "no report" in failure(tmp_path / "empty").reason


def test_html_nested_very_deep_is_still_read(tmp_path: Path) -> None:
    file = tmp_path / "deep.html"
    file.write_text("<html>" + "<div>" * 100_000 + "The army left Oldmere." + "</div>" * 100_000, encoding="utf-8")
    assert "The army left Oldmere." in report(file).text


def test_other_encodings_are_told(tmp_path: Path) -> None:
    text = "L’armée a pris la ville après de longs combats, dit un témoin déçu à Léon."
    for name, raw in (("cp", text.encode("cp1252")), ("u16", text.encode("utf-16")), ("bom", text.encode("utf-8-sig"))):
        file = tmp_path / f"{name}.txt"
        file.write_bytes(raw)
        assert "armée" in report(file).text


def test_a_folder_is_read_whole_in_order_without_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "1.txt", ".hidden.txt", "x.png"):
        (tmp_path / name).write_text("The army left Oldmere.", encoding="utf-8")
    assert [r.key for r in read(tmp_path) if isinstance(r, Report)] == [
        str(tmp_path / "1.txt"),
        str(tmp_path / "b" / "2.txt"),
    ]


def test_standard_input_is_told_by_its_look() -> None:
    assert report("-", stdin=b"The army left.").text == "The army left."
    assert report("-", stdin=b'{"id": "a", "text": "The army left."}').key == "a"
    assert report("-", stdin=PAGE.encode()).source == "Fen Post"


def test_packed_json_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"id": "a", "text": "The army left."}\n'))
    assert report(file).key == "a"


def test_what_no_file_can_hold_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"id": "a", "text": "x \\ud800 y\\u0000z"}', encoding="utf-8")
    report(file).text.encode("utf-8")


def test_a_page_with_an_address_that_is_none_is_read(tmp_path: Path) -> None:
    file = tmp_path / "post.html"
    page = PAGE.replace('<meta property="og:site_name" content="Fen Post">', "")
    file.write_text(page.replace("https://fen.example/a", "http://[bad/x"), encoding="utf-8")
    made = report(file)
    assert (made.source, made.published) == ("post", date(2020, 3, 18))


def test_what_breaks_a_reader_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(value: object) -> tuple[date | None, str]:
        if value == "breaks":
            raise RuntimeError("no such day")
        return None, ""

    for module in ("jsonl", "markdown"):
        monkeypatch.setattr(f"fogline.ingest.{module}.parse_day", broken)
    bad, good = tmp_path / "a.md", tmp_path / "b.md"
    bad.write_text("---\ndate: breaks\n---\nThe army left.\n", encoding="utf-8")
    good.write_text("The army left.", encoding="utf-8")
    rows = tmp_path / "c.jsonl"
    rows.write_text('{"id": "d", "text": "x y", "published": "breaks"}\n{"id": "e", "text": "x y"}\n', encoding="utf-8")
    deep = tmp_path / "f.json"
    deep.write_text('[{"id": "f", "text": "x y", "more": %s}, {"id": "g", "text": "x y"}]' % ("[" * 400 + "]" * 400))
    made = read(tmp_path)
    assert [r.key for r in made if isinstance(r, Report)] == [str(good), "e", "g"]
    failed = [f for f in made if isinstance(f, Failure)]
    assert [f.document for f in failed] == [str(bad), f"{rows}:1", f"{deep}:1"]
    assert failed[0].reason == "RuntimeError: no such day"
    assert all("this is a bug in Fogline" in f.advice for f in failed)
