"""Holdings of many places on many days as CSV, written row by row from columns: fast enough for tens of millions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fogline.export.cells import line
from fogline.export.files import write_text

_SCALE = 10_000
_FIGURES = [f"{n / _SCALE:.4f}".rstrip("0").rstrip(".") if n else "0.0" for n in range(_SCALE + 1)]
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as its columns show it; without coordinates they are empty."""

    id: str
    name: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayGrid:
    """One day: `places` are indices, the figures ten-thousandths in the same order, `shares[side][n]` with unknown
    last; `last` are ordinals of the last evidence, 0 for none."""

    day: date
    places: Sequence[int]
    shares: Sequence[Sequence[int]]
    contested: Sequence[int]
    last: Sequence[int]


def _rows(places: Sequence[Place], sides: Sequence[str], days: Iterable[DayGrid]) -> Iterator[str]:
    heads = ("date", "place_id", "name", "lat", "lon", "holder", "probability", "contested", "last_evidence")
    yield line([*heads, *(f"p_{s}" for s in sides), "p_unknown"]) + "\n"
    cells = [line([p.id, p.name, p.lat, p.lon]) for p in places]
    holders = [line([s]) for s in (*sides, _UNKNOWN)]
    spoken: dict[int, str] = {0: ""}
    figure = _FIGURES
    for grid in days:
        begin = grid.day.isoformat() + ","
        lines = []
        for n, contested, last, *shares in zip(grid.places, grid.contested, grid.last, *grid.shares, strict=True):
            best = max(shares)
            # Of equals unknown wins, then the first side.
            holder = holders[-1] if shares[-1] == best else holders[shares.index(best)]
            if last not in spoken:
                spoken[last] = date.fromordinal(last).isoformat()
            lines.append(
                f"{begin}{cells[n]},{holder},{figure[best]},{figure[contested]},{spoken[last]},"
                f"{','.join([figure[s] for s in shares])}\n"
            )
        yield "".join(lines)


def write_grid(path: Path, places: Sequence[Place], sides: Sequence[str], days: Iterable[DayGrid]) -> None:
    """Writes the holdings of days with the same columns as `write_holdings`."""
    write_text(path, _rows(places, sides, days))
