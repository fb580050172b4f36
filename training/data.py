"""Annotated reports as tensors: pages with windows and word features, and the words around each trigger."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.read.model.sheet import Ints, Sheet, Window, matrix, sheet, windows
from fogline.read.model.surroundings import Tree, Trigger, relations, shown
from fogline.read.model.wordpiece import WordPieces
from fogline.read.rules import RulesReader
from fogline.read.theatre import TheatreTeller
from fogline.records import CountKind
from training.examples import SLOTS, Example, examples, names_by_actor, place_part, report_of

WHATS = [str(k) for k in CountKind]


@dataclass(slots=True)
class Page:
    """One annotated report, ready for training."""

    id: str
    sheet: Sheet
    examples: list[Example]
    names: Mapping[str, frozenset[str]]
    pieces: list[tuple[int, ...]]
    windows: tuple[Window, ...]
    features: Any = None
    tree: Tree | None = None
    wrong: list[Trigger] = field(default_factory=list)
    cache: dict[Trigger, tuple[tuple[int, ...], list[list[int]]]] = field(default_factory=dict)


def load_documents(folders: Iterable[Path]) -> list[dict[str, Any]]:
    """The annotated documents of some folders, in the order of their names."""
    files = sorted(f for folder in folders for f in folder.glob("*.json"))
    return [json.loads(f.read_text(encoding="utf-8")) for f in files]


def held_out(ident: str, share: float = 0.08) -> bool:
    """True for the documents that are never trained on; by digest of their id, so it never changes."""
    return int(sha256(ident.encode()).hexdigest()[:8], 16) / 2**32 < share


def make_page(
    document: Mapping[str, Any],
    reader: RulesReader,
    teller: TheatreTeller,
    packs: Mapping[str, Pack],
    gazetteer: Gazetteer,
    cutter: WordPieces,
) -> Page:
    """Analyses a document with the rules and aligns its annotation."""
    report = report_of(document)
    name = teller.tell(report)
    page = sheet(reader.analyse(report, packs.get(name) if name else None, gazetteer))
    pieces = [cutter.cut(word) for word in page.words]
    made = examples(document, page)
    return Page(
        id=document["id"],
        sheet=page,
        examples=made,
        names=names_by_actor(made),
        pieces=pieces,
        windows=windows(page, [len(p) for p in pieces]),
    )


def common(names: Iterable[Iterable[str]], least: int) -> dict[str, int]:
    """The names seen at least so often, numbered in alphabetical order."""
    counts = Counter(name for group in names for name in group)
    return {name: n for n, name in enumerate(sorted(k for k, v in counts.items() if v >= least))}


def around(page: Page, trigger: Trigger, known: Mapping[str, int]) -> tuple[tuple[int, ...], list[list[int]]]:
    """The shown words of a trigger, and the known relation names of each; remembered."""
    if trigger not in page.cache:
        words = shown(page.sheet, trigger)
        names = relations(page.sheet, page.tree, trigger, words)
        page.cache[trigger] = words, [sorted({known[n] for n in group if n in known}) for group in names]
    return page.cache[trigger]


def features_of(page: Page, known: Mapping[str, int]) -> None:
    """Fills in the page's word feature matrix."""
    page.features = matrix(page.sheet.features, known).astype(np.uint8)


def tags_of(page: Page, types: Sequence[str]) -> Ints:
    """The trigger tag of each word: 0, or 1 + 2 x type for a first word, 2 + 2 x type for those after it."""
    made = np.zeros(len(page.sheet.words), dtype=np.int64)
    for example in page.examples:
        number = types.index(example.type)
        span = range(example.trigger.start, example.trigger.end)
        if made[list(span)].any():
            continue
        for word in span:
            made[word] = (1 if word == example.trigger.start else 2) + 2 * number
    return made


def slot_labels(page: Page, example: Example, words: Sequence[int]) -> tuple[Ints, Ints]:
    """BIO labels (words, slots) of the shown words, and what the counts count (-1 elsewhere)."""
    labels = np.zeros((len(words), len(SLOTS)), dtype=np.int64)
    whats = np.full(len(words), -1, dtype=np.int64)
    for column, slot in enumerate(SLOTS):
        for part in example.slots[slot]:
            found = place_part(page.sheet, words, example.trigger, part, page.names)
            if found is None:
                continue
            for i in found:
                labels[i, column] = 1 if i == found.start else 2
                if part.what is not None:
                    whats[i] = WHATS.index(part.what)
    return labels, whats


def hard_negatives(page: Page, chance: random.Random, share: float) -> list[Trigger]:
    """Triggers that carry no claim: the rules' mistakes and other words of the lexicon, and the tagger's mistakes."""
    gold = {w for e in page.examples for w in range(e.trigger.start, e.trigger.end)}
    made: set[Trigger] = {t for t in page.wrong if not gold & set(range(t.start, t.end))}
    for number, line in enumerate(page.sheet.lines):
        sure = {d.chosen.hit.start for d in line.drafts}
        for hit in line.hits:
            trigger = Trigger(page.sheet.at(number, hit.start), page.sheet.at(number, hit.end))
            if gold & set(range(trigger.start, trigger.end)):
                continue
            if hit.start in sure or chance.random() < share:
                made.add(trigger)
    return sorted(made, key=lambda t: (t.start, t.end))
