"""What the model looks at to fill the slots of one trigger: which words, and how each stands to the trigger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fogline.read.lexicon import TriggerHit
from fogline.read.mentions import Found, Kind
from fogline.read.model.sheet import Sheet, slots_of
from fogline.read.rules import Draft
from fogline.records import PartKind, Span

_BEFORE = 36
_AFTER = 8
_SENTENCE = 64
_HEADING = 8
_CAST = 4
_NAME = 5
_RECALLED = 40
"""How many words of earlier mentions are shown at most."""
_MEMORY = 300
"""How many words back a mention is recalled from."""
_CLIMB = 3
_RECALLS = frozenset((Kind.PLACE, Kind.TIME, Kind.ACTOR))


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words `start` to `end` of a sheet (end exclusive) that may carry a claim."""

    start: int
    end: int

    def overlaps(self, other: "Trigger") -> bool:
        """True when the two share a word."""
        return self.start < other.end and other.start < self.end


def trigger_of(page: Sheet, line: int, hit: TriggerHit) -> Trigger:
    """The words of a trigger that the lexicon found in a line."""
    return Trigger(page.at(line, hit.start), page.at(line, hit.end))


def draft_of(page: Sheet, trigger: Trigger) -> Draft | None:
    """What the rules made of the same trigger."""
    number = page.line_of[trigger.start]
    found = (d for d in page.lines[number].drafts if trigger.overlaps(trigger_of(page, number, d.chosen.hit)))
    return next(found, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The syntax of a sheet: the head of each word (itself for a root) and its relation's name."""

    heads: Sequence[int]
    relations: Sequence[str]


def _cast(page: Sheet, shown: range) -> list[int]:
    """Words of the first mentions of named actors that do not stand among the shown words."""
    shown_keys: set[object] = set()
    rest: dict[object, tuple[int, Found]] = {}
    for number, line in enumerate(page.lines):
        for found in line.sentence.found:
            if found.kind is not Kind.ACTOR or found.generic:
                continue
            key: object = found.ids or found.text.lower()
            if page.at(number, found.first) in shown:
                shown_keys.add(key)
            else:
                rest.setdefault(key, (number, found))
    made: list[int] = []
    left = [v for k, v in rest.items() if k not in shown_keys]
    for number, found in left[:_CAST]:
        first = page.at(number, found.first)
        made.extend(range(first, min(page.at(number, found.last), first + _NAME)))
    return made


def _recalled(page: Sheet, near: range) -> list[int]:
    """Words of the last mentions of each place, time and actor before the words `near`, in text order.

    What is named again among `near` is left out.
    """
    made: set[int] = set()
    known: set[object] = set()
    for number in range(page.line_of[near[-1]], -1, -1):
        if near.start - page.starts[number + 1] > _MEMORY:
            break
        for found in reversed(page.lines[number].sentence.found):
            if found.kind not in _RECALLS or (found.generic and found.kind is Kind.PLACE):
                continue
            key = found.kind, found.ids or found.text.lower()
            first = page.at(number, found.first)
            last = min(page.at(number, found.last), first + _NAME)
            if key in known:
                continue
            known.add(key)
            if last > near.start:
                continue
            if len(made) + last - first > _RECALLED:
                return sorted(made)
            made.update(range(first, last))
    return sorted(made)


def shown(page: Sheet, trigger: Trigger) -> tuple[int, ...]:
    """The words to look at for a trigger: heading, cast, what was named before, words before, sentence, words after."""
    line = page.line_of[trigger.start]
    first, last = page.starts[line], page.starts[line + 1]
    if last - first > _SENTENCE:
        first = max(first, trigger.start - _SENTENCE // 2)
        last = min(last, first + _SENTENCE)
        last = max(last, trigger.end)
    begin = max(0, first - _BEFORE)
    stop = min(len(page.words), last + _AFTER)
    near = range(begin, stop)
    heading = _heading_words(page, line, begin)
    recalled = [w for w in _recalled(page, near) if w not in heading]
    cast = [w for w in _cast(page, near) if w not in heading and w not in recalled]
    return (*heading, *cast, *recalled, *near)


def _heading_words(page: Sheet, line: int, begin: int) -> tuple[int, ...]:
    for number in range(line - 1, -1, -1):
        if page.lines[number].kind is PartKind.HEADING:
            first = page.starts[number]
            if first >= begin:
                return ()
            return tuple(range(first, min(page.starts[number + 1], first + _HEADING, begin)))
    return ()


def _bucket(gap: int, limits: Sequence[int] = (1, 2, 3, 5, 8, 12, 18, 28)) -> str:
    return next((str(limit) for limit in limits if gap <= limit), "far")


def _from_afar(page: Sheet, line: int, word: int) -> Iterable[str]:
    """How a word that stands before the shown stretch lies to a line: how many lines back, under which heading."""
    own = page.line_of[word]
    if own < line:
        yield "o:back" + _bucket(line - own, (1, 2, 3, 4, 6, 9, 14))
        if any(page.lines[n].kind is PartKind.HEADING for n in range(own + 1, line)):
            yield "o:section"


def _distance(page: Sheet, trigger: Trigger, word: int, nearest: int) -> str:
    if trigger.start <= word < trigger.end:
        return "t:B" if word == trigger.start else "t:I"
    line, own = page.line_of[word], page.line_of[trigger.start]
    if line == own:
        gap = trigger.start - word if word < trigger.start else word - trigger.end + 1
        return f"{'<' if word < trigger.start else '>'}{_bucket(gap)}"
    if word < nearest:
        return "o:heading" if page.lines[line].kind is PartKind.HEADING else "o:cast"
    return f"o:{'before' if line < own else 'after'}{min(2, abs(line - own))}"


def _path(tree: Tree, source: int, word: int) -> str | None:
    """The way through the tree from the trigger to a word, as relations up and down."""
    ups = [source]
    while len(ups) <= _CLIMB and tree.heads[ups[-1]] != ups[-1]:
        ups.append(tree.heads[ups[-1]])
    downs = [word]
    while len(downs) <= _CLIMB + 1:
        if downs[-1] in ups:
            steps = ups.index(downs[-1])
            up = "".join("^" + tree.relations[n] for n in ups[:steps])
            return up + "".join("/" + tree.relations[n] for n in reversed(downs[:-1]))
        head = tree.heads[downs[-1]]
        if head == downs[-1]:
            return None
        downs.append(head)
    return None


def _top(tree: Tree, trigger: Trigger) -> int:
    """The word of a trigger that the others hang on."""
    inside = range(trigger.start, trigger.end)
    return next((w for w in inside if tree.heads[w] not in inside or tree.heads[w] == w), trigger.start)


def _cases(tree: Tree, page: Sheet, words: Iterable[int]) -> dict[int, str]:
    """The preposition that hangs on each word."""
    return {tree.heads[w]: page.words[w].lower() for w in words if tree.relations[w] == "case"}


def relations(page: Sheet, tree: Tree | None, trigger: Trigger, words: Sequence[int]) -> list[list[str]]:
    """Names for how each of the words stands to the trigger, in the order of the words."""
    number = page.line_of[trigger.start]
    line = page.lines[number]
    first, last = page.starts[number], page.starts[number + 1]
    near = next((i for i, w in enumerate(words) if w in range(first, last)), 0)
    begin = words[near] if words else 0
    while near > 0 and words[near - 1] == begin - 1:
        near, begin = near - 1, begin - 1
    made: list[list[str]] = [[_distance(page, trigger, w, begin)] for w in words]
    for i in range(near):
        made[i].extend(_from_afar(page, number, words[i]))
    where = {w: i for i, w in enumerate(words)}
    _rules(page, trigger, number, where, made)
    for hit in line.hits:
        if trigger.overlaps(trigger_of(page, number, hit)):
            for role, group in line.clauses.fillers(hit).roles.items():
                for found in group:
                    for token in range(found.first, found.last):
                        if page.at(number, token) in where:
                            made[where[page.at(number, token)]].append(f"f:{role}")
            break
    if tree is not None:
        top = _top(tree, trigger)
        cases = _cases(tree, page, range(first, last))
        for i, w in enumerate(words):
            if first <= w < last:
                path = _path(tree, top, w)
                if path is not None:
                    made[i].append("p:" + path)
                    if w in cases:
                        made[i].append(f"k:{cases[w]}")
                        made[i].append(f"p:{path}:{cases[w]}")
    return made


def _rules(page: Sheet, trigger: Trigger, number: int, where: dict[int, int], made: list[list[str]]) -> None:
    """What the rules put into the slots of this trigger."""
    for draft in page.lines[number].drafts:
        if not trigger.overlaps(trigger_of(page, number, draft.chosen.hit)):
            continue
        for w in range(trigger.start, trigger.end):
            if w in where:
                made[where[w]].append(f"rt:{draft.chosen.frame.type.value}")
                made[where[w]].append(f"rs:{draft.status.value}")
        for slot, span in slots_of(draft):
            for w in _words_in(page, span):
                if w in where:
                    made[where[w]].append(f"r:{slot}")


def _words_in(page: Sheet, span: Span) -> Iterable[int]:
    covered = page.covering(span)
    return range(*covered) if covered is not None else ()
