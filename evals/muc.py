"""Role fillers on MUC-4 test sets 3 and 4, from claims as they are: nothing is trained on their templates here.

    python -m evals.muc [READER]

Who did it, to whom and to what, with which weapon: initiators of violent claims are perpetrators (individuals where
their words are a class of people, such as "guerrillas", else organisations), targets are victims or, where their words
mean a building, vehicle or road, physical targets; weapons are the words of that class in a claim's sentence. Gold are
the 200 documents' role fillers with their aliases; a filler is right when it shares its last word, or all its words,
with an alias, each gold filler once. Published figures beside it come from systems trained on 1,300 such documents.
"""

import gzip
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.examples import report_of
from training.standoff import clean_wires

from evals.surroundings import machine, shared
from fogline.pipeline import read_report
from fogline.read.lexicon import WordClasses, load_words
from fogline.records import Claim, ClaimType, Status
from fogline.run import open_knowledge
from fogline.settings import settings_from

ROLES = {
    "perp_individual_id": "PerpInd",
    "perp_organization_id": "PerpOrg",
    "phys_tgt_id": "Target",
    "hum_tgt_name": "Victim",
    "hum_tgt_description": "Victim",
    "incident_instrument_id": "Weapon",
}
VIOLENT = frozenset(
    {
        ClaimType.CLASH, ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.EXPLOSION, ClaimType.CIVILIAN_HARM,
        ClaimType.CASUALTIES, ClaimType.DETENTION,
    }
)  # fmt: skip
THINGS = frozenset({"building", "vehicle", "road", "kind_bridge", "kind_base", "kind_hospital", "kind_school"})
PEOPLE = frozenset({"armed", "person", "civilians"})
PUBLISHED = "trained: MiniLM tagger .54 (head), TextEE group .48 to .56 with gold triggers"
Filler = frozenset[str]


def lines(file: Path) -> list[str]:
    """The lines of a gzipped file."""
    return gzip.decompress(file.read_bytes()).decode().splitlines()


def gold_fillers(text: str) -> dict[str, dict[str, list[Filler]]]:
    """Document → role → fillers, each a set of aliases in lower case."""
    made: dict[str, dict[str, list[Filler]]] = {}
    for block in text.split("%%%"):
        if not block.strip():
            continue
        rows = json.loads(block)
        head = next(v for k, v in rows if k == "message_id")
        mine = made.setdefault(head, {role: [] for role in ROLES.values()})
        for key, value in rows:
            if key in ROLES and isinstance(value, dict):
                names = [*value.get("strings", []), *value.get("strings_lhs", []), *value.get("strings_rhs", [])]
                filler = frozenset(n.lower() for n in names)
                if filler and filler not in mine[ROLES[key]]:
                    mine[ROLES[key]].append(filler)
    return made


def classes(words: WordClasses, text: str) -> frozenset[str]:
    """The word classes in some words."""
    found: set[str] = set()
    tokens = text.lower().split()
    for at in range(len(tokens)):
        hit = words.of(tokens, at)
        if hit is not None:
            found |= hit[1]
    return frozenset(found)


def weapons(words: WordClasses, text: str) -> Iterable[str]:
    """The words of the weapon class in a sentence."""
    tokens = [t.strip('.,;:"()') for t in text.lower().split()]
    at = 0
    while at < len(tokens):
        hit = words.of(tokens, at)
        if hit is not None and {"weapon", "bomber"} & hit[1]:
            yield " ".join(tokens[at : at + hit[0]])
        at += 1 if hit is None else hit[0]


def fillers(claims: Sequence[Claim], words: WordClasses) -> dict[str, set[str]]:
    """Role → words, from the violent claims that are said to have happened."""
    made: dict[str, set[str]] = {role: set() for role in ROLES.values()}
    for claim in claims:
        if claim.type not in VIOLENT or claim.status not in (Status.OCCURRED, Status.ONGOING):
            continue
        for actor in claim.initiator:
            people = bool(classes(words, actor.text) & PEOPLE)
            made["PerpInd" if people else "PerpOrg"].add(actor.text.lower())
        for actor in claim.target:
            thing = bool(classes(words, actor.text) & THINGS)
            made["Target" if thing else "Victim"].add(actor.text.lower())
        if claim.place is not None and classes(words, claim.place.text) & THINGS:
            made["Target"].add(claim.place.text.lower())
        if claim.quote is not None:
            made["Weapon"].update(weapons(words, claim.quote.text))
    return made


def agrees(found: str, aliases: Filler) -> bool:
    """True when the words share their last word with an alias, or one holds the other."""
    return any(found.split()[-1:] == a.split()[-1:] or found in a or a in found for a in aliases)


def score(gold: Mapping[str, list[Filler]], found: Mapping[str, set[str]]) -> dict[str, tuple[int, int, int]]:
    """Role → hits, gold and found of one document."""
    made = {}
    for role, wanted in gold.items():
        left, hits = list(wanted), 0
        for words in sorted(found[role]):
            match = next((g for g in left if agrees(words, g)), None)
            if match is not None:
                left.remove(match)
                hits += 1
        made[role] = hits, len(wanted), len(found[role])
    return made


def main() -> None:
    """Measures and prints."""
    reader = sys.argv[1] if len(sys.argv) > 1 else "model"
    folder = shared() / "data" / "muc4"
    gold = gold_fillers("\n".join(lines(folder / "keys_test.jsonl.gz")))
    known = open_knowledge(settings_from(os.environ), reader=reader)
    words = load_words()
    totals = {role: [0, 0, 0] for role in dict.fromkeys(ROLES.values())}
    documents: list[dict[str, Any]] = [json.loads(line) for line in lines(folder / "doc_test.jsonl.gz")]
    for row in documents:
        text = clean_wires(row["text"])
        report = report_of({"id": row["docid"], "source": "muc4", "text": text})
        empty: dict[str, list[Filler]] = {role: [] for role in totals}
        counted = score(gold.get(row["docid"], empty), fillers(read_report(report, known), words))
        for role, figures in counted.items():
            totals[role] = [a + b for a, b in zip(totals[role], figures, strict=True)]
    every = [sum(t[i] for t in totals.values()) for i in range(3)]

    def row_of(t: Sequence[int]) -> dict[str, float]:
        p, r = t[0] / max(t[2], 1), t[0] / max(t[1], 1)
        return {"precision": round(p, 3), "recall": round(r, 3), "f1": round(2 * t[0] / max(t[1] + t[2], 1), 3)}

    table = {role: row_of(t) for role, t in totals.items()}
    result = {"documents": len(documents), "reader": reader, "all": row_of(every), **table}
    print(json.dumps({**result, "published": PUBLISHED, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
