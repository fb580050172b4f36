"""Where a claim happens: its places with relation, origin and destination, and the names of a heading or list item."""

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
from fogline.read.mentions import Found, Kind, SentenceMentions
from fogline.read.story import Story
from fogline.records import ClaimType, Mention, PlaceMention, Relation, Span

_FROM_TYPES = frozenset({ClaimType.EVACUATION, ClaimType.DISPLACEMENT, ClaimType.WITHDRAWAL})
_PLACE_PREPOSITIONS = (
    "in at inside near on around outside over along between toward towards into across through within of to from for"
    " against throughout alongside behind above beyond"
).split()
_AREA_KINDS = frozenset({"district", "region"})
_VAGUE_KINDS = frozenset({"region", "point", "road", "farm", "factory", "school", "base", "mountain", "river"})
_COMPASS = {
    word: relation
    for relation, words in (
        (Relation.N, "north northern n"),
        (Relation.S, "south southern"),
        (Relation.E, "east eastern"),
        (Relation.W, "west western"),
        (Relation.NE, "northeast north-east northeastern north-eastern ne"),
        (Relation.NW, "northwest north-west northwestern north-western nw"),
        (Relation.SE, "southeast south-east southeastern south-eastern se"),
        (Relation.SW, "southwest south-west southwestern south-western sw"),
    )
    for word in words.split()
}
_NEAR = frozenset(
    (
        "near close outside around vicinity outskirts approaches surrounding toward towards overlooking off past gates"
        " nearby facing"
    ).split()
)
_LISTING = frozenset((",", "and", "&"))
_KM = re.compile(r"(\d+(?:\.\d+)?)\s?(?:km|kms|kilomet(?:er|re)s?)\b", re.IGNORECASE)
_UNDER = re.compile(r"^[^–—:,]{2,60}?(?:\s[–—-]|:)\s")
_CAPITAL = r"(?:[^\W\d_a-z]|[‘’'ʿ])"
_NAME = re.compile(
    rf"\s*((?:{_CAPITAL}|(?:al|el|ash|ad|ar|as|at|az)-)[\w‘’'ʿʾ.-]*"
    rf"(?:\s+(?:{_CAPITAL}|of\s|al-|el-)[\w‘’'ʿʾ.-]*){{0,3}})\s*"
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\band\b)+\s*")
_NOTE = re.compile(r"\([^()]*\)")


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


def _relation(sentence: SentenceMentions, found: Found) -> tuple[Relation, float | None]:
    """How a claim lies to a place by the words before it; all members of a list ("near Oldmere, Saltby") lie alike."""
    head = _listed_behind(sentence, found)
    if head is not None:
        of_head = _relation(sentence, head)
        if of_head[0] not in (Relation.AT, Relation.BETWEEN):
            return of_head
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
        if word in ("in", "at", "inside", "into") or (word in ("on", "from", "to") and steps > 1):
            break
    if found.place_kind in ("road", "river"):
        return Relation.ALONG, None
    return Relation.AT, None


def _listed_behind(sentence: SentenceMentions, found: Found) -> Found | None:
    """The place that stands right before another in a list, only a comma or "and" between them."""
    at = found.first
    while at > 0 and sentence.lowers[at - 1] in _LISTING:
        at -= 1
    if at == found.first:
        return None
    return next((f for f in sentence.found if f.kind is Kind.PLACE and not f.generic and f.last == at), None)


def place_mention(sentence: SentenceMentions, found: Found, heading: Mention | None) -> PlaceMention:
    """A found place as the mention that a reading carries, with relation, kind and context."""
    relation, km = _relation(sentence, found)
    context = tuple(f.mention for f in sentence.found if f.kind is Kind.PLACE and not f.generic and f is not found)
    other = None
    if relation is Relation.BETWEEN:
        after = [
            f
            for f in sentence.found
            if f.kind is Kind.PLACE
            and f.first > found.first
            and f.first - found.last <= 4
            and "and" in sentence.lowers[found.last : f.first]
        ]
        if after:
            other = after[0].mention
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
        made = (joined(made[0], sentence),)
    if not made:
        last = story.place()
        if last is not None:
            made = (PlaceMention(text=last.text, span=last.span, kind=last.place_kind, heading=heading),)
    first = place_mention(sentence, origin[0], heading) if origin else None
    to = place_mention(sentence, destination[0], heading) if destination else None
    return Where(places=made, origin=first, destination=to)


def joined(place: PlaceMention, sentence: SentenceMentions) -> PlaceMention:
    """A place, one `between` two with words that cover both ends."""
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


def ends(
    origin: PlaceMention | None, destination: PlaceMention | None, kind: ClaimType, place: PlaceMention | None
) -> tuple[PlaceMention | None, PlaceMention | None]:
    """Origin and destination of one claim: of a movement its own place again, in the slot of where it starts or goes.

    Who arrives at the claim's place does not come from there.
    """
    if place is None or kind not in _FROM_TYPES | {ClaimType.DEPLOYMENT}:
        return origin, destination
    if kind is ClaimType.DEPLOYMENT:
        return origin, place
    if destination is None or not destination.span.overlaps(place.span):
        return place, destination
    return (None if origin is None or origin.span.overlaps(place.span) else origin), destination


def only_announces(where: tuple[PlaceMention, ...], sentence: SentenceMentions) -> bool:
    """True for a lead sentence whose places are but the list that follows."""
    named = [f for f in sentence.found if f.kind is Kind.PLACE and not f.generic]
    return not any(p.span.start == f.span.start for p in where for f in named) or (
        sentence.text[sentence.span.start : sentence.span.end].rstrip().endswith(":")
    )
