"""Words for an actor become the actor they mean, or stay words with a reason.

A name that means one actor anywhere decides by itself. Words that mean an actor only by context ("the
army", "the militants") go to the actor that the report names near them and that is not the other party
of the claim. Groups that the pack does not know keep their words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from fogline.pack import Actor, alive, outlived, root_of
from fogline.pack.naming import words
from fogline.records import (
    ActorId,
    ActorResolution,
    Candidate,
    ClaimType,
    Mention,
    Reading,
    Reason,
    SideId,
    Span,
)
from fogline.resolve.actor_words import (
    CIVIL_ID,
    ENEMY,
    OWN,
    PRAISED,
    STATE_KINDS,
    a_people,
    backs,
    civil,
    demonym,
    fits,
    flies,
    general,
    head_of,
    kinds_of,
    mere_people,
    numbered_unit,
    stands_behind,
)
from fogline.resolve.cast import Cast, Loaded
from fogline.resolve.wording import word_set

_NO_NAMES = word_set("the a an his her its their our")
_ALLIES = re.compile(r"\b(?:its|their|his|other|with|and)?\s?(?:allies|allied\s\w+|supporters|backers)$", re.IGNORECASE)
_UNKNOWN = re.compile(r"\b(?:unknown|unidentified|unnamed)\b", re.IGNORECASE)
_OF_AIRCRAFT = word_set("war fighter attack")
_ITS_MEN = word_set(
    "fighter fighters militant militants soldier soldiers troops forces men defenders units unit gunmen jihadists cells"
    " members commanders commander snipers positions convoy column garrison"
)
_FORCES = word_set("force forces unit units")
_LATER_NAMES = 0.2
_OTHER_PARTY = -3.0
_USUALLY = 0.4
_FLIES = 1.0
_TOLD = 2.5
_GROUND = 2.4
_SOLE = 0.25
_OWN_STATE = 0.7
_BACKER = 0.4
_FOREIGN = -0.8
_OPPOSED = frozenset(
    {
        ClaimType.CLASH,
        ClaimType.OFFENSIVE,
        ClaimType.AIR_STRIKE,
        ClaimType.SHELLING,
        ClaimType.EXPLOSION,
        ClaimType.CONTROL_GAIN,
        ClaimType.CONTROL_HOLD,
        ClaimType.ENCIRCLEMENT,
        ClaimType.CASUALTIES,
        ClaimType.CONTESTED,
        ClaimType.DETENTION,
    }
)
_AT_MERCY = frozenset({ClaimType.DETENTION, ClaimType.CIVILIAN_HARM, ClaimType.AID})
_FROM_AFAR = frozenset({ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.EXPLOSION})
_ON_CIVILIANS = frozenset({ClaimType.CIVILIAN_HARM, ClaimType.AID, ClaimType.EVACUATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What else a claim says about who can be meant: sides barred, who held the country there, whether a
    claim of this kind is about civilians unless the words say otherwise, whether bare words for people or
    numbers do for civilians in it, whether it strikes from afar, the day it tells of, and who speaks between
    its quotation marks.
    """

    against: frozenset[str] = frozenset()
    ground: Mapping[str, float] = field(default_factory=dict)
    civil: bool = False
    helpless: bool = False
    struck: bool = False
    day: date | None = None
    speaker: ActorId | None = None


_ALONE = View()


def parties(
    reading: Reading, cast: Cast | None, ground: Mapping[str, float] | None = None, day: date | None = None
) -> tuple[tuple[ActorResolution, ...], tuple[ActorResolution, ...]]:
    """Initiators and targets; the party named outright is settled first, and where the two fight each
    other its side is barred for the other. `ground` are the sides that held the country there, `day` the
    last day that the claim tells of.
    """
    moved = reading.type is ClaimType.DISPLACEMENT
    speaker = next((resolve_actor(m, cast).id for m in reading.attributed_to), None)
    view = View(ground=ground or {}, civil=moved, day=day, speaker=speaker)
    second_view = replace(view, civil=moved or reading.type in _ON_CIVILIANS, helpless=reading.type in _AT_MERCY)
    second_view = replace(second_view, struck=reading.type in _FROM_AFAR)
    first = tuple(resolve_actor(m, cast, view) for m in reading.initiator)
    second = tuple(resolve_actor(m, cast, second_view) for m in reading.target)
    if cast is None:
        return first, second
    if reading.type in _OPPOSED:
        if _surety(first) >= _surety(second):
            other = replace(second_view, against=_sides(first))
            second = tuple(resolve_actor(m, cast, other) for m in reading.target)
        else:
            other = replace(view, against=_sides(second))
            first = tuple(resolve_actor(m, cast, other) for m in reading.initiator)
    if reading.type is ClaimType.AIR_STRIKE:
        first = tuple(_in_the_air(r, cast) for r in first)
    return first, second


