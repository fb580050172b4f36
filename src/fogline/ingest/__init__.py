"""The ingest room: one file per kind of source; everything enters as Reports."""

from fogline.ingest.gather import gather

__all__ = ["gather"]
