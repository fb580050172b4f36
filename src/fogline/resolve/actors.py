"""Words for an actor become the actor they mean, or stay words with a reason.

A name that means one actor anywhere decides by itself. Words that mean an actor only by context ("the
army", "the militants") go to the actor that the report names near them and that is not the other party
of the claim. Groups that the pack does not know keep their words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fogline.pack import Actor
from fogline.pack.naming import ActorHit, words
from fogline.records import (
    ActorId,
    ActorResolution,
    Candidate,
    ClaimType,
    Mention,
    Reading,
    Reason,
    SideId,
)
from fogline.resolve.cast import Cast
from fogline.resolve.wording import word_set

_CIVILIANS = word_set(
    "civilian civilians resident residents family families people inhabitant inhabitants villager "
    "villagers child children woman women patient patients refugee refugees persons citizen citizens "
    "souls bodies pedestrians shoppers worshippers students pupils farmers shepherds townspeople "
    "locals evacuees displaced households neighbours neighbors passengers boys girls girl mother "
    "toddler infant elderly victims survivors relatives protesters demonstrators kids population "
    "workers drivers homes houses school hospital mosque bakery market populace occupants infants kin "
    "abductees pilgrims captives paramedics markets schools hospitals clinic clinics wounded dead "
    "everyone collectors nurses doctors teachers traders merchants camp passers-by bystanders "
    "deportees returnees mourners travellers"
)
_STATE = word_set(
    "army soldier soldiers troops garrison officer officers conscript conscripts regime military "
    "police government state authorities regulars defenders brigade battalion regiment sappers "
    "engineers column tanks"
)
_IRREGULAR = word_set(
    "fighter fighters militant militants gunman gunmen rebel rebels insurgent insurgents militiaman "
    "militiamen militia militias faction factions cell cells sniper snipers organisation organization "
    "group groups gangs raiders assailants attackers bombers holdouts element elements besiegers "
    "mercenaries"
)
_ANY = word_set("they them it he she who its their force forces men side enemy unit units attackers both")
_OWN = word_set("our ours we us")
_NO_NAMES = word_set("the a an his her its their our")
_ENEMY = word_set("enemy foe opponents adversary")
_AIR = word_set("plane planes jet jets warplane warplanes helicopter helicopters aircraft bombers airmen pilot pilots")
_AIR_TYPES = re.compile(r"\b(?:mig|su|f|mi|tu)-\d+", re.IGNORECASE)
_STATE_KINDS = frozenset({"state", "police"})
_IRREGULAR_KINDS = frozenset({"armed", "tribal"})
_BACKED = re.compile(
    r"[\s-]?(?:backed|led|supported|allied|aligned|linked|affiliated|run|held|sponsored|trained)\b",
    re.IGNORECASE,
)
_ALLIES = re.compile(r"\b(?:its|their|his|other|with|and)?\s?(?:allies|allied\s\w+|supporters|backers)$", re.IGNORECASE)
_LATER_NAMES = 0.2
_OTHER_PARTY = -3.0
_USUALLY = 0.4
_FLIES = 1.0
_CIVIL_ID = ActorId("civilians")
_GROUND = 1.2
_SOLE = 0.5
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
_ON_CIVILIANS = frozenset({ClaimType.CIVILIAN_HARM, ClaimType.AID})


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What else a claim says about who can be meant: sides barred, who held the country there, and
    whether a claim of this kind is about civilians unless the words say otherwise.
    """

    against: frozenset[str] = frozenset()
    ground: Mapping[str, float] = field(default_factory=dict)
    civil: bool = False


_ALONE = View()


def parties(
    reading: Reading, cast: Cast | None, ground: Mapping[str, float] | None = None
) -> tuple[tuple[ActorResolution, ...], tuple[ActorResolution, ...]]:
    """Initiators and targets; the party named outright is settled first, and where the two fight each
    other its side is barred for the other. `ground` are the sides that held the country there.
    """
    moved = reading.type is ClaimType.DISPLACEMENT
    view = View(ground=ground or {}, civil=moved)
    second_view = View(ground=ground or {}, civil=moved or reading.type in _ON_CIVILIANS)
    first = tuple(resolve_actor(m, cast, view) for m in reading.initiator)
    second = tuple(resolve_actor(m, cast, second_view) for m in reading.target)
    if cast is None or reading.type not in _OPPOSED:
        return first, second
    if _surety(first) >= _surety(second):
        other = replace(second_view, against=_sides(first))
        return first, tuple(resolve_actor(m, cast, other) for m in reading.target)
    other = replace(view, against=_sides(second))
    return tuple(resolve_actor(m, cast, other) for m in reading.initiator), second


