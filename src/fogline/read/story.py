"""What a report has named so far: the places and actors that a sentence which leaves them out points to."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fogline.read.mentions import Found, Kind
from fogline.records import ActorId


@dataclass(slots=True)
class Story:
    """The running memory of one report.

    `side` gives the root actor of an actor id, `allies` a side with those it fights alongside, and
    `cast` every actor the report names anywhere, in the order of the text.
    """

    side: Callable[[ActorId], str]
    allies: Callable[[str], frozenset[str]]
    cast: tuple[Found, ...] = ()
    places: list[Found] = field(default_factory=list)
    actors: list[Found] = field(default_factory=list)
    pairs: list[tuple[tuple[Found, ...], tuple[Found, ...]]] = field(default_factory=list)

    def start_section(self) -> None:
        """A new heading: places named before it no longer stand for a missing one."""
        self.places.clear()

    def note(self, found: Found) -> None:
        """Remembers a mention in text order."""
        if found.kind is Kind.PLACE and not found.generic:
            self.places.append(found)
        elif found.kind is Kind.ACTOR and "civilians" not in found.classes:
            self.actors.append(found)

    def note_pair(self, initiator: tuple[Found, ...], target: tuple[Found, ...]) -> None:
        """Remembers who acted against whom."""
        self.pairs.append((initiator, target))

    def sides_of(self, found: Found) -> frozenset[str]:
        """The sides the words can mean."""
        return frozenset(self.side(i) for i in found.ids)

    def place(self) -> Found | None:
        """The last place named in this section."""
        return self.places[-1] if self.places else None

    def opponent(self, of: tuple[Found, ...]) -> tuple[Found, ...]:
        """Whom these actors fight in this report: their last named opponent, else the nearest other side."""
        own: set[str] = set()
        for f in of:
            own |= self.sides_of(f)
        if not own:
            return ()
        for initiator, target in reversed(self.pairs):
            if target and any(self.sides_of(f) & own for f in initiator):
                return target
            if initiator and any(self.sides_of(f) & own for f in target):
                return initiator
        friends = frozenset(ally for side in own for ally in self.allies(side))
        for found in (*reversed(self.actors), *self.cast):
            sides = self.sides_of(found)
            if sides and not sides & friends:
                return (found,)
        return ()

    def actor(self, but_not: tuple[Found, ...]) -> tuple[Found, ...]:
        """The last actor group that acted, whose side is not among the given ones."""
        barred: set[str] = set()
        for f in but_not:
            barred |= self.sides_of(f)
        for initiator, target in reversed(self.pairs):
            for group in (initiator, target) if barred else (initiator,):
                if group and not any(self.sides_of(f) & barred for f in group):
                    return group
        for found in reversed(self.actors):
            if not self.sides_of(found) & barred and found.ids:
                return (found,)
        return ()