def _in_the_air(made: ActorResolution, cast: Cast) -> ActorResolution:
    """The air force of a state, where an air strike is told of by the name of its people alone."""
    of_a_people = demonym(made.text) or (demonym(made.text.split()[0]) and flies(made.text, made.text.lower().split()))
    force = cast.air.get(made.id) if made.id is not None and of_a_people else None
    if force is None:
        return made
    name = cast.pack.by_actor[force].name
    return replace(made, id=force, side=cast.side(force), reason=f"'{name}': the air force of {made.reason}")


def by_name(made: ActorResolution) -> bool:
    """True where an actor's own name decided."""
    return made.reason.endswith("by name")


def _surety(party: Sequence[ActorResolution]) -> int:
    return max((2 if by_name(r) else r.id is not None for r in party), default=0)


def _sides(party: Sequence[ActorResolution]) -> frozenset[str]:
    return frozenset(r.side for r in party if r.side is not None)


def resolve_actor(mention: Mention, cast: Cast | None, view: View = _ALONE) -> ActorResolution:
    """Who the words mean, in view of what else the claim says."""
    tokens = [w for w, _, _ in words(mention.text)]
    if cast is None:
        return _without_pack(mention, tokens)
    named = _named(mention, cast, view.day or cast.day)
    if named is not None:
        return made_of(mention, named, cast, f"'{cast.pack.by_actor[named].name}' by name")
    if _ALLIES.search(mention.text):
        return made_of(mention, None, cast, "allies that are not named")
    return _by_context(mention, tokens, cast, view)


def _without_pack(mention: Mention, tokens: Sequence[str]) -> ActorResolution:
    people = civil(tokens[-1:]) or civil(head_of(tokens)[-1:])
    return ActorResolution(
        text=mention.text,
        span=mention.span,
        id=CIVIL_ID if people else None,
        side=SideId(CIVIL_ID) if people else None,
        reason="words for civilians" if people else "no pack is known for this report",
    )


def _named(mention: Mention, cast: Cast, day: date | None) -> ActorId | None:
    """The actor whose own name stands in the words; not one that only backs or leads those meant.

    Of several that bore the name, one that existed on the day; a renamed one as what it had become by then.
    """
    text = mention.text
    found = cast.names.find(text)
    other = None if all(general(w) for w, _, _ in words(text)) else cast.names.alike(text)
    if other is not None and all(_within(h.span, other.span) for h in found if h.strong):
        found = (other,)
    hits = [h for h in found if h.strong and not stands_behind(text, h.span.start, h.span.end)]
    if not hits:
        return None
    after_of = [h for h in hits if re.search(r"\bof\s(?:the\s)?$", text[: h.span.start])]
    hit = (after_of or hits)[-1 if after_of else 0]
    by_actor = cast.pack.by_actor
    actor = by_actor[next((i for i in hit.ids if alive(by_actor[i], day)), hit.ids[0])]
    for weaker in (by_actor[i] for i in hit.weaker):
        beside = any(cast.beside(b, mention.span.start) for b in weaker.backers)
        if beside and alive(weaker, day) and root_of(cast.pack, weaker.id) == root_of(cast.pack, actor.id):
            return weaker.id
    return outlived(cast.pack, actor, day).id


def _within(span: Span, other: Span) -> bool:
    """True where a stretch is a part of another and not the whole of it."""
    return other.start <= span.start and span.end <= other.end and span != other


def _by_context(mention: Mention, tokens: Sequence[str], cast: Cast, view: View) -> ActorResolution:
    people = civil(tokens) and CIVIL_ID in cast.pack.by_actor
    if tokens and tokens[0] in OWN and not people:
        own = view.speaker if cast.own is None or cast.quoted(mention.span.start) else cast.own
        if own is not None:
            return made_of(mention, own, cast, "the source's own side" if own == cast.own else "the speaker's own side")
        if cast.quoted(mention.span.start) and (view.civil or view.helpless or view.struck):
            return made_of(mention, CIVIL_ID, cast, "whom a claim of this kind is about")
    if cast.own is not None and not people and any(t in PRAISED for t in tokens):
        return made_of(mention, cast.own, cast, "the source's own side")
    if view.civil and CIVIL_ID in cast.pack.by_actor and a_people(mention.text):
        return made_of(mention, CIVIL_ID, cast, "whom a claim of this kind is about")
    if tuple(tokens) in cast.countries and cast.usual["state"]:
        return made_of(mention, cast.usual["state"][0], cast, "the name of the country, for its government")
    if _UNKNOWN.search(mention.text) and not people:
        return made_of(mention, None, cast, "said to be unknown")
    listed, scorned = _listed(mention.text, cast, view)
    if not listed and people:
        return made_of(mention, CIVIL_ID, cast, "words for civilians")
    kinds = kinds_of(mention.text, tokens)
    leader = cast.ends_at(mention.span.start - 1)
    if leader is not None and _ITS_MEN.issuperset(tokens):
        return made_of(mention, leader, cast, "the name stands right before")
    if not listed and _names_unknown(mention.text) and not flies(mention.text, tokens):
        return made_of(mention, None, cast, "a group or person the pack does not know")
    bare = kinds == frozenset() or (view.helpless and mere_people(tokens))
    if not listed and bare and (view.civil or view.helpless):
        return made_of(mention, CIVIL_ID, cast, "whom a claim of this kind is about")
    ranked = _ranked(mention, tokens, cast, listed, view, scorned=scorned)
    if not ranked:
        return made_of(mention, None, cast, "general words, and the report names nobody they fit")
    best = ranked[0]
    why = ", ".join(r.feature for r in best.reasons if r.weight > 0)
    return made_of(mention, ActorId(best.id), cast, f"by context: {why}", tuple(ranked[1:6]))


