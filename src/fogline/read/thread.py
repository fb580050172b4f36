"""Finds where reader comments begin in a page whose tags are lost.

Each line gets a score for talking like a reader (first person, chat, questions, exclamations, addresses,
bare links, a name alone before chat) and against (datelines, attribution, long neutral prose). Comments
begin at the first line from which the rest of the page talks like readers.
"""

import re
from collections.abc import Sequence

from fogline.read.furniture import is_furniture

_MARKER = re.compile(
    r"^[\W_]*(?:\d+\s+(?:comments?|replies|responses|thoughts?)(?:\s+(?:on|to)\b.*)?|(?:\d+ )?comments?(?:\s*\([^)]{1,30}\))?\s*:?|(?:readers?['’]?s?\s+)comments?\s*:?|leave a (?:reply|comment)\b.*"
    r"|sort by\b.*|join the (?:discussion|conversation)\b.*|discussion\s*:?|notify of\b.*|subscribe\s+notify.*|responses?\s*(?:\(\d+\))?\s*:?|\d+\s*comment threads?.*|(?:view|show|load) (?:all )?\d* ?comments?.*|comment threads?\b.*|inline feedbacks?|view all comments)[\W_]*$",
    re.IGNORECASE,
)
_NAMED_MARKER = re.compile(
    r"^[\W_]*(?:(?:\d+ )?comments?(?:\s*\([^)]{1,30}\))?|readers?['’]?s?['’]? (?:comments?|views|opinions|letters|replies)|leave a reply)\s*:?[\W_]*$",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"\b(?:i|i'm|i’m|im|i've|i’d|i'd|i'll|my|me|imo|imho|lol|lmao|haha+|omg|wtf|btw|thx|yeah|yep|yup|nope|dude|bro|guys|folks|ok|okay|hey|hi|wow|hmm|huh|damn|hell|shit|bullshit|fuck\w*|idiots?|moron\w*|troll\w*|stupid|dumb|crap|sheeple|zio\w*|propaganda|thanks|thank you|great (?:news|job|article|report|post|movie)|good (?:news|job|article|point|luck)|well said|well done|agree|disagree|exactly|totally|seriously|obviously|personally|you|your|you're|u|ur|let's|lets|let go|god bless|bravo|hopefully|maybe|pls|please|gonna|wanna|dont|cant|wont|doesnt|isnt|thats|whats|dont't|they should|we should|should (?:just|have|try|go|be|join|take|let)|it would be|i think|time to|hope)\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\b(?:according to|said|reported|announced|sources|spokesman|ministry|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|killed|captured|province|countryside|forces|army|troops|fighters|militants)\b",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(
    r"^[•\-*\s]*[@#]?[\w.’'()\- ]{2,32}(?:\s*(?:[·|]|•|–|—|-|,)?\s*(?:\d+\s*(?:h|hours?|d|days?|weeks?|months?|years?|mins?|minutes?)\s*(?:ago)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.? \d.*))?$",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"^[»>@#•\-*\s]*(?P<name>[\w.’'\-]+(?: [\w.’'\-]+){0,3})(?:\s+(?:says|wrote|said|replied|commented)\s*:?|\s*:|\s+[—–]\s|\s{2,})\s*(?P<rest>.*)$"
)
_REPLY = re.compile(
    r"^[\W_]*(?:reply|like|share|upvote|report|permalink|edited|guest|\d+\s*[↑▲+-]?\s*\|?\s*\d*)[\W_]*$",
    re.IGNORECASE,
)
_URL_ONLY = re.compile(r"^\s*(?:https?://|www\.)\S+\s*$")
_FEWEST = 2
_SHORT = 30


def _chattiness(line: str) -> float:
    """Above 0 for a line that talks like a reader, below for one that reports."""
    words = max(len(line.split()), 1)
    score = 1.3 * min(len(_CHAT.findall(line)), 5) / (1 + words / 40)
    score += 0.8 * min(line.count("!") + line.count("??"), 3) + (0.5 if line.endswith("?") else 0.0)
    score += 2.5 if _URL_ONLY.match(line) else 0.0
    score += 1.5 if _REPLY.match(line) else 0.0
    score += 0.6 if line[:1].islower() else 0.0
    score += 0.5 if re.search(r"\.\.\.|[:;]-?[)(]|´|\b[A-Z]{4,}\b.*!", line) else 0.0
    score -= 0.55 * min(len(_REPORTING.findall(line)), 6)
    score -= 0.5 if words > 45 else 0.0
    return score - 0.35


def _name_before_chat(lines: Sequence[str], n: int) -> bool:
    line = lines[n]
    if len(line) > 48 or not _NAME_LINE.match(line) or line.endswith((".", ":", "?", "!")):
        return False
    following = [text for text in lines[n + 1 : n + 3] if not _REPLY.match(text)]
    return bool(following) and _chattiness(following[0]) > 0.3 and len(line.split()) <= 5


def _speaks(lines: Sequence[str], n: int) -> bool:
    """True for a handle with what its owner says, on one line or on the next."""
    m = _SPEAKER.match(lines[n])
    if m is None:
        return False
    rest = m["rest"] or (lines[n + 1] if n + 1 < len(lines) else "")
    handle = m["name"]
    if not any(c.isalpha() for c in handle) or handle.isupper():
        return False
    odd = "_" in handle or lines[n].lstrip()[:1] in "»>@" or bool(re.search(r"[a-z]\d", handle))
    said = re.search(r"\b(?:says|wrote|replied|commented)\s*:?$", lines[n]) is not None
    return _chattiness(rest) > (-0.4 if odd or said else 0.1) and len(rest.split()) < 60


def _nested(lines: Sequence[str], indents: Sequence[int], n: int) -> bool:
    """True for a bullet that is but a name, with a deeper line under it."""
    line = lines[n]
    if line[:1] not in "•*-" or n + 1 >= len(lines) or indents[n + 1] <= indents[n]:
        return False
    return len(line.split()) <= 7 and not re.search(r"[.:!?]$", line) and lines[n + 1][:1] not in "•*-"


def first_comment(lines: Sequence[str], indents: Sequence[int]) -> int | None:
    """The number of the line at which reader comments begin, or None where there are none."""
    if len(lines) < _FEWEST:
        return None
    for n, line in enumerate(lines):
        plain = _NAMED_MARKER.match(line) is not None
        if n and (plain or _MARKER.match(line)) and (plain or n + 1 == len(lines) or _talks(lines[n + 1 : n + 9])):
            return n
    scores = [_chattiness(line) for line in lines]
    for n in range(1, len(lines)):
        scores[n] = 1.2 if _name_before_chat(lines, n) else scores[n]
    found = [
        at
        for at in (_signed(lines), _threaded(lines, indents), _burst(scores), _turn(scores, lines, indents))
        if at is not None
    ]
    return min(found, default=None)


def _threaded(lines: Sequence[str], indents: Sequence[int]) -> int | None:
    """The first of at least two speakers, or nested names, that end the page."""
    nested = [n for n in range(1, len(lines)) if _nested(lines, indents, n)]
    if len(nested) >= _FEWEST:
        return nested[0]
    speakers = [n for n in range(1, len(lines)) if _speaks(lines, n)]
    for k, n in enumerate(speakers):
        rest = speakers[k:]
        chat = max(_chattiness(lines[r]) for r in rest)
        if len(rest) >= _FEWEST and len(lines) - n <= 3 * len(rest) and chat > 0.3:
            return n
    if speakers and speakers[-1] >= len(lines) - 2 and _chattiness(lines[speakers[-1]]) > 0.9:
        return speakers[-1]
    return None


def _signed(lines: Sequence[str]) -> int | None:
    """The first of the short lines "Somebody: …" that end a page, right after its furniture."""
    at = len(lines)
    while at > 1:
        m = _SPEAKER.match(lines[at - 1])
        if m is None or not m["rest"] or len(m["rest"].split()) > _SHORT or not any(c.isalpha() for c in m["name"]):
            break
        at -= 1
    return at if at < len(lines) and at > 1 and is_furniture(lines[at - 1]) else None


def _burst(scores: Sequence[float]) -> int | None:
    """The start of a run of chat after plain reporting, with no plain reporting after it."""
    for n in range(2, len(scores) - 2):
        before = scores[max(0, n - 5) : n]
        if scores[n] <= 0.3 or sum(before) / len(before) > -0.9 or before[-1] > -0.3:
            continue
        window = scores[n : n + 5]
        if sum(max(s, -0.4) for s in window) >= 4.0 and min(scores[n:]) > -1.9:
            return n
    return None


def _talks(lines: Sequence[str]) -> bool:
    return sum(_chattiness(line) for line in lines) > 0 or any(_name_before_chat(lines, n) for n in range(len(lines)))


def _turn(scores: Sequence[float], lines: Sequence[str], indents: Sequence[int]) -> int | None:
    """The line after which readers talk: the split with the greatest gain, if the rest is a thread."""
    total, best, at = 0.0, 0.0, None
    for n in range(len(scores) - 1, 0, -1):
        total += scores[n]
        threshold = 2.2 if len(scores) - n >= _FEWEST else 3.5
        reported = sum(scores[:n]) / n
        if total > best and total >= threshold and scores[n] > 0.2 and reported < -0.5:
            best, at = total, n
    if at is None:
        return None
    tail = scores[at:]
    chatty = sum(1 for s in tail if s > 0.1) / len(tail)
    nested = any(i >= 4 for i in indents[at:])
    named = sum(1 for n in range(at, len(lines)) if _name_before_chat(lines, n))
    return at if chatty >= 0.5 or named >= 2 or (nested and chatty >= 0.35) else None
