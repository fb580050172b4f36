"""Stretches of words as encoder input."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor


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
