"""Fills the slots of a chosen frame: actors, places with relation, origin and destination, time, counts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fogline.gazetteer import Gazetteer
from fogline.names import fold
from fogline.pack import Pack
from fogline.pack.made import OfPack
from fogline.read.choose import Chosen
from fogline.read.clauses import Clauses
from fogline.read.lexicon import Frame
from fogline.read.mentions import Found, Kind, SentenceMentions
from fogline.read.story import Story
from fogline.records import ClaimType, CountKind, CountMention, Mention, PlaceMention, Relation, Span, Status

_T = ClaimType
ACTED = frozenset(ClaimType) - {
    _T.DISPLACEMENT,
    _T.EVACUATION,
    _T.AGREEMENT,
    _T.CONTESTED,
    _T.AID,
    _T.ROUTE,
    _T.CASUALTIES,
}
SUFFERED = frozenset(
    {_T.CONTROL_GAIN, _T.CLASH, _T.OFFENSIVE, _T.AIR_STRIKE, _T.SHELLING, _T.ENCIRCLEMENT, _T.EXPLOSION}
)
_LISTED = frozenset(
    {
        _T.CONTROL_GAIN,
        _T.CONTROL_HOLD,
        _T.AIR_STRIKE,
        _T.SHELLING,
        _T.CLASH,
        _T.WITHDRAWAL,
        _T.ENCIRCLEMENT,
        _T.AGREEMENT,
        _T.CONTESTED,
        _T.EVACUATION,
        _T.AID,
        _T.DEPLOYMENT,
        _T.OFFENSIVE,
        _T.PRESENCE,
        _T.CIVILIAN_HARM,
        _T.CASUALTIES,
    }
)
_FROM_TYPES = frozenset({_T.EVACUATION, _T.DISPLACEMENT, _T.WITHDRAWAL})
_PLACE_PREPOSITIONS = (
    "in",
    "at",
    "inside",
    "near",
    "on",
    "around",
    "outside",
    "over",
    "along",
    "between",
    "toward",
    "towards",
    "into",
    "across",
    "through",
    "within",
    "of",
    "to",
    "from",
    "for",
    "against",
    "throughout",
    "alongside",
    "behind",
    "above",
    "beyond",
)
_AREA_KINDS = frozenset({"district", "region"})
_VAGUE_KINDS = frozenset({"region", "point", "road", "farm", "factory", "school", "base", "mountain", "river"})
_COMPASS = {
    "north": Relation.N,
    "northern": Relation.N,
    "n": Relation.N,
    "south": Relation.S,
    "southern": Relation.S,
    "east": Relation.E,
    "eastern": Relation.E,
    "west": Relation.W,
    "western": Relation.W,
    "northeast": Relation.NE,
    "north-east": Relation.NE,
    "northeastern": Relation.NE,
    "north-eastern": Relation.NE,
    "ne": Relation.NE,
    "northwest": Relation.NW,
    "north-west": Relation.NW,
    "northwestern": Relation.NW,
    "north-western": Relation.NW,
    "nw": Relation.NW,
    "southeast": Relation.SE,
    "south-east": Relation.SE,
    "southeastern": Relation.SE,
    "south-eastern": Relation.SE,
    "se": Relation.SE,
    "southwest": Relation.SW,
    "south-west": Relation.SW,
    "southwestern": Relation.SW,
    "south-western": Relation.SW,
    "sw": Relation.SW,
}
_NEAR = frozenset(
    [
        "near",
        "close",
        "outside",
        "around",
        "vicinity",
        "outskirts",
        "approaches",
        "surrounding",
        "toward",
        "towards",
        "overlooking",
        "off",
        "past",
        "gates",
        "nearby",
        "facing",
    ]
)
_KM = re.compile(r"(\d+(?:\.\d+)?)\s?(?:km|kms|kilomet(?:er|re)s?)\b", re.IGNORECASE)
_COUNT_KINDS: tuple[tuple[frozenset[str], CountKind], ...] = (
    (
        frozenset(
            [
                "killed",
                "dead",
                "died",
                "deaths",
                "death",
                "fatalities",
                "martyrs",
                "martyred",
                "bodies",
                "slain",
                "perished",
                "martyr",
                "killing",
            ]
        ),
        CountKind.KILLED,
    ),
    (frozenset(["wounded", "injured", "injuries", "wounding", "hurt"]), CountKind.WOUNDED),
    (frozenset(["casualties"]), CountKind.KILLED_OR_WOUNDED),
    (
        frozenset(
            [
                "captured",
                "arrested",
                "detained",
                "prisoners",
                "captives",
                "abducted",
                "kidnapped",
                "hostages",
                "detainees",
            ]
        ),
        CountKind.CAPTURED,
    ),
    (frozenset(["surrendered", "surrender"]), CountKind.SURRENDERED),
    (frozenset(["evacuated", "evacuees"]), CountKind.EVACUATED),
    (frozenset(["displaced", "fled", "refugees"]), CountKind.DISPLACED),
    (frozenset(["besieged", "trapped"]), CountKind.BESIEGED),
    (
        frozenset(
            [
                "airstrikes",
                "strikes",
                "raids",
                "sorties",
                "airstrike",
                "shells",
                "rockets",
                "missiles",
                "mortars",
                "barrels",
            ]
        ),
        CountKind.STRIKES,
    ),
    (
        frozenset(
            [
                "villages",
                "towns",
                "hills",
                "points",
                "positions",
                "settlements",
                "farms",
                "districts",
                "neighbourhoods",
                "neighborhoods",
                "hamlets",
                "km2",
            ]
        ),
        CountKind.PLACES,
    ),
    (
        frozenset(
            [
                "vehicles",
                "tanks",
                "buses",
                "trucks",
                "pickups",
                "cars",
                "ambulances",
                "bulldozers",
                "vehicle",
                "tank",
                "bmps",
                "apcs",
            ]
        ),
        CountKind.VEHICLES,
    ),
    (
        frozenset(["launchers", "rifles", "weapons", "drones", "guns", "mines", "atgms", "uavs"]),
        CountKind.WEAPONS,
    ),
)
_BY_TYPE = {
    _T.CASUALTIES: CountKind.KILLED, _T.EVACUATION: CountKind.EVACUATED, _T.DISPLACEMENT: CountKind.DISPLACED,
    _T.DEPLOYMENT: CountKind.DEPLOYED, _T.DETENTION: CountKind.CAPTURED, _T.AIR_STRIKE: CountKind.KILLED,
    _T.SHELLING: CountKind.KILLED, _T.EXPLOSION: CountKind.KILLED, _T.CLASH: CountKind.KILLED,
    _T.CONTROL_GAIN: CountKind.KILLED, _T.CIVILIAN_HARM: CountKind.KILLED, _T.ENCIRCLEMENT: CountKind.BESIEGED,
    _T.MATERIEL: CountKind.WEAPONS, _T.PRESENCE: CountKind.DEPLOYED, _T.WITHDRAWAL: CountKind.DEPLOYED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The places of a claim: one claim for each of `places`; origin and destination of a movement."""

    places: tuple[PlaceMention, ...]
    origin: PlaceMention | None = None
    destination: PlaceMention | None = None


