"""Entity F1 on re3d, five-fold by document: one linear layer on what the shipped reader sees and makes of each word.

    python -m evals.entities

The reader itself names no entity types, so a softmax layer over the states and word features of a word and its
neighbours is trained on four fifths of the documents and read on the last, in turn. Spans count as right when type and
both ends agree; where entities stand in one another the outermost counts. Some of these texts are among the reader's
training passages, with other labels (claims); the five folds keep the entity labels apart.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from training.examples import report_of

from evals.surroundings import machine, shared
from fogline.gazetteer import Gazetteer, open_or_build
from fogline.read.model.net import Net, softmax
from fogline.read.model.reader import shipped
from fogline.read.model.sheet import Floats, Ints, Sheet, matrix, sheet
from fogline.read.rules import RulesReader
from fogline.settings import settings_from

FOLDS = 5
EPOCHS = 40
BATCH = 512
RATE = 1e-3
DECAY = 1e-4
SEED = 5


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text (characters, end exclusive) and its type."""

    begin: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Page:
    """One document: its sheet, what is read of each word, and its entities."""

    sheet: Sheet
    inputs: Floats
    entities: tuple[Entity, ...]


def outermost(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities that stand in no other."""
    kept: list[Entity] = []
    for e in sorted(entities, key=lambda e: (e.begin, -e.end, e.type)):
        if not kept or e.begin >= kept[-1].end:
            kept.append(e)
    return tuple(kept)


def documents(folder: Path) -> list[tuple[str, str, tuple[Entity, ...]]]:
    """Id, text and outermost entities of every document."""
    found: dict[str, list[Entity]] = defaultdict(list)
    texts: dict[str, str] = {}
    for part in sorted(p for p in folder.iterdir() if (p / "documents.json").is_file()):
        for line in (part / "documents.json").read_text(encoding="utf-8-sig").splitlines():
            row = json.loads(line)
            texts[row["_id"]] = row["text"]
        for line in (part / "entities.json").read_text(encoding="utf-8-sig").splitlines():
            row = json.loads(line)
            found[row["documentId"]].append(Entity(int(row["begin"]), int(row["end"]), row["type"]))
    return [(key, texts[key], outermost(found[key])) for key in sorted(texts)]


def read(text: str, entities: tuple[Entity, ...], rules: RulesReader, net: Net, gazetteer: Gazetteer) -> Page:
    """A document with the states of each word and of the words beside it."""
    page = sheet(rules.analyse(report_of({"id": "re3d", "source": "re3d", "text": text}), None, gazetteer))
    states = np.concatenate([net.tag(page).states, 3.0 * matrix(page.features, net.features)], axis=1)
    none = np.zeros_like(states[:1])
    before, after = np.concatenate([none, states[:-1]]), np.concatenate([states[1:], none])
    return Page(page, np.concatenate([states, before, after], axis=1), entities)


def labels(page: Page, types: Sequence[str]) -> Ints:
    """0, or 1 + 2 x type for a first word and 2 + 2 x type for those after it."""
    made = np.zeros(len(page.sheet.words), dtype=np.int64)
    for entity in page.entities:
        first = True
        for i, span in enumerate(page.sheet.spans):
            if span.start < entity.end and entity.begin < span.end:
                made[i] = (1 if first else 2) + 2 * types.index(entity.type)
                first = False
    return made


def train(inputs: Floats, wanted: Ints, classes: int) -> tuple[Floats, Floats]:
    """Weights and offsets of a softmax layer (Adam, fixed seed)."""
    chance = np.random.default_rng(SEED)
    w = np.zeros((inputs.shape[1] + 1, classes), dtype=np.float32)
    m, v, at = np.zeros_like(w), np.zeros_like(w), 0
    x = np.concatenate([inputs, np.ones((len(inputs), 1), dtype=np.float32)], axis=1)
    for _ in range(EPOCHS):
        for rows in np.array_split(chance.permutation(len(x)), max(1, len(x) // BATCH)):
            at += 1
            p = softmax(x[rows] @ w)
            p[np.arange(len(rows)), wanted[rows]] -= 1.0
            g = x[rows].T @ p / len(rows) + DECAY * w
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            w -= RATE * (m / (1 - 0.9**at)) / (np.sqrt(v / (1 - 0.999**at)) + 1e-8)
    return w[:-1], w[-1]


def spans(tags: Ints, page: Sheet, types: Sequence[str]) -> set[Entity]:
    """The entities that tags give, within lines."""
    made: set[Entity] = set()
    i = 0
    while i < len(tags):
        if tags[i] == 0:
            i += 1
            continue
        kind, end = (int(tags[i]) - 1) // 2, i + 1
        while end < len(tags) and tags[end] == 2 + 2 * kind and page.line_of[end] == page.line_of[i]:
            end += 1
        made.add(Entity(page.spans[i].start, page.spans[end - 1].end, types[kind]))
        i = end
    return made


def trimmed(entity: Entity, page: Sheet) -> Entity:
    """The entity cut to whole words, so that both sides count the same marks."""
    inside = [s for s in page.spans if s.start < entity.end and entity.begin < s.end]
    return Entity(inside[0].start, inside[-1].end, entity.type) if inside else entity


def main() -> None:
    """Measures and prints."""
    folder = shared() / "data" / "re3d"
    gazetteer = open_or_build(settings_from(os.environ).home)
    rules, net = RulesReader(), Net(shipped(), threads=2)
    pages = [read(text, found, rules, net, gazetteer) for _, text, found in documents(folder)]
    types = sorted({e.type for p in pages for e in p.entities})
    hits, gold, found = Counter[str](), Counter[str](), Counter[str]()
    for fold in range(FOLDS):
        taught = [p for n, p in enumerate(pages) if n % FOLDS != fold]
        w, b = train(
            np.concatenate([p.inputs for p in taught]),
            np.concatenate([labels(p, types) for p in taught]),
            1 + 2 * len(types),
        )
        for page in pages[fold::FOLDS]:
            tags: Ints = (page.inputs @ w + b).argmax(-1)
            mine = spans(tags, page.sheet, types)
            theirs = {trimmed(e, page.sheet) for e in page.entities}
            hits.update(e.type for e in mine & theirs)
            gold.update(e.type for e in theirs)
            found.update(e.type for e in mine)

    def f1(kinds: Sequence[str]) -> float:
        right, both = sum(hits[k] for k in kinds), sum(gold[k] + found[k] for k in kinds)
        return round(2 * right / both, 3) if both else 0.0

    by_type = {k: {"f1": f1([k]), "gold": gold[k]} for k in types if gold[k] >= 50}
    print(json.dumps({"documents": len(pages), "f1": f1(types), "by_type": by_type, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
