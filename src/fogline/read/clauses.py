"""Who stands where around a trigger: a shallow clause analysis over mentions, prepositions and voice.

It gives each mention of a sentence the preposition that governs it and the group it is coordinated
with, and each trigger its fillers by syntactic role: subject, object, possessor, inside (a phrase with
a gap: "in X hands"), and one role for each preposition. A trained reader replaces this with a dependency
tree; the roles stay the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fogline.read.lexicon import TriggerHit
from fogline.read.mentions import Found, Kind, SentenceMentions

PREPOSITIONS = frozenset(
    [
        "of",
        "in",
        "at",
        "near",
        "to",
        "from",
        "by",
        "against",
        "on",
        "with",
        "between",
        "among",
        "along",
        "around",
        "inside",
        "outside",
        "into",
        "toward",
        "towards",
        "over",
        "under",
        "through",
        "across",
        "after",
        "before",
        "for",
        "during",
        "via",
        "behind",
        "beyond",
        "amid",
        "within",
        "off",
        "despite",
        "including",
        "upon",
        "onto",
        "at",
        "alongside",
        "above",
        "throughout",
        "following",
    ]
)
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "its",
        "their",
        "his",
        "her",
        "our",
        "some",
        "several",
        "many",
        "any",
        "all",
        "both",
        "each",
        "another",
        "other",
        "more",
        "most",
        "few",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "remaining",
        "last",
        "first",
        "main",
    ]
)
_BE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "'s",
        "got",
        "gets",
        "getting",
        "become",
        "became",
    ]
)
_BREAKERS = frozenset(
    [
        ";",
        ":",
        "but",
        "while",
        "whereas",
        "although",
        "though",
        "because",
        "when",
        "which",
        "who",
        "that",
        "where",
        "if",
        "unless",
        "whereby",
        "whose",
        "until",
        "as",
        "whom",
        "—",
        "–",
        "so",
        "and-then",
    ]
)
_RELATIVES = frozenset(["which", "who", "that", "whose", "whom", "where"])
_JOINERS = frozenset([",", "and", "or", "&", "/", "as", "well", "nor", "plus", "then", "now", "also", "even"])
_ADVERBS = frozenset("then now also so today yesterday tomorrow meanwhile however later earlier".split())


_NOUN_BEFORE = frozenset("the a an this that these those its their of his our 's".split())


def stands_as_verb(hit: TriggerHit, sentence: SentenceMentions) -> bool:
    """False where a verb's form has a determiner or a number before it and so is a noun or adjective."""
    if hit.form not in ("base", "s", "ing") or not hit.start:
        return True
    before = sentence.lowers[hit.start - 1]
    if hit.form == "ing":
        return before not in ("the", "a", "an")
    counted = any(f.kind is Kind.COUNT and f.last == hit.start for f in sentence.found)
    return before not in _NOUN_BEFORE and not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Fillers:
    """What surrounds one trigger: groups of mentions by syntactic role, voice, and the clause's bounds."""

    roles: dict[str, tuple[Found, ...]]
    passive: bool
    left: int
    right: int

    def all(self, role: str) -> tuple[Found, ...]:
        """The group in a role, empty where nothing fills it."""
        return self.roles.get(role, ())


