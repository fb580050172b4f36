import pytest

from fogline.read.parts import parts
from fogline.records import PartKind, Report, ReportId

BODY = """The Marsh League took Oldmere on Friday after two days of fighting, a local source said.

The villages taken so far are:

  • Reedham
  • Saltby

North front

Shelling went on near the bridge on Saturday, residents reported. Two people were killed in the province.
"""
THREAD = """
  • Joe

    I think they will take the city next!

    • marsh_fan

      lol no way, you wish

  • Anna K

    My cousin lives there, all fine so far.
"""


def cut(text: str, title: str | None = None) -> dict[PartKind, list[str]]:
    made: dict[PartKind, list[str]] = {}
    for part in parts(Report(id=ReportId("r"), key="k", source="s", text=text, title=title)):
        made.setdefault(part.kind, []).append(text[part.span.start : part.span.end])
    return made


def test_a_list_hangs_on_its_lead_and_a_heading_stands_over_what_follows() -> None:
    report = Report(id=ReportId("r"), key="k", source="s", text=BODY)
    found = parts(report)
    items = [p for p in found if p.kind is PartKind.LIST_ITEM]
    assert [BODY[p.span.start : p.span.end] for p in items] == ["Reedham", "Saltby"]
    assert all(
        p.lead is not None and BODY[p.lead.start : p.lead.end] == "The villages taken so far are:" for p in items
    )
    last = found[-1]
    assert last.heading is not None
    assert BODY[last.heading.start : last.heading.end] == "North front"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("marks", ["", "\n3 comments\n", "\nLeave a reply\n", "\nCOMMENTS (oldest first)\n"])
def test_reader_comments_are_told_apart_with_and_without_a_marker(marks: str, ends: str) -> None:
    text = (BODY + marks + THREAD).replace("\n", ends)
    made = cut(text)
    said = " ".join(made[PartKind.BODY] + made[PartKind.LIST_ITEM])
    assert "cousin" not in said
    assert "Joe" not in said
    assert "Shelling went on" in said
    assert any("cousin" in line for line in made[PartKind.COMMENT])


@pytest.mark.parametrize(
    "line",
    [
        "Click to see the full-size map", "Read more", "Share on Facebook | Tweet | Telegram",
        "If you like our content, please support the project: PayPal: a@b.example", "Photo credit: Agency", "The picture below shows the harbour before the storm.", "All rights reserved.",
        "Back To Top", "skip to Main Content", "Sort by: newest | oldest | most voted", "https://example.org/a/b", "Tags: war, map",
        "Subscribe to our newsletter", "By Jane Doe", "Advertisement", "12 shares", "18 March 2020, 10:15", "(Agencies)",
        "[The army takes Saltby (1)](https://example.org/file/Saltby_(1).jpg?)", "![A map of Saltby](maps/a.png)", "Flag of the Marsh League.svg",
    ],
)  # fmt: skip
def test_page_furniture_is_no_body(line: str) -> None:
    made = cut(BODY + "\n" + line + "\n\nThe army left Saltby on Sunday, the governor said.\n")
    assert line in made[PartKind.FURNITURE]


@pytest.mark.parametrize(
    "line",
    [
        "The army left Saltby on Sunday.", "Fighters shared the bread of the village with the families they had displaced.",
        "Three men were killed on the road to the coast, according to the report of the monitor.", "Email from the front says that the bridge was blown up on Monday.",
        "The army took [Saltby](https://example.org/saltby) on Sunday, the governor said.",
    ],
)  # fmt: skip
def test_sentences_are_no_furniture(line: str) -> None:
    assert line in cut(BODY + "\n" + line + "\n")[PartKind.BODY]


def test_a_title_that_the_text_repeats_is_no_body() -> None:
    made = cut("Marsh League takes Oldmere\n\n" + BODY, title="Marsh League Takes Oldmere")
    assert made[PartKind.TITLE] == ["Marsh League takes Oldmere"]


def test_a_label_at_the_start_of_a_paragraph_is_its_heading() -> None:
    made = cut("Oldmere: The army stormed the northern quarter on Monday and lost two men there.\n")
    assert made[PartKind.HEADING] == ["Oldmere"]
    assert made[PartKind.BODY][0].startswith("The army")


def test_parts_cover_everything_but_blanks_and_never_overlap() -> None:
    text = BODY + THREAD
    found = parts(Report(id=ReportId("r"), key="k", source="s", text=text))
    at = 0
    for part in sorted(found, key=lambda p: p.span):
        assert part.span.start >= at
        assert not any(c.isalnum() for c in text[at : part.span.start])
        at = part.span.end
    assert not any(c.isalnum() for c in text[at:])
