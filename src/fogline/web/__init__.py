"""The web room: the page and its JSON API over a store."""

from fogline.web.app import make_app, serve_store

__all__ = ["make_app", "serve_store"]
