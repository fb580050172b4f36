"""Views: which sources a map is drawn from, by name, by lean, or all but some."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from fogline.pack import Pack, by_source_name
from fogline.records import SideId

ALL = "all"
_LEANS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A set of sources told by their names and by what the packs say of their lean."""

    names: frozenset[str]
    without: frozenset[str]
    side: str | None
    neutral: bool
    leans: Mapping[str, Mapping[SideId, float]]

    def __contains__(self, source: object) -> bool:
        if not isinstance(source, str):
            return False
        key = source.strip().lower()
        if key in self.without:
            return False
        lean = self.leans.get(key)
        if self.side is not None and (lean is None or lean.get(SideId(self.side), 0.0) < _LEANS):
            return False
        if self.neutral and (lean is None or any(abs(v) >= _LEANS for v in lean.values())):
            return False
        return not self.names or key in self.names


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the words of a view ask for; with nothing in it, all sources."""

    names: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    side: str | None = None
    neutral: bool = False


def asked_of(view: str) -> Asked:
    """What a view asks for by its words, whether there is such a thing or not; names in lower case."""
    names, without, side, neutral = set(), set(), None, False
    for item in [i.strip() for i in view.split(",") if i.strip()]:
        head, colon, rest = item.partition(":")
        if colon and head == "without":
            without.add(rest.strip().lower())
        elif colon and head == "pro":
            side = rest.strip()
        elif item == "neutral":
            neutral = True
        elif item != ALL:
            names.add(item.lower())
    return Asked(names=frozenset(names), without=frozenset(without), side=side, neutral=neutral)


def chosen(view: str, packs: Mapping[str, Pack]) -> Container[str] | None:
    """The sources of a view; None for all of them.

    A view is `all`, or items with commas between: a source's name, `without:NAME`, `pro:SIDE` (sources that lean
    towards the side by the pack), `neutral` (sources the pack knows and that lean to nobody).
    """
    asked = asked_of(view)
    if asked == Asked():
        return None
    leans = {name: profile.lean for pack in packs.values() for name, profile in by_source_name(pack).items()}
    return Chosen(names=asked.names, without=asked.without, side=asked.side, neutral=asked.neutral, leans=leans)
