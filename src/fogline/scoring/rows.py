"""Gold and found claims of one document side by side, row by row under the sentences they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass

from fogline.scoring.agree import Json, overlap
from fogline.scoring.pairs import differing, match_numbers, without_type

RIGHT, DIFFERS, TYPE, MISSED, SPURIOUS = "right", "differs", "type", "missed", "spurious"
KINDS = (RIGHT, DIFFERS, TYPE, MISSED, SPURIOUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A sentence of a document, or a line that makes no claim, with the kind of part it belongs to."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A gold claim and the found one that answers it; None on a side where there is none.

    `kind` is `right`, `differs` (in `slots`), `type` (same words, another type: the score counts it as
    one missed and one spurious claim), `missed` or `spurious`.
    """

    kind: str
    gold: Json | None
    found: Json | None
    slots: tuple[str, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """The types on both sides, once each."""
        named = [str(c.get("type")) for c in (self.gold, self.found) if c is not None]
        return tuple(dict.fromkeys(named))

    @property
    def at(self) -> int:
        """Where the row's quote starts, gold's first."""
        for claim in (self.gold, self.found):
            span = None if claim is None else claim["quote"].get("span")
            if span is not None:
                return int(span[0])
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A sentence with the rows of the claims it makes."""

    stretch: Stretch
    rows: tuple[Row, ...]


def _pair_row(g: Json, p: Json) -> Row:
    slots = differing(g, p)
    kind = TYPE if "type" in slots else DIFFERS if slots else RIGHT
    return Row(kind=kind, gold=g, found=p, slots=slots)


def rows_of(gold: Sequence[Json], found: Sequence[Json]) -> tuple[Row, ...]:
    """Every claim of both sides once: pairs as the scorer makes them, then pairs that differ in type only."""
    pairs = match_numbers(gold, found)
    left_g = [i for i in range(len(gold)) if i not in {i for i, _ in pairs}]
    left_p = [j for j in range(len(found)) if j not in {j for _, j in pairs}]
    crossed = match_numbers(without_type([gold[i] for i in left_g]), without_type([found[j] for j in left_p]))
    pairs += [(left_g[i], left_p[j]) for i, j in crossed]
    done_g, done_p = {i for i, _ in pairs}, {j for _, j in pairs}
    rows = [_pair_row(gold[i], found[j]) for i, j in pairs]
    rows += [Row(kind=MISSED, gold=g, found=None) for i, g in enumerate(gold) if i not in done_g]
    rows += [Row(kind=SPURIOUS, gold=None, found=p) for j, p in enumerate(found) if j not in done_p]
    return tuple(sorted(rows, key=lambda r: (r.at, r.gold is None, r.types)))


def blocks(stretches: Sequence[Stretch], rows: Sequence[Row]) -> tuple[Block, ...]:
    """Each sentence with its rows; a row whose quote lies in none goes to the last sentence before it."""
    members: list[list[Row]] = [[] for _ in stretches]
    for row in rows:
        home = next((n for n, s in enumerate(stretches) if overlap((s.start, s.end), (row.at, row.at + 1))), None)
        if home is None:
            home = max((n for n, s in enumerate(stretches) if s.start <= row.at), default=0)
        if members:
            members[home].append(row)
    return tuple(Block(stretch=s, rows=tuple(m)) for s, m in zip(stretches, members, strict=True))
