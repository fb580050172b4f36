"""Fills the slots of a chosen frame but its places: actors, time, counts, phase."""

from collections.abc import Sequence

from fogline.read.choose import Chosen
from fogline.read.lexicon import Frame
from fogline.read.mentions import Found, Kind, SentenceMentions
from fogline.records import ClaimType, CountKind, CountMention, Mention, PlaceMention, Span, Status

_T = ClaimType
ACTED = frozenset(ClaimType) - {
    _T.DISPLACEMENT,
    _T.EVACUATION,
    _T.AGREEMENT,
    _T.CONTESTED,
    _T.AID,
    _T.ROUTE,
    _T.CASUALTIES,
}
SUFFERED = frozenset(
    {_T.CONTROL_GAIN, _T.CLASH, _T.OFFENSIVE, _T.AIR_STRIKE, _T.SHELLING, _T.ENCIRCLEMENT, _T.EXPLOSION}
)
_LISTED = frozenset(
    {
        _T.CONTROL_GAIN,
        _T.CONTROL_HOLD,
        _T.AIR_STRIKE,
        _T.SHELLING,
        _T.CLASH,
        _T.WITHDRAWAL,
        _T.ENCIRCLEMENT,
        _T.AGREEMENT,
        _T.CONTESTED,
        _T.EVACUATION,
        _T.AID,
        _T.DEPLOYMENT,
        _T.OFFENSIVE,
        _T.PRESENCE,
        _T.CIVILIAN_HARM,
        _T.CASUALTIES,
    }
)
_COUNT_KINDS = tuple(
    (frozenset(words.split()), kind)
    for kind, words in (
        (
            CountKind.KILLED,
            "killed dead died deaths death fatalities martyrs martyred bodies slain perished martyr killing",
        ),
        (CountKind.WOUNDED, "wounded injured injuries wounding hurt"),
        (CountKind.KILLED_OR_WOUNDED, "casualties"),
        (CountKind.CAPTURED, "captured arrested detained prisoners captives abducted kidnapped hostages detainees"),
        (CountKind.SURRENDERED, "surrendered surrender"),
        (CountKind.EVACUATED, "evacuated evacuees"),
        (CountKind.DISPLACED, "displaced fled refugees"),
        (CountKind.BESIEGED, "besieged trapped"),
        (CountKind.STRIKES, "airstrikes strikes raids sorties airstrike shells rockets missiles mortars barrels"),
        (
            CountKind.PLACES,
            "villages towns hills points positions settlements farms districts"
            " neighbourhoods neighborhoods hamlets km2",
        ),
        (
            CountKind.VEHICLES,
            "vehicles tanks buses trucks pickups cars ambulances bulldozers vehicle tank bmps apcs",
        ),
        (CountKind.WEAPONS, "launchers rifles weapons drones guns mines atgms uavs"),
    )
)
_BY_TYPE = {
    _T.CASUALTIES: CountKind.KILLED, _T.EVACUATION: CountKind.EVACUATED, _T.DISPLACEMENT: CountKind.DISPLACED,
    _T.DEPLOYMENT: CountKind.DEPLOYED, _T.DETENTION: CountKind.CAPTURED, _T.AIR_STRIKE: CountKind.KILLED,
    _T.SHELLING: CountKind.KILLED, _T.EXPLOSION: CountKind.KILLED, _T.CLASH: CountKind.KILLED,
    _T.CONTROL_GAIN: CountKind.KILLED, _T.CIVILIAN_HARM: CountKind.KILLED, _T.ENCIRCLEMENT: CountKind.BESIEGED,
    _T.MATERIEL: CountKind.WEAPONS, _T.PRESENCE: CountKind.DEPLOYED, _T.WITHDRAWAL: CountKind.DEPLOYED,
}  # fmt: skip


# -- actors -----------------------------------------------------------------------------------------


