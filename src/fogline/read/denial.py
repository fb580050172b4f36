"""Tells where a sentence says of a claim that it is false: "it is not true that …", "reports of … were fake"."""

import re
from collections.abc import Sequence

_SAYING = (
    r"(?:claims?|reports?|rumou?rs?|news|allegations?|accusations?|word|talk|stor(?:y|ies)|suggestions?|statements?"
    r"|announcements?|assertions?|information|charges?|posts?|videos?|footage)"
)
_FALSE = (
    r"(?:not (?:true|correct|the case|borne out|supported)|untrue|false|wrong|fake|incorrect|inaccurate|baseless"
    r"|unfounded|groundless|fabricated|invented|a (?:lie|hoax|fabrication)|lies|fiction|without (?:foundation|basis)"
    r"|disproved|debunked|premature|mistaken|in error)"
)
_BEING = r"(?:is|are|was|were|be|been|as|prove[sdn]?|(?:turn|appear|seem)(?:s|ed)?(?: out)?)"
_DENY = r"den(?:y|ies|ied|ying)"
_REFUSED = rf"(?:{_DENY}|(?:reject|refut|disput|dismiss|rebut|retract)(?:s|es|t?ed|t?ing|)?)"
_TURN = r"(?:(?:but|although|though|while|whereas|adding|saying|insisting|after)\b|and (?:\w+ed|said|says)\b)"
_REST = rf"(?:(?!\b{_TURN})[^;:])*"
"""The rest of a clause, never past a word that turns it."""

_NOT = r"(?<!not )(?<!never )(?<!n't )\b"
_FEW = r"(?:(?!,)\S+ )"
_BEFORE = re.compile(
    rf"(?:\b(?:it|that) (?:(?:is|was|'s) (?:\w+ )?{_FALSE}|(?:isn't|wasn't) true) that"
    rf"|{_NOT}{_REFUSED} {_FEW}{{0,6}}?{_SAYING} {_FEW}{{0,4}}?(?:that|of|about)"
    rf"|{_NOT}{_DENY} {_FEW}{{0,3}}?that) {_REST}$"
    rf"|{_NOT}{_DENY} (?:(?!and ){_FEW}){{0,4}}$"
)
_ABOUT = re.compile(rf"\b{_SAYING} {_FEW}{{0,3}}?(?:that|of|about|on|showing|saying) {_REST}$")
_VERB = re.compile(_REFUSED)
_AUXILIARIES = frozenset("has have had later also then since promptly again flatly strongly categorically".split())
"""What may stand between a verb of denying and its subject."""
_AFTER = re.compile(rf"^{_REST}\b{_BEING} (?:\w+ ){{0,2}}(?:{_FALSE}|{_REFUSED})(?! (?:about|on|in|to|as)\b)")


def said_false(words: Sequence[str], start: int, end: int) -> bool:
    """True where the sentence says that what its words from `start` to `end` claim is false.

    `words` are the sentence's words in lower case, marks among them.
    """
    before = " ".join(words[:start]) + " "
    after = " ".join(words[end:])
    if _BEFORE.search(before):
        return True
    return _ABOUT.search(before) is not None and _AFTER.search(after) is not None


def denier_ends(words: Sequence[str], end: int) -> int | None:
    """Where the words end of whom a sentence has denying a claim, its trigger ending before word `end`: "X denied it".

    The last verb of denying up to there counts; None where there is none.
    """
    at = next((n for n in range(end - 1, -1, -1) if _VERB.fullmatch(words[n])), None)
    if at is None or words[at + 1 : at + 2] == ["by"]:
        return None
    while at > 0 and words[at - 1] in _AUXILIARIES:
        at -= 1
    return at or None
