"""Runs the trained network with onnxruntime: numbers in, numbers out; nothing here knows what they mean.

Two graphs: the tagger reads windows of word pieces, the filler reads the words around one trigger. Both are
int8, run on a set number of threads and give the same answer every time.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from fogline.errors import ReaderError
from fogline.read.model.sheet import Floats, Ints, Sheet, Window, matrix, windows
from fogline.read.model.surroundings import Tree, Trigger, relations, shown
from fogline.read.model.wordpiece import WordPieces

# Few rows at a time stay in the processor's cache: a third faster than many.
_MANY = 4


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of a page: states (words, hidden), tag scores (words, tags), and its tree."""

    states: Floats
    tags: Floats
    tree: Tree


@dataclass(frozen=True, slots=True)
class Filled:
    """What the filler says of one trigger: slot chances (words, slots, 3) over `words`, and scores of its qualities."""

    words: tuple[int, ...]
    slots: Floats
    whats: Floats
    types: Floats
    rest: Floats


def softmax(scores: Floats) -> Floats:
    """Scores to chances over the last axis."""
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    made: Floats = grown / grown.sum(axis=-1, keepdims=True)
    return made


class Net:
    """The shipped weights, loaded once."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Raises ReaderError where a file is missing or broken."""
        try:
            self.config: Mapping[str, Any] = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
            vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise ReaderError(f"{folder}: the reader's weights are missing or broken ({error}); reinstall") from error
        self.pieces = WordPieces(vocabulary)
        self.features = {name: n for n, name in enumerate(self.config["features"])}
        self.relations = {name: n for n, name in enumerate(self.config["relations"])}
        self._folder, self._threads = folder, threads

    def __getstate__(self) -> dict[str, Any]:
        """A copy in another process opens its own sessions."""
        return {k: v for k, v in self.__dict__.items() if k not in ("_tagger", "_filler")}

    def session(self, name: str) -> onnxruntime.InferenceSession:
        """One of the graphs, opened anew."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self._folder / name), sess_options=options, providers=["CPUExecutionProvider"],
            # onnxruntime's fused kernel is several times slower here than the addition and normalisation it replaces.
            disabled_optimizers={"SkipLayerNormFusion"},
        )  # fmt: skip

    @cached_property
    def _tagger(self) -> onnxruntime.InferenceSession:
        return self.session("tagger.onnx")

    @cached_property
    def _filler(self) -> onnxruntime.InferenceSession:
        return self.session("filler.onnx")

    def tag(self, page: Sheet) -> Tagged:
        """Reads a page window by window."""
        pieces = [self.pieces.cut(word) for word in page.words]
        features = matrix(page.features, self.features)
        count = len(page.words)
        hidden, tags = int(self.config["hidden"]), 1 + 2 * len(self.config["types"])
        states = np.zeros((count, hidden), dtype=np.float32)
        scores = np.zeros((count, tags), dtype=np.float32)
        heads, names = list(range(count)), ["dep"] * count
        for window in windows(page, [len(p) for p in pieces]):
            top, tag, head, label = self._window(page, pieces, features, window)
            keep = slice(window.start - window.begin, window.stop - window.begin)
            states[window.start : window.stop] = top[keep]
            scores[window.start : window.stop] = tag[keep]
            for w in range(window.start, window.stop):
                above = window.begin + int(head[w - window.begin])
                if window.start <= above < window.stop:
                    heads[w] = above
                    names[w] = self.config["deprels"][int(label[w - window.begin])]
        return Tagged(states, scores, Tree(heads=heads, relations=names))

    def _window(
        self, page: Sheet, pieces: Sequence[Sequence[int]], features: Floats, window: Window
    ) -> tuple[Floats, Floats, Ints, Ints]:
        ids, owner, first = [self.pieces.first], [0], []
        for n, w in enumerate(range(window.begin, window.stop), start=1):
            first.append(len(ids))
            ids.extend(pieces[w])
            owner.extend([n] * len(pieces[w]))
        ids.append(self.pieces.last)
        owner.append(0)
        top, tags, heads, labels = self._tagger.run(
            None,
            {
                "pieces": np.array([ids], dtype=np.int64),
                "piece_word": np.array([owner], dtype=np.int64),
                "features": features[window.begin : window.stop][None],
                "first": np.array([first], dtype=np.int64),
                "sentence": np.array([page.line_of[window.begin : window.stop]], dtype=np.int64),
            },
        )
        return top[0], tags[0], heads[0], labels[0]

    def fill(self, page: Sheet, tagged: Tagged, triggers: Sequence[Trigger]) -> list[Filled]:
        """Fills the slots of some triggers of a page."""
        rows = [(t, shown(page, t)) for t in triggers]
        order = sorted(range(len(rows)), key=lambda i: (len(rows[i][1]), i))
        answers: dict[int, Filled] = {}
        for start in range(0, len(order), _MANY):
            group = order[start : start + _MANY]
            for i, filled in zip(group, self._fill(page, tagged, [rows[i] for i in group]), strict=True):
                answers[i] = filled
        return [answers[i] for i in range(len(rows))]

    def _fill(self, page: Sheet, tagged: Tagged, rows: Sequence[tuple[Trigger, tuple[int, ...]]]) -> list[Filled]:
        size = (len(rows), max(len(words) for _, words in rows))
        index, order = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        mask, mark = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
        names = np.zeros((*size, max(1, len(self.relations))), dtype=np.float32)
        reach = int(self.config["reach"])
        for n, (trigger, words) in enumerate(rows):
            k = len(words)
            index[n, :k], mask[n, :k] = words, 1.0
            order[n, :k] = np.clip(np.arange(k) - words.index(trigger.start), -reach, reach) + reach
            for i, group in enumerate(relations(page, tagged.tree, trigger, words)):
                for name in group:
                    column = self.relations.get(name)
                    if column is not None:
                        names[n, i, column] = 1.0
                mark[n, i] = float(trigger.start <= words[i] < trigger.end)
        slots, whats, types, rest = self._filler.run(
            None,
            {"words": tagged.states[index], "relations": names, "order": order, "mask": mask, "trigger": mark},
        )
        chances = softmax(slots.reshape(*size, len(self.config["slots"]), 3))
        return [
            Filled(
                words=words,
                slots=chances[n, : len(words)],
                whats=whats[n, : len(words)],
                types=types[n],
                rest=rest[n],
            )
            for n, (_, words) in enumerate(rows)
        ]
