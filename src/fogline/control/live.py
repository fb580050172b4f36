"""The map as known now, kept so that a new report recomputes only what it touches.

A report touches the places it speaks of, from the days it speaks of on, and the places these tell something of.
Where it changes what everything rests on, all is computed anew: a place, side or source that nobody named before, a
denial of what its own source said, a report published before trust in the sources was last estimated, or one about
days before those that are kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from fogline.control.assess import Follower, Marks, Snapshot, earned, record, shares_as_earned, span_of
from fogline.control.chain import Bools, Ints
from fogline.control.entries import entries, led_to_a_gain, takes_back
from fogline.control.evidence import Said
from fogline.control.table import NEVER, Table, Tabulator, echoes, order_of
from fogline.control.weigh import BASELINE, GAIN, LEAVE, doubt_of, learned
from fogline.pack import Pack
from fogline.records import ClaimId

_ROWS = ("place", "kind", "source", "day", "dated", "opens", "known", "by", "on", "sure", "fighting", "words", "echo")
_ENTRIES = ("place", "day", "known", "logs", "turn")
_ALL_HEARD = 10**9
_MOVED = 0.02
_NONE = np.empty(0, dtype=np.int64)


class Live:
    """A theatre's map on its latest day of publication, `day`; `of` is its record as it stands."""

    def __init__(self, taken: Tabulator, pack: Pack | None = None, *, kept_days: int = 400) -> None:
        """Follows the evidence taken so far; raises ValueError where none has a day of publication.

        `kept_days` are the days back to which a report can speak of without all being computed anew; each takes 8
        bytes for every place and side.
        """
        self._taken, self._pack, self._kept_days = taken, pack, kept_days
        self._begin()

    def _begin(self) -> None:
        table = self._taken.table()
        dated = table.known[table.known < NEVER]
        if not len(dated):
            raise ValueError("no evidence has a day of publication")
        self.of, self.day = record(table, learned(), self._pack), int(dated.max())
        known = self.of.ground.known
        self._trusts, self._doubt = earned(self.of), doubt_of(table, known)
        reports = table.known[(table.known < NEVER) & (table.kind != BASELINE)]
        self._settled = max(self._trusts[-1][0], int(reports.min(initial=NEVER)))
        first, _ = span_of(table, table.known <= self.day)
        made = entries(table, shares_as_earned(table, self._trusts), known)
        self._follower = Follower(self.of, made, first, keep=max(2, min(self.day - first + 1, self._kept_days)))
        self._follower.begin(self.day)
        self._marks = Marks(table)
        self._marks.until(self.day)

    def shot(self) -> Snapshot:
        """Belief of the latest day."""
        return self._marks.shot(self.day, self._follower.shot())

    def hear(self, items: Sequence[Said], others: Sequence[tuple[str, int]] = ()) -> bool:
        """Takes the evidence of new reports, each whole; True where only what it touches was computed again.

        `others` are the times of their claims that are no evidence, as `dated` has them.

        The map is the one that all evidence together gives, but for rounding in single precision and the last traces
        of fighting of two months ago.
        """
        anew = any(self._taken.speaks_of(item.document) for item in items if item.document)
        anew = anew or any(takes_back(self.of.table, item) for item in items)
        for item in items:
            self._taken.add(item)
        few = Tabulator()
        for item in items:
            few.add(item)
        for document, lag in others:
            self._taken.date(document, lag)
            few.date(document, lag)
        new = None if anew else self._numbered(few.table())
        if new is None or not self._touched(new):
            self._begin()
            return False
        return True

    def _numbered(self, more: Table) -> Table | None:
        """New rows with the numbers of the record; None where they name what it lacks or move a place."""
        numbers = []
        for name in ("places", "sides", "sources"):
            at = {_id(value): n for n, value in enumerate(getattr(self.of.table, name))}
            found = [at.get(_id(value), -1) for value in getattr(more, name)]
            if -1 in found:
                return None
            numbers.append(np.array([*found, -1], dtype=np.int64))
        place, side, source = numbers
        if any(self._taken.spot(self.of.table.places[n].id) != self.of.table.places[n] for n in place[:-1].tolist()):
            return None
        return replace(more, place=place[more.place], by=side[more.by], on=side[more.on], source=source[more.source])

    def _touched(self, new: Table) -> bool:
        """Computes again what new rows touch; False, with nothing done, where that is everything."""
        if not len(new):
            return True
        table, known = self.of.table, self.of.ground.known
        part, moved = _among(table, new)
        dated = new.known[new.known < NEVER]
        to = max(self.day, int(dated.max(initial=0)))
        turns = np.isin(part.kind, (GAIN, LEAVE))
        since = np.where(turns, np.minimum(part.day, part.opens) - 1, part.day - led_to_a_gain(part))[moved].min()
        follower = self._follower
        if (part.known[moved] < self._settled).any() or since < max(follower.first, to - follower.keep + 2):
            return False
        places = np.unique(part.place)
        splice = _Splice(table.starts, part.starts, places)
        table = replace(
            table, claims=splice.texts(table.claims, part.claims), starts=splice.starts,
            **splice.columns(_ROWS, table, part),
        )  # fmt: skip
        if doubt_of(table, known) != self._doubt:
            return False
        self.of = replace(self.of, table=table)
        self._trusts = earned(self.of, self._trusts)
        self._settled = max(self._settled, self._trusts[-1][0])
        some, made = entries(part, shares_as_earned(part, self._trusts), known, self._doubt), follower.made
        follower.of = self.of
        splice = _Splice(made.starts, some.starts, places)
        follower.made = replace(made, starts=splice.starts, **splice.columns(_ENTRIES, made, some))
        for day in range(self.day + 1, to + 1):
            follower.follow(day, _NONE)
        for alone in (True, False):
            follower.again(places, int(since), to, to, new_since=_ALL_HEARD, alone=alone)
        self.day = to
        self._marks.until(to)
        marks = Marks(part)
        marks.until(to)
        self._marks.put(marks, places)
        return True


