"""Holdings in the layouts of others: VIINA's panel with probabilities, GeoParquet."""

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fogline.errors import InputError
from fogline.export.cells import lines
from fogline.export.files import write_text
from fogline.records import Holding

VERSION = "fogline-1"
_CONTESTED = "CONTESTED"


def _viina(holdings: Sequence[Holding]) -> Iterator[list[str]]:
    sides = sorted({s.side for h in holdings for s in h.sides})
    yield ["geonameid", "date", "status", *(f"p_{s}" for s in sides), "p_contested", "p_unknown", "vcontrol_version"]
    for h in holdings:
        shares = {s.side: s.probability for s in h.sides}
        status = _CONTESTED if h.contested > h.probability else h.holder
        figures = [f"{shares.get(s, 0.0):.4f}" for s in sides]
        yield [
            h.place,
            h.day.strftime("%Y%m%d"),
            status,
            *figures,
            f"{h.contested:.4f}",
            f"{h.p_unknown:.4f}",
            VERSION,
        ]


def write_viina(path: Path, holdings: Sequence[Holding]) -> None:
    """The panel of VIINA 2.0's control files, one row a place and day: `geonameid` is the place's id, `status` a side,
    `CONTESTED` or `unknown`; the probabilities are added after it."""
    write_text(path, lines(_viina(holdings)))


def write_geoparquet(path: Path, holdings: Iterable[Holding]) -> None:
    """GeoParquet 1.1 with points as WKB and one probability column for each side.

    Raises InputError when pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise InputError(f"{path}: GeoParquet needs pyarrow; install it with `pip install pyarrow`") from error
    rows = list(holdings)
    sides = sorted({s.side for h in rows for s in h.sides})
    shares = [{s.side: s.probability for s in h.sides} for h in rows]
    columns: dict[str, list[object]] = {
        "date": [h.day for h in rows],
        "place_id": [h.place for h in rows],
        "name": [h.name for h in rows],
        "holder": [h.holder for h in rows],
        "probability": [h.probability for h in rows],
        "contested": [h.contested for h in rows],
        "last_evidence": [h.last_evidence for h in rows],
        **{f"p_{s}": [share.get(s, 0.0) for share in shares] for s in sides},
        "p_unknown": [h.p_unknown for h in rows],
        "geometry": [struct.pack("<BIdd", 1, 1, h.lon, h.lat) for h in rows],
    }
    table = pa.table(columns)
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), path)
