"""Which frame a trigger means here: conditions on its slots, the words near it, and the frames' weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fogline.read.clauses import Clauses, Fillers, stands_as_verb
from fogline.read.lexicon import Frame, TriggerHit, TriggerKind, WordClasses
from fogline.read.mentions import Found, Kind, SentenceMentions

_NEAR = 9
_NEED = 0.4
_ROLE_SHARE = 0.15
_MODALS = frozenset("will would can could may might must shall should cannot".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A trigger with the frame that its surroundings bear out; `score` in log-odds."""

    hit: TriggerHit
    frame: Frame
    fillers: Fillers
    score: float


def _classes_of(found: Found, sentence: SentenceMentions) -> frozenset[str]:
    classes = found.classes
    if found.kind is Kind.COUNT:
        classes = classes | {"number"}
    return classes


def _role_classes(
    role: str, fillers: Fillers, sentence: SentenceMentions, hit: TriggerHit, words: WordClasses
) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    group = fillers.all(role)
    if group and group[0].kind is Kind.PLACE:
        group = tuple(g for g in group if g.kind is Kind.PLACE)
    for f in group:
        found |= _classes_of(f, sentence)
    if role == "object":
        found |= _number_object(sentence, hit, fillers)
    return found


def _number_object(sentence: SentenceMentions, hit: TriggerHit, fillers: Fillers) -> frozenset[str]:
    """A bare number right after (or, in the passive, before) the trigger stands for people."""
    for f in sentence.found:
        if f.kind is Kind.COUNT and (0 <= f.first - hit.end <= 3 or (fillers.passive and 0 <= hit.start - f.last <= 8)):
            return frozenset({"number"})
    return frozenset()


def _near(words: Sequence[str], hit: TriggerHit) -> frozenset[str]:
    window = words[max(0, hit.start - _NEAR) : hit.start + 0] + words[hit.start : hit.end + _NEAR]  # type: ignore[operator]
    made = set(window)
    for word in window:
        made.update(word.split("-"))
    return frozenset(made)


def _stands(frame: Frame, hit: TriggerHit, words: Sequence[str], near: frozenset[str]) -> bool:
    """True where the words beside and around a trigger are as its frame asks."""
    left = words[hit.start - 1] if hit.start else ""
    right = words[hit.end] if hit.end < len(words) else ""
    if left in frame.not_after or right in frame.not_before:
        return False
    if (frame.after and left not in frame.after) or (frame.before and right not in frame.before):
        return False
    return not (frame.near and frame.near.isdisjoint(near)) and frame.not_near.isdisjoint(near)


def _score(
    frame: Frame,
    hit: TriggerHit,
    fillers: Fillers,
    sentence: SentenceMentions,
    words: WordClasses,
    known: dict[str, frozenset[str]],
) -> float | None:
    """The log-odds of a frame at a trigger, or None where its slots are not filled as it asks.

    `known` keeps the classes of each role of these fillers, for the other frames of the trigger.
    """

    def classes_in(role: str) -> frozenset[str]:
        if role not in known:
            known[role] = _role_classes(role, fillers, sentence, hit, words)
        return known[role]

    score = frame.weight
    for role, classes in frame.needs.items():
        if classes.isdisjoint(classes_in(role)):
            return None
        score += _NEED
    for role, classes in frame.forbids.items():
        here = classes_in(role)
        if classes & here and not frame.needs.get(role, frozenset()) & here:
            return None
    filled = sum(1 for role in (*frame.actors, *frame.places) if fillers.all(role))
    return score + _ROLE_SHARE * min(filled, 3) + 0.1 * (hit.end - hit.start - 1)


def _usable(frame: Frame, hit: TriggerHit, sentence: SentenceMentions) -> bool:
    """False where a verb frame's form stands as a noun, or a noun frame's form as a verb."""
    if frame.kind is TriggerKind.NOUN:
        return not hit.start or sentence.lowers[hit.start - 1] not in _MODALS
    return frame.kind is not TriggerKind.VERB or stands_as_verb(hit, sentence)


def choose(
    sentence: SentenceMentions, clauses: Clauses, hits: Sequence[TriggerHit], words: WordClasses
) -> Iterator[Chosen]:
    """The triggers of a sentence with their best frame; a trigger inside a longer one is left out."""
    best: list[Chosen] = []
    mention_words = {
        i for f in sentence.found if f.kind in (Kind.PLACE, Kind.TIME) and not f.generic for i in range(f.first, f.last)
    }
    for hit in hits:
        if hit.start in mention_words and hit.form != "phrase":
            continue
        around = any(f.near or f.not_near for f in hit.frames)
        near = _near(sentence.lowers, hit) if around else frozenset[str]()
        frames = [f for f in hit.frames if _stands(f, hit, sentence.lowers, near) and _usable(f, hit, sentence)]
        if not frames:
            continue
        fillers = clauses.fillers(hit)
        turned = clauses.turned(hit, fillers)
        readings = [(r, dict[str, frozenset[str]]()) for r in (fillers, turned) if r is not None]
        for frame in frames:
            for reading, known in readings:
                score = _score(frame, hit, reading, sentence, words, known)
                if score is not None:
                    best.append(Chosen(hit=hit, frame=frame, fillers=reading, score=score))
                    break
    taken: set[int] = set()
    kept: list[Chosen] = []
    for chosen in sorted(best, key=lambda c: (-c.score - 0.3 * (c.hit.end - c.hit.start), c.hit.start, c.frame.id)):
        cells = set(range(chosen.hit.start, chosen.hit.end))
        if chosen.score > 0 and not cells & taken:
            taken |= cells
            kept.append(chosen)
    yield from sorted(kept, key=lambda c: c.hit.start)
