"""Says everything that does not hold together in a pack, across its files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from fogline.errors import PackError
from fogline.names import fold
from fogline.pack.load import parse_pack
from fogline.pack.schema import GRADES, SOURCE_KINDS, Actor, Pack, root_of
from fogline.records import ActorId

_MARGIN = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in which file and entry, and what to do."""

    file: str
    entry: str
    says: str

    def __str__(self) -> str:
        """One line for people."""
        return ": ".join(part for part in (self.file, self.entry, self.says) if part)


def check_pack(path: Path) -> tuple[Problem, ...]:
    """Every problem of the pack in a folder; empty when it holds together."""
    try:
        pack = parse_pack(path)
    except PackError as error:
        return (Problem(file="", entry="", says=str(error)),)
    return (
        *_actors(pack),
        *_names(pack),
        *_sides(pack),
        *_places(pack),
        *_roads(pack),
        *_sources(pack),
        *_lexicon(pack),
        *_baselines(pack),
        *_handovers(pack),
    )


def _twice(ids: list[str], file: str) -> Iterator[Problem]:
    for name in sorted({i for i in ids if ids.count(i) > 1}):
        yield Problem(file=file, entry=name, says="the id stands twice; give each entry its own")


def _actors(pack: Pack) -> Iterator[Problem]:
    yield from _twice([a.id for a in pack.actors], "actors.yml")
    for actor in pack.actors:
        if actor.parent is not None and actor.parent not in pack.by_actor:
            yield Problem(
                file="actors.yml",
                entry=actor.id,
                says=f"parent {actor.parent!r} is no actor of this pack; add it or set parent to null",
            )
        if actor.successor is not None and actor.successor not in pack.by_actor:
            yield Problem(
                file="actors.yml",
                entry=actor.id,
                says=f"successor {actor.successor!r} is no actor of this pack",
            )
        for backer in actor.backers:
            if backer not in pack.by_actor:
                yield Problem(file="actors.yml", entry=actor.id, says=f"backer {backer!r} is no actor of this pack")
        if _in_circle(pack, actor):
            yield Problem(file="actors.yml", entry=actor.id, says="its parents go round in a circle")
        yield from _intervals(pack, actor)


def _in_circle(pack: Pack, actor: Actor) -> bool:
    seen = {actor.id}
    above = actor.parent
    while above is not None and above in pack.by_actor:
        if above in seen:
            return True
        seen.add(above)
        above = pack.by_actor[above].parent
    return False


def _intervals(pack: Pack, actor: Actor) -> Iterator[Problem]:
    spans = sorted(
        ((s.period.start or date.min, s.period.end or date.max, s.side) for s in actor.sides),
        key=lambda s: s[:2],
    )
    for (_, end, one), (start, _, two) in pairwise(spans):
        if start <= end:
            yield Problem(
                file="actors.yml",
                entry=actor.id,
                says=f"sides {one} and {two} overlap on {start}; end one before the other starts",
            )
    for entry in actor.sides:
        if ActorId(entry.side) not in pack.by_actor or root_of(pack, ActorId(entry.side)) != ActorId(entry.side):
            yield Problem(file="actors.yml", entry=actor.id, says=f"side {entry.side!r} is no actor without a parent")


def _names(pack: Pack) -> Iterator[Problem]:
    strong: dict[str, set[str]] = {}
    for actor in pack.actors:
        for name in actor.names:
            if name.strong:
                strong.setdefault(fold(name.text), set()).add(actor.id)
            if not fold(name.text):
                yield Problem(file="actors.yml", entry=actor.id, says=f"the name {name.text!r} has no letters")
    for name_, ids in sorted(strong.items()):
        if len(ids) > 1 and _at_one_time(pack, sorted(ids)):
            yield Problem(
                file="actors.yml",
                entry=", ".join(sorted(ids)),
                says=f"share the strong name {name_!r}; make it weak in all but one, or let one end before the other",
            )


def _at_one_time(pack: Pack, ids: list[str]) -> bool:
    """True when any two of the actors existed on one day; a name may pass from one to the next."""
    periods = [pack.by_actor[ActorId(i)].exists for i in ids]
    spans = sorted(((p and p.start) or date.min, (p and p.end) or date.max) for p in periods)
    return any(start <= end for (_, end), (start, _) in pairwise(spans))


