"""How well pages are cut: gold quotes that stand in body or list items, furniture and comments that do not.

    python -m evals.parts [GOLD-GLOB …]

Prints JSON for each set of annotated documents.
"""

import json
import sys
from pathlib import Path
from typing import Any

from evals.surroundings import shared
from fogline.codec import report_id
from fogline.read.parts import parts
from fogline.records import PartKind, Report, Span

SETS = ("dev/seed-*.json", "dev/w*.json", "train/*.json")


def claimable(document: dict[str, Any]) -> list[Span]:
    """The stretches from which claims may come."""
    text = document["text"]
    report = Report(id=report_id("", document["id"], text), key="", source="", text=text, title=document.get("title"))
    return [p.span for p in parts(report) if p.kind in (PartKind.BODY, PartKind.LIST_ITEM)]


def measure(paths: list[Path]) -> dict[str, float | int]:
    """Shares over a set of documents."""
    quotes = quoted = lines = kept_out = said = leaked = 0
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        text, spans = document["text"], claimable(document)
        for claim in document["claims"]:
            at = text.find(claim["quote"])
            quotes += 1
            quoted += any(s.overlaps(Span(at, at + len(claim["quote"]))) for s in spans)
        for line in document.get("boilerplate") or []:
            at = text.find(line)
            lines += 1
            kept_out += not any(s.overlaps(Span(at, at + len(line))) for s in spans)
        if document.get("comments_from"):
            start = text.find(document["comments_from"])
            said += len(text) - start
            leaked += sum(max(0, s.end - max(s.start, start)) for s in spans)
    return {
        "documents": len(paths),
        "quotes_in_body": round(quoted / max(quotes, 1), 4),
        "furniture_kept_out": round(kept_out / max(lines, 1), 3),
        "comments_kept_out": round(1 - leaked / max(said, 1), 3),
    }


def main() -> None:
    """Measures each set and prints."""
    patterns = sys.argv[1:] or SETS
    print(json.dumps({p: measure(sorted((shared() / "claims").glob(p))) for p in patterns}, indent=1))


if __name__ == "__main__":
    main()
