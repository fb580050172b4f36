"""What is made of a pack once for each state of it, and may be kept from one start to the next."""

from collections.abc import Callable
from typing import Generic, TypeVar

from fogline.pack.schema import Pack

T = TypeVar("T")

_MOST = 24
"""States of packs that are remembered at a time."""


class OfPack(Generic[T]):
    """An index of a pack: made when it is first asked for, or taken from what `kept` holds for the pack's digest."""

    def __init__(self, make: Callable[[Pack], T]) -> None:
        """`make` gives the index of a pack; equal packs have equal indexes."""
        self._make = make
        self._made: dict[str, T] = {}
        self.kept: dict[str, Callable[[], T]] = {}

    def __call__(self, pack: Pack) -> T:
        """The index of a pack."""
        if pack.digest not in self._made:
            if len(self._made) >= _MOST:
                self._made.clear()
            kept = self.kept.get(pack.digest)
            self._made[pack.digest] = self._make(pack) if kept is None else kept()
        return self._made[pack.digest]
