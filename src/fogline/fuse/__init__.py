"""The fuse room: copies, linkage, contradiction and the weight of sources make Events out of Claims."""

from fogline.fuse.events import Fusion, fuse, fuse_all
from fogline.fuse.explain import explain
from fogline.fuse.sources import SourceRecord, source_records
from fogline.fuse.weights import Weights, load_weights, save_weights, shipped_weights

__all__ = [
    "Fusion",
    "SourceRecord",
    "Weights",
    "explain",
    "fuse",
    "fuse_all",
    "load_weights",
    "save_weights",
    "shipped_weights",
    "source_records",
]
