"""The page: everything escaped, pairs side by side, nothing lost, nothing fetched."""

import re
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

from fogline.cli_eval import stretches
from fogline.scoring import Gold, assess
from fogline.scoring.agree import Json
from fogline.scoring.gold import compile_document
from fogline.scoring.rows import DIFFERS, MISSED, RIGHT, SPURIOUS, TYPE, rows_of
from fogline.scoring.sheet import write_sheet
from tests.scoring.sample import GAIN, HOLD, TEXT, document, found, gold

EVIL = "<script>alert('x')</script>\"&"


def page(folder: Path, value: Json, mine: list[Json]) -> str:
    known = Gold(documents={value["id"]: value}, claims={value["id"]: compile_document(value, "f", [])})
    claims = {value["id"]: mine}
    write_sheet(folder / "p.html", known, claims, assess(known, claims), stretches, EVIL)
    return (folder / "p.html").read_text(encoding="utf-8")


def parsed(text: str) -> Any:
    return lxml_html.fromstring(text)


def test_rows_are_pairs_first_then_other_types_then_what_is_left() -> None:
    gain, hold = gold(GAIN, HOLD)
    far = {"text": "Reedham", "span": [150, 157]}
    mine = [found(gain, status="denied"), found(hold, type="presence"), found(gain, quote=far, trigger=far)]
    rows = rows_of([gain, hold], mine)
    assert [(r.kind, r.slots) for r in rows] == [(DIFFERS, ("status",)), (TYPE, ("type",)), (SPURIOUS, ())]
    assert [r.kind for r in rows_of([gain, hold], [found(gain)])] == [RIGHT, MISSED]
    assert rows[1].types == ("control_hold", "presence")


def test_matched_claims_share_a_row_under_their_sentence(tmp_path: Path) -> None:
    gain, hold = gold(GAIN, HOLD)
    tree = parsed(page(tmp_path, document(GAIN, HOLD), [found(gain, status="denied")]))
    differs, missed = tree.find_class("row")
    assert [c.get("class") for c in differs.find_class("card")] == ["card gold", "card found"]
    assert "The Marsh League took Oldmere" in differs.getparent().find_class("text")[0].text_content()
    assert [d.find("dt").text for d in differs.find_class("wrong")] == ["status", "status"]
    assert differs.get("data-slots") == "status"
    assert missed.get("data-kind") == MISSED
    assert "Saltby" in missed.getparent().find_class("text")[0].text_content()
    assert hold["place"]["text"] in missed.find_class("gold")[0].text_content()
    assert [m.text for m in tree.iter("mark")] == ["took", "holds"]


def test_everything_is_escaped_and_nothing_is_fetched(tmp_path: Path) -> None:
    text = f"{TEXT} {EVIL} was said."
    gain, _ = gold(GAIN, HOLD)
    evil = found(gain, initiator=[{"text": EVIL, "id": EVIL}], status=EVIL, certainty=EVIL, type=EVIL,
                 place={"text": EVIL, "relation": EVIL}, time={"text": EVIL, "from": "2020-03-01", "to": "2020-03-02"},
                 counts=[{"text": EVIL, "what": EVIL, "low": EVIL, "of": EVIL}], phase=EVIL)  # fmt: skip
    value = document(GAIN, text=text, title=EVIL, source=EVIL, theatre=EVIL, voice=EVIL, published=EVIL)
    made = page(tmp_path, value, [evil])
    assert made.count("<script>") == 1
    assert "alert('x')</script>" not in made
    assert EVIL in parsed(made).text_content()
    assert not re.search(r"(?:src|href)=\"(?!#)|@import|url\(|https?://", made)
    assert "default-src 'none'" in made


def test_the_page_can_be_used_by_keyboard_and_read_aloud(tmp_path: Path) -> None:
    gain, _ = gold(GAIN, HOLD)
    tree = parsed(page(tmp_path, document(GAIN), [found(gain)]))
    assert tree.xpath("//html")[0].get("lang") == "en"
    assert all(i.xpath("ancestor::label") for i in tree.xpath("//select | //input"))
    assert tree.xpath("//output/@aria-live") == ["polite"]
    assert all(r.get("tabindex") == "-1" and r.get("aria-label") for r in tree.find_class("row"))
    assert len(tree.xpath("//*[@id]")) == len({*tree.xpath("//@id")})


def test_a_document_without_sentences_or_claims_makes_a_page(tmp_path: Path) -> None:
    assert "no claims on either side" in page(tmp_path, document(text=" "), [])
