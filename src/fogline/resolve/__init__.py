"""Reading -> Claim: the words of a reading become actors, places, days and counts."""

from collections.abc import Sequence
from functools import partial

from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.records import ActorResolution, Claim, ClaimId, Mention, Reading, Report
from fogline.resolve.actors import parties, resolve_actor
from fogline.resolve.cast import Cast, cast_of
from fogline.resolve.counts import resolve_count
from fogline.resolve.ground import holders_near
from fogline.resolve.places import Whereabouts
from fogline.resolve.sides import in_order
from fogline.resolve.speakers import resolve_speaker
from fogline.resolve.times import resolve_time, timeline

__all__ = ["resolve"]


def _counted(parties: Sequence[ActorResolution], cast: Cast | None, mention: Mention) -> ActorResolution:
    """Whom a count counts: a party of its claim where the words are the same, so that nobody is of two sides."""
    own = (a for a in parties if a.span is not None and a.span.overlaps(mention.span))
    return next(own, None) or resolve_actor(mention, cast)


def resolve(
    report: Report, readings: Sequence[Reading], *, pack: Pack | None, gazetteer: Gazetteer
) -> tuple[Claim, ...]:
    """One claim for each reading, in the same order and under the same id.

    What cannot be resolved keeps its words and says why; nothing is dropped and the publication day
    never stands in for a time that is not told.
    """
    if not readings:
        return ()
    cast = None if pack is None else cast_of(report, pack)
    days = timeline(report)
    places = Whereabouts(report, readings, pack, gazetteer)
    made = []
    for reading in readings:
        place = places.resolve(reading.place) or places.of_label(reading) or places.of_subject(reading)
        ground = {} if pack is None else holders_near(place, pack, report.published)
        when = resolve_time(reading, days)
        named = parties(reading, cast, ground, None if when is None else when.end)
        initiator, target = in_order(reading, named, pack)
        counted = partial(_counted, (*target, *initiator), cast)
        made.append(
            Claim(
                id=ClaimId(reading.id),
                report=report.id,
                document=report.key,
                source=report.source,
                published=report.published,
                theatre=None if pack is None else pack.id,
                type=reading.type,
                status=reading.status,
                certainty=reading.certainty,
                quote=reading.quote,
                trigger=reading.trigger,
                confidence=reading.confidence,
                initiator=initiator,
                target=target,
                attributed_to=tuple(resolve_speaker(m, cast) for m in reading.attributed_to),
                place=place,
                origin=places.resolve(reading.origin),
                destination=places.resolve(reading.destination),
                time=when,
                counts=tuple(resolve_count(c, counted) for c in reading.counts),
                phase=reading.phase,
                outcome=reading.outcome,
                frame=reading.frame,
            )
        )
    return tuple(made)