def _id(name: object) -> object:
    return getattr(name, "id", name)


def _among(table: Table, new: Table) -> tuple[Table, Bools]:
    """The rows of the places that new rows speak of, these among them, and which are new or say again otherwise."""
    old = [range(table.starts[p], table.starts[p + 1]) for p in np.unique(new.place).tolist()]
    rows = np.fromiter(chain.from_iterable(old), dtype=np.int64)
    claims = [*(table.claims[r] for r in rows.tolist()), *new.claims]
    column: dict[str, Any] = {c: np.concatenate([getattr(table, c)[rows], getattr(new, c)]) for c in _ROWS}
    order = order_of(claims, *(column[c] for c in ("source", "kind", "known", "day", "place")))
    column = {c: values[order] for c, values in column.items()}
    made = replace(
        table, claims=tuple(claims[n] for n in order.tolist()),
        starts=np.searchsorted(column["place"], np.arange(len(table.places) + 1)), **column,
    )  # fmt: skip
    made = replace(made, echo=echoes(made))
    return made, (order >= len(rows)) | (made.echo != column["echo"])


def moved(before: Table, then: Snapshot, table: Table, now: Snapshot) -> Ints:
    """The places whose holder differs, or its probability by more than 0.02, between two maps; a place is unknown to a
    map that lacks it."""
    at, side_at = ({_id(v): n for n, v in enumerate(listed)} for listed in (before.places, before.sides))
    places = np.array([at.get(spot.id, -1) for spot in table.places], dtype=np.int64)
    sides = np.array([side_at.get(side, -1) for side in table.sides], dtype=np.int64)
    was = np.zeros_like(now.belief)
    old = np.ix_(np.flatnonzero(sides >= 0), np.flatnonzero(places >= 0))
    was[old] = then.belief[np.ix_(sides[sides >= 0], places[places >= 0])]
    was[-1] = np.where(places >= 0, then.belief[-1, places], 1)
    apart = np.abs(was.max(axis=0) - now.belief.max(axis=0)) > _MOVED
    return np.flatnonzero(apart | (was.argmax(axis=0) != now.belief.argmax(axis=0)))


class _Splice:
    """Puts the rows of some places in place of those that a whole has of them; both are sorted by place."""

    def __init__(self, whole: Ints, part: Ints, places: Ints) -> None:
        """Takes the first rows of the places, and one more, in the whole and in the part."""
        self._pieces, done = list[tuple[bool, slice]](), 0
        for p in places.tolist():
            self._pieces += [(False, slice(done, int(whole[p]))), (True, slice(int(part[p]), int(part[p + 1])))]
            done = int(whole[p + 1])
        self._pieces.append((False, slice(done, None)))
        counts = np.diff(whole)
        counts[places] = np.diff(part)[places]
        self.starts: Ints = np.r_[0, np.cumsum(counts)]

    def columns(self, names: Sequence[str], whole: object, part: object) -> dict[str, Any]:
        """These columns of the whole with those of the part."""
        return {
            name: np.concatenate([getattr(part if new else whole, name)[at] for new, at in self._pieces])
            for name in names
        }

    def texts(self, whole: Sequence[ClaimId], part: Sequence[ClaimId]) -> tuple[ClaimId, ...]:
        """The texts of the whole with those of the part."""
        return tuple(chain.from_iterable((part if new else whole)[at] for new, at in self._pieces))
