"""Linkage against pairs of claims that two people marked same, sequence or different.

    python -m evals.pairs [CLAIMS.jsonl] [--reader NAME] [--learn]

Without a claims file the 767 articles are read first (minutes). Labels are found again by document, overlapping
trigger and, of several, the same type; where no trigger overlaps, in the claim of that type that the same sentence
makes, for two words of a sentence that tell of one happening are one claim ("by overlap" counts the former alone). A
labelled claim that the reader does not find stands alone. The test groups (1 to 34) were marked by both annotators,
the rest (dev) by the first alone and used to set the threshold. A pair counts as gold where both annotators agree on
whether it is one happening.
"""

import argparse
import gzip
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.copies import articles_of
from evals.surroundings import shared
from fogline import run
from fogline.pack import load_pack
from fogline.pipeline import fuse_theatre
from fogline.records import Claim, Event, Tie
from fogline.settings import settings_from

LABELS = Path(__file__).parent / "labels" / "pairs.jsonl"
_LAST_OF_TEST = 34
Key = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A pair of claims as people marked it; `second` is None where one alone did."""

    group: int
    a: Key
    b: Key
    first: str
    second: str | None

    def agreed(self) -> bool:
        """True where nobody disagrees on whether the two are one happening."""
        return self.second is None or (self.first == "same") == (self.second == "same")


def marked() -> list[Marked]:
    """The committed labels."""

    def key(value: dict[str, Any]) -> Key:
        return str(value["document"]), int(value["trigger"][0]), int(value["trigger"][1]), str(value["type"])

    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    return [Marked(group=r["group"], a=key(r["a"]), b=key(r["b"]), first=r["first"], second=r["second"]) for r in rows]


def attached(keys: Iterable[Key], claims: Sequence[Claim], *, by_sentence: bool = True) -> dict[Key, str]:
    """The claim id of each labelled claim that the reader found."""
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document, []).append(claim)
    made: dict[Key, str] = {}
    for key in keys:
        document, start, end, kind = key
        near = [
            (c.type.value != kind, abs(c.trigger.span.start - start), c.id)
            for c in by_document.get(document, ())
            if c.trigger is not None and c.trigger.span.start < end and start < c.trigger.span.end
        ]
        same = [
            (abs(c.trigger.span.start - start), c.id)
            for c in by_document.get(document, ())
            if c.trigger is not None and c.quote is not None and c.type.value == kind
            and c.quote.span.start <= start and end <= c.quote.span.end
        ]  # fmt: skip
        if near:
            made[key] = min(near)[2]
        elif same and by_sentence:
            made[key] = min(same)[1]
    return made


def agreement(pairs: Sequence[Marked]) -> dict[str, float | int]:
    """How far the two annotators agree on the pairs both marked: share, Cohen's kappa, F1 on same."""
    both = [(p.first, p.second) for p in pairs if p.second is not None]
    labels = ("same", "sequence", "different")
    n = len(both)
    share = sum(a == b for a, b in both) / n
    chance = sum((sum(a == x for a, _ in both) / n) * (sum(b == x for _, b in both) / n) for x in labels)
    same = sum(a == b == "same" for a, b in both)
    either = sum((a == "same") + (b == "same") for a, b in both)
    return {"pairs": n, "agree": round(share, 3), "kappa": round((share - chance) / (1 - chance), 3),
            "same_f1": round(2 * same / either, 3)}  # fmt: skip


def scored(pairs: Sequence[Marked], of: Mapping[Key, str], event: Mapping[str, str]) -> dict[str, float | int]:
    """Pairwise precision, recall and F1 on `same`, and B-cubed F1 within the groups of pairs."""

    def at(key: Key) -> str:
        return event.get(of.get(key, ""), f"alone {key}")

    hit = wrong = missed = 0
    together: dict[tuple[int, Key], set[Key]] = {}
    joined: dict[tuple[int, Key], set[Key]] = {}
    for p in pairs:
        same, one = p.first == "same", at(p.a) == at(p.b)
        if p.agreed():
            hit, wrong, missed = hit + (same and one), wrong + (one and not same), missed + (same and not one)
        for x, y in ((p.a, p.b), (p.b, p.a)):
            together.setdefault((p.group, x), {x}).update({y} if same else set())
            joined.setdefault((p.group, x), {x}).update({y} if one else set())
    cubed_p = sum(len(joined[k] & together[k]) / len(joined[k]) for k in joined) / len(joined)
    cubed_r = sum(len(joined[k] & together[k]) / len(together[k]) for k in joined) / len(joined)
    return {
        "pairs": len(pairs),
        "same": hit + missed,
        "precision": round(hit / max(hit + wrong, 1), 3),
        "recall": round(hit / max(hit + missed, 1), 3),
        "f1": round(2 * hit / max(2 * hit + wrong + missed, 1), 3),
        "bcubed_f1": round(2 * cubed_p * cubed_r / (cubed_p + cubed_r), 3),
    }


def sequences(pairs: Sequence[Marked], of: Mapping[Key, str], events: Sequence[Event]) -> dict[str, float | int]:
    """How many pairs marked `sequence` lie in two events that are tied, and how many tied pairs are so marked."""
    event = {str(c.id): str(e.id) for e in events for c in e.claims}
    tied = {(str(e.id), str(t.event)) for e in events for t in e.ties if t.tie in (Tie.LEADS_TO, Tie.FOLLOWS)}
    wanted = found = given = 0
    for p in pairs:
        a, b = (event.get(of.get(k, ""), "") for k in (p.a, p.b))
        is_tied = (a, b) in tied or (b, a) in tied
        wanted += p.first == "sequence"
        found += p.first == "sequence" and is_tied
        given += is_tied
    return {"marked": wanted, "tied": given, "both": found}


def main() -> None:
    """Fuses, scores and prints JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("claims", nargs="?", type=Path)
    options.add_argument("--reader", default=run.READER)
    options.add_argument("--learn", action="store_true")
    given = options.parse_args()
    raw = gzip.decompress((shared() / "data" / "fa_kes" / "documents.jsonl.gz").read_bytes())
    reports = articles_of(raw)
    if given.claims is not None:
        claims = list(run.read_claims_file(given.claims)[0])
    else:
        known = run.open_knowledge(settings_from(os.environ), reader=given.reader, theatre="syria")
        claims = list(run.read_all(reports, known, "syria").claims)
    pack = load_pack(Path(__file__).parent.parent / "packs" / "syria")
    fusion = fuse_theatre(claims, pack, reports=reports, learn=given.learn)
    pairs = marked()
    keys = {k for p in pairs for k in (p.a, p.b)}
    of, overlapping = attached(keys, claims), attached(keys, claims, by_sentence=False)
    event = {str(c.id): str(e.id) for e in fusion.events for c in e.claims}
    test = [p for p in pairs if p.group <= _LAST_OF_TEST]
    dev = [p for p in pairs if p.group > _LAST_OF_TEST]
    result = {
        "claims": len(claims),
        "events": len(fusion.events),
        "labelled claims found again": round(len(of) / len(keys), 3),
        "by overlap": round(len(overlapping) / len(keys), 3),
        "annotators": agreement(pairs),
        "test": scored(test, of, event),
        "dev": scored(dev, of, event),
        "both found": scored([p for p in pairs if p.a in of and p.b in of], of, event),
        "test, by overlap": scored(test, overlapping, event),
        "sequence": sequences(pairs, of, fusion.events),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
