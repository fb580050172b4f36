"""What the network makes of each trigger: where the lines are drawn, which triggers there are, what type and chance."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fogline.read.model.net import Filled, softmax
from fogline.read.model.sheet import Floats, Sheet
from fogline.read.model.surroundings import Trigger
from fogline.records import ClaimType

TINY = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where the decoder draws its lines; fitted on held-out documents and kept beside the weights.

    `propose` is the tagger's least chance of a word to be of a trigger, `look` that of a trigger's likeliest word for
    it to be looked at; `keep` the least mixed chance for a claim, `framed` for one whose type a frame has too, `trust`
    the filler's share in it; `blend` the
    tagger's say in the type; `slot` the least chance of a word to stand in a slot; `second` the least chance of all
    mentions but the best where several fill a slot; `borrow` names slots that, left empty, take what the rules found
    for the trigger; `slope` and `offset` calibrate the confidence.
    """

    propose: float = 0.25
    look: float = 0.5
    keep: float = 0.45
    framed: float = 0.45
    trust: float = 0.6
    blend: float = 0.7
    slot: Mapping[str, float] = field(default_factory=dict)
    second: Mapping[str, float] = field(default_factory=dict)
    borrow: Sequence[str] = ()
    slope: float = 1.0
    offset: float = 0.0


def runs(held: Sequence[bool], goes_on: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """Stretches of what is held, end exclusive; one ends, too, before a place that does not go on with it."""
    at = 0
    while at < len(held):
        if not held[at]:
            at += 1
            continue
        end = at + 1
        while end < len(held) and held[end] and goes_on(end):
            end += 1
        yield at, end
        at = end


def triggers(chances: Floats, least: float) -> list[Trigger]:
    """Stretches of words whose chance of being in any trigger reaches `least`; a first word begins another."""
    some = 1.0 - chances[:, 0]
    first = chances[:, 1::2].sum(axis=1)
    return [Trigger(*run) for run in runs((some >= least).tolist(), lambda n: bool(first[n] < some[n] - first[n]))]


def proposals(page: Sheet, chances: Floats, lines: Thresholds) -> tuple[Trigger, ...]:
    """The tagger's triggers that are looked at, in text order, none over a line's end.

    Those of the rules are among the tagger's features; one that it gives little chance is not looked at again: the
    filler refuses most of them, and those it keeps are mostly wrong.
    """
    found = (
        Trigger(t.start, min(t.end, page.starts[page.line_of[t.start] + 1])) for t in triggers(chances, lines.propose)
    )
    return tuple(t for t in found if _tagged(t, chances) >= lines.look)


def _tagged(trigger: Trigger, chances: Floats) -> float:
    """The tagger's chance of a trigger, that of its likeliest word."""
    return float(1.0 - chances[trigger.start : trigger.end, 0].min())


def _chance(trigger: Trigger, chances: Floats, filled: float, lines: Thresholds) -> float:
    """The chance of a claim from what the tagger and, with `filled`, the filler think of it."""
    return lines.trust * filled + (1.0 - lines.trust) * _tagged(trigger, chances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the network makes of one trigger, before its slots are read: `chance` that it carries a claim."""

    trigger: Trigger
    type: ClaimType
    chance: float
    sure: float
    filled: Filled


def judge(trigger: Trigger, filled: Filled, chances: Floats, types: Sequence[str], lines: Thresholds) -> Verdict:
    """Type and chance of a trigger, from tagger and filler together."""
    own = softmax(filled.types)
    inside = chances[trigger.start : trigger.end]
    tagged = inside[:, 1:].reshape(len(inside), len(types), 2).sum(axis=-1).max(axis=0)
    mixed = np.log(own[:-1] + TINY) + lines.blend * np.log(tagged + TINY)
    share = softmax(mixed)
    best = int(mixed.argmax())
    chance = _chance(trigger, chances, 1.0 - float(own[-1]), lines)
    return Verdict(trigger=trigger, type=ClaimType(types[best]), chance=chance, sure=float(share[best]), filled=filled)