def _listed(text: str, cast: Cast, view: View) -> tuple[dict[ActorId, float], bool]:
    """The actors that the words can mean by a weak name, a loaded word of the pack or their backer, and
    whether the words are scornful of them.
    """
    day = view.day or cast.day
    found: dict[ActorId, float] = {}
    scorned = False
    clients: tuple[ActorId, ...] = ()
    hits = cast.names.find(text)
    people = [h for h in hits if demonym(h.text) and not stands_behind(text, h.span.start, h.span.end)]
    for hit in people or hits:
        if backs(text, hit.span.start, hit.span.end):
            clients = clients or cast.clients(hit.ids[0], day)
        elif not stands_behind(text, hit.span.start, hit.span.end) and not _in_a_name(
            text, hit.span.start, hit.span.end
        ):
            for n, actor in enumerate(hit.ids):
                found[actor] = max(found.get(actor, 0.0), 1.0 - _LATER_NAMES * n)
    loaded = _loaded(text, cast)
    for entry in loaded:
        scorned = scorned or entry.scornful
        for n, actor in enumerate(entry.refers):
            found[actor] = max(found.get(actor, 0.0), 0.9 - _LATER_NAMES * n)
    own = next((e.refers for e in reversed(loaded) if e.own), ())
    for sole in (own, () if any(found.get(c) for c in clients) else clients):
        found = {actor: 1.0 - _LATER_NAMES * n for n, actor in enumerate(sole)} or found
    return {actor: weight for actor, weight in found.items() if _lives(actor, cast, day)}, scorned


def _loaded(text: str, cast: Cast) -> list[Loaded]:
    """The loaded words in the text, as the source uses them."""
    tokens = words(text)
    made = []
    for a in range(len(tokens)):
        for b in range(a + 1, min(a + 5, len(tokens) + 1)):
            entry = cast.loaded.get(tuple(w for w, _, _ in tokens[a:b]))
            if entry is not None and not _in_a_name(text, tokens[a][1], tokens[b - 1][2]):
                made.append(entry)
    return made


def _lives(actor: ActorId, cast: Cast, day: date | None) -> bool:
    known = cast.pack.by_actor.get(actor)
    return known is not None and alive(known, day)


def _in_a_name(text: str, start: int, end: int) -> bool:
    """True for a general word that is but a part of a longer name: "Army" of "Army of the North"."""
    if not text[start : start + 1].isupper():
        return False
    rest = f"{text[:start]} {text[end:]}"
    return any(w[:1].isupper() and w.lower() not in _NO_NAMES for w in re.findall(r"[^\W\d_]{2,}", rest))


def _names_unknown(text: str) -> bool:
    """True when the words that say who is meant hold a name: capitalised, and not for beginning a sentence alone.

    Capitals throughout say nothing, nor do those of general words ("Army Units") and of what only tells more ("men from
    Oldmere"). A numbered unit is of the army.
    """
    if text.isupper() or numbered_unit(text):
        return False
    said = text.split()
    head = head_of(said)
    first, *rest = head if head and (head[0][:1].islower() or general(head[-1].lower())) else said or [""]
    if any(w[:1].isupper() and not general(w.lower().strip(".,'’\"“”")) for w in rest):
        return True
    titled = not general(first.lower()) and not first.endswith(("'s", "’s")) and any(w[:1].isupper() for w in rest)
    return first[:1].isupper() and (titled or bool(re.search(r"\d|-[A-Z]", first)))