class Clauses:
    """The clause analysis of one sentence."""

    def __init__(self, sentence: SentenceMentions, triggers: tuple[TriggerHit, ...]) -> None:
        """Works out governing prepositions and coordinated groups once for the sentence."""
        self.sentence = sentence
        self.lowers = sentence.lowers
        self.mentions = [f for f in sentence.found if f.kind in (Kind.ACTOR, Kind.PLACE, Kind.WORD, Kind.COUNT)]
        self._at = {i: f for f in sentence.found for i in range(f.first, f.last)}
        self._verbs = frozenset(
            i
            for t in triggers
            if t.form not in ("noun", "phrase") and stands_as_verb(t, sentence)
            for i in range(t.start, t.start + 1 if t.open else t.end)
        ) | frozenset(i for i, w in enumerate(self.lowers) if w in sentence._known.words.cues["speech"] or w in _BE)
        self.governor: dict[int, str | None] = {}
        self.group: dict[int, list[Found]] = {}
        previous: Found | None = None
        for f in self.mentions:
            if f.kind is Kind.COUNT:
                continue
            joined = previous is not None and self._coordinated(previous, f)
            if joined and previous is not None:
                own = self._preposition(f)
                if own is None or own == self.governor[previous.first]:
                    self.group[f.first] = self.group[previous.first]
                    self.group[f.first].append(f)
                    self.governor[f.first] = self.governor[previous.first]
                    previous = f
                    continue
            self.group[f.first] = [f]
            self.governor[f.first] = self._preposition(f)
            previous = f

    def _coordinated(self, a: Found, b: Found) -> bool:
        if a.kind is not b.kind or b.first <= a.last - 1:
            return False
        between = [w for i, w in enumerate(self.lowers[a.last : b.first], start=a.last) if not self._of_time(i)]
        if not between or len(between) > 6 or not any(w in (",", "and", "or", "&", "/", "nor") for w in between):
            return False
        words = self.sentence._known.words
        return all(
            w in _JOINERS
            or w in _DETERMINERS
            or w in words.cues["compass"]
            or w in words.cues["place_heads"]
            or w in ("of", "in", "'s")
            or (w.isalpha() and b.kind is Kind.ACTOR and w in words.cues["determiners"])
            for w in between
        ) and (a.kind is not Kind.WORD or bool(a.classes & b.classes))

    def _of_time(self, at: int) -> bool:
        """True for a word of a time, or the "on" before it: "X on Thursday and Y on Friday" is one list."""
        found = self._at.get(at)
        if found is None and self.lowers[at] in ("on", "in"):
            found = self._at.get(at + 1)
        return found is not None and found.kind is Kind.TIME

    def _preposition(self, f: Found) -> str | None:
        """The preposition that governs a mention, looking left over its noun phrase."""
        i, steps = f.first - 1, 0
        while i >= 0 and steps < 7:
            word = self.lowers[i]
            other = self._at.get(i)
            named = other is not None and other.kind in (Kind.ACTOR, Kind.PLACE, Kind.TIME)
            if named and self.lowers[i + 1] != "'s":
                return None
            if word in _ADVERBS or (i in self._verbs and word in PREPOSITIONS):
                return None
            if word in PREPOSITIONS:
                if word == "of" and self._kind_before(i):
                    return self._outer(i)
                return word
            if i in self._verbs or word in _BREAKERS or not (word[0].isalnum() or word in ("'s", "-", '"', "“")):
                return None
            i -= 1
            steps += 1
        return None

    def _kind_before(self, of_at: int) -> bool:
        """True for "the village of", "north of", "members of": the outer preposition governs."""
        if of_at == 0:
            return False
        before = self.lowers[of_at - 1]
        words = self.sentence._known.words
        classes = words.classes.get((before,), frozenset())
        return (
            any(c.startswith("kind_") or c in ("armed", "person", "weapon", "vehicle") for c in classes)
            or before in words.cues["compass"]
            or before
            in (
                "dozens",
                "hundreds",
                "thousands",
                "most",
                "all",
                "some",
                "number",
                "group",
                "scores",
                "many",
                "parts",
                "part",
                "members",
                "units",
                "rest",
                "half",
            )
        )

    def _outer(self, of_at: int) -> str | None:
        i, steps = of_at - 1, 0
        while i >= 0 and steps < 6:
            word = self.lowers[i]
            if word in PREPOSITIONS and word != "of":
                return word
            if i in self._verbs or word in _BREAKERS or word in (",", ".", "(", ")"):
                return None
            i -= 1
            steps += 1
        return None

    # -- one trigger ------------------------------------------------------------------------------

    def fillers(self, trigger: TriggerHit) -> Fillers:
        """The fillers of a trigger by role."""
        left, right = self._left_bound(trigger), self._right_bound(trigger)
        passive = self._passive(trigger)
        roles: dict[str, tuple[Found, ...]] = {}
        for role, group in self._right_roles(trigger, right):
            roles.setdefault(role, group)
        for role, group in self._left_roles(trigger, left):
            roles.setdefault(role, group)
        if trigger.form == "noun":
            possessor = self._possessor(trigger)
            if possessor:
                roles["possessor"] = possessor
        inside = tuple(f for f in self.mentions if trigger.start < f.first and f.last < trigger.end)
        if "-" in self.lowers[trigger.start] and trigger.end == trigger.start + 1:
            inside = tuple(f for f in self.mentions if f.first <= trigger.start < f.last and f.kind is Kind.ACTOR)
        if inside:
            roles["inside"] = inside
        subject = self._subject(trigger, left)
        if passive:
            patient = self._patient(trigger, left)
            after = roles.pop("object", ())
            if patient:
                roles["object"] = patient
            elif after:
                roles["object"] = after
        elif subject:
            roles["subject"] = subject
        return Fillers(roles=roles, passive=passive, left=left, right=right)

    def turned(self, trigger: TriggerHit, fillers: Fillers) -> Fillers | None:
        """The same trigger as a passive without its auxiliary ("villages captured so far"), if it can be."""
        if trigger.form not in ("past", "participle") or fillers.passive or fillers.all("object"):
            return None
        subject = fillers.all("subject")
        if not subject or self._noun_follows(trigger):
            return None
        roles = {role: group for role, group in fillers.roles.items() if role != "subject"}
        return Fillers(roles={**roles, "object": subject}, passive=True, left=fillers.left, right=fillers.right)

    def _noun_follows(self, trigger: TriggerHit) -> bool:
        """True where a plain word after the trigger can only be its object."""
        after = self.lowers[trigger.end] if trigger.end < len(self.lowers) else ""
        joins = after in PREPOSITIONS or after in _BREAKERS or after in _JOINERS or after in _ADVERBS or after in _BE
        return after.isalpha() and not joins and not after.endswith("ly") and trigger.end not in self._at

    def _left_bound(self, trigger: TriggerHit) -> int:
        for i in range(trigger.start - 1, -1, -1):
            word = self.lowers[i]
            if word in _BREAKERS and not (word == "as" and i and self.lowers[i - 1] in ("well", "such")):
                return i
            if word in self.sentence._known.words.cues["speech"] and word not in (
                "report",
                "claim",
                "claims",
                "reports",
            ):
                return i
        return -1

    def _right_bound(self, trigger: TriggerHit) -> int:
        for i in range(trigger.end, len(self.lowers)):
            word = self.lowers[i]
            if word in (
                ";",
                ":",
                "but",
                "while",
                "which",
                "who",
                "where",
                "whereas",
                "although",
                "though",
                "because",
                "when",
                "as",
                "after",
                "if",
            ):
                if word == "as" and i and self.lowers[i - 1] in ("well", "such"):
                    continue
                if word == "after" and trigger.form == "noun":
                    continue
                return i
            if i in self._verbs and word not in _BE and i > trigger.end:
                return i
        return len(self.lowers)

    def _passive(self, trigger: TriggerHit) -> bool:
        if trigger.form not in ("past", "participle", "base"):
            return False
        if trigger.form == "base" and self.lowers[trigger.start][-2:] not in ("ut", "it", "et", "me", "un"):
            return False
        i, steps = trigger.start - 1, 0
        while i >= 0 and steps < 4:
            word = self.lowers[i]
            if word in _BE:
                return True
            if i in self._at or word in PREPOSITIONS or word in (",", ";"):
                break
            i -= 1
            steps += 1
        if trigger.form == "base":
            return False
        after = self.lowers[trigger.end] if trigger.end < len(self.lowers) else ""
        return after == "by" or (trigger.form == "participle" and self._no_subject_adjacent(trigger))

    def _no_subject_adjacent(self, trigger: TriggerHit) -> bool:
        before = self.lowers[trigger.start - 1] if trigger.start else ""
        return before not in ("has", "have", "had", "having", "'ve")

    def _groups(self, start: int, stop: int) -> Iterator[tuple[str | None, list[Found]]]:
        seen: set[int] = set()
        for f in self.mentions:
            if f.kind is Kind.COUNT or not start <= f.first < stop:
                continue
            group = self.group[f.first]
            if id(group) not in seen:
                seen.add(id(group))
                yield self.governor[f.first], [g for g in group if start <= g.first < stop]

    def _right_roles(self, trigger: TriggerHit, right: int) -> Iterator[tuple[str, tuple[Found, ...]]]:
        for governor, group in self._groups(trigger.end, right):
            if governor is None:
                if group[0].first - trigger.end <= 9:
                    yield "object", tuple(group)
            else:
                yield governor, tuple(group)
                if governor == "of" and group[0].first - trigger.end <= 6 and trigger.form != "noun":
                    yield "object", tuple(group)

    def _left_roles(self, trigger: TriggerHit, left: int) -> Iterator[tuple[str, tuple[Found, ...]]]:
        for governor, group in reversed(list(self._groups(left + 1, trigger.start))):
            if governor is not None:
                yield f"{governor}<", tuple(group)

    def _possessor(self, trigger: TriggerHit) -> tuple[Found, ...]:
        """The mention that stands right before a noun trigger, adjectives and 's between."""
        i, steps = trigger.start - 1, 0
        while i >= 0 and steps < 4:
            found = self._at.get(i)
            if found is not None:
                return (
                    tuple(self.group[found.first]) if found.first in self.group and found.kind is not Kind.COUNT else ()
                )
            word = self.lowers[i]
            if (
                i in self._verbs
                or word in PREPOSITIONS
                or word in _DETERMINERS
                or not (word[0].isalnum() or word in ("'s", "'"))
            ):
                return ()
            i -= 1
            steps += 1
        return ()

    def _subject(self, trigger: TriggerHit, left: int) -> tuple[Found, ...]:
        candidates = [g for governor, g in self._groups(left + 1, trigger.start) if governor is None]
        actors = [g for g in candidates if g[0].kind is Kind.ACTOR]
        if candidates:
            last = candidates[-1]
            verb_between = any(
                i in self._verbs and self.lowers[i] not in _BE for i in range(last[-1].last, trigger.start)
            )
            comma = any(self.lowers[i] == "," for i in range(last[-1].last, trigger.start))
            loose = verb_between or (comma and trigger.form == "ing") or trigger.form in ("ing",)
            if not loose:
                return tuple(last)
            return tuple(actors[0]) if actors else tuple(candidates[0])
        if left >= 0 and self.lowers[left] in _RELATIVES:
            before = [g for _, g in self._groups(0, left)]
            if before:
                return tuple(before[-1])
        ahead = [g for governor, g in self._groups(0, max(left, 0)) if governor is None and g[0].kind is Kind.ACTOR]
        if ahead and (trigger.form in ("ing", "base", "noun") or left >= 0):
            return tuple(ahead[0])
        if trigger.form in ("ing", "noun"):
            behind = [
                g
                for governor, g in self._groups(trigger.end, len(self.lowers))
                if governor is None and g[0].kind is Kind.ACTOR
            ]
            comma_after = next((i for i in range(trigger.end, len(self.lowers)) if self.lowers[i] == ","), None)
            if comma_after is not None:
                for g in behind:
                    if g[0].first > comma_after:
                        return tuple(g)
        return ()

    def _patient(self, trigger: TriggerHit, left: int) -> tuple[Found, ...]:
        candidates = [
            g for governor, g in self._groups(left + 1, trigger.start) if governor is None or governor == "of"
        ]
        if candidates:
            return tuple(candidates[-1])
        if left >= 0 and self.lowers[left] in _RELATIVES:
            before = [g for _, g in self._groups(0, left)]
            if before:
                return tuple(before[-1])
        return ()
