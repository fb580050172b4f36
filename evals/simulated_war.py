"""The truth of a simulated war: places, who holds each on each day, and what truly happened.

Places lie scattered and in clusters; each has neighbours. Sides begin with ground of their own. Offensives
(a side, a direction, some weeks) take enemy places that border on the attacker's, so control spreads from
neighbours; now and then a place changes hands outside of one. Everything is drawn from one seed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

KINDS = ("city", "town", "village", "hill", "base")
_KIND_SHARES = (0.04, 0.16, 0.6, 0.12, 0.08)
GAIN, WITHDRAWAL, HOLD, PRESENCE, CONTESTED, CLASH, REPELLED, SHELLING, AIR_STRIKE, SIEGE, FORECAST, CASUALTIES = range(
    12
)
HAPPENINGS = (
    "gain", "withdrawal", "hold", "presence", "contested", "clash", "repelled", "shelling", "air_strike", "siege",
    "forecast", "casualties",
)  # fmt: skip
_KM_A_DEGREE = 111.0
_ORIGIN = (34.0, 38.0)
_NEIGHBOURS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WarShape:
    """What the truth is drawn from; rates are a day, sizes kilometres.

    `offensives` a year for each 500 places; `advance` is the chance a day that a bordering place within an
    offensive falls; `raid` the same outside of any; `retake` the attacker's losses as a share of `advance`;
    `fight_days` is how long fighting goes on before a place changes hands; `attacks` how often a place at the
    front is attacked in vain or shelled.
    """

    places: int = 500
    days: int = 1826
    sides: int = 3
    extent_km: float = 260.0
    clustered: float = 0.4
    offensives: float = 20.0
    offensive_days: float = 40.0
    offensive_km: float = 28.0
    advance: float = 0.06
    raid: float = 0.00025
    retake: float = 0.25
    fight_days: float = 3.0
    attacks: float = 0.012


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """Where the places are: degrees, kind as an index into KINDS, and the nearest places of each with distances."""

    lat: Floats
    lon: Floats
    kind: Ints
    near: Ints
    near_km: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """What happened (or was made up: `inventor` is the source that did, else -1), one a row.

    `by` and `on` are sides or -1: who does it and who suffers it, as in a claim's slots.
    """

    kind: Ints
    place: Ints
    day: Ints
    by: Ints
    on: Ints
    killed: Ints
    inventor: Ints

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class War:
    """The truth: `holder[day, place]`, and what happened in the order of days."""

    land: Land
    holder: NDArray[np.int8]
    happenings: Happenings


def nearest(lat: Floats, lon: Floats, count: int) -> tuple[Ints, Floats]:
    """The nearest places of each place and how far they are, nearest first."""
    x, y = lon * _KM_A_DEGREE * np.cos(np.radians(lat.mean())), lat * _KM_A_DEGREE
    n, count = len(x), min(count, len(x) - 1)
    near, km = np.empty((n, count), dtype=np.int64), np.empty((n, count))
    for start in range(0, n, 500):
        stop = min(start + 500, n)
        square = (x[start:stop, None] - x) ** 2 + (y[start:stop, None] - y) ** 2
        square[np.arange(stop - start), np.arange(start, stop)] = np.inf
        part = np.argpartition(square, count - 1, axis=1)[:, :count]
        order = np.argsort(np.take_along_axis(square, part, 1), axis=1)
        near[start:stop] = np.take_along_axis(part, order, 1)
        km[start:stop] = np.sqrt(np.take_along_axis(square, near[start:stop], 1))
    return near, km


def _land(shape: WarShape, chance: np.random.Generator) -> Land:
    width = shape.extent_km * np.sqrt(shape.places / 500)
    middles = chance.uniform(0, width, (max(3, shape.places // 60), 2))
    at = chance.uniform(0, width, (shape.places, 2))
    grouped = chance.random(shape.places) < shape.clustered
    around = middles[chance.integers(0, len(middles), shape.places)] + chance.normal(0, width / 40, at.shape)
    at = np.where(grouped[:, None], around, at)
    lat = _ORIGIN[0] + at[:, 1] / _KM_A_DEGREE
    lon = _ORIGIN[1] + at[:, 0] / (_KM_A_DEGREE * np.cos(np.radians(_ORIGIN[0])))
    lat, lon = lat.round(5), lon.round(5)
    near, km = nearest(lat, lon, _NEIGHBOURS)
    kind = chance.choice(len(KINDS), shape.places, p=_KIND_SHARES)
    return Land(lat=lat, lon=lon, kind=kind, near=near, near_km=km)


def _start(shape: WarShape, land: Land, chance: np.random.Generator) -> NDArray[np.int8]:
    """Each side begins with what lies nearest to one of its capitals."""
    capitals = chance.choice(shape.places, shape.sides * 3, replace=False)
    far = (land.lat[:, None] - land.lat[capitals]) ** 2 + (land.lon[:, None] - land.lon[capitals]) ** 2
    nearest_capital: Ints = np.argmin(far, axis=1)
    return (nearest_capital % shape.sides).astype(np.int8)


class _Log:
    """Happenings as they are drawn."""

    def __init__(self) -> None:
        self.rows: list[Ints] = []

    def add(self, kind: int, place: Ints, day: int | Ints, by: Ints | int, on: Ints | int, killed: Ints | int) -> None:
        if len(place):
            table = np.empty((7, len(place)), dtype=np.int64)
            for row, value in enumerate((kind, place, day, by, on, killed, -1)):
                table[row] = value
            self.rows.append(table)

    def sorted(self) -> Happenings:
        table = np.concatenate(self.rows, axis=1) if self.rows else np.empty((7, 0), dtype=np.int64)
        return of_table(table)


def of_table(table: Ints) -> Happenings:
    """Rows kind, place, day, by, on, killed, inventor as happenings in the order of days."""
    table = table[:, np.lexsort((table[0], table[1], table[2]))]
    return Happenings(
        kind=table[0], place=table[1], day=table[2], by=table[3], on=table[4], killed=table[5], inventor=table[6]
    )


def _changes(
    log: _Log, day: int, at: Ints, now: NDArray[np.int8], by: Ints, shape: WarShape, chance: np.random.Generator
) -> None:
    """Records that places change hands on a day, with the fighting before; some losers leave without a fight."""
    losers = now[at].astype(np.int64)
    left = chance.random(len(at)) < 0.12
    killed = chance.geometric(0.08, len(at)) - 1
    log.add(GAIN, at[~left], day, by[~left], losers[~left], killed[~left])
    log.add(WITHDRAWAL, at[left], day, losers[left], by[left], 0)
    fought, length = at[~left], chance.geometric(1 / max(shape.fight_days, 1.0), int((~left).sum()))
    for back in range(1, int(length.max(initial=0)) + 1):
        some = (length >= back) & (day - back >= 0)
        kind = CLASH if back > 1 else CONTESTED
        log.add(kind, fought[some], day - back, by[~left][some], losers[~left][some], chance.poisson(4, some.sum()))
    now[at] = by


def wage(shape: WarShape, chance: np.random.Generator) -> War:
    """The war, drawn day by day."""
    land = _land(shape, chance)
    now = _start(shape, land, chance)
    holder = np.empty((shape.days, shape.places), dtype=np.int8)
    log = _Log()
    running: list[tuple[int, int, Bools]] = []
    x, y = land.lon * _KM_A_DEGREE * np.cos(np.radians(_ORIGIN[0])), land.lat * _KM_A_DEGREE
    rate = shape.offensives / 365.25 * shape.places / 500
    besieged_since = np.full(shape.places, -1)
    for day in range(shape.days):
        beside = now[land.near]
        foreign = beside != now[:, None]
        front = foreign.any(axis=1)
        for _ in range(int(chance.poisson(rate))):
            border = np.flatnonzero(front)
            if not len(border):
                break
            middle = int(chance.choice(border))
            rivals = beside[middle][foreign[middle]]
            side = int(chance.choice(rivals))
            angle, reach = chance.uniform(0, 2 * np.pi), shape.offensive_km * chance.uniform(0.5, 1.6)
            dx, dy = x - x[middle], y - y[middle]
            along, across = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
            zone = (along / reach) ** 2 + (across / (0.6 * reach)) ** 2 < 1
            last = day + max(5, int(chance.exponential(shape.offensive_days)))
            running.append((side, last, zone))
            ahead = np.flatnonzero(zone & front & (now != side))
            expected = ahead[chance.random(len(ahead)) < 0.3]
            log.add(FORECAST, expected, max(day - 2, 0), side, now[expected].astype(np.int64), 0)
        running = [o for o in running if o[1] >= day]
        falls = np.where(front, shape.raid, 0.0)
        taker = beside[np.arange(shape.places), np.argmax(foreign, axis=1)].astype(np.int64)
        pressed = np.zeros(shape.places, dtype=bool)
        for side, _, zone in running:
            share = (beside == side).mean(axis=1)
            hit = zone & (now != side) & (share > 0)
            chance_of = np.minimum(shape.advance * 2.5 * share, 0.5)
            better = hit & (chance_of > falls)
            falls[better], taker[better] = chance_of[better], side
            back = zone & (now == side) & front
            lost = back & (shape.retake * shape.advance > falls)
            falls[lost] = shape.retake * shape.advance * (1 - share[lost])
            pressed |= hit
        attacked = front & (chance.random(shape.places) < np.where(pressed, 8 * shape.attacks, shape.attacks))
        changed = np.flatnonzero(front & (chance.random(shape.places) < falls))
        held = np.flatnonzero(attacked & ~np.isin(np.arange(shape.places), changed))
        what = chance.choice(
            [REPELLED, SHELLING, AIR_STRIKE, CASUALTIES, CLASH], len(held), p=(0.3, 0.3, 0.1, 0.1, 0.2)
        )
        for kind in np.unique(what):
            mine = held[what == kind]
            log.add(int(kind), mine, day, taker[mine], now[mine].astype(np.int64), chance.poisson(5, len(mine)))
        alone = foreign.mean(axis=1) >= 0.8
        besieged_since = np.where(alone, np.where(besieged_since < 0, day, besieged_since), -1)
        sieged = np.flatnonzero(alone & (day - besieged_since > 7) & (chance.random(shape.places) < 0.02))
        log.add(SIEGE, sieged, day, taker[sieged], now[sieged].astype(np.int64), 0)
        _changes(log, day, changed, now, taker[changed], shape, chance)
        holder[day] = now
    return War(land=land, holder=holder, happenings=log.sorted())


def statements(war: War, count: int, chance: np.random.Generator) -> Ints:
    """True statements of who holds a place or is seen there, as rows of happenings; busy places have more."""
    days, places = war.holder.shape
    weight = np.array([6.0, 3.0, 1.0, 0.7, 1.5])[war.land.kind] * chance.gamma(1.5, 1.0, places)
    at = chance.choice(places, count, p=weight / weight.sum())
    day = chance.integers(0, days, count)
    holds = war.holder[day, at].astype(np.int64)
    seen = chance.random(count) < 0.3
    others = war.holder[day, war.land.near[at, 0]].astype(np.int64)
    strays = seen & (chance.random(count) < 0.15)
    table = np.full((7, count), -1, dtype=np.int64)
    table[0] = np.where(seen, PRESENCE, HOLD)
    table[1], table[2], table[5] = at, day, 0
    table[3] = np.where(strays, others, holds)
    return table
