"""One self-contained page: totals, then gold and found claims side by side in their sentences."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from fogline.export.files import write_text
from fogline.scoring.agree import Json
from fogline.scoring.assessment import Assessment, Group, theatre_of, voice_of
from fogline.scoring.calibration import Calibration
from fogline.scoring.cards import KIND_NAMES, SIGNS, SLOTS, block_html, word
from fogline.scoring.figures import ByDocument, headline
from fogline.scoring.gold import Gold
from fogline.scoring.rows import KINDS, Row, Stretch, blocks, rows_of

Cut = Callable[[Json], Sequence[Stretch]]
"""Cuts a document into its sentences, in order."""

_TILES = ("detection", "type_blind", "strict", "strict_text")
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
_CHART = 200


def _percent(value: float) -> str:
    return f"{value:.2f}"


def _tile(name: str, value: str, note: str) -> str:
    return f'<div class="tile"><b>{value}</b><span>{escape(name)}</span><small>{escape(note)}</small></div>'


def _bar(value: float) -> str:
    return f'<td class="bar"><span style="--share:{value:.3f}">{_percent(value)}</span></td>'


def _table(title: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(title)}"><table>'
        f"<caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _slot_rows(found: Assessment) -> Iterator[str]:
    for name, row in found.figures.items():
        if name == "by_type":
            continue
        if "f1" in row:
            cells = f"<td>{_percent(row['precision'])}</td><td>{_percent(row['recall'])}</td>{_bar(row['f1'])}"
            cells += f"<td>{row['gold']}</td><td>{row['predicted']}</td>"
        else:
            cells = f'<td colspan="2">accuracy</td>{_bar(row["accuracy"])}<td>{row["of"]}</td><td></td>'
        yield f'<tr><th scope="row">{word(name)}</th>{cells}</tr>'


def _type_rows(found: Assessment) -> Iterator[str]:
    for name, row in found.figures["by_type"].items():
        yield (
            f'<tr><th scope="row"><button type="button" class="link" data-type="{escape(str(name))}">{word(name)}'
            f"</button></th><td>{_percent(row['precision'])}</td><td>{_percent(row['recall'])}</td>{_bar(row['f1'])}"
            f"<td>{row['gold']}</td><td>{row['predicted']}</td></tr>"
        )


def _group_rows(groups: Mapping[str, Group]) -> Iterator[str]:
    for name, group in groups.items():
        cells = "".join(_bar(headline(group.figures[f])) for f in ("detection", "place", "time", "strict"))
        size = f"<td>{group.documents}</td><td>{group.figures['detection']['gold']}</td>"
        yield f'<tr><th scope="row">{escape(name)}</th>{size}{cells}</tr>'


def _chart(made: Calibration) -> str:
    """Stated confidence against the share that is right, a dot for each bin."""
    dots = "".join(
        f'<circle cx="{b.confidence * _CHART:.1f}" cy="{(1 - b.right) * _CHART:.1f}" '
        f'r="{3 + 14 * (b.claims / made.claims) ** 0.5:.1f}"><title>{b.low:.1f} to {b.high:.1f}: '
        f"{b.claims} claims, {b.confidence:.2f} sure, {b.right:.2f} right</title></circle>"
        for b in made.bins
        if b.confidence is not None and b.right is not None
    )
    return (
        f'<figure><svg viewBox="-34 -10 {_CHART + 54} {_CHART + 50}" role="img" '
        f'aria-label="Reliability: the table beside it has the same figures">'
        f'<rect width="{_CHART}" height="{_CHART}"/><path d="M0 {_CHART}L{_CHART} 0"/>{dots}'
        f'<text x="{_CHART / 2}" y="{_CHART + 30}">stated confidence</text>'
        f'<text transform="translate(-22 {_CHART / 2}) rotate(-90)">share right</text>'
        f'<text x="0" y="{_CHART + 14}">0</text><text x="{_CHART}" y="{_CHART + 14}">1</text></svg></figure>'
    )


def _calibration(made: Calibration) -> str:
    if made.error is None:
        return "<p>No found claim states a confidence.</p>"
    rows = [
        f'<tr><th scope="row">{b.low:.1f} – {b.high:.1f}</th><td>{b.claims}</td>'
        f"<td>{b.confidence:.2f}</td><td>{b.right:.2f}</td></tr>"
        for b in made.bins
        if b.confidence is not None and b.right is not None
    ]
    table = _table("Confidence against what is right", ("confidence", "claims", "stated", "right"), rows)
    return f'<div class="pair">{_chart(made)}{table}</div>'


def _totals(found: Assessment, kinds: Counter[str]) -> str:
    tiles = [_tile(name.replace("_", " "), _percent(headline(found.figures[name])), "F1") for name in _TILES]
    error, mean = found.calibration.error, found.empty.mean
    tiles.append(_tile("calibration error", "–" if error is None else f"{error:.3f}", "best: 0"))
    note = f"{found.empty.documents} such documents"
    tiles.append(_tile("claims where gold has none", "–" if mean is None else f"{mean:.1f}", note))
    shape = ("precision", "recall", "F1", "gold", "found")
    of = ("documents", "claims", "detection", "place", "time", "strict")
    every = sum(kinds.values()) or 1
    strip = "".join(
        f'<span class="{k}" style="flex-grow:{kinds[k]}" title="{KIND_NAMES[k]}: {kinds[k]}"></span>' for k in KINDS
    )
    legend = "".join(
        f'<li class="{k}">{SIGNS[k]} {KIND_NAMES[k]} <b>{kinds[k]}</b> ({kinds[k] / every:.0%})</li>' for k in KINDS
    )
    return (
        f'<div class="tiles">{"".join(tiles)}</div><div class="strip" aria-hidden="true">{strip}</div>'
        f'<ul class="legend">{legend}</ul><details class="figures"><summary>All figures</summary><div class="tables">'
        + _table("By slot", ("figure", *shape), list(_slot_rows(found)))
        + _table("By type", ("type", *shape), list(_type_rows(found)))
        + _table("By theatre", ("theatre", *of), list(_group_rows(found.by_theatre)))
        + _table("By voice", ("voice", *of), list(_group_rows(found.by_voice)))
        + f"<div>{_calibration(found.calibration)}</div></div></details>"
    )


def _options(values: Sequence[tuple[str, str]]) -> str:
    return "".join(f'<option value="{escape(v)}">{escape(t)}</option>' for v, t in values)


def _controls(types: Sequence[str]) -> str:
    errors = [("", "everything"), ("wrong", "any error")]
    errors += [(f"kind:{k}", f"{SIGNS[k]} {KIND_NAMES[k]}") for k in KINDS]
    errors += [(f"slot:{s}", f"differs in {s}") for s in SLOTS if s != "type"]
    named = [("", "all types"), *((t, t.replace("_", " ")) for t in types)]
    return (
        '<form class="controls" role="search" aria-label="What is shown">'
        f'<label>Show <select id="error">{_options(errors)}</select></label>'
        f'<label>Type <select id="type">{_options(named)}</select></label>'
        '<label>Words <input id="words" type="search" placeholder="in documents and claims"></label>'
        '<label class="check"><input id="bare" type="checkbox" checked> sentences without claims</label>'
        '<span class="step"><button type="button" id="back" title="Previous row (k)">↑ previous</button>'
        '<button type="button" id="next" title="Next row (j)">↓ next</button></span>'
        '<output id="count" aria-live="polite"></output></form>'
    )


def _document(document: Json, rows: Sequence[Row], stretches: Sequence[Stretch], first: int) -> Iterator[str]:
    kinds = Counter(row.kind for row in rows)
    counts = "".join(
        f'<span class="{k}" title="{KIND_NAMES[k]}">{SIGNS[k]} {kinds[k]}'
        f'<span class="sr"> {KIND_NAMES[k]}</span></span>'
        for k in KINDS
        if kinds[k]
    )
    source = document.get("source")
    name = source.get("name") if isinstance(source, dict) else source
    facts = (document["id"], name, document.get("published"), theatre_of(document), f"voice {voice_of(document)}")
    yield (
        f'<details class="document" open><summary><h2>{escape(str(document.get("title") or document["id"]))}</h2>'
        f'<span class="facts">{escape(" · ".join(str(f) for f in facts if f))}</span>'
        f'<span class="counts">{counts or "no claims on either side"}</span></summary>'
        '<div class="columns" aria-hidden="true"><span>gold</span><span>found</span></div>'
    )
    for block in blocks(stretches, rows):
        yield block_html(document["text"], block, first)
        first += len(block.rows)
    yield "</details>\n"


def sheet(gold: Gold, found: ByDocument, measured: Assessment, cut: Cut, title: str) -> Iterator[str]:
    """The page in pieces."""
    rows = {key: rows_of(claims, found.get(key, [])) for key, claims in gold.claims.items()}
    kinds = Counter(row.kind for mine in rows.values() for row in mine)
    types = sorted({t for mine in rows.values() for row in mine for t in row.types})
    style, script = ((files("fogline.scoring") / name).read_text("utf-8") for name in ("sheet.css", "sheet.js"))
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<title>{escape(title)}</title>\n'
        f'<style>\n{style}</style>\n</head>\n<body>\n<a class="skip" href="#documents">To the documents</a>\n'
        f"<header><h1>{escape(title)}</h1><p>{measured.documents} documents, "
        f"{measured.figures['detection']['gold']} gold claims, {measured.figures['detection']['predicted']} found"
        f"</p>{_totals(measured, kinds)}</header>\n{_controls(types)}\n"
        '<main id="documents" tabindex="-1">\n<p id="nothing" hidden>Nothing fits these filters.</p>\n'
    )
    first = 1
    for key, document in gold.documents.items():
        yield from _document(document, rows[key], cut(document), first)
        first += len(rows[key])
    yield f"</main>\n<script>\n{script}</script>\n</body>\n</html>\n"


def write_sheet(path: Path, gold: Gold, found: ByDocument, measured: Assessment, cut: Cut, title: str) -> None:
    """Writes the page; it opens from disk, without network.

    Raises InputError when the file cannot be written.
    """
    write_text(path, sheet(gold, found, measured, cut, title))
