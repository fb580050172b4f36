"""The map page: one self-contained HTML file, or the data that the served page asks for.

Ingested text travels as JSON and is shown as text; nothing of it is ever rendered as HTML.
"""

import json
import re
from importlib.resources import files
from pathlib import Path

from fogline.errors import InputError
from fogline.export.files import write_text
from fogline.export.mapshapes import MapData
from fogline.export.payload import payload

_WITHIN = ("page.js", "page.css", "basemap.json")


def built_page() -> dict[str, str]:
    """The built page's files by name.

    Raises InputError, saying how to build them, where the page is not built.
    """
    folder = files("fogline.export") / "page"
    missing = [name for name in _WITHIN if not (folder / name).is_file()]
    if missing:
        raise InputError(
            "the web page of this installation is not built; install Node.js 20 or newer and run `make page` "
            "(or `pip install .` again)"
        )
    return {name: (folder / name).read_text(encoding="utf-8") for name in _WITHIN}


def embedded(text: str) -> str:
    """JSON that neither ends nor hides the end of the script element it stands in."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _script(text: str) -> str:
    return re.sub(r"</(script)", r"<\\/\1", text, flags=re.IGNORECASE)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def write_map(path: Path, data: MapData, opens: str = "") -> None:
    """Writes the page with everything in it; it opens from disk, without network, in a state of the page as an address
    holds it behind `#`, or else at its last week.
    """
    page = built_page()
    body = embedded(json.dumps(payload(data), ensure_ascii=False, separators=(",", ":")))
    policy = (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; worker-src blob:"
    )
    write_text(
        path,
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            f'<meta name="fogline-opens" content="{_escaped(opens)}">\n',
            f"<title>{_escaped(data.title)}</title>\n<style>\n{page['page.css']}\n</style>\n</head>\n<body>\n",
            '<div id="fogline"></div>\n',
            f'<script type="application/json" id="fogline-data">{body}</script>\n',
            f'<script type="application/json" id="fogline-basemap">{embedded(page["basemap.json"])}</script>\n',
            f"<script>\n{_script(page['page.js'])}\n</script>\n</body>\n</html>\n",
        ),
    )
