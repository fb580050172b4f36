"""The sources of a simulated war and what they claim: lean, errors, delay, silence, boasts, denials, copies."""

from dataclasses import dataclass

import numpy as np

from evals.simulated_war import (
    CASUALTIES,
    CLASH,
    CONTESTED,
    FORECAST,
    GAIN,
    HOLD,
    PRESENCE,
    REPELLED,
    SHELLING,
    SIEGE,
    WITHDRAWAL,
    Bools,
    Floats,
    Happenings,
    Ints,
    War,
    of_table,
    statements,
)

RIGHT, WRONG_PLACE, WRONG_SIDE, WRONG_DAY, MADE_UP = range(5)
FAULTS = ("", "place", "side", "day", "made_up")
_GOOD_FOR_BY = np.isin(np.arange(12), (GAIN, HOLD, FORECAST, SIEGE))
_ACTIONS = (GAIN, WITHDRAWAL, CONTESTED, CLASH, REPELLED, SHELLING, SIEGE, CASUALTIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceShape:
    """What the sources are drawn from. Pairs are the range from which each source's own value is drawn.

    `claims` is about how many claims there are in all, copies with them. `neutral` of the sources have no
    side. `boast` is how many gains a leaning source makes up for each true one of its side, `deny` how often
    it denies a loss or an enemy's boast instead of keeping silent, `inflate` by what factor it multiplies
    enemy dead. `misread` is the share of a claim's missing confidence at which it is in fact misread.
    """

    sources: int = 12
    claims: int = 40_000
    neutral: float = 0.34
    coverage: tuple[float, float] = (0.2, 0.75)
    error: tuple[float, float] = (0.02, 0.2)
    delay: tuple[float, float] = (0.2, 2.5)
    boast: tuple[float, float] = (0.05, 0.5)
    deny: tuple[float, float] = (0.1, 0.6)
    inflate: tuple[float, float] = (1.0, 3.0)
    copiers: int = 4
    copying: tuple[float, float] = (0.3, 0.7)
    silence: float = 0.12
    undated: float = 0.12
    misread: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One source: `side` it leans to or -1; `copies` another source or -1; `silent` pairs of days, ends included."""

    name: str
    side: int
    lean: float
    coverage: float
    error: float
    delay: float
    boast: float
    deny: float
    inflate: float
    copies: int
    copying: float
    silent: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Claims, one a row, in the order of publication; `of` is the happening, `copy_of` a row or -1.

    `denies` says that it did not happen; `fault` is what is wrong with it (an index into FAULTS; a denial is
    right when nothing happened); `day` is the stated day or -1 where none is stated.
    """

    of: Ints
    source: Ints
    kind: Ints
    place: Ints
    day: Ints
    published: Ints
    by: Ints
    on: Ints
    killed: Ints
    denies: Bools
    fault: Ints
    confidence: Floats
    copy_of: Ints

    def __len__(self) -> int:
        return len(self.of)


_FIELDS = ("of", "source", "kind", "place", "day", "published", "by", "on", "killed", "denies", "fault")


def voices(shape: VoiceShape, sides: int, days: int, chance: np.random.Generator) -> tuple[Voice, ...]:
    """The sources; some copy another one."""

    def draw(pair: tuple[float, float]) -> float:
        return round(float(chance.uniform(*pair)), 3)

    plain = round(shape.neutral * shape.sources)
    copiers = set(chance.choice(shape.sources, min(shape.copiers, shape.sources - 1), replace=False).tolist())
    origins = [n for n in range(shape.sources) if n not in copiers]
    made = []
    for n in range(shape.sources):
        side = -1 if n < plain else (n - plain) % sides
        silent, left = [], shape.silence * days * chance.uniform(0.3, 1.7)
        while left > 5:
            length = min(int(left), int(chance.integers(5, 90)))
            start = int(chance.integers(0, max(days - length, 1)))
            silent.append((start, start + length - 1))
            left -= length
        leans = side >= 0
        made.append(
            Voice(
                name=f"Source {chr(65 + n % 26)}{n // 26 or ''}",
                side=side,
                lean=draw((0.4, 1.0)) if leans else 0.0,
                coverage=draw(shape.coverage),
                error=draw(shape.error),
                delay=draw(shape.delay),
                boast=draw(shape.boast) if leans else 0.02,
                deny=draw(shape.deny) if leans else 0.05,
                inflate=draw(shape.inflate) if leans else 1.0,
                copies=int(chance.choice(origins)) if n in copiers else -1,
                copying=draw(shape.copying) if n in copiers else 0.0,
                silent=tuple(sorted(silent)),
            )
        )
    return tuple(made)


def _boasts(war: War, told: tuple[Voice, ...], chance: np.random.Generator) -> Ints:
    """Gains that leaning sources make up: places of an enemy that border on their side's ground."""
    gains = np.flatnonzero(war.happenings.kind == GAIN)
    rows = [np.empty((7, 0), dtype=np.int64)]
    for n, voice in enumerate(told):
        own = gains if voice.side < 0 else gains[war.happenings.by[gains] == voice.side]
        count = int(chance.poisson(voice.boast * len(own))) if len(own) else 0
        if not count:
            continue
        like = chance.choice(own, count)
        day = np.clip(war.happenings.day[like] + chance.integers(-10, 11, count), 0, len(war.holder) - 1)
        near = war.land.near[war.happenings.place[like]]
        place = near[np.arange(count), chance.integers(0, near.shape[1], count)]
        by, on = war.happenings.by[like], war.holder[day, place].astype(np.int64)
        table = np.zeros((7, count), dtype=np.int64)
        table[0], table[1], table[2], table[3], table[4], table[6] = GAIN, place, day, by, on, n
        rows.append(table[:, by != on])
    return np.concatenate(rows, axis=1)


def _report(
    n: int, voice: Voice, all_of: Happenings, shape: VoiceShape, thin: float, chance: np.random.Generator
) -> tuple[Ints, Bools]:
    """Which happenings a source speaks of, and which of them it denies."""
    mine, invented = all_of.inventor == n, all_of.inventor >= 0
    served = np.where(_GOOD_FOR_BY[all_of.kind], all_of.by, all_of.on) == voice.side
    harmed = np.where(_GOOD_FOR_BY[all_of.kind], all_of.on, all_of.by) == voice.side
    leans = voice.side >= 0
    rate = np.full(len(all_of), voice.coverage * thin)
    if leans:
        rate = np.where(served, rate * (1 + 0.4 * voice.lean), np.where(harmed, rate * (1 - 0.6 * voice.lean), rate))
    rate = np.where(invented, np.where(mine, 1.0, 0.0), rate)
    if leans:
        rate = np.where(invented & ~mine & (all_of.by == voice.side), 0.25 * rate.max(initial=0.0), rate)
    tells = chance.random(len(all_of)) < rate
    deniable = (all_of.kind == GAIN) & ~mine & (all_of.on == voice.side if leans else invented)
    heard = chance.random(len(all_of)) < voice.deny * thin * (0.5 + 0.5 * voice.coverage)
    denies = deniable & ~tells & heard
    rows = np.flatnonzero(tells | denies)
    return rows, denies[rows]


def _claims_of(
    n: int, voice: Voice, war: War, all_of: Happenings, shape: VoiceShape, thin: float, chance: np.random.Generator
) -> dict[str, Ints]:
    rows, denies = _report(n, voice, all_of, shape, thin, chance)
    count = len(rows)
    kind, place, by, on = (a[rows].copy() for a in (all_of.kind, all_of.place, all_of.by, all_of.on))
    happened, made_up = all_of.day[rows], all_of.inventor[rows] >= 0
    wait = np.floor(chance.exponential(voice.delay, count) + 0.3).astype(np.int64)
    published = happened + wait + denies
    fault = np.where(made_up & ~denies, MADE_UP, RIGHT)
    slips = (chance.random(count) < voice.error) & ~denies & ~made_up
    which = chance.choice([WRONG_PLACE, WRONG_SIDE, WRONG_DAY], count, p=(0.4, 0.25, 0.35))
    near = war.land.near[place, chance.integers(0, 3, count)]
    place = np.where(slips & (which == WRONG_PLACE), near, place)
    sides = int(war.holder.max()) + 1
    by = np.where(
        slips & (which == WRONG_SIDE) & (by >= 0), (by + 1 + chance.integers(0, sides - 1, count)) % sides, by
    )
    day = happened - np.where(slips & (which == WRONG_DAY), chance.integers(1, 12, count), 0)
    fault = np.where(slips, which, fault)
    killed = all_of.killed[rows]
    enemy = (on != voice.side) & (voice.side >= 0)
    killed = np.where(enemy, np.rint(killed * voice.inflate), killed).astype(np.int64)
    undated = chance.random(count) < shape.undated
    named = chance.random(count) < 0.75
    return {
        "of": rows,
        "source": np.full(count, n),
        "kind": kind,
        "place": place,
        "day": np.where(undated, -1, np.maximum(day, 0)),
        "published": published,
        "by": by,
        "on": np.where(named | (kind != GAIN), on, -1),
        "killed": killed,
        "denies": denies.astype(np.int64),
        "fault": fault,
    }


def _is_silent(voice: Voice, published: Ints) -> Bools:
    quiet = np.zeros(len(published), dtype=bool)
    for start, end in voice.silent:
        quiet |= (published >= start) & (published <= end)
    return quiet


def _copies(parts: list[dict[str, Ints]], told: tuple[Voice, ...], chance: np.random.Generator) -> None:
    """Adds to `parts` what copying sources take over, a day or two later, faults and all."""
    offsets = np.cumsum([0, *(len(p["of"]) for p in parts)])
    for n, voice in enumerate(told):
        if voice.copies < 0:
            continue
        model = parts[voice.copies]
        takes = np.flatnonzero(chance.random(len(model["of"])) < voice.copying)
        copy = {name: model[name][takes] for name in _FIELDS}
        copy["source"] = np.full(len(takes), n)
        copy["published"] = copy["published"] + chance.integers(0, 3, len(takes))
        copy["copy_of"] = offsets[voice.copies] + takes
        heard = ~_is_silent(voice, copy["published"])
        parts.append({name: column[heard] for name, column in copy.items()})


def _drawn(
    war: War, told: tuple[Voice, ...], all_of: Happenings, shape: VoiceShape, thin: float, chance: np.random.Generator
) -> list[dict[str, Ints]]:
    parts = []
    for n, voice in enumerate(told):
        part = _claims_of(n, voice, war, all_of, shape, thin, chance)
        heard = ~_is_silent(voice, part["published"]) & (part["published"] < len(war.holder))
        part = {name: column[heard] for name, column in part.items()}
        part["copy_of"] = np.full(len(part["of"]), -1)
        parts.append(part)
    return parts


def _borne_out(table: dict[str, Ints], war: War, all_of: Happenings) -> Ints:
    """The faults, but for slips that made nothing wrong: a wrong day unsaid, another place of the same holder."""
    day = np.where(table["day"] >= 0, table["day"], all_of.day[table["of"]])
    holds = np.isin(table["kind"], (HOLD, PRESENCE)) & (war.holder[day, table["place"]] == table["by"])
    unsaid = (table["fault"] == WRONG_DAY) & (table["day"] < 0)
    return np.where(holds | unsaid, RIGHT, table["fault"])


def say(war: War, told: tuple[Voice, ...], shape: VoiceShape, chance: np.random.Generator) -> tuple[Happenings, Said]:
    """All that could be told of, boasts and statements with it, and the claims made of it."""
    actions = np.stack([getattr(war.happenings, f) for f in ("kind", "place", "day", "by", "on", "killed", "inventor")])
    mean = float(np.mean([v.coverage for v in told]))
    copied = 1 + float(np.sum([v.copying for v in told])) / max(len(told), 1)
    each = mean * len(told) * copied
    boasts = _boasts(war, told, chance)
    thin = min(1.0, 0.7 * shape.claims / max(each * actions.shape[1], 1))
    rest = max(0, round((shape.claims - thin * each * actions.shape[1]) / (0.3 * each)))
    spoken = statements(war, rest, chance)
    all_of = of_table(np.concatenate([actions, boasts, spoken], axis=1))
    quiet = np.isin(all_of.kind, (HOLD, PRESENCE))
    parts = _drawn(war, told, all_of, shape, thin, chance)
    for part in parts:
        keep = ~quiet[part["of"]] | (chance.random(len(part["of"])) < 0.3 / max(thin, 0.3))
        for name in part:
            part[name] = part[name][keep]
    _copies(parts, told, chance)
    table = {name: np.concatenate([p[name] for p in parts]) for name in (*_FIELDS, "copy_of")}
    count = len(table["of"])
    confidence = np.round(chance.beta(8, 1.6, count).clip(0.05, 0.99), 3)
    misread = (chance.random(count) < (1 - confidence) * shape.misread) & (table["copy_of"] < 0)
    near = war.land.near[table["place"], 0]
    table["place"] = np.where(misread, near, table["place"])
    table["fault"] = np.where(misread & (table["fault"] == RIGHT), WRONG_PLACE, table["fault"])
    table["fault"] = _borne_out(table, war, all_of)
    inside = table["published"] < len(war.holder)
    order = np.lexsort((table["source"], table["published"]))
    order = order[inside[order]]
    rank = np.full(count, -1)
    rank[order] = np.arange(len(order))
    copy_of = np.where(table["copy_of"] >= 0, rank[table["copy_of"]], -1)
    columns = {name: table[name][order] for name in _FIELDS}
    said = Said(
        **{**columns, "denies": columns["denies"].astype(bool)},
        confidence=confidence[order],
        copy_of=copy_of[order],
    )
    return all_of, said
