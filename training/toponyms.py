"""Trains the weights of the general place recogniser on openly licensed annotated texts.

    python -m training.toponyms SHARED_DATA HOME [-o FILE]

Texts: wikigold and WNUT-17 (CC BY 4.0) and re3d (open government and CC BY-SA). A country, region or city that heads
the name of an organisation ("Texas Rangers") or ends it after "of" counts as named; other known names inside a longer
name teach nothing. HOME holds a compiled gazetteer. A fifth of the documents is held back and scored.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from fogline.gazetteer import Gazetteer, open_or_build, peoples
from fogline.read.toponyms import Passage, score
from fogline.records import Span

_LOCATIONS = frozenset(("LOC", "location", "Location"))
_HOLDING = frozenset(("ORG", "corporation", "group", "Organisation", "Vehicle", "MilitaryPlatform", "MISC", "product"))
_TIGHT = frozenset(".,;:!?)]%'’")
_SEEN = 3
_HELD = 5
_RIDGE = 1.0
_SMALLEST = 0.02
_BIG = 50_000


@dataclass(frozen=True, slots=True)
class Passages:
    """A text with its annotated stretches by what they are."""

    text: str
    places: frozenset[Span]
    holding: tuple[Span, ...]


def joined(rows: Sequence[tuple[str, str]]) -> Passages:
    """A text from words with BIO or IO labels."""
    text, spans, kind, start = "", [], "", 0
    previous = "O"
    for word, label in rows:
        gap = "" if not text or word[0] in _TIGHT or text[-1] in "([“" or word == "\n" or text[-1] == "\n" else " "
        begins = label.startswith("B-") or (label != "O" and label[2:] != previous[2:]) or (label != "O" == previous)
        if kind and (label == "O" or begins):
            spans.append((kind, Span(start, len(text))))
            kind = ""
        text += gap
        if label != "O" and begins:
            kind, start = label[2:], len(text)
        text += word
        previous = label
    if kind:
        spans.append((kind, Span(start, len(text))))
    return Passages(
        text,
        frozenset(s for k, s in spans if k in _LOCATIONS),
        tuple(s for k, s in spans if k in _HOLDING),
    )


def conll(path: Path, *, by_document: bool) -> Iterator[Passages]:
    """The documents, or else the sentences, of a file of words and labels."""
    rows: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split()
        if len(cells) >= 2 and cells[0] != "-DOCSTART-":
            rows.append((cells[0].replace("``", '"').replace("''", '"'), cells[-1]))
        elif not by_document or (cells and cells[0] == "-DOCSTART-"):
            if rows:
                yield joined(rows)
            rows = []
        elif rows:
            rows.append(("\n", "O"))
    if rows:
        yield joined(rows)


def re3d(folder: Path) -> Iterator[Passages]:
    """The documents of re3d."""
    for path in sorted(folder.glob("*/documents.json")):
        entities = [
            json.loads(line) for line in (path.parent / "entities.json").read_text("utf-8").splitlines() if line
        ]
        for line in path.read_text(encoding="utf-8").splitlines():
            doc = json.loads(line)
            mine = [e for e in entities if e["documentId"] == doc["_id"]]
            yield Passages(
                doc["text"],
                frozenset(_bare(doc["text"], e["begin"], e["end"]) for e in mine if e["type"] in _LOCATIONS),
                tuple(Span(e["begin"], e["end"]) for e in mine if e["type"] in _HOLDING),
            )


def _bare(text: str, start: int, end: int) -> Span:
    """A span without its leading article."""
    return Span(start + 4, end) if text[start:end].lower().startswith("the ") else Span(start, end)


def rows_of(doc: Passages, gazetteer: Gazetteer) -> Iterator[tuple[dict[str, float], bool]]:
    """Features and truth of every stretch that can teach: none for a people or a place within a longer name."""
    passage = Passage(doc.text, gazetteer)
    for stretch in passage.stretches():
        span = Span(passage.words[stretch.first].start, passage.words[stretch.last - 1].end)
        right = span in doc.places
        places = passage.known(stretch)
        if passage.name(stretch.first, stretch.last) in peoples():
            continue
        holding = [h for h in doc.holding if h.start <= span.start and span.end <= h.end and h != span]
        if holding and places and not right:
            of = passage.words[stretch.first - 1].lower == "of" and any(h.end == span.end for h in holding)
            if not of and not any(_bare(doc.text, h.start, h.end).start == span.start for h in holding):
                continue
            right = any(p.kind in ("country", "governorate") or p.population >= _BIG for p in places)
            if not right:
                continue
        yield passage.features(stretch, places), right


def documents(data: Path) -> Iterator[Passages]:
    """All texts that may be trained on."""
    yield from conll(data / "wikigold" / "wikigold.conll.txt", by_document=True)
    for name in ("wnut17train.conll", "emerging.dev.conll", "emerging.test.annotated"):
        yield from conll(data / "wnut17" / name, by_document=False)
    yield from re3d(data / "re3d")


def fitted(rows: Sequence[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Ridge logistic regression over the features seen often enough."""
    counts = Counter(name for features, _ in rows for name in features)
    names = sorted(n for n, c in counts.items() if c >= _SEEN)
    column = {n: i for i, n in enumerate(names)}
    cells = [(r, column[n], v) for r, (f, _) in enumerate(rows) for n, v in f.items() if n in column]
    r, c, v = (np.array(x) for x in zip(*cells, strict=True))
    x = csr_matrix((v, (r, c)), shape=(len(rows), len(names)))
    y = np.array([1.0 if right else -1.0 for _, right in rows])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = y * (x @ w)
        slope = -y / (1 + np.exp(np.clip(z, -30, 30)))
        return float(np.logaddexp(0, -z).sum() + 0.5 * _RIDGE * w @ w), x.T @ slope + _RIDGE * w

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return {n: round(float(w), 3) for n, w in zip(names, found.x, strict=True) if abs(w) >= _SMALLEST}


def main() -> int:
    """Trains, scores the documents held back, trains on all and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("src/fogline/read/toponyms.json"))
    args = parser.parse_args()
    gazetteer = open_or_build(args.home)
    made = [list(rows_of(doc, gazetteer)) for doc in documents(args.data)]
    taught = [row for n, rows in enumerate(made) if n % _HELD for row in rows]
    held = [row for n, rows in enumerate(made) if n % _HELD == 0 for row in rows]
    by = fitted(taught)
    for threshold in (-2.0, -1.5, -1.0, -0.5, 0.0):
        said = [(score(f, by) >= threshold, right) for f, right in held]
        hits = sum(a and b for a, b in said)
        precision, recall = hits / max(1, sum(a for a, _ in said)), hits / max(1, sum(b for _, b in said))
        print(
            f"held back, from {threshold}: precision {precision:.3f}, recall {recall:.3f} of {sum(b for _, b in said)}"
        )
    every = fitted([row for rows in made for row in rows])
    args.output.write_text(json.dumps(every, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(every)} weights from {sum(map(len, made))} stretches")
    return 0


if __name__ == "__main__":
    sys.exit(main())
