"""The frame lexicon: which words can mean which claim type, on what conditions, and who fills which slot.

Frames are data, one file a type in `frames/<language>/`, so that a researcher can read and edit them;
`words.yml` beside them holds the word classes and cues that the conditions name. This module loads
them and finds their triggers in the words of a sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from fogline.errors import ReaderError
from fogline.read.inflect import inflections, plurals
from fogline.records import ClaimType


class _Loader(yaml.CSafeLoader):
    """YAML in which `on`, `off`, `yes` and `no` are words, as frames need them to be."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}

GAP = "…"
_MAX_GAP = 4


class TriggerKind(StrEnum):
    """How a trigger stands in its clause: as its verb, as a noun, or as a fixed phrase."""

    VERB = "verb"
    NOUN = "noun"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One meaning of some triggers.

    `needs` and `forbids` name, for a syntactic role (subject, object, by, of, …), the classes of what
    fills it; a role in `needs` must be filled by one of them, one in `forbids` must not. `near` and
    `not_near` name words in the window around the trigger, of which one must or none may stand;
    `after` and `not_after` the word right before it, `before` and `not_before` the word right behind
    it ("fighting" not_before "position"). `actors` and
    `places` map a syntactic role to the slot it fills. `weight` is the log-odds that a trigger which
    meets the conditions is a claim of this type.
    """

    id: str
    type: ClaimType
    kind: TriggerKind
    triggers: tuple[str, ...]
    needs: Mapping[str, frozenset[str]]
    forbids: Mapping[str, frozenset[str]]
    near: frozenset[str]
    not_near: frozenset[str]
    after: frozenset[str]
    not_after: frozenset[str]
    before: frozenset[str]
    not_before: frozenset[str]
    actors: Mapping[str, str]
    places: Mapping[str, str]
    counts: str | None
    phase: str | None
    outcome: str | None
    status: str | None
    weight: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerHit:
    """A trigger found: words `start` to `end` of the sentence (end exclusive) and the frames it may mean.

    `open` is true where words that are not the trigger's may stand inside it ("drive … from").
    """

    start: int
    end: int
    form: str
    frames: tuple[Frame, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Path:
    words: tuple[str, ...]
    form: str
    frames: tuple[Frame, ...]


def _classes(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset(value.split())
    return frozenset(str(v) for v in value) if isinstance(value, list) else frozenset()


def _frame(kind: ClaimType, entry: Mapping[str, object], where: str) -> Iterable[Frame]:
    def roles(name: str) -> dict[str, frozenset[str]]:
        value = entry.get(name) or {}
        if not isinstance(value, dict):
            raise ReaderError(f"{where}: `{name}` must map a role to classes")
        return {str(role): _classes(c) for role, c in value.items()}

    def slots(name: str) -> dict[str, str]:
        value = entry.get(name) or {}
        if not isinstance(value, dict):
            raise ReaderError(f"{where}: `{name}` must map a role to a slot")
        return {str(k): str(v) for k, v in value.items()}

    def texts(name: str) -> tuple[str, ...]:
        value = entry.get(name) or []
        return (value,) if isinstance(value, str) else tuple(str(v) for v in value)  # type: ignore[attr-defined]

    def word(name: str) -> str | None:
        value = entry.get(name)
        return None if value is None else str(value)

    for key, trigger_kind in (
        ("verbs", TriggerKind.VERB),
        ("nouns", TriggerKind.NOUN),
        ("phrases", TriggerKind.PHRASE),
    ):
        triggers = texts(key)
        if triggers:
            yield Frame(
                id=f"{kind.value}/{entry['id']}",
                type=kind,
                kind=trigger_kind,
                triggers=triggers,
                needs=roles("needs"),
                forbids=roles("forbids"),
                near=_classes(entry.get("near")),
                not_near=_classes(entry.get("not_near")),
                after=_classes(entry.get("after")),
                not_after=_classes(entry.get("not_after")),
                before=_classes(entry.get("before")),
                not_before=_classes(entry.get("not_before")),
                actors=slots("actors"),
                places=slots("places"),
                counts=word("counts"),
                phase=word("phase"),
                outcome=word("outcome"),
                status=word("status"),
                weight=float(str(entry.get("weight", 1.0))),
                examples=texts("example"),
                counterexamples=texts("counterexample"),
            )


@cache
def load_frames(language: str = "en") -> tuple[Frame, ...]:
    """All frames of a language, in the order of their files.

    Raises ReaderError, naming file and entry, when a file does not hold together.
    """
    made: list[Frame] = []
    folder = files("fogline.read") / "frames" / language
    for kind in ClaimType:
        file = folder / f"{kind.value}.yml"
        where = f"frames/{language}/{kind.value}.yml"
        if not file.is_file():
            raise ReaderError(f"{where}: missing; every claim type has a frame file")
        body = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
        for n, entry in enumerate(body["frames"]):
            made.extend(_frame(kind, entry, f"{where}, entry {n + 1} ({entry.get('id')})"))
    return tuple(made)


def _forms(frame: Frame) -> Iterable[tuple[tuple[str, ...], str]]:
    for trigger in frame.triggers:
        first, *rest = trigger.lower().split()
        if frame.kind is TriggerKind.VERB:
            for form, name in inflections(first):
                yield (form, *rest), name
        elif frame.kind is TriggerKind.NOUN:
            words = [first, *rest]
            head = next((i for i, w in enumerate(words) if w in ("of", "on", "in", "to", "from")), len(words)) - 1
            yield tuple(words), "noun"
            yield (*words[:head], plurals(words[head]), *words[head + 1 :]), "noun"
        else:
            yield (first, *rest), "phrase"


class Lexicon:
    """The frames of a language, indexed by the words of their triggers."""

    def __init__(self, frames: Iterable[Frame]) -> None:
        """Inflects every trigger and files it under its first word."""
        gathered: dict[tuple[tuple[str, ...], str], list[Frame]] = {}
        for frame in frames:
            for form, name in _forms(frame):
                listed = gathered.setdefault((form, name), [])
                if frame not in listed:
                    listed.append(frame)
        self._paths: dict[str, dict[str, list[_Path]]] = {}
        for (form, name), found in gathered.items():
            second = form[1] if len(form) > 1 else ""
            by_second = self._paths.setdefault(form[0], {})
            by_second.setdefault(second, []).append(_Path(form, name, tuple(found)))
        for by_second in self._paths.values():
            for listed_paths in by_second.values():
                listed_paths.sort(key=lambda p: (-len(p.words), p.words, p.form))

    def find(self, words: list[str]) -> tuple[TriggerHit, ...]:
        """The triggers in the lower-case words of a sentence, from left to right.

        A trigger that begins with a hyphen is the last part of a word ("-held" in "rebel-held").
        """
        hits: list[TriggerHit] = []
        for at, word in enumerate(words):
            paths = self._paths.get(word)
            if paths is not None:
                following = words[at + 1] if at + 1 < len(words) else ""
                for second in dict.fromkeys((following, GAP, "")):
                    for path in paths.get(second, ()):
                        end = self._match(words, at, path.words)
                        if end is not None:
                            gap = GAP in path.words
                            hits.append(TriggerHit(start=at, end=end, form=path.form, frames=path.frames, open=gap))
            if "-" in word[1:]:
                for path in self._paths.get(word[word.rindex("-") :], {}).get("", ()):
                    hits.append(TriggerHit(start=at, end=at + 1, form=path.form, frames=path.frames))
        return tuple(hits)

    def _match(self, words: list[str], at: int, path: tuple[str, ...]) -> int | None:
        i = at
        for n, part in enumerate(path):
            if part == GAP:
                nxt = path[n + 1]
                stop = min(i + _MAX_GAP + 1, len(words))
                found = next((j for j in range(i, stop) if words[j] == nxt), None)
                if found is None:
                    return None
                i = found
            elif i < len(words) and words[i] == part:
                i += 1
            else:
                return None
        return i


@cache
def load_lexicon(language: str = "en") -> Lexicon:
    """The lexicon of a language, loaded once."""
    return Lexicon(load_frames(language))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordClasses:
    """Word classes (weapon, road, civilians, …) and cue lists (negation, hedge, …) of a language."""

    classes: Mapping[tuple[str, ...], frozenset[str]]
    longest: int
    cues: Mapping[str, frozenset[str]]

    def of(self, words: list[str], at: int) -> tuple[int, frozenset[str]] | None:
        """The longest class entry that starts at word `at`: how many words, and its classes."""
        for size in range(min(self.longest, len(words) - at), 0, -1):
            found = self.classes.get(tuple(words[at : at + size]))
            if found is not None:
                return size, found
        return None


@cache
def load_words(language: str = "en") -> WordClasses:
    """The word classes and cues of a language."""
    text = (files("fogline.read") / "frames" / language / "words.yml").read_text(encoding="utf-8")
    body = yaml.load(text, Loader=_Loader)
    classes: dict[tuple[str, ...], set[str]] = {}
    for name, entries in body["classes"].items():
        for entry in entries:
            words = tuple(str(entry).lower().split())
            for form in (words, (*words[:-1], plurals(words[-1]))):
                classes.setdefault(form, set()).add(name)
    return WordClasses(
        classes={k: frozenset(v) for k, v in classes.items()},
        longest=max(len(k) for k in classes),
        cues={name: frozenset(str(e).lower() for e in entries) for name, entries in body["cues"].items()},
    )