def _ranked(
    mention: Mention, tokens: Sequence[str], cast: Cast, listed: dict[ActorId, float], view: View, *, scorned: bool
) -> list[Candidate]:
    """The actors the words may mean, the likeliest first, each with the reasons."""
    kinds, air = kinds_of(mention.text, tokens), flies(mention.text, tokens)
    enemy = any(t in ENEMY for t in tokens)
    pool = listed or _pool(kinds, cast, view, air=air, enemy=enemy)
    told = _told(mention, tokens, cast, kinds, air=air)
    pool = {told: _TOLD, **{a: w for a, w in pool.items() if a != told}} if told is not None else pool
    friends = cast.friends if enemy or scorned else frozenset()
    made = []
    for actor, weight in pool.items():
        known = cast.pack.by_actor.get(actor)
        if known is None or not alive(known, view.day or cast.day) or (not weight and not fits(known, kinds)):
            continue
        reasons = [Reason(feature="what such words mean here", weight=weight)] if weight else []
        spoken = cast.reasons(actor, mention.span.start, mention.text)
        parent = known.parent if air else None
        reasons += spoken or ([] if parent is None else cast.reasons(parent, mention.span.start, mention.text))
        if listed and any(cast.beside(b, mention.span.start) for b in known.backers):
            reasons.append(Reason(feature="its backer is named nearby", weight=_BACKER))
        side = cast.side(actor)
        held = _held(side, view)
        if held:
            reasons.append(Reason(feature="held the country there", weight=_GROUND * held))
        if not listed and not air and _foreign(known, cast):
            reasons.append(Reason(feature="a state of another country", weight=_FOREIGN))
        if side in view.against:
            reasons.append(Reason(feature="side of the other party", weight=_OTHER_PARTY))
        if side in friends:
            reasons.append(Reason(feature="the source's own side", weight=_OTHER_PARTY))
        elif kinds == STATE_KINDS and not listed and actor == cast.own and known.kind in STATE_KINDS:
            reasons.append(Reason(feature="the source's own side", weight=_OWN_STATE))
        score = sum(r.weight for r in reasons)
        made.append(Candidate(id=actor, name=known.name, score=score, reasons=tuple(reasons)))
    made.sort(key=lambda c: (-c.score, c.id))
    return made if made and (listed or made[0].score > 0) else []


def _foreign(actor: Actor, cast: Cast) -> bool:
    """True for a state that is not of the side of the theatre's own and not the one whose outlet tells of it."""
    own = cast.usual["state"][:1]
    return bool(own) and actor.kind in STATE_KINDS and actor.id != cast.own and cast.side(actor.id) != cast.side(own[0])


def _told(
    mention: Mention, tokens: Sequence[str], cast: Cast, kinds: frozenset[str] | None, *, air: bool
) -> ActorId | None:
    """Whose aircraft "the jets" are, when the report has just named some; whose "its forces" are, by their sentence."""
    at = mention.span.start
    bare_words = all(t in _NO_NAMES or t in _OF_AIRCRAFT or flies(t, [t]) for t in tokens)
    actor = cast.last_flown(at) if air and bare_words else None
    if actor is None and tokens[:1] == ["its"] and (kinds == STATE_KINDS or tokens[-1] in _FORCES):
        actor = cast.subject(at)
        known = None if actor is None else cast.pack.by_actor.get(actor)
        return actor if known is not None and fits(known, None) else None
    return actor


def _pool(kinds: frozenset[str] | None, cast: Cast, view: View, *, air: bool, enemy: bool) -> dict[ActorId, float]:
    """Everyone general words may mean: what they usually mean in this theatre, and whom the report names."""
    if kinds == frozenset():
        sole = [s for s in view.ground if _held(s, view) >= _SOLE] if view.against else []
        return {ActorId(side): _USUALLY for side in sole}
    which = "air" if air else "state" if kinds == STATE_KINDS else "irregular"
    usual: Sequence[ActorId] = cast.usual[which] if kinds else ()
    if enemy and cast.own is not None:
        usual = [ActorId(s.id) for s in cast.pack.sides if s.id not in cast.friends]
    first = _FLIES if air else _USUALLY
    pool = {actor: first - 0.1 * n for n, actor in enumerate(usual[:3])}
    return pool | {actor: 0.0 for actor in cast.presence if actor not in pool}


def _held(side: str | None, view: View) -> float:
    """A side's share of the country there among those that can be meant."""
    barred = sum(share for s, share in view.ground.items() if s in view.against)
    share = view.ground.get(side or "", 0.0)
    return 0.0 if side in view.against else share / max(1.0 - barred, 0.2)


def made_of(
    mention: Mention, actor: ActorId | None, cast: Cast, reason: str, others: tuple[Candidate, ...] = ()
) -> ActorResolution:
    """The words with the actor that they mean, or nobody, and its side on the report's day."""
    side = None if actor is None else cast.side(actor)
    return ActorResolution(text=mention.text, span=mention.span, id=actor, side=side, others=others, reason=reason)