def _spellings(pack: Pack) -> frozenset[str]:
    made: set[str] = set()
    for place in pack.places:
        made.update(fold(name) for name in (place.name, *place.variants))
    for road in pack.roads:
        made.update(fold(name) for name in (road.name, *road.variants))
    return frozenset(made)


known_places = OfPack(_spellings)
"""The folded names of a pack's places and roads."""


def place_test(own: frozenset[str], gazetteer: Gazetteer, countries: frozenset[str] | None) -> Callable[[str], bool]:
    """A test whether a name is a known place, remembered for the report's sake."""

    @lru_cache(maxsize=4096)
    def is_place(name: str) -> bool:
        return fold(name) in own or gazetteer.has_exact(name, countries)

    return is_place


def mention(sentence: SentenceMentions, first: int, last: int) -> Mention:
    """Tokens of a sentence as a mention."""
    span = Span(sentence.tokens[first].span.start, sentence.tokens[last - 1].span.end)
    return Mention(text=sentence.text[span.start : span.end], span=span)


def heading_place(text: str, span: Span) -> Found | None:
    """A heading or list item that is nothing but a capitalised name, as a place."""
    name = text.strip(" \t\n\r:.-–—•*·\u00a0")
    words = name.split()
    if not words or len(words) > 6 or not (name[0].isupper() or name[0] in "‘’'"):
        return None
    return _by_itself(name, span.start + text.find(name))


