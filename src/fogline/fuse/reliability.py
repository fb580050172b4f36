"""How far each source can be trusted, from whether others bear it out; and how sure each event is.

The model: an event is true or not. The first voice to tell of it is right with a probability of its own;
every other voice that is at work in those weeks then tells of it at one rate if it is true and at a lower
one if it is not, or denies it, or is silent at the rest. All rates are kept apart for claims that serve
the source, that go against it, for casualties and for the rest, start from the source's grade, and are
estimated together with the truth of the events by expectation-maximisation (after Dawid and Skene 1979;
silence as in the latent truth model of Zhao and others 2012). Only independent voices enter: a copy moves
nothing.
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
_SILENCE = 0.7
_MANY_EVENTS = 200
_STRONGEST = 5.0


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
    or cannot be held against any (-1). `group` of an event stands for its weeks and whom it serves;
    `kinds[group, voice]` is what it would be to each voice, `at_work[group, voice]` whether the voice told of
    anything in those weeks.
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


@dataclass(slots=True)
class _Rates:
    """How often each voice, by kind, tells of true and of untrue events, and denies them; and its own first word."""

    first: Floats
    told: tuple[Floats, Floats]
    denied: tuple[Floats, Floats]


def _priors(grade: Floats) -> _Rates:
    slant = np.array([-_INTEREST, _INTEREST, -0.3 * _INTEREST, 0.0])
    first = 1 / (1 + np.exp(-(_logit(grade)[:, None] + slant)))
    told = np.full(first.shape, _TELLS)
    untrue = _TELLS / np.exp(np.clip(_logit(first), 0.3, 3.0))
    denied = tuple(np.tile(np.array(d), (len(grade), 1)) for d in (_DENIES_TRUE, _DENIES_FALSE))
    return _Rates(first=first, told=(told, untrue), denied=(denied[0], denied[1]))


class _Count:
    """Sums of ballots by voice and kind."""

    def __init__(self, b: Ballots) -> None:
        self._b = b
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

    def chances(self, truth: Floats) -> Floats:
        """How many events, each counting its truth, each voice at work could have told of after another did."""
        b = self._b
        of_group = np.bincount(b.group, weights=truth, minlength=len(b.kinds))
        made = np.zeros(self.shape)
        for k in Kind:
            made[:, k] = ((b.kinds == k) * b.at_work * of_group[:, None]).sum(axis=0)
        return made - self.of(self.opens, truth[b.event])


def _score(b: Ballots, count: _Count, rates: _Rates) -> tuple[Floats, Floats]:
    """Log-odds of every event, and what each ballot added."""
    tell = np.clip(np.log(rates.told[0]) - np.log(rates.told[1]), -1.0, 4.0)
    deny = np.clip(np.log(rates.denied[0]) - np.log(rates.denied[1]), -4.0, 0.5)
    rest = [np.log1p(-np.minimum(t + d, 0.95)) for t, d in zip(rates.told, rates.denied, strict=True)]
    # Among few events nobody knows yet who would have told of what.
    mute = _SILENCE * len(b.group) / (len(b.group) + _MANY_EVENTS) * np.clip(rest[0] - rest[1], -1.5, 0.0)
    at = (b.voice, count.kind)
    word = _logit(np.clip(rates.first[at], 0.02, 0.98))
    added = np.where(count.opens, np.where(b.denies == 1, -word, word), np.where(b.denies == 1, deny[at], tell[at]))
    added = added * np.where(b.hedged == 1, 0.5, 1.0)
    quiet = mute[np.arange(len(b.grade))[None, :], b.kinds] * b.at_work
    spoke = np.bincount(b.event, weights=quiet[b.group[b.event], b.voice], minlength=len(b.group))
    silence = quiet.sum(axis=1)[b.group] - spoke
    # Silence tells events apart; on the whole it must not pull belief down, or belief and rates sink together.
    silence -= silence.mean() if len(silence) else 0.0
    score = np.bincount(b.event, weights=added, minlength=len(b.group)) + silence
    return np.clip(score, -_STRONGEST, _STRONGEST), added


def _learned(b: Ballots, count: _Count, sure: Floats, prior: _Rates) -> _Rates:
    """The rates that the events, as sure as they are, speak for; near the prior where there is little."""
    right = np.where(b.denies == 1, 1 - sure[b.event], sure[b.event])
    opened = count.of(count.opens, np.ones(len(b.event)))
    first = (_PRIOR_VOICES * prior.first + count.of(count.opens, right)) / (_PRIOR_VOICES + opened)
    told, denied = [], []
    for truth, tells, denies in zip((sure, 1 - sure), prior.told, prior.denied, strict=True):
        yes, no = (count.of(which, truth[b.event]) for which in (count.later, count.refuses))
        total = _PRIOR_RATE + np.maximum(count.chances(truth), yes + no)
        told.append((_PRIOR_RATE * tells + yes) / total)
        denied.append((_PRIOR_RATE * denies + no) / total)
    return _Rates(first=first, told=(told[0], told[1]), denied=(denied[0], denied[1]))


def weigh(b: Ballots) -> Trust:
    """How sure every event is and how reliable every voice, estimated together."""
    count, prior = _Count(b), _priors(b.grade)
    rates = prior
    score, added = _score(b, count, rates)
    for _ in range(_ROUNDS):
        rates = _learned(b, count, 1 / (1 + np.exp(-score)), prior)
        score, added = _score(b, count, rates)
    sure = 1 / (1 + np.exp(-score))
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
