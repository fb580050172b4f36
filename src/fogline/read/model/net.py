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
        # Without VNNI a processor's int8 sums overflow, and the same report would be read otherwise than on others.
        options.add_session_config_entry("session.x64quantprecision", "1")
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
        """Fills the slots of some triggers of a page.

        Each alone: int8 takes the scale of its sums from all rows run together, so that in company what is read of one
        trigger would depend on the others.
        """
        return [self._fill(page, tagged, trigger) for trigger in triggers]

    def _fill(self, page: Sheet, tagged: Tagged, trigger: Trigger) -> Filled:
        words = shown(page, trigger)
        count, reach = len(words), int(self.config["reach"])
        order = np.clip(np.arange(count) - words.index(trigger.start), -reach, reach) + reach
        inside = np.array([trigger.start <= w < trigger.end for w in words], dtype=np.float32)
        names = np.zeros((count, max(1, len(self.relations))), dtype=np.float32)
        for i, group in enumerate(relations(page, tagged.tree, trigger, words)):
            for name in group:
                column = self.relations.get(name)
                if column is not None:
                    names[i, column] = 1.0
        slots, whats, types, rest = self._filler.run(
            None,
            {
                "words": tagged.states[list(words)][None],
                "relations": names[None],
                "order": order.astype(np.int64)[None],
                "mask": np.ones((1, count), dtype=np.float32),
                "trigger": inside[None],
            },
        )
        chances = softmax(slots.reshape(count, len(self.config["slots"]), 3))
        return Filled(words=words, slots=chances, whats=whats[0], types=types[0], rest=rest[0])
