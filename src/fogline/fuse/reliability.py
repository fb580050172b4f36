"""How far each source can be trusted, from whether others bear it out; and how sure each event is.

The model: an event is true or not. The first voice to tell of it is right with a probability of its own;
every other voice that is at work in those weeks then tells of it at one rate if it is true and at a lower
one if it is not, or denies it, or is silent at the rest. All rates are kept apart for claims that serve
the source, that go against it, for casualties and for the rest; each type of happening is true, and told
of, more or less often than others. Rates start from the source's grade, and are estimated together with the
truth of the events by expectation-maximisation (after Dawid and Skene 1979; silence as in the latent truth
model of Zhao and others 2012). Silence counts only in part: what happens out of sight is also told of by
one voice alone, and nothing in the data tells this from what did not happen. Only independent voices enter:
a copy moves nothing.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from fogline.codec import log_odds
from fogline.fuse.columns import Flags, Floats, Ints

Bytes = npt.NDArray[np.int8]
GRADES = {"A": 0.93, "B": 0.86, "C": 0.74, "D": 0.62, "E": 0.45}
UNGRADED = 0.70
_ROUNDS = 12
_INTEREST = 0.9
_PRIOR_VOICES = 12.0
_PRIOR_RATE = 25.0
_TELLS = 0.12
_DENIES_TRUE = (0.02, 0.05, 0.01, 0.01)
_DENIES_FALSE = (0.06, 0.10, 0.05, 0.05)
_SILENCE = (0.7, 0.3)
_LASTS_IS_TRUE = 1.0
_PRIOR_BASE = 10.0
_PRIOR_SEEN = 100.0
_FURTHEST = 2.0
_MANY_EVENTS = 200
_STRONGEST = 5.0
_MOST = 0.9
_FIRST = (0.02, 0.98)


class Kind(IntEnum):
    """What a claim is to the source that makes it."""

    OWN_GAIN = 0
    OWN_LOSS = 1
    CASUALTIES = 2
    OTHER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """One row for each voice on each event, and one for each group of events.

    `event` and `voice` are numbers; `figure` says whether a count agrees with those of others (1), does not (0),
    or cannot be held against any (-1). Ballots stand event by event, the first voice of each first. `group` of an
    event stands for its weeks, its type and whom it serves; `kinds[group, voice]` is what it would be to each voice,
    `at_work[group, voice]` whether the voice told of anything in those weeks, `type[group]` the number of its type
    and `lasts[group]` whether it is of a type that lasts, so that few tell of it anew.
    """

    event: Ints
    voice: Ints
    denies: Ints
    first: Ints
    hedged: Ints
    figure: Ints
    group: Ints
    kinds: Bytes
    at_work: Bytes
    type: Ints
    lasts: Flags
    grade: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Log-odds of every event, what each ballot added to them, and the reliability of each voice by kind."""

    events: Floats
    added: Floats
    reliability: Floats
    heard: Ints


def _logit(p: Floats) -> Floats:
    made: Floats = np.log(p) - np.log1p(-p)
    return made


def _chance(odds: Floats) -> Floats:
    made: Floats = 1 / (1 + np.exp(-odds))
    return made


@dataclass(slots=True)
class _Rates:
    """How often each voice, by kind, tells of true and of untrue events, and denies them; and its own first word.

    `seen` is by what factor a type is told of more than others, `base` the log-odds by which it is true more often.
    """

    first: Floats
    told: tuple[Floats, Floats]
    denied: tuple[Floats, Floats]
    seen: Floats
    base: Floats


def _priors(b: Ballots) -> _Rates:
    slant = np.array([-_INTEREST, _INTEREST, -0.3 * _INTEREST, 0.0])
    first = _chance(_logit(b.grade)[:, None] + slant)
    told = np.full(first.shape, _TELLS)
    untrue = _TELLS / np.exp(np.clip(_logit(first), 0.3, 3.0))
    denied = tuple(np.tile(np.array(d), (len(b.grade), 1)) for d in (_DENIES_TRUE, _DENIES_FALSE))
    # A day or a neighbouring village mistaken makes what lasts no less true.
    base = np.zeros(int(b.type.max(initial=-1)) + 1)
    base[b.type[b.lasts]] = _LASTS_IS_TRUE
    return _Rates(first=first, told=(told, untrue), denied=(denied[0], denied[1]), seen=np.ones(len(base)), base=base)