def _surety(party: Sequence[ActorResolution]) -> int:
    return max((2 if r.reason.endswith("by name") else r.id is not None for r in party), default=0)


def _sides(party: Sequence[ActorResolution]) -> frozenset[str]:
    return frozenset(r.side for r in party if r.side is not None)


def resolve_actor(mention: Mention, cast: Cast | None, view: View = _ALONE) -> ActorResolution:
    """Who the words mean, in view of what else the claim says."""
    tokens = [w for w, _, _ in words(mention.text)]
    if cast is None:
        return _without_pack(mention, tokens)
    named = _named(mention.text, cast)
    if named is not None:
        return _made(mention, named, cast, f"'{cast.pack.by_actor[named].name}' by name")
    if _ALLIES.search(mention.text):
        return _made(mention, None, cast, "allies that are not named")
    return _by_context(mention, tokens, cast, view)


def _without_pack(mention: Mention, tokens: Sequence[str]) -> ActorResolution:
    civil = any(t in _CIVILIANS for t in tokens[-1:])
    return ActorResolution(
        text=mention.text,
        span=mention.span,
        id=_CIVIL_ID if civil else None,
        side=SideId(_CIVIL_ID) if civil else None,
        reason="words for civilians" if civil else "no pack is known for this report",
    )


def _named(text: str, cast: Cast) -> ActorId | None:
    """The actor whose own name stands in the words; not one that only backs or leads those meant."""
    hits = [h for h in cast.names.find(text) if h.strong and not _BACKED.match(text, h.span.end)]
    if not hits:
        return None
    after_of = [h for h in hits if re.search(r"\bof\s(?:the\s)?$", text[: h.span.start])]
    return (after_of or hits)[-1 if after_of else 0].ids[0]


def _by_context(mention: Mention, tokens: Sequence[str], cast: Cast, view: View) -> ActorResolution:
    civilians = any(t in _CIVILIANS for t in tokens) and _CIVIL_ID in cast.pack.by_actor
    if cast.own is not None and tokens and tokens[0] in _OWN and not civilians:
        return _made(mention, cast.own, cast, "the source's own side")
    listed = _listed(mention.text, cast)
    if not listed and civilians:
        return _made(mention, _CIVIL_ID, cast, "words for civilians")
    kinds = _kinds(mention.text, tokens)
    if not listed and _names_unknown(mention.text) and not _flies(mention.text, tokens):
        return _made(mention, None, cast, "a group or person the pack does not know")
    if not listed and kinds == frozenset() and view.civil:
        return _made(mention, _CIVIL_ID, cast, "whom a claim of this kind is about")
    ranked = _ranked(mention, tokens, cast, listed, view)
    if not ranked:
        return _made(mention, None, cast, "general words, and the report names nobody they fit")
    best = ranked[0]
    why = ", ".join(r.feature for r in best.reasons if r.weight > 0)
    return _made(mention, ActorId(best.id), cast, f"by context: {why}", tuple(ranked[1:6]))


def _listed(text: str, cast: Cast) -> dict[ActorId, float]:
    """The actors that the words can mean by a weak name or a loaded word of the pack."""
    found: dict[ActorId, float] = {}
    for hit in cast.names.find(text):
        if not _BACKED.match(text, hit.span.end) and not _in_a_name(text, hit):
            for n, actor in enumerate(hit.ids):
                found[actor] = max(found.get(actor, 0.0), 1.0 - _LATER_NAMES * n)
    tokens = tuple(w for w, _, _ in words(text))
    stretches = (tokens[a:b] for a in range(len(tokens)) for b in range(a + 1, min(a + 5, len(tokens) + 1)))
    for stretch in stretches:
        for n, actor in enumerate(cast.loaded.get(stretch, ())):
            found[actor] = max(found.get(actor, 0.0), 0.9 - _LATER_NAMES * n)
    return found


