"""All real articles of the FA-KES set in one run: failures, claims, speed, memory, and the same output
when run twice and when the input order is shuffled.

    python -m evals.corpus [READER]        default: rules

Prints JSON. The gazetteer is compiled before, by reading one article.
"""

import gzip
import hashlib
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from evals.founding import prepare
from evals.surroundings import fogline, machine, shared

BARS = {"failures": 0, "claims": 3000, "articles_per_second": 10.0, "peak_mb": 1000.0}


def articles() -> list[dict[str, Any]]:
    """The articles as documents."""
    path = shared() / "data" / "fa_kes" / "documents.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        {
            "id": str(r.get("id", n)),
            "source": r.get("source") or "",
            "url": r.get("url"),
            "published": r.get("published") or r.get("date"),
            "title": r.get("title"),
            "text": r["text"],
        }
        for n, r in enumerate(rows)
    ]


def write(rows: list[dict[str, Any]], to: Path) -> Path:
    """Documents as JSON Lines."""
    to.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return to


def main() -> None:
    """Runs three times and prints."""
    reader = sys.argv[1] if len(sys.argv) > 1 else "rules"
    rows = articles()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        home = work / "home"
        prepare(home)
        warm = fogline(home, "read", write(rows[:1], work / "one.jsonl"), "--reader", reader, "-o", work / "one.out")
        runs, digests = [], []
        shuffled = random.Random(7).sample(rows, len(rows))
        for name, order in (("first", rows), ("again", rows), ("shuffled", shuffled)):
            out = work / f"{name}.out"
            runs.append(fogline(home, "read", write(order, work / f"{name}.jsonl"), "--reader", reader, "-o", out))
            digests.append(hashlib.sha256(out.read_bytes()).hexdigest())
        claims = sum(1 for _ in out.open(encoding="utf-8"))
    seconds = min(r.seconds for r in runs)
    print(
        json.dumps(
            {
                "reader": reader,
                "articles": len(rows),
                "exit_codes": [warm.code, *(r.code for r in runs)],
                "claims": claims,
                "articles_per_second": round(len(rows) / seconds, 1),
                "seconds": [r.seconds for r in runs],
                "peak_mb": max(r.peak_mb for r in runs),
                "same_output": len(set(digests)) == 1,
                "bars": BARS,
                "machine": machine(),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
