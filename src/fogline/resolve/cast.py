"""Who a report speaks of: the actors it names, how often and where, and whom its source speaks for."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fogline.pack import Actor, LoadedWord, Pack, alive, allied, by_source_name, root_of, side_on
from fogline.pack.made import OfPack
from fogline.pack.naming import ActorHit, ActorNames, actor_names, bare, words
from fogline.records import ActorId, Reason, Report, SideId

# What general words mean when the report leaves it at them, in words that packs list as weak names.
_USUAL = {
    "state": ("army", "government forces", "security forces"),
    "irregular": ("rebels", "militants", "armed groups"),
    "air": ("air force", "warplanes", "army aviation"),
}
_PARTISAN = frozenset({"party", "state", "military"})
_NEAR = 600.0
_SEEN = 0.25
_OFTEN = 0.35
_ENOUGH = 3
_JUST_NAMED = 0.9
_JUST_MEANT = 0.3
_AIR_WORDS = frozenset({"air", "aerospace", "aviation"})
_AIRCRAFT = re.compile(
    r"(?<=[\w.])(?:['’]s)?\s(?:\w+\s)?(?:war\s?planes?|(?:fighter\s)?jets?|(?:air)?planes?|aircraft|helicopters?|bombers?|drones?)\b",
    re.IGNORECASE,
)
_PLANE = 25
_STOP = re.compile(r"[.!?;]\s|\n")
# Between two marks of one paragraph; an apostrophe opens nothing.
_QUOTED = re.compile(r"[\u201c\"\u00ab][^\u201c\u201d\"\u00ab\u00bb\n]{2,1500}[\u201d\"\u00bb]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Whom a loaded word stands for; `own` when the source's own side uses it so, `scornful` when it is
    a word for others than the side that uses it.
    """

    refers: tuple[ActorId, ...]
    own: bool
    scornful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The actors of a report: strong names in `presence`, positions of all plain names in `hits`.

    `loaded` are the actors that a pack's loaded words can mean, `usual` those of general words, `own`
    the actor whose outlet the source is, `friends` its side and those that fight alongside it, `air` the air
    forces by their states, `quotes` the stretches between quotation marks, `flown` the actors whose aircraft the
    report names, each with where, `named` every name of its actors, also those of several, `countries` the names of
    the theatre's own country, and `stops` where its sentences end.
    """

    pack: Pack
    names: ActorNames
    loaded: dict[tuple[str, ...], Loaded]
    usual: dict[str, tuple[ActorId, ...]]
    hits: tuple[ActorHit, ...]
    starts: tuple[int, ...]
    presence: dict[ActorId, int]
    day: date | None
    own: ActorId | None
    friends: frozenset[str]
    air: dict[ActorId, ActorId]
    quotes: tuple[tuple[int, int], ...]
    flown: tuple[tuple[int, ActorId], ...]
    named: tuple[ActorHit, ...]
    countries: frozenset[tuple[str, ...]]
    stops: tuple[int, ...]

    def quoted(self, at: int) -> bool:
        """True for a position between quotation marks."""
        return any(start < at < end for start, end in self.quotes)

    def beside(self, actor: ActorId, at: int) -> bool:
        """True when the report names an actor near a position, before or after."""
        first = bisect_right(self.starts, at - _NEAR)
        last = bisect_right(self.starts, at + _NEAR)
        return any(actor in (i, root_of(self.pack, i)) for hit in self.hits[first:last] for i in hit.ids[:1])

    def last_flown(self, at: int) -> ActorId | None:
        """Whose aircraft the report named last before a position, not far back."""
        return next((actor for start, actor in reversed(self.flown) if 0 <= at - start <= 2 * _NEAR), None)

    def subject(self, at: int) -> ActorId | None:
        """Who is named last before a position in its sentence, for "its forces"."""
        begins = self.stops[n - 1] if (n := bisect_right(self.stops, at)) else 0
        return self._living([h for h in self.named if begins <= h.span.start and h.span.end <= at][-1:])

    def last_named(self, at: int, kinds: frozenset[str]) -> ActorId | None:
        """Whose own name stands last before a position, not far back, of those of some kinds."""
        near = (h for h in reversed(self.named) if h.strong and 0 <= at - h.span.end <= _NEAR)
        return next((i for h in near if (i := self._living([h])) and self.pack.by_actor[i].kind in kinds), None)

    def ends_at(self, at: int) -> ActorId | None:
        """Whose own name ends at a position, for "fighters" in "Marsh League fighters"."""
        return self._living([h for h in self.named if h.strong and h.span.end == at][:1])

    def _living(self, hits: Sequence[ActorHit]) -> ActorId | None:
        """The first actor that names mean who was there on the report's day."""
        return next((i for hit in hits for i in hit.ids if alive(self.pack.by_actor[i], self.day)), None)

    def clients(self, backer: ActorId, day: date | None) -> tuple[ActorId, ...]:
        """Those whom an actor arms or leads on a day, in the order of the pack."""
        known = {backer, root_of(self.pack, backer)}
        return tuple(a.id for a in self.pack.actors if known & set(a.backers) and alive(a, day))

    def side(self, actor: ActorId) -> SideId | None:
        """The side of an actor on the report's day."""
        return side_on(self.pack, actor, self.day)

    def reasons(self, actor: ActorId, at: int, own_words: str) -> list[Reason]:
        """What in the report speaks for an actor being meant at a position by these words.

        Being named counts, and being named just before; words that repeat the ones in question do not.
        """
        count = self.presence.get(actor, 0)
        made = []
        if count:
            made.append(Reason(feature="named in the report", weight=_SEEN + _OFTEN * math.log1p(min(count, _ENOUGH))))
        said = bare(own_words)
        for n in range(bisect_right(self.starts, at - 1) - 1, -1, -1):
            hit = self.hits[n]
            away = max(at - hit.span.end, 0)
            if away > 4 * _NEAR:
                break
            if actor in (hit.ids[0], root_of(self.pack, hit.ids[0])) and bare(hit.text) != said:
                weight = (_JUST_NAMED if hit.strong else _JUST_MEANT) * math.exp(-away / _NEAR)
                made.append(Reason(feature="named just before", weight=weight))
                break
        return made


