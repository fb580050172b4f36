"""The gazetteer room: the compiled place index, its sources and its look-up."""

from fogline.gazetteer.importers import ImportSummary, import_file
from fogline.gazetteer.index import FILE as GAZETTEER_FILE
from fogline.gazetteer.index import left_behind
from fogline.gazetteer.install import install
from fogline.gazetteer.lookup import SWAPPED, Gazetteer, Match, Place, open_or_build
from fogline.gazetteer.world import peoples, region_id, short_forms

__all__ = [
    "GAZETTEER_FILE",
    "SWAPPED",
    "Gazetteer",
    "ImportSummary",
    "Match",
    "Place",
    "import_file",
    "install",
    "left_behind",
    "open_or_build",
    "peoples",
    "region_id",
    "short_forms",
]  # fmt: skip
