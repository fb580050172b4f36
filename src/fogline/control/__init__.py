"""The control room: who held which place on which day, with probability and an explicit unknown."""

from fogline.control.holdings import hold

__all__ = ["hold"]
