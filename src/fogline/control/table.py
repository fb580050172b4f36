"""All evidence of a theatre in columns: one row a claim, in an order that does not depend on how claims came in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np
from numpy.typing import NDArray

from fogline.control.chain import Bools, Floats, Handed, Ints, Reals
from fogline.control.evidence import KINDS, UNDATED, Kind, Said, Spot
from fogline.geometry import inside
from fogline.pack import Handover, Pack
from fogline.records import ClaimId

NEVER = 10**7
"""`known` of a claim without a date of publication: later than any day."""
BASELINE_SOURCE = "(baseline)"
_BASELINE_CLAIM = ClaimId("")
_SAME_DAYS = 3
_LOOK = 8
_KIND_AT = {kind: n for n, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Evidence in columns, sorted by place, day, publication and claim; sides, places and sources are indices.

    `by` and `on` are -1 for nobody, days are ordinals, `words` is the same for the same quote. `echo` counts how many
    claims that were known before say the same within three days; -1 marks a claim that its own source had made already
    in the same words (in other words it counts, as it may have been misread the first time). `starts` are the first
    rows of the places, and one more. `handed` are the pack's handovers, by day.
    """

    places: tuple[Spot, ...]
    sides: tuple[str, ...]
    sources: tuple[str, ...]
    claims: tuple[ClaimId, ...]
    place: Ints
    kind: Ints
    source: Ints
    day: Ints
    dated: Bools
    opens: Ints
    known: Ints
    by: Ints
    on: Ints
    sure: Reals
    fighting: Reals
    words: NDArray[np.uint32]
    echo: Ints
    starts: Ints
    handed: tuple[Handed, ...] = ()

    def __len__(self) -> int:
        return len(self.place)

    def rows_of(self, place: int) -> slice:
        """The rows of a place."""
        return slice(int(self.starts[place]), int(self.starts[place + 1]))


_NUMBERS = (
    "place", "kind", "source", "day", "dated", "opens", "known", "by", "on", "sure", "fighting", "since",
    "document", "at", "words",
)  # fmt: skip
_NO_DAY = UNDATED.toordinal()
_LONG_AGO_DAYS = 90
_OF_A_GUESSED_DAY = 0.7


