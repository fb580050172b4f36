"""Writes annotated reports again with other place names, so that the reader learns what surrounds a name, not the name.

    python -m training.augment OUT --data FOLDER… --home HOME [--seed N]

Each place that a report's claims name gets, throughout the report and its annotation, the name of another place of
the gazetteer (one time in six with letters changed, as a place that no gazetteer knows); one report in five loses its
accents and the marks inside its names. Held-out documents are left out.
"""

import argparse
import json
import random
import re
import sqlite3
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from fogline.gazetteer.index import FILE
from fogline.gazetteer.rows import DEFAULT
from training.data import held_out, load_documents
from training.outputs import SEED

_PLACES = ("place", "origin", "destination")
_NAME = re.compile(r"[A-Za-z'’ -]+$")
_SHORT = 4
_LETTERS = "abdefghiklmnoqrstuwyz"


def place_names(document: Mapping[str, Any]) -> list[str]:
    """The capitalised place names that the claims of a document use, longest first."""
    found = set()
    for claim in document["claims"]:
        for slot in _PLACES:
            text = ((claim.get(slot) or {}).get("text") or "").strip()
            if len(text) >= _SHORT and text[0].isupper() and not any(c.isdigit() for c in text):
                found.add(text)
    return sorted(found, key=lambda n: (-len(n), n))


def misspelt(name: str, chance: random.Random) -> str:
    """A name with one or two inner letters changed."""
    letters = list(name)
    inner = [i for i in range(1, len(letters)) if letters[i].isalpha() and letters[i].islower()]
    for i in chance.sample(inner, min(len(inner), chance.randint(1, 2))):
        letters[i] = chance.choice(_LETTERS)
    return "".join(letters)


def plain(text: str) -> str:
    """Without accents, and without the marks that transliteration puts inside names."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"(?<=\w)['’‘`ʿʾ](?=[a-z]{3})", "", bare)


def rewrite(value: Any, swap: Mapping[str, str], pattern: re.Pattern[str] | None, bare: bool) -> Any:
    """A JSON value with every name in it swapped."""
    if isinstance(value, str):
        made = pattern.sub(lambda m: swap[m[0]], value) if pattern is not None else value
        return plain(made) if bare else made
    if isinstance(value, list):
        return [rewrite(v, swap, pattern, bare) for v in value]
    if isinstance(value, dict):
        return {k: v if k in ("id", "source", "url") else rewrite(v, swap, pattern, bare) for k, v in value.items()}
    return value


def varied(document: Mapping[str, Any], pool: Sequence[str], chance: random.Random) -> dict[str, Any]:
    """The document with other names, under an id of its own that is never held out."""
    names = place_names(document)
    swap = {}
    for name in names:
        other = chance.choice(pool)
        swap[name] = misspelt(other, chance) if chance.random() < 1 / 6 else other
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)") if names else None
    made: dict[str, Any] = rewrite(dict(document), swap, pattern, chance.random() < 1 / 5)
    number = 1
    while held_out(f"{document['id']}~{number}"):
        number += 1
    return {**made, "id": f"{document['id']}~{number}"}


def names_of(home: Path) -> list[str]:
    """Latin place names of the gazetteers in `home`, in order."""
    with closing(sqlite3.connect(f"file:{home / FILE}?mode=ro", uri=True)) as index:
        rows = index.execute(
            "SELECT DISTINCT names.name FROM names JOIN places ON places.n = names.place WHERE places.origin != ?",
            (DEFAULT,),
        ).fetchall()
    return sorted(
        n for (n,) in rows if n.isascii() and n[:1].isupper() and len(n) > 2 and n.count(" ") < 3 and _NAME.match(n)
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders of annotated reports")
    parser.add_argument("--home", type=Path, required=True, help="a FOGLINE_HOME with compiled gazetteers")
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    pool = names_of(args.home)
    args.out.mkdir(parents=True, exist_ok=True)
    count = 0
    for document in load_documents(args.data):
        if held_out(document["id"]) or not document["claims"]:
            continue
        made = varied(document, pool, chance)
        (args.out / f"{made['id']}.json").write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        count += 1
    print(f"{count} documents, names of {len(pool)} places")


if __name__ == "__main__":
    main()