def _by_itself(name: str, at: int) -> Found:
    """A place that stands alone, at a character of the report, with no words about it that say more."""
    span = Span(at, at + len(name))
    return Found(kind=Kind.PLACE, span=span, text=name, first=0, last=1, classes=frozenset({"place"}))


_UNDER = re.compile(r"^[^–—:,]{2,60}?(?:\s[–—-]|:)\s")
_CAPITAL = r"(?:[^\W\d_a-z]|[‘’'ʿ])"
_NAME = re.compile(
    rf"\s*((?:{_CAPITAL}|(?:al|el|ash|ad|ar|as|at|az)-)[\w‘’'ʿʾ.-]*"
    rf"(?:\s+(?:{_CAPITAL}|of\s|al-|el-)[\w‘’'ʿʾ.-]*){{0,3}})\s*"
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\band\b)+\s*")
_NOTE = re.compile(r"\([^()]*\)")


def _names_listed(text: str, start: int) -> list[Found]:
    """The names of "Oldmere, Saltby and Ashby (on the river)"; none where anything else is said."""
    bare = _NOTE.sub(lambda m: " " * len(m.group()), text).rstrip(" .;,")
    made, at = [], 0
    while at < len(bare):
        name = _NAME.match(bare, at)
        if name is None:
            return []
        made.append(_by_itself(name[1], start + name.start(1)))
        at = name.end()
        between = _BETWEEN_NAMES.match(bare, at)
        if at < len(bare) and between is None:
            return []
        at = at if between is None else between.end()
    return made


def item_places(named: Sequence[Found], text: str, span: Span) -> list[Found]:
    """The places of a list item: its names, without the area they stand under ("Marsh district – Oldmere, Saltby").

    `named` are the places that the item's words show by themselves, `text` the item's text.
    """
    under = _UNDER.match(text)
    if under is not None:
        cut = span.start + under.end()
        names = _names_listed(text[under.end() :], cut)
        area = any(f.place_kind in _AREA_KINDS and f.span.start < cut for f in named)
        if area or len(names) > 1:
            known = {f.span: f for f in named}
            named = [known.get(f.span, f) for f in names] or [f for f in named if f.span.start >= cut] or named
    if named:
        return list(named)
    alone = heading_place(text, span)
    return [] if alone is None else [alone]


# -- actors -----------------------------------------------------------------------------------------


def _armed(group: tuple[Found, ...]) -> tuple[Found, ...]:
    return tuple(f for f in group if f.kind is Kind.ACTOR)


def actors(chosen: Chosen, sentence: SentenceMentions) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """Initiator and target that the frame's roles give; empty where the sentence does not say."""
    initiator: tuple[Found, ...] = ()
    target: tuple[Found, ...] = ()
    roles = chosen.fillers
    for role, slot in chosen.frame.actors.items():
        group = _armed(roles.all(role))
        if not group:
            continue
        if slot == "both":
            initiator = initiator or (group[:1] if len(group) > 1 else group)
            target = target or group[1:]
        elif slot == "initiator" and not initiator:
            initiator = group
        elif slot == "target" and not target:
            target = group
    target = tuple(f for f in target if f not in initiator)
    return initiator, target


def worth_claiming(
    frame: Frame,
    initiator: tuple[Found, ...],
    target: tuple[Found, ...],
    where: tuple[PlaceMention, ...],
    counted: tuple[CountMention, ...],
) -> bool:
    """True when at least one of who, whom, where and how many is said: a bare word is no claim."""
    return bool(initiator or target or where or counted)


# -- places -----------------------------------------------------------------------------------------


