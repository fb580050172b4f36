"""Who tells of which event, as one vote of each independent voice: what reliabilities are estimated from."""

from collections.abc import Mapping, Sequence

import numpy as np

from fogline.codec import log_odds
from fogline.fuse.columns import TYPES
from fogline.fuse.corrections import takes_back
from fogline.fuse.families import LASTING
from fogline.fuse.interest import Leans, served
from fogline.fuse.reliability import UNGRADED, Ballots, Kind, Trust, grade_of
from fogline.pack import Pack, by_source_name
from fogline.records import Certainty, Claim, ClaimId, ClaimType, Status

_FORTNIGHT = 15
_CLEAR = 0.25
Group = tuple[int, str | None, str | None, ClaimType]


def kind_of(lean: Mapping[str, float], good: str | None, bad: str | None, casualties: bool) -> Kind:
    """What a claim that serves one side and harms another is to a source of this lean."""
    if casualties:
        return Kind.CASUALTIES
    interest = lean.get(good or "", 0.0) - 0.5 * lean.get(bad or "", 0.0)
    return Kind.OWN_GAIN if interest > _CLEAR else Kind.OWN_LOSS if interest < -_CLEAR else Kind.OTHER


def denies(claim: Claim) -> bool:
    """True when a claim speaks against its event."""
    return claim.status is Status.DENIED or takes_back(claim)


def _day(claim: Claim) -> int:
    return 0 if claim.published is None else claim.published.toordinal()


def _first_said(claim: Claim) -> tuple[int, bool, str, str]:
    return _day(claim) or 10**9, denies(claim), claim.document, claim.id


def spoken(
    members: Sequence[Claim], voices: Mapping[ClaimId, str], copies: Mapping[ClaimId, ClaimId], gone: frozenset[ClaimId]
) -> list[Claim]:
    """One claim for each voice on an event, in the order they were said: its first that still stands."""
    made: dict[str, Claim] = {}
    for claim in sorted(members, key=_first_said):
        if claim.id in copies or claim.id in gone:
            continue
        made.setdefault(voices[claim.id], claim)
    return list(made.values())


def _figures_agree(votes: Sequence[Claim]) -> list[int]:
    """For each vote 1 where its first count is within a tenth of the middle of the others', 0 where not, else -1."""
    if len(votes) < 2:
        return [-1] * len(votes)
    given = [next((v for c in claim.counts for v in (c.best, c.low, c.high) if v is not None), None) for claim in votes]
    made = []
    for n, value in enumerate(given):
        others = sorted(v for k, v in enumerate(given) if k != n and v is not None)
        if value is None or not others:
            made.append(-1)
        else:
            middle = others[(len(others) - 1) // 2]
            made.append(int(abs(value - middle) <= 0.1 * max(middle, 1)))
    return made


class BallotBox:
    """Collects the votes of all voices on events, and hands them over as columns."""

    def __init__(self, leans: Leans, pack: Pack | None) -> None:
        """Leans by source name; grades come from the pack."""
        self._leans = leans
        self._profiles = by_source_name(pack)
        self._voices: dict[str, int] = {}
        self._groups: dict[Group, int] = {}
        self._rows: list[tuple[int, int, bool, bool, bool, int]] = []
        self._event_group: list[int] = []
        self._claims: list[ClaimId] = []
        self._busy: set[tuple[int, int]] = set()

    def add(self, first: Claim, votes: Sequence[Claim], voices: Mapping[ClaimId, str]) -> int:
        """Adds an event with one claim of each voice, the first to speak of it first; gives the event's number."""
        good, bad = served(first)
        group = (_day(first) // _FORTNIGHT, good, bad, first.type)
        number = len(self._event_group)
        self._event_group.append(self._groups.setdefault(group, len(self._groups)))
        figures = _figures_agree(votes)
        for n, claim in enumerate(votes):
            voice = self._voices.setdefault(voices[claim.id], len(self._voices))
            hedged = claim.certainty is Certainty.HEDGED
            self._rows.append((number, voice, denies(claim), n == 0, hedged, figures[n]))
            self._claims.append(claim.id)
            self._busy.add((_day(claim) // _FORTNIGHT, voice))
        return number

    def added(self, trust: Trust) -> list[dict[ClaimId, float]]:
        """What each voice's claim added to its event, event by event."""
        made: list[dict[ClaimId, float]] = [{} for _ in self._event_group]
        for row, claim, value in zip(self._rows, self._claims, trust.added.tolist(), strict=True):
            made[row[0]][claim] = value
        return made

    def alone(self, votes: Sequence[Claim], voices: Mapping[ClaimId, str], trust: Trust) -> float:
        """The log-odds of what was never put to the test: the best reliability among those who expect it."""
        best = 0.5
        for claim in votes:
            voice = self._voices.get(voices[claim.id])
            reliable = UNGRADED if voice is None else float(trust.reliability[voice, Kind.OTHER])
            best = max(best, reliable if claim.certainty is Certainty.STATED else 0.5 + (reliable - 0.5) / 2)
        return round(log_odds(best), 6) if votes and not all(map(denies, votes)) else -round(log_odds(best), 6)

    def voices(self) -> tuple[str, ...]:
        """The voices by number."""
        return tuple(self._voices)

    def ballots(self) -> Ballots:
        """All votes as columns."""
        names = list(self._voices)
        rows = np.array(self._rows, dtype=np.int64).reshape(-1, 6)
        kinds = np.zeros((len(self._groups), len(names)), dtype=np.int8)
        leaning = [self._leans.get(name, {}) for name in names]
        work = np.zeros((len(self._groups), len(names)), dtype=np.int8)
        for (when, good, bad, of_type), g in self._groups.items():
            for v, lean in enumerate(leaning):
                kinds[g, v] = kind_of(lean, good, bad, of_type is ClaimType.CASUALTIES)
                work[g, v] = (when, v) in self._busy
        grades = [p.grade if (p := self._profiles.get(name)) is not None else None for name in names]
        return Ballots(
            event=rows[:, 0], voice=rows[:, 1], denies=rows[:, 2], first=rows[:, 3], hedged=rows[:, 4],
            figure=rows[:, 5], group=np.array(self._event_group, dtype=np.int64), kinds=kinds, at_work=work,
            type=np.array([TYPES.index(g[3]) for g in self._groups], dtype=np.int64),
            lasts=np.array([g[3] in LASTING for g in self._groups], dtype=np.bool_),
            grade=np.array([grade_of(g) for g in grades]),
        )  # fmt: skip