def cast_of(report: Report, pack: Pack) -> Cast:
    """Who is named in the report, and for whom its source speaks."""
    names = actor_names(pack)
    found = tuple(names.find(report.text))
    hits = tuple(h for h in found if h.strong or len(h.ids) == 1)
    presence: Counter[ActorId] = Counter()
    for hit in (*names.find(report.title or ""), *hits):
        if hit.strong:
            presence.update({hit.ids[0], root_of(pack, hit.ids[0])})
    own = _own(report, pack, names)
    side = None if own is None else side_on(pack, own, report.published)
    return Cast(
        pack=pack,
        names=names,
        loaded=_loaded(pack, side),
        usual={kind: _meant(listed, names) for kind, listed in _USUAL.items()},
        hits=hits,
        starts=tuple(h.span.start for h in hits),
        presence=dict(presence),
        day=report.published,
        own=own,
        friends=frozenset() if side is None else allied(pack, side),
        air=_air_forces(pack),
        quotes=tuple(m.span() for m in _QUOTED.finditer(report.text)),
        flown=tuple(
            (m.end(), h.ids[0]) for h in hits if (m := _AIRCRAFT.search(report.text, h.span.start, h.span.end + _PLANE))
        ),
        named=found,
        countries=_countries_of(pack),
        stops=tuple(m.end() for m in _STOP.finditer(report.text)),
    )


def _countries(pack: Pack) -> frozenset[tuple[str, ...]]:
    """The names of the countries that the theatre lies in, by their words."""
    own = (p for p in pack.places if p.kind == "country" and p.country in pack.countries)
    names = [pack.name, *(name for p in own for name in (p.name, *p.variants))]
    return frozenset(tuple(w for w, _, _ in words(name)) for name in names)


_countries_of = OfPack(_countries)


def _loaded(pack: Pack, own: SideId | None) -> dict[tuple[str, ...], Loaded]:
    """Whom loaded words stand for, by their words: as the source's own side uses one, else as anyone does."""
    entries: dict[tuple[str, ...], list[LoadedWord]] = {}
    for entry in pack.lexicon:
        for word in entry.words if entry.refers else ():
            entries.setdefault(tuple(w for w, _, _ in words(word)), []).append(entry)
    made = {}
    for key, uses in entries.items():
        mine = [e for e in uses if own is not None and e.speaker == own]
        chosen = mine or [e for e in uses if e.speaker is None]
        if not chosen:
            continue
        scornful = all(
            (lean := e.speaker or e.lean) is not None and lean not in {root_of(pack, r) for r in e.refers}
            for e in chosen
        )
        refers = tuple(dict.fromkeys(r for e in chosen for r in e.refers))
        made[key] = Loaded(refers=refers, own=bool(mine), scornful=scornful)
    return made


def _air_forces(pack: Pack) -> dict[ActorId, ActorId]:
    """The air force of each actor that has one unit of that name."""
    found: dict[ActorId, list[Actor]] = {}
    for actor in pack.actors:
        if actor.parent is not None and _AIR_WORDS & {w for w, _, _ in words(actor.name)}:
            found.setdefault(actor.parent, []).append(actor)
    return {parent: forces[0].id for parent, forces in found.items() if len(forces) == 1}


def _meant(names_of_kind: tuple[str, ...], names: ActorNames) -> tuple[ActorId, ...]:
    hits = (names.match(word) for word in names_of_kind)
    return tuple(dict.fromkeys(actor for hit in hits if hit is not None for actor in hit.ids))


def _own(report: Report, pack: Pack, names: ActorNames) -> ActorId | None:
    """Whom the source speaks for: a party's own outlet by the pack, else the actor its name holds."""
    profile = by_source_name(pack).get(report.source.lower())
    if profile is not None and profile.kind in _PARTISAN and profile.lean:
        return ActorId(max(sorted(profile.lean), key=lambda side: profile.lean[side]))
    hits = names.find(report.source)
    best = next((h for h in hits if h.strong), next(iter(hits), None))
    return None if best is None else best.ids[0]
