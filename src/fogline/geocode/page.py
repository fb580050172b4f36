"""One self-contained page that shows geocoding decisions: the words, a map of the candidates, and why."""

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from fogline.geocode.answer import Answer, Ranked
from fogline.geocode.lines import Decision
from fogline.geometry import EARTH_KM

_WIDE, _HIGH, _EDGE = 560, 380, 34
_LEAST_DEGREES = 0.12
_STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root{--ink:#1d2329;--soft:#56606a;--paper:#fff;--wash:#f3f1ec;--line:#d9d4ca;--pick:#0072b2;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--ink:#eef2f5;--soft:#a3adb7;--paper:#161c21;--wash:#1d242b;--line:#333d46;
--pick:#56b4e9}}
body{margin:0 auto;max-width:72rem;padding:1rem;font:15px/1.45 system-ui,sans-serif;background:var(--paper);
color:var(--ink)}
section{border-top:1px solid var(--line);padding:1rem 0;display:grid;gap:1rem;
grid-template-columns:minmax(0,1fr) minmax(0,1fr)}
section h2,section .asked{grid-column:1/-1;margin:0}h2{font-size:1.1rem}.asked,small{color:var(--soft)}
svg{width:100%;height:auto;background:var(--wash);border:1px solid var(--line)}text{font-size:12px;fill:var(--ink)}
.grid{stroke:var(--line)}.other{fill:var(--soft)}.pick{fill:var(--pick)}
.reach{fill:var(--pick);fill-opacity:.12;stroke:var(--pick)}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:.3rem .5rem;border-bottom:1px solid var(--line)}
tr.pick{background:var(--wash)}.none{font-weight:600}@media(max-width:700px){section{grid-template-columns:1fr}}
""".replace("\n", "")


def page(decisions: Iterable[Decision], title: str = "Where these places lie") -> Iterator[str]:
    """The page in pieces; it opens without network and runs no script."""
    yield (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head><body>'
        f"<h1>{escape(title)}</h1>"
    )
    for number, decision in enumerate(decisions, start=1):
        yield _section(number, decision)
    yield "</body></html>\n"


def _section(number: int, decision: Decision) -> str:
    question, answer = decision.question, decision.answer
    name = decision.line.strip() if question is None else question.name
    head = f'<section><h2 dir="auto">{number}. {escape(name) or "an empty line"}</h2>'
    if question is None or answer is None:
        return f'{head}<p class="asked none">{escape(decision.reason)}</p></section>'
    told = [("context", question.context), ("governorate", question.governorate), ("near", str(question.near or ""))]
    asked = "; ".join(f"{key}: <bdi>{escape(value)}</bdi>" for key, value in told if value)
    told_too = f"<br>{asked}" if asked else ""
    return f'{head}<p class="asked">{_said(answer)}{told_too}</p>{_map(answer)}{_table(answer)}</section>'


def _said(answer: Answer) -> str:
    if answer.lat is None or answer.lon is None:
        return f'<span class="none">No answer: {escape(answer.reason)}.</span>'
    name = "a stretch" if answer.place is None else f"<bdi>{escape(answer.place.name)}</bdi>, {answer.place.kind}"
    reason = f" ({escape(answer.reason)})" if answer.reason else ""
    where = f"{answer.lat:.4f}, {answer.lon:.4f}, within {answer.radius_km:g} km"
    return f"<b>{name}</b>: {where}; probability {answer.probability:.2f}{reason}"


def _table(answer: Answer) -> str:
    if not answer.ranked:
        return "<p>No candidates.</p>"
    rows = "".join(_row(n, r, answer) for n, r in enumerate(answer.ranked, start=1))
    return (
        '<table><thead><tr><th scope="col">#</th><th scope="col">candidate</th><th scope="col">probability</th>'
        f'<th scope="col">what speaks for it (log-odds)</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(number: int, ranked: Ranked, answer: Answer) -> str:
    place = ranked.option.place
    reasons = "<br>".join(f"{escape(r.feature)} {r.weight:+.1f}" for r in ranked.reasons)
    chosen = ' class="pick"' if answer.place is not None and place.id == answer.place.id else ""
    within = f", {escape(place.admin1)}" if place.admin1 else ""
    return (
        f'<tr{chosen}><td>{number}</td><th scope="row"><bdi>{escape(place.name)}</bdi><br>'
        f"<small>{place.kind}{within}; matched <bdi>{escape(ranked.option.matched)}</bdi>; "
        f"{escape(place.id)}</small></th>"
        f"<td>{ranked.share:.2f}</td><td>{reasons}</td></tr>"
    )


def _map(answer: Answer) -> str:
    """The candidates by their coordinates, the answer with its reach, a grid and a scale; north is up."""
    spots = [(r.option.place.lat, r.option.place.lon) for r in answer.ranked]
    if answer.lat is not None and answer.lon is not None:
        spots.append((answer.lat, answer.lon))
    if not spots:
        return "<div></div>"
    frame = _Frame(spots)
    made = [_grid(frame)]
    if answer.lat is not None and answer.lon is not None and answer.radius_km:
        x, y = frame.at(answer.lat, answer.lon)
        made.append(
            f'<circle class="reach" cx="{x:.1f}" cy="{y:.1f}" r="{max(4.0, answer.radius_km / frame.km_a_pixel):.1f}"/>'
        )
    for n, ranked in enumerate(answer.ranked, start=1):
        place = ranked.option.place
        x, y = frame.at(place.lat, place.lon)
        chosen = answer.place is not None and place.id == answer.place.id
        made.append(
            f'<circle class="{"pick" if chosen else "other"}" cx="{x:.1f}" cy="{y:.1f}" r="{6 if chosen else 4}"/>'
            f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{n}</text>'
        )
    made.append(_scale(frame))
    label = f"Map of {len(answer.ranked)} candidates"
    return f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{label}">{"".join(made)}</svg>'


class _Frame:
    """A flat frame around some points, in pixels."""

    def __init__(self, spots: Sequence[tuple[float, float]]) -> None:
        lats, lons = [s[0] for s in spots], [s[1] for s in spots]
        self.lat, self.lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        self.squeeze = max(0.05, math.cos(math.radians(self.lat)))
        high = max(max(lats) - min(lats), _LEAST_DEGREES)
        wide = max((max(lons) - min(lons)) * self.squeeze, _LEAST_DEGREES)
        self.pixels = min((_WIDE - 2 * _EDGE) / wide, (_HIGH - 2 * _EDGE) / high)
        self.km_a_pixel = math.radians(1) * EARTH_KM / self.pixels

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """The pixel of a point."""
        return _WIDE / 2 + (lon - self.lon) * self.squeeze * self.pixels, _HIGH / 2 - (lat - self.lat) * self.pixels


def _grid(frame: _Frame) -> str:
    across = _WIDE / frame.pixels
    step = next((s for s in (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20) if across / s <= 8), 45)
    made = []
    for n in range(math.floor((frame.lat - across) / step), math.ceil((frame.lat + across) / step)):
        _, y = frame.at(n * step, frame.lon)
        if 0 < y < _HIGH:
            made.append(f'<path class="grid" d="M0 {y:.1f}H{_WIDE}"/><text x="4" y="{y - 3:.1f}">{n * step:g}°</text>')
    for n in range(math.floor((frame.lon - 2 * across) / step), math.ceil((frame.lon + 2 * across) / step)):
        x, _ = frame.at(frame.lat, n * step)
        if 0 < x < _WIDE:
            made.append(f'<path class="grid" d="M{x:.1f} 0V{_HIGH}"/><text x="{x + 3:.1f}" y="12">{n * step:g}°</text>')
    return "".join(made)


def _scale(frame: _Frame) -> str:
    km = next((k for k in _STEPS_KM if k / frame.km_a_pixel >= 70), _STEPS_KM[-1])
    wide = km / frame.km_a_pixel
    return (
        f'<path d="M12 {_HIGH - 14}h{wide:.1f}" stroke="currentColor" stroke-width="2"/>'
        f'<text x="12" y="{_HIGH - 20}">{km} km</text>'
    )