def _relation(sentence: SentenceMentions, found: Found) -> tuple[Relation, float | None]:
    before = sentence.lowers[max(0, found.first - 7) : found.first]
    text = sentence.text[max(sentence.span.start, found.span.start - 60) : found.span.start]
    for steps, i in enumerate(range(len(before) - 1, -1, -1), start=1):
        word = before[i]
        if word in (",", ".", ";", ":"):
            break
        following = before[i + 1] if i + 1 < len(before) else ""
        if word in _COMPASS and following in ("of", "from"):
            km = _KM.search(text)
            return _COMPASS[word], float(km.group(1)) if km else None
        if word == "between":
            return Relation.BETWEEN, None
        if word == "along":
            return Relation.ALONG, None
        if word in _NEAR:
            return Relation.NEAR, None
        if word in ("in", "at", "inside", "on", "from", "to", "into") and steps > 1:
            break
    if found.place_kind in ("road", "river"):
        return Relation.ALONG, None
    return Relation.AT, None


def place_mention(sentence: SentenceMentions, found: Found, heading: Mention | None) -> PlaceMention:
    """A found place as the mention that a reading carries, with relation, kind and context."""
    relation, km = _relation(sentence, found)
    context = tuple(
        Mention(text=f.text, span=f.span)
        for f in sentence.found
        if f.kind is Kind.PLACE and not f.generic and f is not found
    )
    other = None
    if relation is Relation.BETWEEN:
        after = [
            f for f in sentence.found if f.kind is Kind.PLACE and f.first > found.first and f.first - found.last <= 4
        ]
        if after:
            other = Mention(text=after[0].text, span=after[0].span)
    return PlaceMention(
        text=found.text, span=found.span, relation=relation, kind=found.place_kind, context=context,
        heading=heading, distance_km=km, other=other,
    )  # fmt: skip


def _named(group: tuple[Found, ...]) -> tuple[Found, ...]:
    return tuple(f for f in group if f.kind is Kind.PLACE and not (f.generic and f.place_kind in _VAGUE_KINDS))


def _slot_places(chosen: Chosen, slot: str) -> tuple[Found, ...]:
    for role, mapped in chosen.frame.places.items():
        if mapped == slot:
            group = _named(chosen.fillers.all(role))
            if group:
                return group
    return ()


def places(
    chosen: Chosen, sentence: SentenceMentions, clauses: Clauses, story: Story, heading: Mention | None
) -> Where:
    """Where the claim happens: from the frame's roles, the clause, the sentence, then the story so far."""
    origin, destination = _slot_places(chosen, "origin"), _slot_places(chosen, "destination")
    group = _slot_places(chosen, "place")
    if not group and chosen.frame.type in _FROM_TYPES:
        group = origin
    if not group and chosen.frame.type is ClaimType.DEPLOYMENT:
        group = destination
    moved = {f.first for f in (*origin, *destination)}
    if not group:
        group = _clause_places(chosen, moved)
    if not group:
        group = _sentence_places(chosen, sentence, clauses, moved)
    made = tuple(place_mention(sentence, f, heading) for f in group)
    if made and made[0].relation is Relation.BETWEEN:
        made = (_joined(made[0], sentence),)
    if not made:
        last = story.place()
        if last is not None:
            made = (PlaceMention(text=last.text, span=last.span, kind=last.place_kind, heading=heading),)
    first = place_mention(sentence, origin[0], heading) if origin else None
    to = place_mention(sentence, destination[0], heading) if destination else None
    return Where(places=made, origin=first, destination=to)


def _joined(place: PlaceMention, sentence: SentenceMentions) -> PlaceMention:
    """A `between` place whose words cover both ends."""
    if place.other is None:
        return place
    span = Span(place.span.start, place.other.span.end)
    return replace(place, text=sentence.text[span.start : span.end], span=span)


def _clause_places(chosen: Chosen, moved: set[int]) -> tuple[Found, ...]:
    generic: tuple[Found, ...] = ()
    for side in ("", "<"):
        named = []
        for role in _PLACE_PREPOSITIONS:
            held = chosen.fillers.roles.get(role + side)
            group = _named(held) if held else ()
            if group and group[0].first not in moved:
                named.append(group)
        direct = _named(chosen.fillers.all("object")) or _named(chosen.fillers.all("subject"))
        if not side and direct:
            named.append(direct)
        sure = [g for g in named if not g[0].generic]
        if sure:
            return min(sure, key=lambda g: abs(g[0].first - chosen.hit.end))
        if named and not generic:
            generic = min(named, key=lambda g: abs(g[0].first - chosen.hit.end))
    return generic


