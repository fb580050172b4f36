"""The losses of the slot filler."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.data import around, slot_labels
from training.examples import SLOTS
from training.outputs import CERTAINTIES, OUTCOMES, PHASES, STATUSES, TYPES


def filler_loss(
    items: Any, gold: Any, answers: Sequence[Tensor], relations: Mapping[str, int], contrasted: bool
) -> Tensor:
    """The loss of the filler's answers; `gold` holds an example, or None for a trigger that carries no claim."""
    slots, whats, types, rest, vectors = (a.float() for a in answers)
    n, width, _ = slots.shape
    slots = slots.reshape(n, width, len(SLOTS), 3)
    labels = np.full((n, width, len(SLOTS)), -1, dtype=np.int64)
    kinds = np.full((n, width), -1, dtype=np.int64)
    wanted = np.full(n, len(TYPES), dtype=np.int64)
    parts = [np.full(n, -1, dtype=np.int64) for _ in range(4)]
    for i, ((page, _, trigger), example) in enumerate(zip(items, gold, strict=True)):
        if example is None:
            continue
        words, _ = around(page, trigger, relations)
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
    if contrasted:
        loss = loss + 0.1 * contrast(vectors, torch.from_numpy(wanted))
    return loss


def contrast(vectors: Tensor, labels: Tensor) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020) over the triggers of a batch."""
    unit = functional.normalize(vectors, dim=-1)
    scores = unit @ unit.T / 0.1
    eye = torch.eye(len(labels), dtype=torch.bool)
    same = (labels[:, None] == labels[None, :]) & ~eye
    logs = scores - torch.logsumexp(scores.masked_fill(eye, -1e9), dim=1, keepdim=True)
    each = (logs * same).sum(1) / same.sum(1).clamp(min=1)
    return -(each[same.any(1)]).mean() if same.any() else vectors.sum() * 0