class _Count:
    """Sums of ballots by voice and kind, and by type."""

    def __init__(self, b: Ballots) -> None:
        self._b = b
        self.type: Ints = b.type[b.group]
        self.kind: Ints = b.kinds[b.group[b.event], b.voice].astype(np.int64)
        self.opens: Flags = b.first == 1
        self.later: Flags = ~self.opens & (b.denies == 0)
        self.refuses: Flags = ~self.opens & (b.denies == 1)
        self.shape = (len(b.grade), len(Kind))

    def of(self, which: Flags, weight: Floats) -> Floats:
        """The weights of chosen ballots, summed by voice and kind; `weight` has one value a ballot."""
        size = self.shape[0] * self.shape[1]
        at = self._b.voice[which] * self.shape[1] + self.kind[which]
        made: Floats = np.bincount(at, weights=weight[which], minlength=size).astype(np.float64)
        return made.reshape(self.shape)

    def by_type(self, weight: Floats, types: int) -> Floats:
        """The weights of events, summed by type."""
        return np.bincount(self.type, weights=weight, minlength=types).astype(np.float64)

    def chances(self, weight: Floats) -> Floats:
        """How many events, each counting its weight, each voice at work could have told of after another did."""
        b = self._b
        of_group = np.bincount(b.group, weights=weight, minlength=len(b.kinds))
        made = np.zeros(self.shape)
        for k in Kind:
            made[:, k] = ((b.kinds == k) * b.at_work * of_group[:, None]).sum(axis=0)
        return made - self.of(self.opens, weight[b.event])

    def expected(self, told: Floats) -> Floats:
        """For each event how many voices would tell of it after the first, at these rates."""
        b = self._b
        of_group = (told[np.arange(len(b.grade))[None, :], b.kinds] * b.at_work).sum(axis=1)
        made: Floats = of_group[b.group] - told[b.voice[self.opens], self.kind[self.opens]]
        return np.maximum(made, 0.0)


def _score(b: Ballots, count: _Count, rates: _Rates) -> tuple[Floats, Floats]:
    """Log-odds of every event, and what each ballot added."""
    tell = np.log(rates.told[0]) - np.log(rates.told[1])
    deny = np.log(rates.denied[0]) - np.log(rates.denied[1])
    at = (b.voice, count.kind)
    word = _logit(rates.first[at]) + rates.base[count.type[b.event]]
    added = np.where(count.opens, np.where(b.denies == 1, -word, word), np.where(b.denies == 1, deny[at], tell[at]))
    added = added * np.where(b.hedged == 1, 0.5, 1.0)
    quiet = np.zeros(b.kinds.shape)
    by_voice = (np.arange(len(b.grade))[None, :], b.kinds)
    for sign, told, denied in zip((1, -1), rates.told, rates.denied, strict=True):
        speaks = told[by_voice] * rates.seen[b.type][:, None] + denied[by_voice]
        quiet += sign * np.log1p(-np.minimum(speaks, _MOST))
    # Among few events nobody knows yet who would have told of what.
    known = len(b.group) / (len(b.group) + _MANY_EVENTS)
    quiet *= b.at_work * (known * np.where(b.lasts, _SILENCE[1], _SILENCE[0]))[:, None]
    spoke = np.bincount(b.event, weights=quiet[b.group[b.event], b.voice], minlength=len(b.group))
    silence = quiet.sum(axis=1)[b.group] - spoke
    score = np.bincount(b.event, weights=added, minlength=len(b.group)) + silence
    return np.clip(score, -_STRONGEST, _STRONGEST), added


