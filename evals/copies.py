"""Copies made from a tenth of the 767 articles: are they found, with the article they were made from?

    python -m evals.copies

Each chosen article is copied whole, trimmed, re-ordered, given another title, quoted in another article, and
rewritten word by word (a paraphrase made by rules), each as a report of another source a day or two later. Recall is
the share found with the right origin (or a natural copy of it); precision the share of links that are right, among
the made copies and among articles that only appear as copies since the made ones were added.
"""

import gzip
import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from evals.surroundings import shared
from fogline.codec import report_id
from fogline.fuse.copies import Copy, copied_reports
from fogline.ingest.jsonl import from_json_lines
from fogline.records import Report

SEED = 20261126
_LEAST_WORDS = 120
_SYNONYMS = {
    "killed": "slain", "said": "stated", "forces": "troops", "attack": "assault", "at least": "no fewer than",
    "people": "persons", "rebels": "insurgents", "government": "authorities", "strikes": "raids", "city": "town",
    "area": "zone", "areas": "zones", "reported": "noted", "group": "organisation", "including": "among them",
    "children": "minors", "near": "close to", "after": "following", "fighters": "combatants", "army": "military",
    "wounded": "hurt", "injured": "hurt", "bombing": "bombardment", "also": "likewise", "held": "controlled",
    "several": "a number of", "dozens": "scores", "since": "from", "launched": "began", "took": "seized",
    "on Monday": "at the start of the week", "hospital": "clinic", "village": "hamlet", "accused": "blamed",
    "country": "nation", "war": "conflict", "civilians": "non-combatants", "told": "informed", "hit": "struck",
}  # fmt: skip
TITLES = ("What we know so far about the latest events", "The day in brief", "Report: new developments on the ground")


def sentences(text: str) -> list[str]:
    """The sentences of an article, roughly."""
    return [s for s in re.split(r"(?<=[.!?])\s+", text) if s]


def paraphrased(text: str, chance: random.Random) -> str:
    """The text with other words where a list has them, clauses turned round, and one word in twelve left out."""
    for old, new in _SYNONYMS.items():
        text = re.sub(rf"\b{old}\b", new, text)
    made = []
    for sentence in sentences(text):
        head, comma, tail = sentence.partition(", ")
        turned = (
            f"{tail.rstrip('.')}, {head[0].lower() + head[1:]}."
            if comma and head and chance.random() < 0.5
            else sentence
        )
        made.append(" ".join(w for w in turned.split() if w[:1].isupper() or chance.random() > 1 / 12))
    return " ".join(made)


def altered(kind: str, text: str, host: str, chance: random.Random) -> str:
    """One way of copying a text."""
    parts = sentences(text)
    if kind == "whole":
        return text
    if kind == "trimmed":
        keep = max(3, round(len(parts) * chance.uniform(0.35, 0.7)))
        start = chance.choice((0, 0, chance.randrange(max(1, len(parts) - keep + 1))))
        return " ".join(parts[start : start + keep])
    if kind == "reordered":
        blocks = [parts[i : i + 2] for i in range(0, len(parts), 2)]
        chance.shuffle(blocks)
        return " ".join(s for block in blocks for s in block)
    if kind == "retitled":
        return f"{chance.choice(TITLES)}. {' '.join(parts[1:])}"
    if kind == "quoted":
        start = chance.randrange(max(1, len(parts) - 3))
        quote, n = "", start
        while n < len(parts) and len(quote.split()) < 40:
            quote, n = f"{quote} {parts[n]}".strip(), n + 1
        own = sentences(host)
        at = chance.randrange(1, max(2, len(own)))
        return " ".join([*own[:at], quote, *own[at:]])
    return paraphrased(text, chance)


KINDS = ("whole", "trimmed", "reordered", "retitled", "quoted", "paraphrased")


def made_copies(articles: list[Report]) -> list[tuple[str, Report, Report]]:
    """Kind, origin and copy, for a tenth of the articles and every kind; hosts of quotes are invented texts apart."""
    chance = random.Random(SEED)
    long = sorted((r for r in articles if len(r.text.split()) >= _LEAST_WORDS), key=lambda r: r.id)
    chosen = chance.sample(long, len(articles) // 10)
    hosts = [r for r in long if r not in chosen]
    made = []
    for origin in chosen:
        for kind in KINDS:
            host = chance.choice(hosts)
            # A host's own words, mixed, so that the host itself is not what is copied.
            words = host.text.split()
            chance.shuffle(words)
            text = altered(kind, origin.text, " ".join(words), chance)
            key = f"{kind}-{origin.key}"
            day = None if origin.published is None else origin.published + timedelta(days=chance.choice((1, 2)))
            copy = replace(
                origin, id=report_id("copyist", key, text), key=key, source=f"Copyist {kind}", text=text, published=day
            )
            made.append((kind, origin, copy))
    return made


def _root(found: Mapping[str, Copy], report: str) -> str:
    seen = {report}
    while report in found and found[report].of not in seen:
        report = found[report].of
        seen.add(report)
    return report


def measure(articles: list[Report]) -> dict[str, object]:
    """Recall by kind, and precision."""
    base = copied_reports(articles)
    made = made_copies(articles)
    recall: dict[str, float] = {}
    links = right = 0
    for kind in KINDS:
        mine = [(o, c) for k, o, c in made if k == kind]
        found = copied_reports([*articles, *(c for _, c in mine)])
        family = {_root(base, o.id): o.id for o, _ in mine}
        hits = 0
        for origin, copy in mine:
            link = found.get(copy.id)
            good = link is not None and _root(base, link.of) == _root(base, origin.id)
            hits += good
            if link is not None and kind != "paraphrased":
                links, right = links + 1, right + good
        news = [r.id for r in articles if r.id in found and r.id not in base]
        wrong = [r for r in news if _root(base, r) not in family]
        if kind != "paraphrased":
            links += len(wrong)
        recall[kind] = round(hits / len(mine), 4)
    return {"articles": len(articles), "copies made of each kind": len(articles) // 10, "recall": recall,
            "precision (without paraphrases)": round(right / max(links, 1), 4), "links": links,
            "natural copies": len(base)}  # fmt: skip


def main() -> None:
    """Measures and prints JSON."""
    raw = gzip.decompress((shared() / "data" / "fa_kes" / "documents.jsonl.gz").read_bytes())
    print(json.dumps(measure(articles_of(raw)), indent=1))


def articles_of(raw: bytes) -> list[Report]:
    """The articles as reports, each once."""
    items = from_json_lines(raw.splitlines(), "articles", None)
    made = {r.id: r for r in items if isinstance(r, Report)}
    return list(made.values())


if __name__ == "__main__":
    main()
