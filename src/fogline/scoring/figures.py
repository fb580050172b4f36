"""The figures of the score: precision, recall and F1 of detection and each slot, accuracies of the rest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from fogline.scoring.agree import (
    MENTIONS,
    PLACES,
    Json,
    located,
    pair_up,
    right_spot,
    same_count,
    same_mention,
    same_place_text,
    same_time,
)
from fogline.scoring.pairs import match, strictly_right, without_type

ByDocument = Mapping[str, Sequence[Json]]
Figures = dict[str, Any]
"""By name of the figure: precision, recall, f1, gold and predicted, or accuracy and of; `by_type` holds one a type."""

_SLOTS = (*MENTIONS, *PLACES, "time")


def prf(hits: int, gold: int, found: int) -> dict[str, float | int]:
    """Precision, recall and F1 of hits among so many gold and found."""
    p, r = hits / found if found else 0.0, hits / gold if gold else 0.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return {"precision": p, "recall": r, "f1": f1, "gold": gold, "predicted": found}


def _part(right: int, of: int) -> dict[str, float | int]:
    return {"accuracy": right / of if of else 0.0, "of": of}


def headline(row: Mapping[str, Any]) -> float:
    """The one number of a figure: its F1 or accuracy."""
    return float(row["f1"] if "f1" in row else row["accuracy"])


class _Tally:
    """Counts over documents, from which the figures are made."""

    def __init__(self) -> None:
        self.n: Counter[str] = Counter()
        self.gold: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.hits: Counter[str] = Counter()
        self.type_gold: Counter[str] = Counter()
        self.type_found: Counter[str] = Counter()
        self.type_hits: Counter[str] = Counter()

    def document(self, golds: Sequence[Json], found: Sequence[Json]) -> None:
        self.n["gold"] += len(golds)
        self.n["found"] += len(found)
        self.type_gold.update(g["type"] for g in golds)
        self.type_found.update(str(p.get("type")) for p in found)
        for slot in MENTIONS:
            self.gold[slot] += sum(len(g[slot]) for g in golds)
            self.found[slot] += sum(len(p.get(slot) or []) for p in found)
        for slot in PLACES:
            self.gold[slot] += sum(bool(g.get(slot)) for g in golds)
            self.found[slot] += sum(bool(p.get(slot)) for p in found)
        self.gold["time"] += sum(bool(g.get("time")) for g in golds)
        self.found["time"] += sum(bool((p.get("time") or {}).get("from")) for p in found)
        for g, p in match(golds, found):
            self.pair(g, p)
        self.n["untyped"] += len(match(without_type(golds), without_type(found)))

    def pair(self, g: Json, p: Json) -> None:
        self.n["hit"] += 1
        self.type_hits[g["type"]] += 1
        for slot in ("status", "certainty"):
            self.n[slot] += g[slot] == p.get(slot)
        for slot in MENTIONS:
            same = same_count if slot == "counts" else same_mention
            self.hits[slot] += pair_up(g[slot], p.get(slot) or [], same)
        for slot in PLACES:
            if g.get(slot) and p.get(slot):
                self.hits[slot] += same_place_text(g[slot], p[slot])
        if located(g.get("place")) and p.get("place") and same_place_text(g["place"], p["place"]):
            self.n["placed"] += 1
            self.n["spot"] += right_spot(g["place"], p["place"])
        self.hits["time"] += same_time(g.get("time"), p.get("time"))
        self.n["strict"] += strictly_right(g, p)
        self.n["strict_text"] += strictly_right(g, p, by_text=True)

    def figures(self) -> Figures:
        n = self.n
        slot = {s: prf(self.hits[s], self.gold[s], self.found[s]) for s in _SLOTS}
        whole = {s: prf(n[s], n["gold"], n["found"]) for s in ("hit", "strict", "strict_text", "untyped")}
        return {
            "detection": whole["hit"],
            **{s: slot[s] for s in ("initiator", "target", "place", "origin", "destination", "time")},
            "attribution": slot["attributed_to"],
            "counts": slot["counts"],
            "status": _part(n["status"], n["hit"]),
            "certainty": _part(n["certainty"], n["hit"]),
            "coordinates": _part(n["spot"], n["placed"]),
            "strict": whole["strict"],
            "strict_text": whole["strict_text"],
            "type_blind": whole["untyped"],
            "by_type": {
                t: prf(self.type_hits[t], self.type_gold[t], self.type_found[t])
                for t in sorted(self.type_gold.keys() | self.type_found.keys())
            },
        }


def score(gold: ByDocument, found: ByDocument) -> Figures:
    """The figures of the found claims against gold, over the documents of gold."""
    tally = _Tally()
    for document, golds in gold.items():
        tally.document(golds, found.get(document, []))
    return tally.figures()
