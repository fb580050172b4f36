"""Words for full-text search: what is stored of a text, and a person's query as an expression over it.

Arabic is folded (marks, alef forms, final ya and ta marbuta) and each of its words is stored also without
the article and the particles written onto it, so that a bare word finds the attached one.
"""

import re

from fogline.names import fold, is_arabic

_WORD = re.compile("[\\w\u0640\u064b-\u065f\u0670]+(?:['’ʿʾ`][\\w\u0640\u064b-\u065f\u0670]+)*")
_TERM = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_ATTACHED = re.compile("^(?:[وف]?[بكل]?ال|[وف]?لل|[وف][بكل]?|[بكل])(?=\\w{3})")
_MOST_TERMS = 24


def folded(text: str) -> str:
    """The words of a text as they are searched."""
    return " ".join(filter(None, map(_plain, _WORD.findall(text))))


def _plain(word: str) -> str:
    return fold(word).replace(" ", "")


def bare(word: str) -> str:
    """An Arabic word without what is written onto its front; any other word as it is."""
    return _ATTACHED.sub("", word, count=1) if is_arabic(word) else word


def stems(text: str) -> str:
    """The bare forms of the Arabic words of a folded text that have one."""
    words = [w for w in text.split() if is_arabic(w)]
    made = [bare(w) for w in words]
    return " ".join(m for m, w in zip(made, words, strict=True) if m != w)


def _term(words: list[str], prefix: bool) -> str:
    if len(words) > 1:
        return '"' + " ".join(words) + '"'
    word = words[0]
    star = "*" if prefix else ""
    if not is_arabic(word):
        return f'"{word}"{star}'
    short = bare(word)
    return f'("{word}"{star} OR "{short}"{star})' if short != word else f'"{word}"{star}'


def expression(query: str) -> str | None:
    """A full-text expression for a query: all words, "phrases", -excluded, prefix*; None where it has no word.

    Nothing in the query is taken as syntax but these three signs.
    """
    wanted: list[str] = []
    barred: list[str] = []
    for found in list(_TERM.finditer(query))[:_MOST_TERMS]:
        text = found[2] if found[2] is not None else found[4]
        minus = found[1] if found[2] is not None else found[3]
        words = folded(text).split()
        if not words:
            continue
        prefix = found[2] is None and text.endswith("*")
        (barred if minus else wanted).append(_term(words, prefix))
    if not wanted:
        return None
    made = " AND ".join(wanted)
    return made + "".join(f" NOT {term}" for term in barred)


def patterns(query: str) -> frozenset[str]:
    """The folded words of a query that is not excluded, bare forms included, for marking them in a text."""
    found: set[str] = set()
    for match in list(_TERM.finditer(query))[:_MOST_TERMS]:
        if match[1] or match[3]:
            continue
        for word in folded(match[2] if match[2] is not None else match[4]).split():
            found |= {word, bare(word)}
    return frozenset(found)


def snippet(text: str, query: str, width: int = 240) -> tuple[str, list[tuple[int, int]]]:
    """The stretch of a text where a query's words stand nearest, with where they stand in it."""
    wanted = patterns(query)
    beginnings = tuple(w for w in wanted if len(w) > 3)
    hits = []
    for match in _WORD.finditer(text):
        word = _plain(match.group())
        if word in wanted or word.startswith(beginnings) or bare(word) in wanted:
            hits.append((match.start(), match.end()))
    if not hits:
        return text[:width].rsplit(" ", 1)[0] if len(text) > width else text, []
    best = max(range(len(hits)), key=lambda i: (sum(1 for h in hits if 0 <= h[0] - hits[i][0] < width), -i))
    start = max(0, hits[best][0] - width // 4)
    while start and not text[start - 1].isspace() and hits[best][0] - start < width // 2:
        start -= 1
    shown = text[start : start + width]
    return shown, [(a - start, b - start) for a, b in hits if start <= a and b <= start + len(shown)]
