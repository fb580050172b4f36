"""The first half of training: encoder and parser on a treebank, and the trees of the reports."""

import argparse
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from fogline.read.model.sheet import matrix, shape
from fogline.read.model.surroundings import Tree
from fogline.read.model.wordpiece import WordPieces
from training.batch import Batch, pad
from training.data import WHATS, Page, common, features_of, held_out
from training.examples import SLOTS
from training.net import Net, Sizes
from training.outputs import OUTCOMES, PHASES, STATUSES, TYPES
from training.treebank import Sentence

SEED = 20261126
MEAN_OF = 200
"""Steps that the running mean of the weights covers."""


def half() -> torch.autocast:
    """bfloat16 where the processor multiplies it; where it must be emulated it is ten times slower than float32."""
    able = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=able)


def say(text: str) -> None:
    print(text, flush=True)


class Parsing:
    """A training run as far as syntax goes: data, network, optimiser, treebank and trees."""

    def __init__(self, args: argparse.Namespace, pages: list[Page], treebank: list[Sentence], folder: Path) -> None:
        torch.manual_seed(SEED)
        self.chance = random.Random(SEED)
        self.noise = np.random.default_rng(SEED)
        self.args, self.out = args, args.out
        self.train = [p for p in pages if not held_out(p.id)]
        self.held = [p for p in pages if held_out(p.id)]
        if args.share < 1:
            self.train = [p for p in self.train if held_out("share" + p.id, args.share)]
        vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.cutter = WordPieces(vocabulary)
        self.mask = vocabulary.index("[MASK]")
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
        self.mean: dict[str, Tensor] = {}
        self.seen: frozenset[str] = frozenset()  # ids of the reports that the run to go on from was trained on
        self.kept: dict[str, Any] = {}  # the decoder's thresholds of that run

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

    def page_batch(self, pages: Sequence[Page], blank: float = 0.0) -> Batch:
        """The windows of some pages; a share `blank` of words and of features is hidden from the reader."""
        rows = []
        for page in pages:
            for w in page.windows:
                pieces, features = page.pieces[w.begin : w.stop], page.features[w.begin : w.stop]
                if blank:
                    pieces = [(self.mask,) if self.chance.random() < blank else p for p in pieces]
                    features = features * (self.noise.random(features.shape) >= blank)
                rows.append((pieces, features, page.sheet.line_of[w.begin : w.stop]))
        return Batch(rows, self.cutter.first, self.cutter.last)

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
        with half():
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

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The network with the running mean of its weights, which generalises better than the last ones."""
        assert self.net is not None
        own = {name: p.detach().clone() for name, p in self.net.named_parameters()}
        self.copy(self.mean)
        yield
        self.copy(own)

    def copy(self, weights: Mapping[str, Tensor]) -> None:
        """Sets the named weights of the network."""
        assert self.net is not None
        with torch.no_grad():
            for name, parameter in self.net.named_parameters():
                if name in weights:
                    parameter.copy_(weights[name])

    def remember(self, at: int) -> None:
        """Takes the weights after step `at` into the running mean (of about the last 200 steps)."""
        assert self.net is not None
        share = max(1 / MEAN_OF, 1 / (at + 1))
        with torch.no_grad():
            for name, parameter in self.net.named_parameters():
                if parameter.requires_grad:
                    kept = self.mean.setdefault(name, parameter.detach().clone())
                    kept.lerp_(parameter, share)

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
