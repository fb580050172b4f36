"""Holdings of a series of days as pictures that follow each other: an SVG file a day, and a page that plays them.

Both stand on their own, without network. A place is a disc in its side's colour, the fainter the less sure; one whose
holder nobody knows is an empty ring, and a dashed rim says that it is contested; names and figures are in its title.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby
from math import cos, radians
from pathlib import Path

from fogline.errors import InputError
from fogline.export.files import write_text
from fogline.export.map import embedded
from fogline.export.mapshapes import SideStyle
from fogline.records import Holding

_WIDE, _HIGH, _EDGE, _LEGEND = 960, 720, 24, 190
_RADIUS = 5
_CONTESTED = 0.4
_NOBODY = "unknown"
_STYLE = (
    "svg{font:14px system-ui,sans-serif;background:#f7f5f0}circle{stroke:#333;stroke-width:.8}"
    ".unknown{fill:none;stroke:#777}.contested{stroke-dasharray:2.5 2;stroke-width:2}.day{font-size:22px}"
)


def write_frames(folder: Path, holdings: Sequence[Holding], sides: Sequence[SideStyle], title: str) -> int:
    """Writes `DAY.svg` for each day that the holdings are of, and `index.html`, which plays them; gives how many days.

    Raises InputError when there is nothing to draw or the folder does not take it.
    """
    if not holdings:
        raise InputError(
            f"{folder}: nobody is known to hold a place on these days; choose others with --on and --until"
        )
    at = _places(holdings)
    drawn = {s.id: s for s in sides if any(h.holder == s.id for h in holdings)}
    days = [(day, list(mine)) for day, mine in groupby(sorted(holdings, key=lambda h: h.day), key=lambda h: h.day)]
    for day, mine in days:
        write_text(folder / f"{day.isoformat()}.svg", _svg(day, mine, at, drawn, title))
    write_text(folder / "index.html", _player(days, at, drawn, title))
    return len(days)


def _places(holdings: Sequence[Holding]) -> dict[str, tuple[float, float]]:
    """Where each place lies in the picture: north is up, and a kilometre is as long either way."""
    spots = {str(h.place): (h.lon, h.lat) for h in holdings}
    lats, lons = [lat for _, lat in spots.values()], [lon for lon, _ in spots.values()]
    narrow = cos(radians((min(lats) + max(lats)) / 2))
    wide, high = (max(lons) - min(lons)) * narrow, max(lats) - min(lats)
    scale = min((_WIDE - _LEGEND - 2 * _EDGE) / max(wide, 1e-6), (_HIGH - 2 * _EDGE) / max(high, 1e-6))
    scale = min(scale, 1e5)
    return {
        place: (round(_EDGE + (lon - min(lons)) * narrow * scale, 1), round(_EDGE + (max(lats) - lat) * scale, 1))
        for place, (lon, lat) in sorted(spots.items())
    }


def _look(holding: Holding, sides: Mapping[str, SideStyle]) -> tuple[str, str, float]:
    """The class, colour and opacity of a place."""
    side = sides.get(holding.holder)
    known = "unknown" if side is None else "held"
    return (
        f"{known} contested" if holding.contested >= _CONTESTED else known,
        "none" if side is None else side.colour,
        1.0 if side is None else round(0.25 + 0.75 * holding.probability, 2),
    )


def _told(holding: Holding, sides: Mapping[str, SideStyle]) -> str:
    side = sides.get(holding.holder)
    name = _NOBODY if side is None else side.name
    contested = f", contested {holding.contested:.0%}" if holding.contested >= _CONTESTED else ""
    return f"{holding.name}: {name} {holding.probability:.0%}{contested}"


def _legend(sides: Mapping[str, SideStyle]) -> Iterator[str]:
    x, entries = _WIDE - _LEGEND, [(s.name, "held", s.colour) for s in sides.values()]
    for n, (name, kind, colour) in enumerate(
        [*entries, (_NOBODY, "unknown", "none"), ("contested", "unknown contested", "none")]
    ):
        y = 70 + 24 * n
        yield f'<circle class="{kind}" cx="{x}" cy="{y}" r="{_RADIUS}" fill="{escape(colour)}"/>'
        yield f'<text x="{x + 14}" y="{y + 5}">{escape(name)}</text>\n'


def _open(title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" '
        f'aria-label="{escape(title)}">\n'
    )


def _svg(
    day: date,
    mine: Sequence[Holding],
    at: Mapping[str, tuple[float, float]],
    sides: Mapping[str, SideStyle],
    title: str,
) -> Iterator[str]:
    yield _open(f"{title}, {day.isoformat()}") + f"<style>{_STYLE}</style>\n"
    yield f'<text class="day" x="{_WIDE - _LEGEND}" y="36">{day.isoformat()}</text>\n'
    yield from _legend(sides)
    for h in mine:
        (x, y), (kind, colour, sure) = at[str(h.place)], _look(h, sides)
        yield (
            f'<circle class="{kind}" cx="{x}" cy="{y}" r="{_RADIUS}" fill="{escape(colour)}" fill-opacity="{sure}">'
            f"<title>{escape(_told(h, sides))}</title></circle>\n"
        )
    yield "</svg>\n"


_PLAYER = """
const data = JSON.parse(document.getElementById("data").textContent);
const slider = document.querySelector("input"), button = document.querySelector("button");
const day = document.querySelector(".day"), said = document.querySelector("output");
const discs = [...document.querySelectorAll("#places circle")];
let clock = 0;
function show(n) {
  slider.value = n; said.textContent = day.textContent = data.days[n];
  slider.setAttribute("aria-valuetext", data.days[n]);
  data.frames[n].forEach((look, i) => {
    discs[i].style.visibility = look ? "visible" : "hidden";
    if (!look) return;
    const [kind, colour, sure, words] = look;
    discs[i].setAttribute("class", kind); discs[i].setAttribute("fill", colour);
    discs[i].setAttribute("fill-opacity", sure); discs[i].firstChild.textContent = words;
  });
}
function stop() { clearInterval(clock); clock = 0; button.textContent = "Play"; }
button.onclick = () => {
  if (clock) return stop();
  if (+slider.value === data.days.length - 1) show(0);
  button.textContent = "Pause";
  clock = setInterval(() => +slider.value < data.days.length - 1 ? show(+slider.value + 1) : stop(), 200);
};
slider.oninput = () => { stop(); show(+slider.value); };
show(0);
"""


def _player(
    days: Sequence[tuple[date, Sequence[Holding]]], at: Mapping[str, tuple[float, float]],
    sides: Mapping[str, SideStyle], title: str,
) -> Iterator[str]:  # fmt: skip
    yield (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>\n<style>{_STYLE}'
        "body{margin:1em;font:16px system-ui,sans-serif}svg{width:100%;max-height:85vh}input{width:60%}</style>\n"
        f"<h1>{escape(title)}</h1>\n<p><button>Play</button> "
        f'<input type="range" aria-label="Day" min="0" max="{len(days) - 1}" value="0"> <output></output></p>\n'
    )
    yield _open(title) + f'<text class="day" x="{_WIDE - _LEGEND}" y="36"></text>\n'
    yield from _legend(sides)
    yield '<g id="places">\n'
    for x, y in at.values():
        yield f'<circle cx="{x}" cy="{y}" r="{_RADIUS}"><title></title></circle>\n'
    yield '</g></svg>\n<script type="application/json" id="data">\n'
    made = {"days": [day.isoformat() for day, _ in days], "frames": [_frame(mine, at, sides) for _, mine in days]}
    yield embedded(json.dumps(made, ensure_ascii=False, separators=(",", ":")))
    yield f"\n</script>\n<script>{_PLAYER}</script>\n</html>\n"


def _frame(
    mine: Sequence[Holding], at: Mapping[str, tuple[float, float]], sides: Mapping[str, SideStyle]
) -> list[tuple[str, str, float, str] | None]:
    by_place = {str(h.place): (*_look(h, sides), _told(h, sides)) for h in mine}
    return [by_place.get(place) for place in at]
