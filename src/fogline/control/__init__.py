"""The control room: who held which place on which day, with probability and an explicit unknown."""

from fogline.control.holdings import hold, holdings_of, own_claims, snapshots, tabled
from fogline.control.views import chosen

__all__ = ["chosen", "hold", "holdings_of", "own_claims", "snapshots", "tabled"]
