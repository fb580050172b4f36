"""Labels without words: from annotated passages and back, over invented data laid out as the open sets are."""

import gzip
import io
import json
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
from training.notation import compile_file
from training.standoff import FILES, LABELS, Data, UnlikeError, cut, main, read_labels

WIRE = "THE 2D HILL BATTALION REPORTED THAT\nTEN MEN OF THE RED FRONT (RFO) WERE KILLED NEAR OLDMERE.\n\n   THE ARRMY TOOK  THE HILL ON 3 MAY."
WIRE_AS_ANNOTATED = "The 2d Hill Battalion reported that ten men of the Red Front (RFO) were killed near Oldmere.\n\nThe army took the hill on 3 May."
ARTICLE = (
    "---\ntitle: x\n---\n# Battle of Saltby\n\nIntroduction.\n\n## Fighting\n\n![map](m.png)\n"
    "On 3 May the **[army](https://example.org/a_(b))** took [Saltby](s.md).[12]\n\n| a | b |\n\nRebels ''left'' Ashby.\n\n## After\n"
)
STATEMENT = "We condemn the raid. \r\nFighters took Oldmere\u200e on Friday.\n"
LAST_PART = "Fighting ended."
COMMUNIQUE = "Near Ashby, two strikes destroyed a bridge."
TREEBANK = """# newdoc id = log-1
# newpar
# sent_id = 1
# text = Nothing to say today.
1\tNothing\t_

# newdoc id = log-2
# newpar
# sent_id = 1
# text = Saltby was calm.
1\tSaltby\t_

# sent_id = 2
# text = Then shells fell on Reedham.
1\tThen\t_

# newpar
# sent_id = 3
# text = We left.
1\tWe\t_
"""

REPORTS = f"""report s-1
source Wire
published 1989-05-04
theatre x
title Ten killed
text
{WIRE_AS_ANNOTATED}
claims
> The 2d Hill
casualties occurred stated | killed | by 2d Hill Battalion | of men of the Red Front (RFO) | at near: Oldmere @ 13.0 -89.5 8 | says 2d Hill Battalion | n ten = killed 10 10 10 rebels
> The army
control_gain occurred stated | took | by army = sy-government | at hill | when 3 May = 1989-05-03 1989-05-03
report s-2
source Wikipedia
published 2017-05-06
theatre x
title Battle of Saltby
text
On 3 May the army took Saltby.
Rebels left Ashby.
claims
> On 3 May
control_gain occurred stated | took | by army | at Saltby | when 3 May = 2017-05-03 2017-05-03
> Rebels left
withdrawal occurred hedged | left | by Rebels | at Ashby @ 36.0 37.25 5 | from Ashby @ 36.0 37.25 5
report s-3
source Office
published 2017-05-06
theatre x
title A raid
text
We condemn the raid.
Fighters took Oldmere on Friday.
claims
none
report s-4
source Office
published 2017-05-06
theatre x
title Strike report
text
Near Ashby, two strikes destroyed a bridge.
claims
> Near Ashby
air_strike occurred stated | strikes | at near: Ashby @ 36.0 37.25 5
report s-5
source Log
published 2004-05-06
theatre x
title Article
text
Saltby was calm. Then shells fell on Reedham.
We left.
claims
> Then shells
shelling occurred stated | shells fell | at Reedham @ 36.0 37.25 5
"""


