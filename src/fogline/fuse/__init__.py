"""The fuse room: copies, linkage, contradiction and the weight of sources make Events out of Claims."""

from fogline.fuse.events import fuse

__all__ = ["fuse"]
