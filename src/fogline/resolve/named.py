"""The place names of a report: gathered from its readings, given their options, weighed together."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fogline.gazetteer import Gazetteer
from fogline.geometry import distance_km
from fogline.names import fold, key, similarity
from fogline.pack import Pack
from fogline.records import PlaceMention, Reading, Relation, Report
from fogline.resolve.candidates import Known, Option, options, places_of
from fogline.resolve.ranking import SETTLED, Fixed, Named, Theatre, rank
from fogline.resolve.wording import Asked, take_apart

_SAME_NAME = 0.93
_HOLDS = 0.9
_UNKNOWN = 0.5
_SCANNED = 0.5
_CAPITAL = re.compile(r"(?<![.!?\n]\s)(?<!^)\b[A-Z][\w'’-]{3,}(?:\s[A-Z][\w'’-]{2,})?")
_READ = 3000
_MOST_CAPITALS = 40
_PASSING = 0.3
_BIG = 5_000
_WORLD_CITY = 200_000
_COMPANY = 8
_FRESH_KM = 150.0
_IN_TITLE = -1
_ASIDE = re.compile(r"\s*\([^)]*\)")
_PARTS = re.compile(r"\s+[–—-]\s+")
_NAME = re.compile(r"^(?:[a-z]{2,3}-)?[A-Z][\w'’‘`ʿʾ-]*(?:\s(?:al |bin |ibn )?(?:[a-z]{2,3}-)?[A-Z][\w'’‘`ʿʾ-]*){0,3}$")
_DATELINE = re.compile(r"\A\s*[^\n]{0,60}?(?:\([^)\n]{2,40}\)\s*[-–—]|\s[–—]\s|,\s\w+\.?\s\d{1,2}\b[^\n]{0,30}?[-–—])")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place that the report has named, where it stands and how sure it is; None where it is not known."""

    at: int
    name: str
    kind: str | None
    place: Known | None
    sure: float


