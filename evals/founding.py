"""The founding reports end to end: `fogline read` with an imported gazetteer, scored against gold claims.

    python -m evals.founding [GOLD-GLOB …]      default: the five founding reports

Prints JSON: the scorer's figures, how many claims come from comments or furniture, and the bars.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.surroundings import fogline, machine, shared

BARS = {"detection": 0.45, "place": 0.36, "coordinates": 0.75, "strict": 0.08}
GAZETTEERS = ("sy", "iq")


def prepare(home: Path, countries: Sequence[str] = GAZETTEERS) -> None:
    """Imports the gazetteers of the countries into a home folder."""
    files = [shared() / "data" / "gazetteer_wof" / f"{cc}.jsonl.gz" for cc in countries]
    done = fogline(home, "gazetteer", "import", *files)
    if done.code != 0:
        sys.exit(f"gazetteer import failed: {done.errors[-2000:]}")


def score(gold: Sequence[Path], claims: Path) -> dict[str, Any]:
    """The scorer's figures."""
    scorer = shared() / "claims" / "score.py"
    command = [sys.executable, str(scorer), "score", *map(str, gold), "-p", str(claims), "--json"]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def documents(gold: Sequence[Path], to: Path) -> None:
    """Writes the gold files' documents as JSON Lines."""
    scorer = shared() / "claims" / "score.py"
    done = subprocess.run([sys.executable, str(scorer), "documents", *map(str, gold)], capture_output=True, check=True)
    to.write_bytes(done.stdout)


def outside_body(gold: Sequence[Path], claims: Path) -> int:
    """How many claims quote a reader's comment or a line of page furniture."""
    docs = {d["id"]: d for d in (json.loads(p.read_text(encoding="utf-8")) for p in gold)}
    wrong = 0
    for line in claims.read_text(encoding="utf-8").splitlines():
        claim = json.loads(line)
        doc = docs[claim["document"]]
        _, end = claim["quote"]["span"]
        comments = doc["text"].find(doc["comments_from"]) if doc.get("comments_from") else len(doc["text"])
        furniture = any(claim["quote"]["text"].strip() in f for f in doc.get("boilerplate") or [])
        wrong += end > comments or furniture
    return wrong


def measure(gold: Sequence[Path], work: Path, reader: str = "rules") -> dict[str, Any]:
    """Reads and scores gold documents in a work folder whose `home` has the gazetteers."""
    docs, claims = work / "documents.jsonl", work / "claims.jsonl"
    documents(gold, docs)
    done = fogline(work / "home", "read", docs, "--reader", reader, "-o", claims)
    if done.code != 0:
        sys.exit(f"fogline read failed: {done.errors[-2000:]}")
    figures = score(gold, claims)
    short = {k: round(v.get("f1", v.get("accuracy")), 3) for k, v in figures.items() if k != "by_type"}
    return {"figures": short, "outside_body": outside_body(gold, claims), "documents": len(gold)}


def main() -> None:
    """Measures and prints."""
    patterns = sys.argv[1:] or ["dev/seed-*.json"]
    gold = sorted(p for pattern in patterns for p in (shared() / "claims").glob(pattern))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        prepare(work / "home")
        result = measure(gold, work)
    print(json.dumps({**result, "bars": BARS, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
