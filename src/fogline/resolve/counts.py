"""Numbers of a reading become counts whose subject is an actor."""

from collections.abc import Callable

from fogline.records import ActorResolution, Count, CountMention, Mention


def resolve_count(count: CountMention, who: Callable[[Mention], ActorResolution]) -> Count:
    """The count with the actor it counts, as `who` tells it; None where nobody is named or known."""
    of = None if count.of is None else who(count.of).id
    return Count(
        text=count.text,
        span=count.span,
        what=count.what,
        low=count.low,
        best=count.best,
        high=count.high,
        of=of,
    )
