"""Words for an actor become the actor they mean, or stay words with a reason.

A name that means one actor anywhere decides by itself. Words that mean an actor only by context ("the
army", "the militants") go to the actor that the report names near them and that is not the other party
of the claim. Groups that the pack does not know keep their words.
"""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fogline.pack import Actor, Pack, root_of, side_on
from fogline.pack.naming import ActorHit, ActorNames, bare, words
from fogline.records import ActorId, ActorResolution, Candidate, Mention, Reason, Report, SideId
from fogline.resolve.wording import word_set

_CIVILIANS = word_set(
    "civilian civilians resident residents family families people inhabitant inhabitants villager "
    "villagers child children woman women patient patients refugee refugees persons citizen citizens "
    "souls bodies pedestrians shoppers worshippers students pupils farmers shepherds townspeople "
    "locals evacuees displaced households neighbours neighbors passengers boys girls girl mother "
    "toddler infant elderly victims survivors relatives protesters demonstrators kids population "
    "workers drivers homes houses school hospital mosque bakery market populace occupants"
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
_ENEMY = word_set("enemy foe opponents adversary")
# What general words mean when the report leaves it at them, in words that packs list as weak names.
_LIKE_STATE = ("army", "government forces", "security forces")
_LIKE_IRREGULAR = ("rebels", "militants", "armed groups")
_STATE_KINDS = frozenset({"state", "police"})
_IRREGULAR_KINDS = frozenset({"armed", "tribal"})
_BACKED = re.compile(
    r"[\s-]?(?:backed|led|supported|allied|aligned|linked|affiliated|run|held|sponsored|trained)\b", re.I
)
_ALLIES = re.compile(
    r"\b(?:its|their|his|other|with|and)?\s?(?:allies|allied\s\w+|supporters|backers)$", re.I
)
_NEAR = 600.0
_WEAKLY = 0.5
_BROADER = 0.2
_PARTISAN = frozenset({"party", "state", "military"})
_CIVIL_ID = ActorId("civilians")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The actors that a report names by names of their own, with the pack they are known from."""

    pack: Pack
    names: ActorNames
    loaded: dict[str, tuple[ActorId, ...]]
    hits: tuple[ActorHit, ...]
    starts: tuple[int, ...]
    presence: dict[ActorId, float]
    general: dict[str, tuple[ActorId, ...]]
    day: date | None
    own: ActorId | None


_NAMES: dict[str, ActorNames] = {}
_MOST_PACKS = 16


def names_of(pack: Pack) -> ActorNames:
    """The name index of a pack, made once for each state of the pack."""
    if pack.digest not in _NAMES:
        if len(_NAMES) >= _MOST_PACKS:
            _NAMES.clear()
        _NAMES[pack.digest] = ActorNames([pack])
    return _NAMES[pack.digest]


def cast_of(report: Report, pack: Pack) -> Cast:
    """Who is named in the report, and for which side its source speaks."""
    names = names_of(pack)
    title = names.find(report.title or "")
    hits = tuple(h for h in names.find(report.text) if h.strong or len(h.ids) == 1)
    presence: Counter[ActorId] = Counter()
    for hit in (*title, *hits):
        for actor in dict.fromkeys((hit.ids[0], root_of(pack, hit.ids[0]))):
            presence[actor] += 1.0 if hit.strong else _WEAKLY  # type: ignore[assignment]
    like = {"state": _LIKE_STATE, "irregular": _LIKE_IRREGULAR}
    return Cast(
        pack=pack,
        names=names,
        loaded={bare(word): entry.refers for entry in pack.lexicon for word in entry.words if entry.refers},
        hits=hits,
        starts=tuple(h.span.start for h in hits),
        presence=dict(presence),
        general={k: tuple(i for w in v if (h := names.match(w)) for i in h.ids) for k, v in like.items()},
        day=report.published,
        own=_own(report, pack, names),
    )


def _own(report: Report, pack: Pack, names: ActorNames) -> ActorId | None:
    """Whom the source speaks for: a party's own outlet by the pack, else the actor its name holds."""
    name = bare(report.source)
    for source in pack.sources:
        known = {bare(n) for n in (source.id, source.name, *source.aliases)}
        if name in known and source.kind in _PARTISAN and source.lean:
            return ActorId(max(source.lean, key=lambda side: source.lean[side]))
    hits = names.find(report.source)
    best = next((h for h in hits if h.strong), next(iter(hits), None))
    return None if best is None else best.ids[0]


def resolve_actor(
    mention: Mention, cast: Cast | None, against: frozenset[str] = frozenset()
) -> ActorResolution:
    """Who the words mean; `against` are the sides that the claim's other party belongs to."""
    tokens = [w for w, _, _ in words(mention.text)]
    if cast is None:
        civil = bool(tokens) and tokens[-1] in _CIVILIANS
        reason = "words for civilians" if civil else "no pack is known for this report"
        return ActorResolution(
            text=mention.text, span=mention.span, id=_CIVIL_ID if civil else None,
            side=SideId(_CIVIL_ID) if civil else None, reason=reason,
        )  # fmt: skip
    named = _named(mention.text, cast)
    if named is not None:
        return _made(mention, named, cast, f"'{cast.pack.by_actor[named].name}' by name")
    if _ALLIES.search(mention.text):
        return _made(mention, None, cast, "allies that are not named")
    return _by_context(mention, tokens, cast, against)


def _named(text: str, cast: Cast) -> ActorId | None:
    """The actor whose own name stands in the words; not one that only backs or leads those meant."""
    hits = [h for h in cast.names.find(text) if h.strong and not _BACKED.match(text, h.span.end)]
    if not hits:
        return None
    after_of = [h for h in hits if re.search(r"\bof\s(?:the\s)?$", text[: h.span.start])]
    return (after_of or hits)[-1 if after_of else 0].ids[0]


def _by_context(
    mention: Mention, tokens: Sequence[str], cast: Cast, against: frozenset[str]
) -> ActorResolution:
    listed = _listed(mention.text, cast)
    if cast.own is not None and tokens and tokens[0] in _OWN and not _is_civil(tokens, cast):
        return _made(mention, cast.own, cast, "the source's own side")
    if not listed and _is_civil(tokens, cast):
        return _made(mention, _CIVIL_ID, cast, "words for civilians")
    if not listed and _names_unknown(mention.text):
        return _made(mention, None, cast, "a group or person the pack does not know")
    ranked = _ranked(mention, tokens, cast, listed, against)
    if not ranked:
        return _made(mention, None, cast, "general words, and the report names nobody they fit")
    best = ranked[0]
    why = ", ".join(r.feature for r in best.reasons if r.weight > 0)
    return _made(mention, ActorId(best.id), cast, f"by context: {why}", tuple(ranked[1:6]))


def _listed(text: str, cast: Cast) -> dict[ActorId, float]:
    """The actors that the words can mean by a weak name or a loaded word of the pack."""
    found: dict[ActorId, float] = {}
    for hit in cast.names.find(text):
        if not _BACKED.match(text, hit.span.end):
            for n, actor in enumerate(hit.ids):
                found[actor] = max(found.get(actor, 0.0), 1.0 - _BROADER * n)
    for word, _, _ in words(text):
        for n, actor in enumerate(cast.loaded.get(word, ())):
            found[actor] = max(found.get(actor, 0.0), 0.8 - _BROADER * n)
    return found


def _is_civil(tokens: Sequence[str], cast: Cast) -> bool:
    return _CIVIL_ID in cast.pack.by_actor and any(t in _CIVILIANS for t in tokens)


def _names_unknown(text: str) -> bool:
    """True when a word inside is a name: capitalised, and not for beginning a sentence alone."""
    first, *rest = text.split() or [""]
    return any(w[:1].isupper() for w in rest) or (first[:1].isupper() and bool(re.search(r"\d|-", first)))


def _ranked(
    mention: Mention, tokens: Sequence[str], cast: Cast, listed: dict[ActorId, float], against: frozenset[str]
) -> list[Candidate]:
    """The actors the words may mean, the likeliest first, each with the reasons."""
    kinds = _kinds(tokens)
    if not listed:
        usual = cast.general["state" if kinds == _STATE_KINDS else "irregular"] if kinds else ()
        listed = {actor: 0.4 - 0.1 * n for n, actor in enumerate(dict.fromkeys(usual))}
        pool = dict.fromkeys([*listed, *cast.presence])
    else:
        pool = dict.fromkeys(listed)
    own_side = None if cast.own is None else _side(cast.own, cast)
    made = []
    for actor in pool:
        known = cast.pack.by_actor.get(actor)
        if known is None or (actor not in listed and not _fits(known, kinds)):
            continue
        reasons = [Reason(feature="weak name", weight=listed[actor])] if actor in listed else []
        reasons += _presence(actor, mention.span.start, cast)
        side = _side(actor, cast)
        if side in against:
            reasons.append(Reason(feature="side of the other party", weight=-3.0))
        if side == own_side and any(t in _ENEMY for t in tokens):
            reasons.append(Reason(feature="the source's own side", weight=-3.0))
        made.append(
            Candidate(id=actor, name=known.name, score=sum(r.weight for r in reasons), reasons=tuple(reasons))
        )
    made.sort(key=lambda c: (-c.score, c.id))
    return made if made and (listed or made[0].score > 0) else []


def _side(actor: ActorId, cast: Cast) -> SideId | None:
    return side_on(cast.pack, actor, cast.day)


def _presence(actor: ActorId, at: int, cast: Cast) -> list[Reason]:
    """How often the report names the actor or its own units, and how near before these words."""
    count = cast.presence.get(actor, 0)
    if not count:
        return []
    made = [Reason(feature="named in the report", weight=0.35 * math.log1p(count))]
    for n in range(bisect_right(cast.starts, at) - 1, -1, -1):
        hit = cast.hits[n]
        away = at - hit.span.end
        if away > 4 * _NEAR:
            break
        if actor in (hit.ids[0], root_of(cast.pack, hit.ids[0])):
            made.append(Reason(feature="named just before", weight=0.8 * math.exp(-max(away, 0) / _NEAR)))
            break
    return made


def _kinds(tokens: Sequence[str]) -> frozenset[str] | None:
    """The kinds of actor that general words fit; None for any armed side."""
    if any(t in _STATE for t in tokens):
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
    side = None if actor is None else _side(actor, cast)
    return ActorResolution(
        text=mention.text, span=mention.span, id=actor, side=side, others=others, reason=reason
    )


def parties(
    initiators: Sequence[Mention], targets: Sequence[Mention], cast: Cast | None
) -> tuple[tuple[ActorResolution, ...], tuple[ActorResolution, ...]]:
    """Both parties of a claim; the one named outright is settled first and bars its side for the other."""
    first = tuple(resolve_actor(m, cast) for m in initiators)
    if cast is None:
        return first, tuple(resolve_actor(m, cast) for m in targets)
    second = tuple(resolve_actor(m, cast) for m in targets)
    surer_first = _surety(first) >= _surety(second)
    if surer_first:
        return first, tuple(resolve_actor(m, cast, _sides(first)) for m in targets)
    return tuple(resolve_actor(m, cast, _sides(second)) for m in initiators), second


def _surety(party: Sequence[ActorResolution]) -> int:
    return max((2 if r.reason.endswith("by name") else r.id is not None for r in party), default=0)


def _sides(party: Sequence[ActorResolution]) -> frozenset[str]:
    return frozenset(r.side for r in party if r.side is not None)
