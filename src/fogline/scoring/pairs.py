"""Which found claim answers which gold claim."""

from collections.abc import Sequence

from fogline.scoring.agree import (
    Json,
    located,
    overlap,
    pair_up,
    right_spot,
    same_count,
    same_mention,
    same_place_text,
    same_time,
)

Pair = tuple[Json, Json]
_TRIGGER, _SAME_PLACE, _OTHER_PLACE, _ACTOR, _STATUS, _LEAST = 1.0, 2.0, -0.5, 0.5, 0.25, 0.1


def _span(claim: Json, key: str) -> list[int] | None:
    return (claim.get(key) or {}).get("span")


def likeness(g: Json, p: Json) -> float:
    """How well p answers g; 0 where it cannot: another type, or words that do not overlap."""
    if g["type"] != p.get("type"):
        return 0.0
    trigger = overlap(_span(g, "trigger"), _span(p, "trigger"))
    if not (trigger or overlap(_span(g, "quote"), _span(p, "quote"))):
        return 0.0
    made: float = 1.0 + (_TRIGGER if trigger else 0.0)
    if g.get("place") and p.get("place"):
        made += _SAME_PLACE if same_place_text(g["place"], p["place"]) else _OTHER_PLACE
    for slot in ("initiator", "target"):
        made += _ACTOR * (pair_up(g[slot], p.get(slot) or [], same_mention) > 0)
    made += _STATUS * bool(g["status"] == p.get("status"))
    return max(made, _LEAST)


def match(gold: Sequence[Json], found: Sequence[Json]) -> list[Pair]:
    """Pairs of claims, each used once, the best first."""
    return [(gold[i], found[j]) for i, j in match_numbers(gold, found)]


def match_numbers(gold: Sequence[Json], found: Sequence[Json]) -> list[tuple[int, int]]:
    """The pairs as places in the two lists, the best first."""
    ranked = sorted(
        ((likeness(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found)),
        key=lambda t: (-t[0], t[1], t[2]),
    )
    used_g: set[int] = set()
    used_p: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for made, i, j in ranked:
        if made > 0 and i not in used_g and j not in used_p:
            used_g.add(i)
            used_p.add(j)
            pairs.append((i, j))
    return pairs


def without_type(claims: Sequence[Json]) -> list[Json]:
    """The claims as if all were of one type."""
    return [{**c, "type": ""} for c in claims]


def _all_actors(g: Json, p: Json, slot: str) -> bool:
    found = p.get(slot) or []
    return len(g[slot]) == len(found) == pair_up(g[slot], found, same_mention)


def _right_place(g: Json, p: Json, slot: str, *, by_text: bool) -> bool:
    wanted, found = g.get(slot), p.get(slot)
    if not wanted or not found:
        return bool(wanted) == bool(found)
    if located(wanted) and not by_text:
        return right_spot(wanted, found)
    return same_place_text(wanted, found)


def strictly_right(g: Json, p: Json, *, by_text: bool = False) -> bool:
    """All of status, initiators, targets, place and time are right; `by_text` compares places by their words."""
    return (
        g["status"] == p.get("status")
        and _all_actors(g, p, "initiator")
        and _all_actors(g, p, "target")
        and _right_place(g, p, "place", by_text=by_text)
        and (not g.get("time") or same_time(g["time"], p.get("time")))
    )


def differing(g: Json, p: Json) -> tuple[str, ...]:
    """The slots in which a pair does not agree, in the order of a claim; a slot both leave empty agrees."""
    wrong = [slot for slot in ("type", "status", "certainty") if g[slot] != p.get(slot)]
    wrong += [slot for slot in ("initiator", "target") if not _all_actors(g, p, slot)]
    for slot in ("place", "origin", "destination"):
        if not _right_place(g, p, slot, by_text=True):
            wrong.append(slot)
        elif slot == "place" and located(g.get("place")) and not right_spot(g["place"], p["place"]):
            wrong.append("coordinates")
    timed = (p.get("time") or {}).get("from")
    if not (same_time(g["time"], p.get("time")) if g.get("time") else not timed):
        wrong.append("time")
    found = p.get("counts") or []
    if not len(g["counts"]) == len(found) == pair_up(g["counts"], found, same_count):
        wrong.append("counts")
    if not _all_actors(g, p, "attributed_to"):
        wrong.append("attribution")
    return tuple(wrong)