class Tabulator:
    """Takes evidence claim by claim and gives the table of it; small enough for millions."""

    def __init__(self) -> None:
        """Starts empty."""
        self._spots: dict[str, Spot] = {}
        self._sides: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._documents: dict[str, int] = {"": 0}
        self._place_at: dict[str, int] = {}
        self._claims: list[ClaimId] = []
        self._rows: list[tuple[float, ...]] = []
        self._blocks: list[Floats] = []
        self._located: dict[str, Spot] = {}
        self._handovers: tuple[Handover, ...] = ()
        self._lags: list[tuple[int, int]] = []

    def date(self, document: str, lag: int) -> None:
        """Takes how many days before its publication a report's claim that is no evidence lies; see `dated`."""
        self._lags.append((self._documents.setdefault(document, len(self._documents)), lag))

    def add(self, item: Said) -> None:
        """Takes a piece of evidence."""
        spot = item.spot
        known = self._spots.get(spot.id)
        if known is None:
            self._spots[spot.id] = spot
            self._place_at[spot.id] = len(self._place_at)
        elif known != spot:
            self._spots[spot.id] = min(known, spot, key=_first_of)
        self._claims.append(item.claim)
        self._rows.append(
            (
                self._place_at[spot.id],
                _KIND_AT[item.kind],
                self._sources.setdefault(item.source, len(self._sources)),
                item.day.toordinal(),
                item.dated,
                item.opens.toordinal(),
                NEVER if item.known is None else item.known.toordinal(),
                -1 if item.by is None else self._sides.setdefault(item.by, len(self._sides)),
                -1 if item.on is None else self._sides.setdefault(item.on, len(self._sides)),
                item.sure,
                item.fighting,
                _NO_DAY if item.since is None else item.since.toordinal(),
                self._documents.setdefault(item.document, len(self._documents)),
                item.at,
                item.words,
            )
        )
        if len(self._rows) >= 50_000:
            self._flush()

    def add_baseline(self, pack: Pack) -> None:
        """Takes the holders that a pack starts from, known from their day on."""
        places = {p.id: p for p in pack.places}
        for baseline in pack.baselines:
            for row in baseline.holders:
                place = places.get(row.place)
                if place is None:
                    continue
                self.add(
                    Said(
                        claim=_BASELINE_CLAIM,
                        spot=Spot(id=place.id, name=place.name, lat=place.lat, lon=place.lon, kind=place.kind),
                        kind=Kind.BASELINE,
                        source=BASELINE_SOURCE,
                        day=baseline.day,
                        dated=True,
                        opens=baseline.day,
                        since=None,
                        known=baseline.day,
                        document="",
                        at=0,
                        by=row.holder,
                        on=None,
                        sure=row.probability,
                        fighting=0.0,
                    )
                )

    def add_handovers(self, pack: Pack) -> None:
        """Takes the handovers of a pack; they touch whatever places and sides evidence names."""
        self._handovers = pack.handovers

    def _handed(self, spots: Sequence[Spot], sides: Sequence[str]) -> tuple[Handed, ...]:
        """The handovers whose givers anything is told of."""
        at = {side: n for n, side in enumerate(sides)}
        return tuple(
            Handed(
                day=of.day.toordinal(),
                at=np.array([n for n, s in enumerate(spots) if inside(s.lat, s.lon, of.outline)], dtype=np.int64),
                giver=at[of.giver],
                taker=at[of.taker],
                share=of.probability,
            )
            for of in sorted(self._handovers, key=lambda o: (o.day, o.giver, o.taker))
            if of.giver in at
        )

    def locate(self, pack: Pack) -> None:
        """Gives places that claims name by their id alone the pack's coordinates."""
        for place in pack.places:
            self._located[place.id] = Spot(id=place.id, name=place.name, lat=place.lat, lon=place.lon, kind=place.kind)

    def spot(self, place: str) -> Spot:
        """A place that evidence was taken of, by its id."""
        spot = self._spots[place]
        return self._located.get(place, spot) if isnan(spot.lat) else spot

    def speaks_of(self, document: str) -> bool:
        """True when evidence of this document was taken."""
        return document in self._documents

    def _flush(self) -> None:
        if self._rows:
            self._blocks.append(np.array(self._rows, dtype=np.float64))
            self._rows = []

    def table(self) -> Table:
        """The table; the same whatever the order in which evidence came."""
        self._flush()
        rows = np.concatenate(self._blocks) if self._blocks else np.empty((0, len(_NUMBERS)))
        column = dict(zip(_NUMBERS, rows.T, strict=True))
        kept = _of_their_day(column, len(self._documents), np.array(self._lags, dtype=np.float64).reshape(-1, 2))
        column = {name: values[kept] for name, values in column.items()}
        spots, place = _ranked(self._place_at, column["place"])
        for of in self._handovers:
            if of.giver in self._sides:
                self._sides.setdefault(of.taker, len(self._sides))
        sides, _ = _ranked(self._sides, np.empty(0))
        by, on = (_moved(self._sides, sides, column[c]) for c in ("by", "on"))
        sources, source = _ranked(self._sources, column["source"])
        ints = {c: column[c].astype(np.int64) for c in ("kind", "day", "opens", "known")}
        claims = np.array(self._claims, dtype=object)[kept]
        order = order_of(claims.tolist(), source, ints["kind"], ints["known"], ints["day"], place)
        places = tuple(map(self.spot, spots))
        made = Table(
            places=places,
            sides=tuple(sides),
            sources=tuple(sources),
            claims=tuple(claims[order]),
            place=place[order],
            kind=ints["kind"][order],
            source=source[order],
            day=ints["day"][order],
            dated=column["dated"][order].astype(bool),
            opens=ints["opens"][order],
            known=ints["known"][order],
            by=by[order],
            on=on[order],
            sure=column["sure"][order].astype(np.float32),
            fighting=column["fighting"][order].astype(np.float32),
            words=column["words"].astype(np.uint32)[order],
            echo=np.zeros(len(order), dtype=np.int64),
            starts=np.searchsorted(place[order], np.arange(len(spots) + 1)),
            handed=self._handed(places, sides),
        )
        return replace(made, echo=echoes(made))


def order_of(claims: Sequence[str], source: Ints, kind: Ints, known: Ints, day: Ints, place: Ints) -> Ints:
    """The order that the rows of a table have."""
    made: Ints = np.lexsort((_text_rank(claims), source, kind, known, day, place))
    return made