def lay_out(folder: Path, wire: str = WIRE) -> Path:
    """A data folder in the layouts of the sets."""
    (folder / "muc4").mkdir(parents=True)
    rows = [{"docid": "D-1", "text": LAST_PART}, {"docid": "D-2", "text": wire}]
    (folder / "muc4/doc_x.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    (folder / "re3d/Office").mkdir(parents=True)
    row = {"_id": "E1", "title": "A raid", "text": STATEMENT}
    (folder / "re3d/Office/documents.json").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (folder / "airwars_syria").mkdir()
    rows = [{"text": "No strikes."}, {"text": COMMUNIQUE}]
    lines = "\n".join(map(json.dumps, rows))
    (folder / "airwars_syria/strike_reports.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (folder / "ud_english").mkdir()
    (folder / "ud_english/x-train.conllu.gz").write_bytes(gzip.compress(TREEBANK.encode()))
    (folder / "wikipedia_conflict").mkdir()
    with tarfile.open(folder / "wikipedia_conflict/articles.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("x/saltby.md")
        member.size = len(ARTICLE.encode())
        archive.addfile(member, io.BytesIO(ARTICLE.encode()))
    return folder


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    """The annotated passages, compiled."""
    file = tmp_path / "reports.txt"
    file.write_text(REPORTS, encoding="utf-8")
    documents, complaints = compile_file(file)
    assert not complaints
    folder = tmp_path / "compiled"
    folder.mkdir()
    for document in documents:
        text = json.dumps(document, ensure_ascii=False, indent=1)
        (folder / f"{document['id']}.json").write_text(text + "\n", encoding="utf-8")
    return folder


def strings(value: Any) -> list[str]:
    """Every string in a label."""
    if isinstance(value, dict):
        return [s for v in value.values() for s in strings(v)]
    if isinstance(value, list):
        return [s for v in value for s in strings(v)]
    return [value] if isinstance(value, str) else []


def test_passages_come_back_byte_for_byte(tmp_path: Path, passages: Path) -> None:
    data, labels, out = lay_out(tmp_path / "data"), tmp_path / "labels", tmp_path / "out"
    assert main(["make", str(data), str(passages), "-o", str(labels)]) == 0
    assert sorted(f.name for f in labels.iterdir()) == [f"{name}.jsonl" for name in sorted(FILES)]
    assert main(["build", str(data), str(labels), "-o", str(out)]) == 0
    assert {f.name: f.read_bytes() for f in out.iterdir()} == {f.name: f.read_bytes() for f in passages.iterdir()}


def test_labels_hold_no_words_of_the_passages(tmp_path: Path, passages: Path) -> None:
    labels = tmp_path / "labels"
    main(["make", str(lay_out(tmp_path / "data")), str(passages), "-o", str(labels)])
    strike, wire, statement, log, article = read_labels(labels)
    assert (strike["from"]["doc"], log["from"]["doc"]) == ("1", "log-2")
    assert statement["title"] is None
    assert "Oldmere" not in json.dumps([wire, statement])
    assert wire["from"]["cut"] == [[0, 99], [100, 127]]
    assert wire["claims"][0]["place"] == [84, 91, "near", 13.0, -89.5, 8.0]
    assert article["claims"][0]["place"] == [23, 29, "at"]


def test_a_changed_text_is_refused_and_the_rest_goes_on(
    tmp_path: Path, passages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels, out = tmp_path / "labels", tmp_path / "out"
    main(["make", str(lay_out(tmp_path / "data")), str(passages), "-o", str(labels)])
    other = lay_out(tmp_path / "other", WIRE.replace("TEN", "SIX"))
    (other / "re3d/Office/documents.json").unlink()
    capsys.readouterr()
    assert main(["build", str(other), str(labels), "-o", str(out)]) == 1
    said = capsys.readouterr()
    assert "s-1: D-2 in muc4/doc_x.jsonl.gz is not the text that was labelled; left out" in said.err
    assert "s-3: re3d/Office/documents.json is missing; left out" in said.err
    assert "3 passages, 4 claims; 2 left out" in said.out
    assert sorted(f.name for f in out.iterdir()) == ["s-2.json", "s-4.json", "s-5.json"]


def test_a_passage_that_is_not_in_the_data_gets_no_label(
    tmp_path: Path, passages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = lay_out(tmp_path / "data", LAST_PART)
    assert main(["make", str(data), str(passages), "-o", str(tmp_path / "labels")]) == 1
    assert "s-1: no document of the data holds it; left out" in capsys.readouterr().err


def test_a_passage_too_far_from_its_document_gets_no_label() -> None:
    assert cut("one two\nthree", "none one two\nthree four") == [[5, 18]]
    assert cut("one two\nfour", "one two\nthree\nfour") == [[0, 7], "\n", [14, 18]]
    with pytest.raises(UnlikeError, match="too far"):
        cut("one hundred and two men went up", "one two men went up")


def test_a_missing_document_is_named(tmp_path: Path) -> None:
    data = Data(lay_out(tmp_path))
    with pytest.raises(UnlikeError, match="D-9 is missing in muc4/doc_x"):
        data.document("muc4/doc_x.jsonl.gz", "D-9")
    (tmp_path / "muc4/doc_y.jsonl.gz").write_text("version 1")
    with pytest.raises(UnlikeError, match="cannot be read"):
        data.document("muc4/doc_y.jsonl.gz", "D-9")


def test_the_kept_labels_hold_offsets_and_what_was_resolved_only() -> None:
    for label in read_labels():
        assert all(len(piece.strip()) <= 2 for piece in strings(label["from"]["cut"]))
        assert all(re.fullmatch(r"[a-z0-9_-]+|[NESW]{1,2}", word) for word in strings(label["claims"])), label["id"]


def test_the_kept_labels_fit_the_data(shared: Path, tmp_path: Path) -> None:
    assert main(["build", str(shared / "data"), "-o", str(tmp_path)]) == 0
    assert len(list(tmp_path.iterdir())) == len(read_labels(LABELS))