def _sides(pack: Pack) -> Iterator[Problem]:
    for side in pack.sides:
        if ActorId(side.id) not in pack.by_actor:
            yield Problem(file="pack.yml", entry=side.id, says="is no actor of this pack")
        elif pack.by_actor[ActorId(side.id)].parent is not None:
            yield Problem(file="pack.yml", entry=side.id, says="has a parent; sides are actors without one")
        for ally in side.allies:
            if ActorId(ally) not in pack.by_actor:
                yield Problem(file="pack.yml", entry=side.id, says=f"ally {ally!r} is no actor of this pack")


def _places(pack: Pack) -> Iterator[Problem]:
    yield from _twice([p.id for p in pack.places], "places.tsv")
    e = pack.extent
    for place in pack.places:
        inside = (
            e.south - _MARGIN <= place.lat <= e.north + _MARGIN and e.west - _MARGIN <= place.lon <= e.east + _MARGIN
        )
        if not inside and place.country in pack.countries:
            yield Problem(
                file="places.tsv",
                entry=place.id,
                says=f"{place.lat}, {place.lon} lies outside the theatre's extent",
            )
        if place.radius_km <= 0:
            yield Problem(file="places.tsv", entry=place.id, says="radius_km must be above 0")


def _roads(pack: Pack) -> Iterator[Problem]:
    yield from _twice([r.id for r in pack.roads], "roads.yml")
    known = {p.id for p in pack.places}
    for road in pack.roads:
        for place in road.places:
            if place not in known:
                yield Problem(file="roads.yml", entry=road.id, says=f"place {place!r} is not in places.tsv")
        if len(road.places) < 2:
            yield Problem(file="roads.yml", entry=road.id, says="a road needs at least two places")


def _sources(pack: Pack) -> Iterator[Problem]:
    yield from _twice([s.id for s in pack.sources], "sources.yml")
    ids = {s.id for s in pack.sources}
    for source in pack.sources:
        for side in source.lean:
            if ActorId(side) not in pack.by_actor:
                yield Problem(
                    file="sources.yml",
                    entry=source.id,
                    says=f"lean towards {side!r}, which is no actor of this pack",
                )
        if source.grade not in GRADES:
            yield Problem(file="sources.yml", entry=source.id, says=f"grade {source.grade!r}; write A to F")
        if source.kind not in SOURCE_KINDS:
            yield Problem(
                file="sources.yml",
                entry=source.id,
                says=f"kind {source.kind!r}; choose one of {', '.join(sorted(SOURCE_KINDS))}",
            )
        for copied in source.copies:
            if copied not in ids:
                yield Problem(
                    file="sources.yml",
                    entry=source.id,
                    says=f"copies {copied!r}, which is no source of this pack",
                )


def _lexicon(pack: Pack) -> Iterator[Problem]:
    for word in pack.lexicon:
        name = word.words[0] if word.words else "(no words)"
        if not word.words:
            yield Problem(file="lexicon.yml", entry=name, says="an entry needs words")
        for actor in word.refers:
            if actor not in pack.by_actor:
                yield Problem(
                    file="lexicon.yml",
                    entry=name,
                    says=f"refers to {actor!r}, which is no actor of this pack",
                )
        if word.speaker is not None and ActorId(word.speaker) not in pack.by_actor:
            yield Problem(file="lexicon.yml", entry=name, says=f"speaker {word.speaker!r} is no actor of this pack")
        if word.lean not in (None, "initiator", "against-target") and word.lean not in pack.by_actor:
            yield Problem(
                file="lexicon.yml",
                entry=name,
                says=f"lean {word.lean!r}; write initiator, against-target or a side",
            )


def _baselines(pack: Pack) -> Iterator[Problem]:
    known = {p.id for p in pack.places}
    for baseline in pack.baselines:
        file = f"baseline/{baseline.day}.csv"
        yield from _twice([h.place for h in baseline.holders], file)
        for row in baseline.holders:
            if row.place not in known:
                yield Problem(file=file, entry=row.place, says="is not in places.tsv")
            if ActorId(row.holder) not in pack.by_actor or pack.by_actor[ActorId(row.holder)].parent is not None:
                yield Problem(file=file, entry=row.place, says=f"holder {row.holder!r} is no actor without a parent")


def _handovers(pack: Pack) -> Iterator[Problem]:
    for handover in pack.handovers:
        for side in (handover.giver, handover.taker):
            if ActorId(side) not in pack.by_actor or pack.by_actor[ActorId(side)].parent is not None:
                yield Problem(
                    file="handovers.yml", entry=str(handover.day), says=f"{side!r} is no actor without a parent"
                )
        if not pack.period.holds(handover.day):
            yield Problem(file="handovers.yml", entry=str(handover.day), says="lies outside the period of the pack")
