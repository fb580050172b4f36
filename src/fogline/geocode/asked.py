"""What a place string of a table asks for: "X village, near Y, Z governorate", in Latin or Arabic script."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from fogline.names import bare, clean, fold, is_arabic
from fogline.records import Relation
from fogline.resolve.wording import COMMON_WORDS, KIND_WORDS, Asked, take_apart

_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]?")
_PIECES = re.compile(r"\s*[,،؛;|\n]\s*|\s+[–—-]+\s+|:\s+|\s*/\s*|\s+\+\s+")
_OR = re.compile(r"\s+(?:or|aka|a\.k\.a\.?|also\s+(?:known|spelled|called)\s+as|also|أو)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&|و)\s+", re.IGNORECASE)
_COMPASS = r"(?:north|south)?[\s-]?(?:ern\s)?(?:north|south|east|west)(?:ern)?"
_BESIDE = re.compile(
    r"\s*\b(?:near(?:by)?(?:\s+to)?|next\s+to|close\s+to|outside(?:\s+of)?|inside(?:\s+of)?|in|at|within|from|on|beside|"
    r"(?:on\s+|at\s+)?(?:the\s+)?(?:outskirts|entrance|edge|vicinity|surroundings|countryside|centre|center)\s+of|"
    rf"(?:to\s+the\s+|in\s+the\s+)?{_COMPASS}(?:\s+(?:side|part|parts|countryside|outskirts|rural\s+area))?\s+(?:of|to))\s+",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"^(?:(?:about|around|some|roughly)\s+)?(?P<km>\d+(?:[.,]\d+)?)\s*-?(?P<unit>km|kilomet(?:er|re)s?|miles?|mi)\s+"
    r"(?:to\s+the\s+)?(?P<way>(?:north|south)(?:[\s-]?(?:east|west))?|east|west)(?:ern)?\s+(?:of|from)\s+(?P<of>.+)$",
    re.IGNORECASE,
)
_KM_A_MILE = 1.609
_PLACE_OF = re.compile(r"^\s*(?:the\s+)?(?:a\s+)?(\w+)s?\s+of\s+(?=\S)", re.IGNORECASE)
_BESIDE_ARABIC = re.compile(
    r"(?:^|\s+)(?:بالقرب من|قرب|بقرب|جنوب غرب|جنوب شرق|شمال غرب|شمال شرق|جنوبي|شمالي|شرقي|غربي|جنوب|شمال|شرق|غرب|"
    r"في|من|بريف|بمحافظة|بمدينة|ببلدة|بمنطقة|بناحية|التابعة ل|ضمن|داخل|على|بين|بأطراف|أطراف|محيط)\s+"
)
_KINDS_ARABIC = {
    "قرية": "village", "قريه": "village", "قرى": "village", "بلدة": "town", "بلده": "town", "مدينة": "city",
    "مدينه": "city", "مخيم": "camp", "حي": "neighbourhood", "أحياء": "neighbourhood", "ناحية": "district",
    "منطقة": "region", "ريف": "governorate", "محافظة": "governorate", "قضاء": "district", "مطار": "airport",
    "جسر": "bridge", "معبر": "crossing", "سد": "dam", "حقل": "oil_field", "مزرعة": "farm", "مزارع": "farm",
    "سجن": "prison", "مشفى": "hospital", "مستشفى": "hospital", "طريق": "road", "جبل": "mountain", "تلة": "hill",
}  # fmt: skip
_LOCAL = frozenset({"neighbourhood", "hospital", "street", "building", "university", "prison", "factory", "silo"})
_GLUED = re.compile(r"\b[Aa]l['’]?(?=[a-z]{5})")
_BETWEEN_ARABIC = re.compile(r"(?:^|\s)(?:ما\s+)?بين\s+(.+?)\s+و\s*(.+)$")
_MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One line of a table: the string, and what else is known of where it lies."""

    name: str
    context: str = ""
    governorate: str = ""
    near: tuple[float, float] | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A place string taken apart: `heads` are writings of what is meant, `others` of what it may be else.

    `kind` is the kind asked for; `around` what holds it or lies beside it, in the order named; `ends` two places
    that it lies between; `offset` a direction and the kilometres from the place named; `local` is true for what lies
    within a town and is seldom in a gazetteer.
    """

    heads: tuple[str, ...]
    others: tuple[str, ...] = ()
    kind: str | None = None
    around: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    local: bool = False
    beside: bool = False
    offset: tuple[Relation, float] | None = None


@lru_cache(maxsize=8192)
def take_string_apart(text: str, context: str = "") -> Wanted:
    """The parts of a place string; a context is read as more of what lies around."""
    text = clean(text).strip(" .,;،")
    between = _ends_arabic(text) or take_apart(text)
    around = [w for piece in _PIECES.split(clean(context)) for w in _around(piece)]
    if between.ends is not None:
        whole = () if not between.names else between.names
        return Wanted(heads=whole, kind="road" if whole else None, ends=between.ends, around=tuple(around))
    offset = _OFFSET.match(text)
    if offset is not None:
        to = take_string_apart(offset["of"], context)
        way = "".join(w[0] for w in re.findall("north|south|east|west", offset["way"].lower())).upper()
        far = float(offset["km"].replace(",", ".")) * (_KM_A_MILE if offset["unit"].lower().startswith("mi") else 1.0)
        return replace(to, offset=(Relation(way), far))
    asides = [a.strip() for a in _BRACKETS.findall(text) if a.strip()]
    outside = _BRACKETS.sub(" ", text).strip() or text
    first, *more = [p for p in _PIECES.split(outside) if p.strip()] or [outside]
    others: list[str] = []
    first, *either = _OR.split(first)
    for aside in asides:
        is_other = re.match(r"^(?:or|also|aka|أو)\b", aside, re.IGNORECASE)
        (others if is_other else around).append(re.sub(r"^(?:or|also|aka|أو)\s+", "", aside, flags=re.IGNORECASE))
    others += either
    head, beside, rest = _beside(first)
    around = [*rest, *(w for piece in more for w in _around(piece)), *around]
    head, *also = _AND.split(head)
    others += also
    names, kind = _names(head)
    if names and asides and not more and head == first.strip():
        names = (*names[:-1], " ".join(_BRACKETS.sub(r"\1", text).split()), names[-1])
    if not names:
        return Wanted(
            heads=(), others=tuple(others), kind=kind, around=_once(around), local=kind in _LOCAL, beside=beside
        )
    return Wanted(
        heads=names,
        others=_once([*(n for other in others for n in _names(_beside(other)[0])[0][:2]), bare(names[-1])]),
        kind=kind,
        around=_once(around),
        local=kind in _LOCAL,
        beside=beside,
    )


def _ends_arabic(text: str) -> Asked | None:
    """The two ends of "between A and B" in Arabic."""
    found = _BETWEEN_ARABIC.search(text) if is_arabic(text) else None
    if found is None:
        return None
    a, b = (_beside(end)[0] or end for end in found.groups())
    return Asked(names=(), ends=(a.strip(), b.strip()))


def _beside(piece: str) -> tuple[str, bool, list[str]]:
    """A piece before "near", "in" and the like; whether there is no piece before; and what stands after."""
    pattern = _BESIDE_ARABIC if is_arabic(piece) else _BESIDE
    found = pattern.search(piece)
    if found is None or not piece[found.end() :].strip():
        return piece, False, []
    head = piece[: found.start()].strip()
    _, _, deeper = _beside(piece[found.end() :])
    own, *also = _AND.split(_beside(piece[found.end() :])[0])
    return head, not head, [own, *also, *deeper]


def _around(piece: str) -> list[str]:
    """The names of a piece that says where something lies."""
    piece = piece.strip()
    if not piece:
        return []
    head, _, rest = _beside(piece)
    return [p for part in _OR.split(head) for p in _AND.split(part) if p.strip()] + rest


def _names(piece: str) -> tuple[tuple[str, ...], str | None]:
    """The writings of a name, the fullest first, and the kind asked for."""
    piece = piece.strip(" .'\"-")
    if not fold(piece):
        return (), None
    if is_arabic(piece):
        return _arabic_names(piece)
    of = _PLACE_OF.match(piece)
    if of and of.group(1).lower() in KIND_WORDS:
        return _names_of_kind(piece[of.end() :], KIND_WORDS[of.group(1).lower()])
    return _names_of_kind(piece, None)


def _names_of_kind(piece: str, kind: str | None) -> tuple[tuple[str, ...], str | None]:
    shown = " ".join(_capital(w) for w in piece.split())
    asked = take_apart(shown, kind)
    names = [n for n in asked.names if fold(n)]
    words = shown.split()
    while len(words) > 1 and words[-1].lower() in KIND_WORDS:
        words = words[:-1]
    if not asked.names and all(w.lower() in COMMON_WORDS for w in words):
        return (), asked.kind
    names.append(" ".join(words))
    apart = _GLUED.sub("Al ", names[-1])
    return _once([shown if asked.names else names[0], *([apart] if apart != names[-1] else []), *names]), asked.kind


def _capital(word: str) -> str:
    """A word of a name as names are written; small words and words for kinds stay."""
    lower = word.lower()
    return word[:1].upper() + word[1:] if word == lower and lower not in COMMON_WORDS else word


def _arabic_names(piece: str) -> tuple[tuple[str, ...], str | None]:
    words = piece.split()
    kind = None
    while len(words) > 1 and words[0] in _KINDS_ARABIC:
        kind = kind or _KINDS_ARABIC[words[0]]
        words = words[1:]
    half = len(words) // 2
    words = words[:half] if half and words[:half] == words[half:] else words
    return _once([piece, " ".join(words)]), kind


def _once(names: list[str]) -> tuple[str, ...]:
    """The names that have letters, each once, at most six."""
    return tuple({fold(n): n.strip() for n in reversed(names) if fold(n)}.values())[::-1][:_MOST]