def _learned(b: Ballots, count: _Count, sure: Floats, prior: _Rates, now: _Rates) -> _Rates:
    """The rates that the events, as sure as they are, speak for; near the prior where there is little."""
    types = len(prior.base)
    opener = (b.voice[count.opens], count.kind[count.opens])
    right = np.where(b.denies[count.opens] == 1, 1 - sure, sure)
    # One step of Newton's for the first words of voices and for the types, which share out between them what is true.
    foreseen = _chance(_logit(now.first[opener]) + now.base[count.type])
    spread = foreseen * (1 - foreseen)
    base = now.base + (count.by_type(right - foreseen, types) - _PRIOR_BASE * (now.base - prior.base)) / (
        count.by_type(spread, types) + _PRIOR_BASE + 1
    )
    base = np.clip(base, -_FURTHEST, _FURTHEST)
    foreseen = _chance(_logit(now.first[opener]) + base[count.type])
    spread = foreseen * (1 - foreseen)
    step = (count.of(count.opens, (right - foreseen)[b.event]) + _PRIOR_VOICES * (prior.first - now.first)) / (
        count.of(count.opens, spread[b.event]) + _PRIOR_VOICES * now.first * (1 - now.first)
    )
    first = np.clip(_chance(_logit(now.first) + step), *_FIRST)
    told, denied = [], []
    for truth, tells, denies in zip((sure, 1 - sure), prior.told, prior.denied, strict=True):
        yes, no = (count.of(which, truth[b.event]) for which in (count.later, count.refuses))
        told.append(
            np.minimum((_PRIOR_RATE * tells + yes) / (_PRIOR_RATE + count.chances(truth * now.seen[count.type])), _MOST)
        )
        denied.append((_PRIOR_RATE * denies + no) / (_PRIOR_RATE + count.chances(truth)))
    later = np.bincount(b.event[count.later], minlength=len(sure))
    seen = (_PRIOR_SEEN + count.by_type(sure * later, types)) / (
        _PRIOR_SEEN + count.by_type(sure * count.expected(told[0]), types)
    )
    return _Rates(first=first, told=(told[0], told[1]), denied=(denied[0], denied[1]), seen=seen, base=base)


def weigh(b: Ballots) -> Trust:
    """How sure every event is and how reliable every voice, estimated together."""
    count, prior = _Count(b), _priors(b)
    rates = prior
    score, added = _score(b, count, rates)
    for _ in range(_ROUNDS):
        rates = _learned(b, count, _chance(score), prior, rates)
        score, added = _score(b, count, rates)
    sure = _chance(score)
    # Of casualties the figure is what can be right or wrong.
    dead = count.kind == Kind.CASUALTIES
    tried = ~dead | (b.figure >= 0)
    heard = count.of(tried, np.ones(len(b.event)))
    truth = np.where(b.denies == 1, 1 - sure[b.event], sure[b.event])
    right = count.of(tried, np.where(dead, truth * (b.figure == 1), truth))
    few = _PRIOR_VOICES / 3
    return Trust(
        events=np.round(score, 6), added=np.round(added, 6),
        reliability=(few * prior.first + right) / (few + heard), heard=heard.astype(np.int64),
    )  # fmt: skip


def admiralty_letter(reliability: float) -> str:
    """The Admiralty letter of a source: A (completely reliable) to E (unreliable), by its reliability."""
    for letter, low in (("A", 0.9), ("B", 0.8), ("C", 0.68), ("D", 0.54)):
        if reliability >= low:
            return letter
    return "E"


def admiralty_digit(confidence: float, voices: int, contradicted: bool) -> int:
    """The Admiralty digit of a piece of information: 1 (confirmed by others) to 5 (improbable).

    6 (cannot be judged) where nobody speaks for it. `confidence` is log-odds.
    """
    if voices == 0:
        return 6
    if voices > 1 and confidence >= log_odds(0.9) and not contradicted:
        return 1
    for digit, low in ((2, 0.75), (3, 0.5), (4, 0.25)):
        if confidence >= log_odds(low):
            return digit
    return 5


def grade_of(grade: str | None) -> float:
    """The reliability an Admiralty letter starts with; F, and no letter, is unknown, not a coin toss."""
    return GRADES.get(grade or "", UNGRADED)
