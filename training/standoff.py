"""Labels for passages of open real text that hold none of their words, and the way back to annotated reports.

Reports of our own stand in `training/reports`. Passages of other people's text are trained on too, but their text is
not ours to keep here: `training/standoff/SET.jsonl` says where each was cut from and where its claims stand in it.

    python -m training.standoff build SHARED_DATA -o DIR            one JSON file a passage, in the authoring format
    python -m training.standoff make SHARED_DATA DIR… -o LABELS     the labels of annotated passages

One line is one passage: `id`, `source`, `published`, `theatre`, `title` (null: the document's own), `from`, `sha256`
of the text, `claims`. `from` names a `file` of SHARED_DATA, the `doc` in it (archive member or document id) and the
`cut`: [start, end] stretches of the cleaned document, joined as they stand; a string between them is a line break or,
rarely, a character that the annotator put in. Each set has one way of cleaning, see `CLEANING`; MUC's capitals come
out lower case, so `upper` gives runs of characters: as they are, in capitals, as they are, … In a claim, words are
[start, end] in the passage, followed by what was resolved: an actor id, a relation and a spot, days, figures.
"""

import argparse
import gzip
import json
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from fogline.records import Span
from training.examples import find
from training.treebank import running_texts

LABELS = Path(__file__).with_suffix("")
FILES = {
    "airwars_syria": "strike_reports.jsonl.gz",
    "muc4": "doc_*.jsonl.gz",
    "re3d": "*/documents.json",
    "ud_english": "*-train.conllu.gz",
    "wikipedia_conflict": "*.tar.gz",
}
_KEPT = ("type", "status", "certainty", "phase", "outcome")
_LISTS = {"initiator": ("id",), "target": ("id",), "attributed_to": (), "counts": ("what", "low", "best", "high", "of")}
_SINGLES = {
    **dict.fromkeys(("place", "origin", "destination"), ("relation", "lat", "lon", "radius_km")),
    "time": ("from", "to"),
}
_ORDER = ("quote", "trigger", "type", "status", "certainty", *_LISTS, *_SINGLES, "phase", "outcome")
_PROBES, _PROBE = 6, 40
_LONGEST_EDIT, _MOST_EDITS = 2, 30


class UnlikeError(Exception):
    """Labels and data do not belong together; says how."""


def clean_wires(text: str) -> str:
    """MUC: one line a paragraph, single spaces, lower case."""
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    return "\n\n".join(p for p in (" ".join(p.split()) for p in text.split("\n\n")) if p).lower()


def clean_lines(text: str) -> str:
    """All others: no direction marks or carriage returns, no white space at the ends of lines."""
    return "\n".join(line.strip() for line in text.replace("\u200e", "").replace("\r", "").split("\n")).strip()


def clean_markdown(text: str) -> str:
    """Wikipedia: the running text without link targets, notes, emphasis, headings' marks, images and tables."""
    text = re.sub(r"^---.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\((?:[^()]|\([^)]*\))*\)", r"\1", text)
    text = re.sub(r"\[\d+\]", "", text)
    text = re.sub(r"\*\*|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)", "", text)
    text = re.sub(r"(?<!\w)_|_(?!\w)", "", text.replace("''", ""))
    lines = (line.strip() for line in re.sub(r"[ \t]+", " ", text).split("\n"))
    return "\n".join(re.sub(r"^#+\s*", "", line) for line in lines if line and not line.startswith((".jpg", "|", "!")))


CLEANING = {**dict.fromkeys(FILES, clean_lines), "muc4": clean_wires, "wikipedia_conflict": clean_markdown}


@dataclass
class Data:
    """The data folder: its documents by file and name, read when first asked for."""

    root: Path
    _read: dict[str, dict[str, tuple[str, str | None]]] = field(default_factory=dict)

    def documents(self, file: str) -> dict[str, tuple[str, str | None]]:
        """Cleaned text and title of each document of a file; raises `UnlikeError` where it cannot be read."""
        if file not in self._read:
            if not (self.root / file).is_file():
                raise UnlikeError(f"{file} is missing")
            clean = CLEANING[file.split("/")[0]]
            try:
                self._read[file] = {key: (clean(text), title) for key, text, title in self._raw(self.root / file)}
            except (OSError, EOFError, ValueError, KeyError, tarfile.TarError) as problem:
                raise UnlikeError(f"{file} cannot be read ({problem})") from problem
        return self._read[file]

    def document(self, file: str, name: str) -> tuple[str, str | None]:
        """One of them; raises `UnlikeError` where it is missing."""
        if name not in self.documents(file):
            raise UnlikeError(f"{name} is missing in {file}")
        return self._read[file][name]

    @cached_property
    def skeletons(self) -> dict[tuple[str, str], str]:
        """The letters and digits of every document of the sets."""
        paths = [p for folder, pattern in FILES.items() for p in sorted((self.root / folder).glob(pattern))]
        files = [p.relative_to(self.root).as_posix() for p in paths]
        return {(file, name): _skeleton(text) for file in files for name, (text, _) in self.documents(file).items()}

    @staticmethod
    def _raw(path: Path) -> Iterator[tuple[str, str, str | None]]:
        if path.name.endswith(".tar.gz"):
            with tarfile.open(path) as archive:
                for member in archive:
                    content = archive.extractfile(member) if member.name.endswith(".md") else None
                    if content is not None:
                        yield member.name, content.read().decode("utf-8"), None
            return
        content_of = gzip.open if path.suffix == ".gz" else open
        with content_of(path, "rt", encoding="utf-8") as lines:
            if ".conllu" in path.suffixes:
                yield from ((name, text, None) for name, text in running_texts(lines))
                return
            for n, line in enumerate(lines):
                row = json.loads(line)
                yield row.get("docid") or row.get("_id") or str(n), row["text"], row.get("title")


