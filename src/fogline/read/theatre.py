"""Tells which theatre a report is about from the names in it; none is an answer too."""

from collections.abc import Mapping, Sequence

from fogline.pack import Pack
from fogline.pack.naming import actor_names, words
from fogline.records import Report

_ENOUGH = 1.8
_LEAD = 1.25
_READ = 20_000


class TheatreTeller:
    """Weighs the distinct actor and place names of each pack that a report uses."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        """Indexes the packs' names; one that several packs share says less."""
        self._packs = tuple(sorted(packs, key=lambda p: p.id))
        self.actors = {pack.id: actor_names(pack) for pack in self._packs}
        self._places: dict[str, dict[tuple[str, ...], float]] = {}
        for pack in self._packs:
            own = frozenset(pack.countries)
            listed = self._places.setdefault(pack.id, {})
            for place in pack.places:
                weight = (
                    0.2
                    if place.country not in own
                    else 1.5
                    if place.kind in ("country", "governorate", "city")
                    else 1.0
                )
                for name in (place.name, *place.variants):
                    key = tuple(w for w, _, _ in words(name))
                    if key and (len(key) > 1 or len(key[0]) > 3):
                        listed[key] = max(weight, listed.get(key, 0.0))

    def scores(self, report: Report) -> Mapping[str, float]:
        """How strongly the report's names speak for each pack."""
        text = f"{report.title or ''}\n{report.text[:_READ]}"
        named = self._capitalised(text)
        found: dict[str, dict[str, float]] = {}
        for pack in self._packs:
            mine = found.setdefault(pack.id, {})
            for hit in self.actors[pack.id].find(text):
                if hit.strong:
                    mine["actor " + hit.ids[0]] = 1.0
            for key, weight in self._places[pack.id].items():
                if key in named:
                    mine["place " + " ".join(key)] = weight
        shared = {k: sum(1 for m in found.values() if k in m) for mine in found.values() for k in mine}
        return {pack: sum(w / shared[k] ** 1.5 for k, w in mine.items()) for pack, mine in found.items()}

    def _capitalised(self, text: str) -> frozenset[tuple[str, ...]]:
        tokens = words(text)
        made: set[tuple[str, ...]] = set()
        for i, (_, start, _) in enumerate(tokens):
            if text[start].isupper() or not text[start].isascii():
                for size in range(1, 5):
                    if i + size <= len(tokens):
                        made.add(tuple(w for w, _, _ in tokens[i : i + size]))
        return frozenset(made)

    def tell(self, report: Report) -> str | None:
        """The id of the pack the report is about, or None where no pack's names stand out."""
        ranked = sorted(self.scores(report).items(), key=lambda s: (-s[1], s[0]))
        if not ranked or ranked[0][1] < _ENOUGH:
            return None
        if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
            lead = self._by_title(report, [r[0] for r in ranked[:2]])
            return lead or ranked[0][0]
        return ranked[0][0]

    def _by_title(self, report: Report, ids: Sequence[str]) -> str | None:
        """The pack that the opening names alone, for a report torn between two."""
        opening = self._capitalised(f"{report.title or ''}\n{report.text[:600]}")
        counts = {i: sum(w for k, w in self._places[i].items() if k in opening and w >= 1) for i in ids}
        best = max(ids, key=lambda i: counts[i])
        return best if counts[best] > min(counts.values()) else None