def _sentence_places(
    chosen: Chosen, sentence: SentenceMentions, clauses: Clauses, moved: set[int]
) -> tuple[Found, ...]:
    found = [f for f in sentence.found if f.kind is Kind.PLACE and f.first not in moved and _named((f,))]
    if not found:
        return ()
    nearest = min(found, key=lambda f: (f.generic, abs(f.first - chosen.hit.start)))
    return tuple(clauses.group.get(nearest.first, [nearest]))


def per_place(
    slot: PlaceMention | None, kind: ClaimType, place: PlaceMention | None, which: str
) -> PlaceMention | None:
    """Origin or destination of one claim: for movements the claim's own place repeated in its slot."""
    own = (kind in _FROM_TYPES and which == "origin") or (kind is ClaimType.DEPLOYMENT and which == "destination")
    return place if own and place is not None else slot


def only_announces(where: tuple[PlaceMention, ...], sentence: SentenceMentions) -> bool:
    """True for a lead sentence whose places are but the list that follows."""
    named = [f for f in sentence.found if f.kind is Kind.PLACE and not f.generic]
    return not any(p.span.start == f.span.start for p in where for f in named) or (
        sentence.text[sentence.span.start : sentence.span.end].rstrip().endswith(":")
    )


def can_be_listed(frame: Frame) -> bool:
    """True for a type that a list of places can be about."""
    return frame.type in _LISTED


# -- time, counts, phase ------------------------------------------------------------------------------


def time(chosen: Chosen, sentence: SentenceMentions, place: Span | None, others: Sequence[Span]) -> Mention | None:
    """The time expression nearest the trigger in its clause, else the sentence's first.

    In a list of places that each have a time after them, the time after this one.
    """
    times = [f for f in sentence.found if f.kind is Kind.TIME]
    if not times:
        return None
    after = {p: next((f for f in times if f.span.start >= p.end), None) for p in others}
    own = after.get(place) if place is not None else None
    if own is not None and len(others) > 1 and len({f.span for f in after.values() if f}) == len(others):
        return Mention(text=own.text, span=own.span)
    inside = [f for f in times if chosen.fillers.left < f.first < chosen.fillers.right]
    best = min(inside or times, key=lambda f: min(abs(f.first - chosen.hit.end), abs(chosen.hit.start - f.last)))
    return Mention(text=best.text, span=best.span)


def _count_kind(chosen: Chosen, sentence: SentenceMentions, found: Found) -> CountKind | None:
    after = sentence.lowers[found.last : found.last + 4]
    for words, kind in _COUNT_KINDS:
        if words & set(after):
            return kind
    around = set(sentence.lowers[max(0, chosen.hit.start - 1) : chosen.hit.end + 1]) | set(
        sentence.lowers[found.last : found.last + 9]
    )
    for words, kind in _COUNT_KINDS:
        if words & around:
            return kind
    return _BY_TYPE.get(chosen.frame.type)


def counts(chosen: Chosen, sentence: SentenceMentions) -> tuple[CountMention, ...]:
    """The numbers of the trigger's clause with what they count."""
    made = []
    low, high = (
        max(chosen.fillers.left, chosen.hit.start - 14),
        min(chosen.fillers.right + 8, chosen.hit.end + 14),
    )
    for found in sentence.found:
        if found.kind is not Kind.COUNT or found.count is None or not low < found.first < high:
            continue
        kind = _count_kind(chosen, sentence, found)
        if kind is None:
            continue
        of = next((f for f in sentence.found if f.kind is Kind.ACTOR and 0 <= f.first - found.last <= 3), None)
        made.append(
            CountMention(
                text=found.text,
                span=found.span,
                what=kind,
                low=found.count.low,
                best=found.count.best,
                high=found.count.high,
                of=None if of is None else Mention(text=of.text, span=of.span),
            )
        )
    return tuple(made)


def phase(frame: Frame, status: Status) -> str | None:
    """The phase of a claim of a type that has one."""
    if frame.type is ClaimType.OFFENSIVE:
        return "planned" if status in (Status.EXPECTED, Status.HYPOTHETICAL) else frame.phase or "ongoing"
    return frame.phase
