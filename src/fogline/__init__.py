"""Fogline reads war reports and keeps the record: who says that what happened, where and when."""

__all__ = ["__version__"]

__version__ = "0.1.0"
