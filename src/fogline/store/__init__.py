"""The store room: where reports, judgements and what is derived from them are kept."""

from fogline.store.store import Store, open_store

__all__ = ["Store", "open_store"]
