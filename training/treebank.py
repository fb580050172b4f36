"""Universal Dependencies files as training sentences for the parser and as running text, and the attachment scores."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with tags, heads (a word's own number for the root) and relations."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


def read_treebank(path: Path) -> Iterator[Sentence]:
    """The sentences of a gzipped CoNLL-U file; multiword tokens and empty nodes are left out."""
    rows: list[list[str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in (*lines, "\n"):
            if line.startswith("#"):
                continue
            if line.strip():
                fields = line.rstrip("\n").split("\t")
                if fields[0].isdigit():
                    rows.append(fields)
            elif rows:
                heads = tuple(int(r[6]) - 1 if r[6] != "0" else n for n, r in enumerate(rows))
                yield Sentence(tuple(r[1] for r in rows), tuple(r[3] for r in rows), heads, tuple(r[7] for r in rows))
                rows = []


def running_texts(treebank: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The documents of a CoNLL-U file by name, a paragraph a line."""
    name = ""
    paragraphs: list[list[str]] = [[]]
    for line in chain(treebank, ["# newdoc id = "]):
        key, _, value = line.rstrip("\n").partition(" = ")
        if key == "# newdoc id":
            if any(paragraphs):
                yield name, "\n".join(" ".join(p) for p in paragraphs if p)
            name, paragraphs = value, [[]]
        elif line.startswith("# newpar"):
            paragraphs.append([])
        elif key == "# text":
            paragraphs[-1].append(value)