def _in_a_name(text: str, hit: ActorHit) -> bool:
    """True for a general word that is but a part of a longer name: "Army" of "Army of the North"."""
    if not hit.text[:1].isupper():
        return False
    rest = f"{text[: hit.span.start]} {text[hit.span.end :]}"
    return any(w[:1].isupper() and w.lower() not in _NO_NAMES for w in re.findall(r"[^\W\d_]{2,}", rest))


def _names_unknown(text: str) -> bool:
    """True when a word inside is a name: capitalised, and not for beginning a sentence alone."""
    first, *rest = text.split() or [""]
    return any(w[:1].isupper() for w in rest) or (first[:1].isupper() and bool(re.search(r"\d|-", first)))


def _ranked(
    mention: Mention, tokens: Sequence[str], cast: Cast, listed: dict[ActorId, float], view: View
) -> list[Candidate]:
    """The actors the words may mean, the likeliest first, each with the reasons."""
    kinds = _kinds(mention.text, tokens)
    pool = listed
    if not listed:
        pool = _pool(kinds, cast, view, air=_flies(mention.text, tokens))
    own_side = None if cast.own is None else cast.side(cast.own)
    enemy = any(t in _ENEMY for t in tokens)
    made = []
    for actor, weight in pool.items():
        known = cast.pack.by_actor.get(actor)
        if known is None or (not weight and not _fits(known, kinds)):
            continue
        reasons = [Reason(feature="what such words mean here", weight=weight)] if weight else []
        spoken = cast.reasons(actor, mention.span.start, mention.text)
        parent = known.parent if _flies(mention.text, tokens) else None
        reasons += spoken or ([] if parent is None else cast.reasons(parent, mention.span.start, mention.text))
        side = cast.side(actor)
        held = _held(side, view)
        if held:
            reasons.append(Reason(feature="held the country there", weight=_GROUND * held))
        if side in view.against:
            reasons.append(Reason(feature="side of the other party", weight=_OTHER_PARTY))
        if enemy and side == own_side:
            reasons.append(Reason(feature="the source's own side", weight=_OTHER_PARTY))
        score = sum(r.weight for r in reasons)
        made.append(Candidate(id=actor, name=known.name, score=score, reasons=tuple(reasons)))
    made.sort(key=lambda c: (-c.score, c.id))
    return made if made and (listed or made[0].score > 0) else []


def _pool(kinds: frozenset[str] | None, cast: Cast, view: View, *, air: bool) -> dict[ActorId, float]:
    """Everyone general words may mean: what they usually mean in this theatre, and whom the report names."""
    if kinds == frozenset():
        sole = [s for s in view.ground if _held(s, view) >= _SOLE] if view.against else []
        return {ActorId(side): _USUALLY for side in sole}
    which = "air" if air else "state" if kinds == _STATE_KINDS else "irregular"
    usual = cast.usual[which] if kinds else ()
    first = _FLIES if air else _USUALLY
    pool = {actor: first - 0.1 * n for n, actor in enumerate(usual[:3])}
    return pool | {actor: 0.0 for actor in cast.presence if actor not in pool}


def _held(side: str | None, view: View) -> float:
    """A side's share of the country there among those that can be meant."""
    barred = sum(share for s, share in view.ground.items() if s in view.against)
    share = view.ground.get(side or "", 0.0)
    return 0.0 if side in view.against else share / max(1.0 - barred, 0.2)


def _flies(text: str, tokens: Sequence[str]) -> bool:
    return any(t in _AIR for t in tokens) or _AIR_TYPES.search(text) is not None


def _kinds(text: str, tokens: Sequence[str]) -> frozenset[str] | None:
    """The kinds of actor that general words fit; None for any armed side, none for other words."""
    if any(t in _STATE for t in tokens) or _flies(text, tokens):
        return _STATE_KINDS
    if any(t in _IRREGULAR for t in tokens):
        return _IRREGULAR_KINDS
    if any(t in _ANY or t in _OWN or t in _ENEMY for t in tokens):
        return None
    return frozenset()


def _fits(actor: Actor, kinds: frozenset[str] | None) -> bool:
    if kinds is None:
        return actor.kind in _STATE_KINDS | _IRREGULAR_KINDS
    return actor.kind in kinds


def _made(
    mention: Mention, actor: ActorId | None, cast: Cast, reason: str, others: tuple[Candidate, ...] = ()
) -> ActorResolution:
    side = None if actor is None else cast.side(actor)
    return ActorResolution(text=mention.text, span=mention.span, id=actor, side=side, others=others, reason=reason)
