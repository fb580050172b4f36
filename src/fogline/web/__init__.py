"""The web room: the page and its JSON API over a store."""

from fogline.web.app import Serving, make_app, serve_store

__all__ = ["Serving", "make_app", "serve_store"]