def _skeleton(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


# Back to words


def _passage(origin: Mapping[str, Any], original: str) -> str:
    text = "".join(p if isinstance(p, str) else original[p[0] : p[1]] for p in origin["cut"])
    made, at = "", 0
    for n, length in enumerate(origin.get("upper", ())):
        run = text[at : at + length]
        made += run.upper() if n % 2 else run
        at += length
    return made + text[at:]


def document_of(label: Mapping[str, Any], data: Data) -> dict[str, Any]:
    """The annotated passage in the authoring format; raises `UnlikeError` where the data are not those labelled."""
    origin = label["from"]
    original, title = data.document(origin["file"], origin["doc"])
    text = _passage(origin, original)
    if sha256(text.encode()).hexdigest() != label["sha256"]:
        raise UnlikeError(f"{origin['doc']} in {origin['file']} is not the text that was labelled")
    return {
        "id": label["id"],
        "source": label["source"],
        "url": None,
        "published": label["published"],
        "theatre": label["theatre"],
        "title": title if label["title"] is None else label["title"],
        "text": text,
        "boilerplate": [],
        "comments_from": None,
        "synthetic": True,
        "claims": [_claim(claim, text) for claim in label["claims"]],
    }


def _claim(label: Mapping[str, Any], text: str) -> dict[str, Any]:
    made: dict[str, Any] = {slot: text[slice(*label[slot])] for slot in ("quote", "trigger")}
    made |= {slot: label.get(slot) for slot in _KEPT}
    for slot, keys in _LISTS.items():
        made[slot] = [_worded(row, keys, text) for row in label.get(slot, ())]
    for slot, keys in _SINGLES.items():
        made[slot] = _worded(label[slot], keys, text) if slot in label else None
    return {slot: made[slot] for slot in _ORDER}


def _worded(row: Sequence[Any], keys: Sequence[str], text: str) -> dict[str, Any]:
    made = {"text": text[row[0] : row[1]], **dict(zip(keys, row[2:], strict=False))}
    if "relation" in made:
        made = {**made, "lat": made.get("lat"), "lon": made.get("lon")}
    return made


def build(labels: Iterable[Mapping[str, Any]], data: Data, out: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Writes the passages; gives them, and what is missing or different."""
    made: list[dict[str, Any]] = []
    wrong: list[str] = []
    out.mkdir(parents=True, exist_ok=True)
    for label in labels:
        try:
            made.append(document_of(label, data))
        except UnlikeError as problem:
            wrong.append(f"{label['id']}: {problem}; left out")
            continue
        (out / f"{label['id']}.json").write_text(_json(made[-1]), encoding="utf-8")
    return made, wrong


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


# To labels


def label_of(document: Mapping[str, Any], data: Data) -> dict[str, Any]:
    """The label of an annotated passage; raises `UnlikeError` where it cannot be cut from the data."""
    text: str = document["text"]
    file, name = _origin(text, data)
    original, title = data.document(file, name)
    lowered = CLEANING[file.split("/")[0]] is clean_wires
    origin: dict[str, Any] = {"file": file, "doc": name, "cut": cut(text.lower() if lowered else text, original)}
    if lowered:
        origin["upper"] = _capitals(text)
    label: dict[str, Any] = {key: document[key] for key in ("id", "source", "published", "theatre", "title")}
    label |= {"from": origin, "sha256": sha256(text.encode()).hexdigest()}
    label["title"] = None if document["title"] == title else document["title"]
    label["claims"] = list(_claim_labels(document["claims"], text))
    if _json(document_of(label, data)) != _json(document):
        raise UnlikeError(f"the labels do not give the passage back from {name} in {file}")
    return label


def _origin(text: str, data: Data) -> tuple[str, str]:
    letters = _skeleton(text)
    step = max(1, (len(letters) - _PROBE) // (_PROBES - 1))
    probes = [letters[n * step : n * step + _PROBE] for n in range(_PROBES)]
    hits = Counter({key: sum(probe in whole for probe in probes) for key, whole in data.skeletons.items()})
    best, count = max(hits.items(), key=lambda item: item[1], default=(("", ""), 0))
    if count <= _PROBES // 2:
        raise UnlikeError("no document of the data holds it")
    return best


def cut(wanted: str, text: str) -> list[Any]:
    """The stretches of a text that make up another, with the characters between; raises `UnlikeError` if too many."""
    pieces: list[Any] = []
    cursor = 0
    for n, line in enumerate(wanted.split("\n")):
        pieces += ["\n"] if n else []
        at = text.find(line, cursor)
        at = at if at >= 0 else text.find(line)
        if line:
            pieces += [[at, at + len(line)]] if at >= 0 else _mended(line, text)
            cursor = max((p[1] for p in pieces if not isinstance(p, str)), default=0)
    made: list[Any] = []
    for piece in pieces:
        last = made[-1] if made else None
        if isinstance(piece, str) and isinstance(last, str):
            made[-1] = last + piece
        elif len(made) > 1 and isinstance(last, str) and text[made[-2][1] : piece[0]] == last:
            made = [*made[:-2], [made[-2][0], piece[1]]]
        else:
            made.append(piece)
    edits = [p for p in made if isinstance(p, str) and p.strip()]
    if len(edits) > _MOST_EDITS or any(len(e.strip()) > _LONGEST_EDIT for e in edits):
        raise UnlikeError(f"it is too far from its document: {len(edits)} edits, the longest {max(map(len, edits))}")
    return made


def _mended(line: str, text: str) -> Iterator[Any]:
    anchor = SequenceMatcher(None, text, line, autojunk=False).find_longest_match()
    start = max(0, anchor.a - anchor.b - len(line) // 4 - 50)
    window = text[start : anchor.a + len(line) - anchor.b + len(line) // 4 + 50]
    for tag, a, b, c, d in SequenceMatcher(None, window, line, autojunk=False).get_opcodes():
        if tag == "equal":
            yield [start + a, start + b]
        elif d > c:
            yield line[c:d]


def _capitals(text: str) -> list[int]:
    runs, capital = [0], False
    for c in text:
        if (c != c.lower()) != capital:
            runs.append(0)
            capital = not capital
        runs[-1] += 1
    return runs if len(runs) % 2 == 0 else runs[:-1]


def _spot(text: str, words: str, near: Span) -> list[int]:
    span = find(text, words, near)
    if span is None:
        raise UnlikeError("an annotated word is not in its text")
    return [span.start, span.end]


def _claim_labels(claims: Iterable[Mapping[str, Any]], text: str) -> Iterator[dict[str, Any]]:
    cursor = 0
    for claim in claims:
        at = text.find(claim["quote"], cursor)
        cursor = at if at >= 0 else text.find(claim["quote"])
        quote = Span(cursor, cursor + len(claim["quote"]))
        made: dict[str, Any] = {"quote": [quote.start, quote.end], "trigger": _spot(text, claim["trigger"], quote)}
        made |= {slot: claim[slot] for slot in _KEPT if claim[slot] is not None}
        for slot, keys in (_LISTS | _SINGLES).items():
            items = claim[slot] if slot in _LISTS else [claim[slot]] if claim[slot] else []
            rows = [[*_spot(text, item["text"], quote), *(item[k] for k in keys if k in item)] for item in items]
            if rows:
                made[slot] = rows if slot in _LISTS else rows[0]
                if slot in _SINGLES and made[slot][3:] == [None, None]:
                    del made[slot][3:]
        yield made


def make(documents: Iterable[Mapping[str, Any]], data: Data, out: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Writes the labels, one file a data set; gives them, and what cannot be labelled."""
    made: dict[str, list[dict[str, Any]]] = {}
    wrong: list[str] = []
    for document in documents:
        try:
            label = label_of(document, data)
        except UnlikeError as problem:
            wrong.append(f"{document['id']}: {problem}; left out")
            continue
        made.setdefault(label["from"]["file"].split("/")[0], []).append(label)
    out.mkdir(parents=True, exist_ok=True)
    for name, labels in made.items():
        lines = (json.dumps(label, ensure_ascii=False, separators=(",", ":")) for label in labels)
        (out / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [label for labels in made.values() for label in labels], wrong


def read_labels(folder: Path = LABELS) -> list[dict[str, Any]]:
    """The labels of a folder."""
    return [json.loads(line) for f in sorted(folder.glob("*.jsonl")) for line in f.read_text("utf-8").splitlines()]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when something is missing or different."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["build", "make"])
    parser.add_argument("data", type=Path)
    parser.add_argument("folders", nargs="*", type=Path, help="make: annotated passages; build: labels to use instead")
    parser.add_argument("-o", "--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    data = Data(args.data)
    if args.verb == "build":
        made, wrong = build((x for f in args.folders or [LABELS] for x in read_labels(f)), data, args.out)
    else:
        files = sorted(f for folder in args.folders for f in folder.glob("*.json"))
        made, wrong = make((json.loads(f.read_text(encoding="utf-8")) for f in files), data, args.out)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(made)} passages, {sum(len(m['claims']) for m in made)} claims; {len(wrong)} left out")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
