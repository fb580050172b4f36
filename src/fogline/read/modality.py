"""Status, certainty and attribution of a claim, from cues around its trigger."""

from collections.abc import Sequence

from fogline.read.clauses import Fillers
from fogline.read.denial import said_false
from fogline.read.lexicon import Frame, TriggerHit, WordClasses
from fogline.read.mentions import Found, Kind, SentenceMentions
from fogline.records import Certainty, ClaimType, Mention, Span, Status

_STATES = frozenset({ClaimType.CONTROL_HOLD, ClaimType.PRESENCE, ClaimType.CONTESTED})
_PAST_AUX = frozenset(["was", "were", "had", "did", "been"])
_PRESENT_AUX = frozenset(
    ["is", "are", "'s", "am", "being", "continue", "continues", "remains", "remain", "keeps", "keep", "still"]
)


def _near_left(words: Sequence[str], at: int, reach: int, stop: int) -> Sequence[str]:
    return words[max(stop + 1, at - reach) : at]


def status_of(
    sentence: SentenceMentions, hit: TriggerHit, frame: Frame, fillers: Fillers, words: WordClasses
) -> Status:
    """The status the cues around a trigger give: denied, hypothetical, expected, ongoing, else occurred."""
    lowers = sentence.lowers
    before = _near_left(lowers, hit.start, 7, fillers.left)
    close = _near_left(lowers, hit.start, 5, fillers.left)
    cues = words.cues
    forecast = frame.status == "expected"
    if any(w in cues["negation"] for w in close) and frame.outcome != "repelled":
        return Status.DENIED
    if said_false(lowers, hit.start, hit.end):
        return Status.DENIED
    opening = lowers[max(0, fillers.left)] if fillers.left >= 0 else (lowers[0] if lowers else "")
    if opening in ("if", "unless") or (lowers and lowers[0] in ("if", "unless")):
        return Status.HYPOTHETICAL
    if any(w in ("could", "would", "might", "may", "should") for w in before):
        return Status.HYPOTHETICAL
    if _noun_tense(lowers, hit, frame) is Status.EXPECTED or forecast or any(w in cues["expected"] for w in before):
        return Status.EXPECTED
    if hit.form == "base" and hit.start and lowers[hit.start - 1] == "to":
        verb = next((w for w in reversed(before[:-1]) if w.isalpha()), "")
        if verb in ("continue", "continues", "continuing"):
            return Status.ONGOING
        if verb in ("able", "managed", "continued", "began", "started", "helped", "succeeded"):
            return Status.OCCURRED
        return Status.EXPECTED
    return _present(lowers, hit, frame, before)


_TENSES = {
    **dict.fromkeys(("is", "are", "continue", "continues", "remain", "remains", "rage", "rages", "'s"), Status.ONGOING),
    **dict.fromkeys(("will", "shall"), Status.EXPECTED),
    **dict.fromkeys(
        ("was", "were", "began", "erupted", "broke", "took", "started", "ended", "had", "left", "killed"),
        Status.OCCURRED,
    ),
}


def _noun_tense(lowers: Sequence[str], hit: TriggerHit, frame: Frame) -> Status | None:
    """The status that the first finite verb after a noun trigger gives; None where none is near."""
    if frame.kind != "noun":
        return None
    for i in range(hit.end, min(hit.end + 9, len(lowers))):
        word = lowers[i]
        if word in (";", ".", "which", "who", "that", "but", "while"):
            return None
        if word in ("has", "have") and i + 1 < len(lowers):
            return (
                Status.ONGOING
                if lowers[i + 1] in ("been", "intensified", "continued", "escalated")
                else Status.OCCURRED
            )
        if word in _TENSES:
            return _TENSES[word]
    return None


def _present(lowers: Sequence[str], hit: TriggerHit, frame: Frame, before: Sequence[str]) -> Status:
    going = any(
        w
        in (
            "continue",
            "continues",
            "continuing",
            "still",
            "ongoing",
            "on-going",
            "currently",
            "now",
            "underway",
            "remain",
            "remains",
        )
        for w in before
    )
    after = lowers[hit.end : hit.end + 5]
    if frame.kind == "noun":
        tense = _noun_tense(lowers, hit, frame)
        if tense is not None:
            return tense
        later = any(
            w in ("continue", "continues", "ongoing", "on-going", "underway", "rage", "raging", "continuing")
            for w in after
        )
        if going or later or any(w in ("is", "are") for w in after[:2]):
            return Status.ONGOING
        return Status.ONGOING if frame.type in _STATES else Status.OCCURRED
    past = any(w in _PAST_AUX for w in before[-3:])
    if hit.form == "ing" and any(w in _PRESENT_AUX for w in before[-3:]) and not past:
        return Status.ONGOING
    if frame.type in _STATES or (frame.type is ClaimType.ENCIRCLEMENT and frame.phase == "ongoing"):
        if hit.form == "past" and not any(w in ("is", "are", "has", "have") for w in before[-3:]):
            return Status.OCCURRED if not going else Status.ONGOING
        return Status.OCCURRED if past else Status.ONGOING
    if hit.form in ("s", "base") and not past and hit.start and lowers[hit.start - 1] not in ("to", "did", "n't"):
        return Status.ONGOING
    return Status.ONGOING if going and hit.form == "ing" else Status.OCCURRED