def _of_their_day(column: dict[str, Floats], documents: int, others: Floats) -> Ints:
    """Gives claims without a time their day, in place, and says which rows have one; `others[n]` are the document and
    the lag of claims without a row.

    In a report of its own day that is the day of publication, where it stands already. A report that looks back, by
    the median of the times it names, tells in order: it is the day told before, which is a guess and so less sure;
    and a time without an end is over.
    """
    day, document, undated = column["day"], column["document"].astype(np.int64), column["dated"] == 0
    rows = np.flatnonzero(~undated)
    since = column["since"][rows]
    lag = np.r_[column["known"][rows] - np.where(since == _NO_DAY, day[rows], since), others[:, 1]]
    told_in = np.r_[document[rows], others[:, 0].astype(np.int64)]
    order = np.lexsort((lag, told_in))
    first = np.searchsorted(told_in[order], np.arange(documents + 1))
    some = np.flatnonzero(np.diff(first))
    looks_back = np.zeros(documents, dtype=bool)
    looks_back[some] = lag[order][(first[some] + first[some + 1]) // 2] > _LONG_AGO_DAYS
    looks_back[0] = False
    back = looks_back[document]
    endless = back & (column["since"] != _NO_DAY) & ~undated
    day[endless] = column["opens"][endless] = column["since"][endless]
    told = np.flatnonzero(back)
    told = told[np.lexsort((~undated[told], column["at"][told], document[told]))]
    last = np.maximum.accumulate(np.where(undated[told], -1, np.arange(len(told))))
    from_before = (last >= 0) & (document[told[last]] == document[told])
    day[told] = np.where(undated[told], np.where(from_before, day[told[last]], _NO_DAY), day[told])
    column["opens"][told] = np.where(undated[told], day[told], column["opens"][told])
    column["sure"][told] *= np.where(undated[told], _OF_A_GUESSED_DAY, 1.0)
    kept: Ints = np.flatnonzero(day > _NO_DAY)
    return kept


def _first_of(spot: Spot) -> tuple[bool, float, float, str, str]:
    """Orders what claims say of one place, the same whatever their order; one with coordinates comes first."""
    nowhere = isnan(spot.lat)
    return nowhere, 0.0 if nowhere else spot.lat, 0.0 if nowhere else spot.lon, spot.name, spot.kind or ""


def _text_rank(texts: Sequence[str]) -> Ints:
    order = sorted(range(len(texts)), key=texts.__getitem__)
    rank = np.empty(len(texts), dtype=np.int64)
    rank[order] = np.arange(len(texts))
    return rank


def _ranked(at: dict[str, int], column: Floats) -> tuple[list[str], Ints]:
    names = sorted(at)
    return names, _moved(at, names, column)


def _moved(at: dict[str, int], names: list[str], column: Floats) -> Ints:
    """Indices in the order of first use as indices in the order of names; -1 stays."""
    to = np.empty(len(names) + 1, dtype=np.int64)
    for n, name in enumerate(names):
        to[at[name]] = n
    to[-1] = -1
    return to[column.astype(np.int64)]


def echoes(table: Table) -> Ints:
    """For each row how many rows known before it say the same within three days; -1 if its own source did, of that day
    and in the same words.

    Looks at the eight nearest in time on each side, so that the count ends there.
    """
    order = np.lexsort((np.arange(len(table)), table.day, table.on, table.by, table.kind, table.place))
    key = [c[order] for c in (table.place, table.kind, table.by, table.on)]
    day, known, source, words = (c[order] for c in (table.day, table.known, table.source, table.words))
    count = np.zeros(len(order), dtype=np.int64)
    own = np.zeros(len(order), dtype=bool)
    for step in range(1, min(_LOOK, len(order) - 1) + 1):
        one, two = slice(None, -step), slice(step, None)
        same = (day[two] - day[one]) <= _SAME_DAYS
        for k in key:
            same &= k[one] == k[two]
        later = known[two] >= known[one]
        count[two] += same & later
        count[one] += same & ~later
        again = same & (source[one] == source[two]) & (day[one] == day[two]) & (words[one] == words[two])
        own[two] |= again & later
        own[one] |= again & ~later
    made = np.empty(len(order), dtype=np.int64)
    made[order] = np.where(own, -1, count)
    return made