class NamedPlaces:
    """All place names of one report with what they mean; `spoken` are those it speaks of, in order."""

    def __init__(self, report: Report, readings: Sequence[Reading], pack: Pack | None, gazetteer: Gazetteer) -> None:
        """Gathers the names of all readings and ranks what they mean together."""
        self._report, self._gazetteer = report, gazetteer
        self.own = None if pack is None else places_of(pack)
        self._theatre = self._voted(readings) if pack is None else _theatre(pack)
        self._groups: list[Named] = []
        self._of_name: dict[str, Named] = {}
        for reading in readings:
            for mention in (reading.place, reading.origin, reading.destination):
                if mention is not None:
                    self._gather(mention)
        subject = self._subject()
        fixed = self._fixed()
        rank(self._groups, fixed, self._theatre)
        self.spoken = sorted(self._said(fixed), key=lambda s: s.at)
        self.subject = None if subject is None else self._settled(subject)

    def group_of(self, names: Sequence[str], kind: str | None) -> Named | None:
        """The group a name was gathered into."""
        return self._of_name.get(_folded(names[-1], kind)) or self._of_name.get(fold(names[-1]))

    # -- gathering -------------------------------------------------------------------------------------

    def _gather(self, mention: PlaceMention) -> None:
        asked, at = asked_of(mention), mention.span.start
        held = [] if asked.container is None else [asked.container]
        heading = None if mention.heading is None else take_apart(mention.heading.text)
        under = heading.names if heading is not None else ()
        if asked.names:
            self._group(asked.names, asked.kind, at, held, under)
        for name in (*(asked.ends or ()), *held):
            self._group((name,), None, at, (), under)
        for beside in mention.context:
            inner = take_apart(beside.text)
            if inner.names:
                self._group(inner.names, inner.kind, beside.span.start, (), under)

    def _group(
        self, names: tuple[str, ...], kind: str | None, at: int, held: Sequence[str], under: Sequence[str]
    ) -> None:
        folded = _folded(names[-1], kind)
        known = self._of_name.get(folded) or self._variant(names, kind)
        if known is None:
            known = Named(names=names, kind=kind, options=self._options(names), spots=[at])
            known.held, known.under = self._places(held), self._places(under[-1:])
            self._groups.append(known)
        else:
            known.spots.append(at)
            known.kind = (known.kind or kind) if known.kind in (None, kind) or kind is None else None
            if fold(names[-1]) != fold(known.names[-1]):
                known.options = _joined(known.options, self._options(names))
        self._of_name[folded] = known

    def _variant(self, names: tuple[str, ...], kind: str | None) -> Named | None:
        """A group whose name is another spelling of this one; kinds must not clash."""
        for group in self._groups:
            a, b = group.names[-1], names[-1]
            same_kind = kind == group.kind or (kind in (None, *SETTLED) and group.kind in (None, *SETTLED))
            if same_kind and key(a) == key(b) and similarity(a, b) >= _SAME_NAME:
                return group
        return None

    def _options(self, names: tuple[str, ...]) -> tuple[Option, ...]:
        """What names may mean: within the theatre by likeness, beside and outside it by exact spelling."""
        inside = self._theatre.countries or None
        found = options(names, self.own, self._gazetteer, inside)
        wide = self._theatre.neighbours
        if any(self._gazetteer.has_exact(n, wide) for n in names):
            beyond = options(names, None, self._gazetteer, wide)
            found = _joined(found, tuple(o for o in beyond if o.alike == 1.0))
        if not any(o.alike == 1.0 for o in found) and any(self._gazetteer.has_exact(n) for n in names):
            abroad = options(names, None, self._gazetteer, None)
            least = _WORLD_CITY if found else 0
            return _joined(found, tuple(o for o in abroad if o.alike == 1.0 and o.place.population >= least))
        return found

    def _places(self, names: Sequence[str]) -> tuple[Known, ...]:
        return tuple(o.place for name in names for o in self._options((name,))[:3] if o.alike >= _HOLDS)

    # -- the rest of the report ------------------------------------------------------------------------

    def _subject(self) -> str | None:
        """The place whose name is the title, where it is nothing else: a town, or "city – quarter"."""
        parts = [p for p in _PARTS.split(_ASIDE.sub(" ", self._report.title or "").strip()) if p]
        if not 1 <= len(parts) <= 2 or not all(_NAME.match(p) for p in parts):
            return None
        if not any(o.alike == 1.0 for o in self._options((parts[-1],))):
            return None
        self._group((parts[-1],), None, _IN_TITLE, parts[:-1], ())
        return parts[-1]

    def _settled(self, name: str) -> Spoken | None:
        """What a name of the report means, if that is a place where people live."""
        group = self.group_of((name,), None)
        best = None if group is None else group.chosen()
        if group is None or best is None or group.options[best].place.kind not in SETTLED | {"neighbourhood"}:
            return None
        place = group.options[best].place
        return Spoken(_IN_TITLE, place.name, place.kind, place, group.shares[best])

    def _fixed(self) -> list[Fixed]:
        """The pack's places that the report names anywhere, also outside its readings."""
        if self.own is None:
            return []
        title = [Fixed(p, _IN_TITLE) for _, _, p in self.own.scan(self._report.title or "")]
        return title + [Fixed(p, start) for start, _, p in self.own.scan(self._report.text)]

    def _voted(self, readings: Sequence[Reading]) -> Theatre:
        """Without a pack: the country that most names of the report lie in, with the runner-up beside it."""
        text = f"{self._report.title or ''}\n{self._report.text[:_READ]}"
        found = [re.sub(r"['’]s$", "", m.group()) for m in _CAPITAL.finditer(text)]
        weights = dict.fromkeys(found[:_MOST_CAPITALS], _PASSING)
        for mention in (m for r in readings for m in (r.place, r.origin, r.destination) if m is not None):
            asked = asked_of(mention)
            weights.update(dict.fromkeys(asked.names[-1:] + (asked.ends or ()), 1.0))
        votes: dict[str, float] = {}
        for name, weight in weights.items():
            for country, share in self._countries(name).items():
                votes[country] = votes.get(country, 0.0) + weight * share
        ranked = sorted(votes, key=lambda c: (-votes[c], c))
        if not ranked or votes[ranked[0]] < _PASSING:
            return Theatre()
        return Theatre(countries=frozenset(ranked[:1]), neighbours=frozenset(ranked[1:2]))

    def _countries(self, name: str) -> dict[str, float]:
        """The countries that have a place of some size of exactly this name, each with its share."""
        if not self._gazetteer.has_exact(name):
            return {}
        exact = [m.place for m in self._gazetteer.find(name) if m.similarity == 1.0]
        people = {p.country: max(q.population for q in exact if q.country == p.country) for p in exact}
        whole = sum(math.sqrt(n) for n in people.values())
        return {country: math.sqrt(n) / whole for country, n in people.items() if n >= _BIG}

    def _said(self, fixed: Sequence[Fixed]) -> Iterable[Spoken]:
        """Every place spoken of; a dateline only says where the writer sat."""
        dateline = _DATELINE.match(self._report.text)
        begins = dateline.end() if dateline else 0
        for group in self._groups:
            best = group.chosen()
            place = None if best is None else group.options[best].place
            sure = _UNKNOWN if best is None else group.shares[best]
            kind = group.kind if place is None else place.kind
            for at in (s for s in group.spots if s >= begins or s == _IN_TITLE):
                yield Spoken(at, group.names[-1], kind, place, sure)
        for f in fixed:
            if f.at >= begins or f.at < 0:
                yield Spoken(f.at, f.place.name, f.place.kind, f.place, _SCANNED)

    def fresh(self, name: str, at: int) -> tuple[Known, float] | None:
        """What a name that no reading has means here: a place of the report, else the likeliest near its places."""
        group = self.group_of((name,), None)
        if group is not None and (best := group.chosen()) is not None:
            return group.options[best].place, group.shares[best]
        listed = [o.place for o in self._options((name,)) if o.alike == 1.0]
        company = sorted((s for s in self.spoken if s.place is not None), key=lambda s: abs(s.at - at))[:_COMPANY]
        ways = [
            (
                min(
                    (distance_km(p.lat, p.lon, s.place.lat, s.place.lon) for s in company if s.place is not None),
                    default=0.0,
                ),
                p.id,
                p,
            )
            for p in listed
        ]
        away, _, place = min(ways, key=lambda w: w[:2], default=(0.0, "", None))
        return None if place is None or (company and away > _FRESH_KM) else (place, _SCANNED)


def asked_of(mention: PlaceMention) -> Asked:
    """What a mention asks for, with both ends where it lies between two."""
    asked = take_apart(mention.text, mention.kind)
    if mention.relation is not Relation.BETWEEN or asked.ends is not None or not asked.names:
        return asked
    other = mention.other.text if mention.other is not None else asked.container
    if other is None:
        return asked
    return replace(asked, ends=(asked.names[-1], (take_apart(other).names or (other,))[-1]))


def _theatre(pack: Pack) -> Theatre:
    return Theatre(countries=frozenset(pack.countries), neighbours=frozenset(pack.neighbours))


def _folded(name: str, kind: str | None) -> str:
    """What one name is told from another by: a town and its hill are two."""
    return fold(name) + (f"|{kind}" if kind is not None and kind not in SETTLED else "")


def _joined(first: tuple[Option, ...], second: tuple[Option, ...]) -> tuple[Option, ...]:
    known = {o.place.id: o for o in second}
    known.update({o.place.id: o for o in first if o.place.id not in known or known[o.place.id].alike <= o.alike})
    return tuple(sorted(known.values(), key=lambda o: (-o.alike, not o.place.own, -o.place.population, o.place.id)))