def _armed(group: tuple[Found, ...]) -> tuple[Found, ...]:
    return tuple(f for f in group if f.kind is Kind.ACTOR)


def actors(chosen: Chosen, sentence: SentenceMentions) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """Initiator and target that the frame's roles give; empty where the sentence does not say."""
    initiator: tuple[Found, ...] = ()
    target: tuple[Found, ...] = ()
    roles = chosen.fillers
    for role, slot in chosen.frame.actors.items():
        group = _armed(roles.all(role))
        if not group:
            continue
        if slot == "both":
            initiator = initiator or (group[:1] if len(group) > 1 else group)
            target = target or group[1:]
        elif slot == "initiator" and not initiator:
            initiator = group
        elif slot == "target" and not target:
            target = group
    target = tuple(f for f in target if f not in initiator)
    return initiator, target


def worth_claiming(
    frame: Frame,
    initiator: tuple[Found, ...],
    target: tuple[Found, ...],
    where: tuple[PlaceMention, ...],
    counted: tuple[CountMention, ...],
) -> bool:
    """True when at least one of who, whom, where and how many is said: a bare word is no claim."""
    return bool(initiator or target or where or counted)


def can_be_listed(frame: Frame) -> bool:
    """True for a type that a list of places can be about."""
    return frame.type in _LISTED


# -- time, counts, phase ------------------------------------------------------------------------------


def time(chosen: Chosen, sentence: SentenceMentions, place: Span | None, others: Sequence[Span]) -> Mention | None:
    """The time expression nearest the trigger in its clause, else the sentence's first.

    In a list of places that each have a time after them, the time after this one.
    """
    times = [f for f in sentence.found if f.kind is Kind.TIME]
    if not times:
        return None
    after = {p: next((f for f in times if f.span.start >= p.end), None) for p in others}
    own = after.get(place) if place is not None else None
    if own is not None and len(others) > 1 and len({f.span for f in after.values() if f}) == len(others):
        return own.mention
    inside = [f for f in times if chosen.fillers.left < f.first < chosen.fillers.right]
    best = min(inside or times, key=lambda f: min(abs(f.first - chosen.hit.end), abs(chosen.hit.start - f.last)))
    return best.mention


def _count_kind(chosen: Chosen, sentence: SentenceMentions, found: Found) -> CountKind | None:
    after = sentence.lowers[found.last : found.last + 4]
    for words, kind in _COUNT_KINDS:
        if words & set(after):
            return kind
    around = set(sentence.lowers[max(0, chosen.hit.start - 1) : chosen.hit.end + 1]) | set(
        sentence.lowers[found.last : found.last + 9]
    )
    for words, kind in _COUNT_KINDS:
        if words & around:
            return kind
    return _BY_TYPE.get(chosen.frame.type)


def counts(chosen: Chosen, sentence: SentenceMentions) -> tuple[CountMention, ...]:
    """The numbers of the trigger's clause with what they count."""
    made = []
    low, high = (
        max(chosen.fillers.left, chosen.hit.start - 14),
        min(chosen.fillers.right + 8, chosen.hit.end + 14),
    )
    for found in sentence.found:
        if found.kind is not Kind.COUNT or found.count is None or not low < found.first < high:
            continue
        kind = _count_kind(chosen, sentence, found)
        if kind is None:
            continue
        of = next((f for f in sentence.found if f.kind is Kind.ACTOR and 0 <= f.first - found.last <= 3), None)
        made.append(
            CountMention(
                text=found.text,
                span=found.span,
                what=kind,
                low=found.count.low,
                best=found.count.best,
                high=found.count.high,
                of=None if of is None else of.mention,
            )
        )
    return tuple(made)


def phase(frame: Frame, status: Status) -> str | None:
    """The phase of a claim of a type that has one."""
    if frame.type is ClaimType.OFFENSIVE:
        return "planned" if status in (Status.EXPECTED, Status.HYPOTHETICAL) else frame.phase or "ongoing"
    return frame.phase