def certainty_of(sentence: SentenceMentions, hit: TriggerHit, fillers: Fillers, words: WordClasses) -> Certainty:
    """Hedged where a hedge stands in the trigger's clause or opens its sentence."""
    lowers = sentence.lowers
    window = lowers[max(fillers.left, hit.start - 14, 0) : min(fillers.right + 3, hit.end + 8)]
    hedges = words.cues["hedge"] - {"may", "might", "thought"}
    hedged = any(w in hedges for w in window) or _said_to(lowers[max(fillers.left - 2, 0) : hit.end])
    return Certainty.HEDGED if hedged else Certainty.STATED


_HEARSAY = frozenset("said reported understood rumoured rumored claimed thought assumed".split())


def _said_to(lowers: Sequence[str]) -> bool:
    """True for "are said to have …": a passive of saying that names no speaker."""
    return any(
        verb in _HEARSAY and be in ("is", "are", "was", "were") and to == "to"
        for be, verb, to in zip(lowers, lowers[1:], lowers[2:], strict=False)
    )


SAYING = frozenset(
    "said says reported reports claimed claims claim announced announces stated declared confirmed denied denies"
    " alleged asserted asserts insisted added adds wrote admitted acknowledged told tells".split()
)
"""Verbs whose subject is the speaker; "states" is left out, being mostly a noun."""


def attribution(sentence: SentenceMentions, words: WordClasses) -> tuple[tuple[Mention, int, int], ...]:
    """Who the sentence names for what it says, each with the token range its words govern."""
    lowers, tokens = sentence.lowers, sentence.tokens
    made: list[tuple[Mention, int, int]] = []
    for i, word in enumerate(lowers):
        if word == "according" and i + 2 < len(lowers) and lowers[i + 1] == "to":
            name = _noun_phrase(sentence, i + 2)
            if name is not None:
                made.append((name, 0, len(lowers)))
        elif word in SAYING:
            if (
                word in ("reported", "claimed", "confirmed", "announced", "denied")
                and i
                and lowers[i - 1] in ("was", "were", "been", "is", "are", "be")
            ):
                continue
            name = _subject_phrase(sentence, i)
            if name is not None and tokens:
                start = 0 if i + 1 >= len(lowers) or lowers[i + 1] in (".", ",", '"', "”") else i
                made.append((name, start, len(lowers)))
    return tuple(made)


_STOP = frozenset(
    [
        ",",
        ".",
        ";",
        ":",
        "that",
        "who",
        "which",
        "on",
        "in",
        "by",
        "with",
        "at",
        "about",
        "after",
        "as",
        "and",
        "but",
        "from",
        "when",
        "while",
        "to",
        "for",
        "yesterday",
        "today",
        "late",
        "earlier",
    ]
)


def _mention(sentence: SentenceMentions, first: int, last: int) -> Mention | None:
    while first < last and sentence.lowers[first] in ("the", "a", "an", "its", "their", "his"):
        first += 1
    if first >= last:
        return None
    span = Span(sentence.tokens[first].span.start, sentence.tokens[last - 1].span.end)
    return Mention(text=sentence.text[span.start : span.end], span=span)


def _noun_phrase(sentence: SentenceMentions, at: int) -> Mention | None:
    end = at
    while end < len(sentence.lowers) and end - at < 8 and sentence.lowers[end] not in _STOP:
        end += 1
    if end < len(sentence.lowers) and sentence.lowers[end] in ("for", "in", "on") and end + 1 < len(sentence.lowers):
        covering = [f for f in sentence.found if f.kind is Kind.ACTOR and f.first < end < f.last]
        if covering:
            end = covering[0].last
    return _mention(sentence, at, end)


def _subject_phrase(sentence: SentenceMentions, verb: int) -> Mention | None:
    start = verb
    while start > 0 and sentence.lowers[start - 1] in (
        "has",
        "have",
        "had",
        "also",
        "later",
        "earlier",
        "reportedly",
        "officially",
    ):
        start -= 1
    end = start
    while (
        start > 0
        and end - start < 8
        and sentence.lowers[start - 1]
        not in (",", ".", ";", ":", "that", "but", "and", "while", "as", '"', "“", "”", "'")
    ):
        start -= 1
    if sentence.lowers[start:end] and sentence.lowers[start] in (
        "in",
        "on",
        "at",
        "it",
        "he",
        "she",
        "they",
        "which",
        "this",
        "who",
    ):
        return None
    return _mention(sentence, start, end)


def attributed(
    sources: Sequence[tuple[Mention, int, int]], hit: TriggerHit, initiator: Sequence[Found]
) -> tuple[Mention, ...]:
    """The speakers whose words govern a trigger."""
    return tuple(m for m, start, end in sources if start <= hit.start < end)
