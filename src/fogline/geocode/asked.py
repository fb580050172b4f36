"""What a place string of a table asks for: "X village, near Y, Z governorate", in Latin or Arabic script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from fogline.geocode.told import How, Told, told_of, within
from fogline.names import bare, clean, fold, is_arabic
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
    "شارع": "street",
}  # fmt: skip
_HOLDING = frozenset({"village", "town", "city", "district", "region", "governorate"})
_HOLDING_ARABIC = {word: kind for word, kind in _KINDS_ARABIC.items() if kind in _HOLDING}
_LOCAL = frozenset({"neighbourhood", "hospital", "street", "building", "university", "prison", "factory", "silo"})
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CASES = re.compile("(?<=[\u0400-\u04ff]{3})(?:[оеё][йюм]|ою|ею|[аяуюіиыеє])$")
_BURMESE = re.compile("[\u1000-\u109f]")
_BURMESE_TOWN = "မြို့"
_GLUED = re.compile(r"\b[Aa]l['’]?(?=[a-z]{5})")
_BETWEEN_ARABIC = re.compile(r"(?:^|\s)(?:ما\s+)?بين\s+(.+?)\s+و\s*(.+)$")
_ROAD = re.compile(
    r"^(?P<road>.+?\b(?:road|highway|route|motorway|autostrad|axis))s?\b[\s,]*(?P<rest>.*)$", re.IGNORECASE
)
_LED = re.compile(
    r"^(?:the\s+)?(?:[\w-]+\s+){0,2}(?:road|highway|route|motorway)s?\s+(?:that\s+)?"
    r"(?:from|link(?:ing|s)|connect(?:ing|s)|leading\s+from|between)\s+(?P<a>.+?)\s+(?:to|and|with|towards?)\s+(?P<b>[^,;(]+)",
    re.IGNORECASE,
)
_ROAD_ARABIC = re.compile(
    r"^(?:ال)?(?:طريق|طريق\s+عام|[أا]وتوستراد|[أا]تستراد)\s+(?:(\S+)\s+(\S+)|(.+?)\s*(?:[-–—]|إلى|الى)\s*(.+))$"
)
_NUMBERED_ARABIC = re.compile(r"^(?:ال)?(?:طريق|[أا]وتوستراد)\s+(?:ال\S+\s+)*[إا]م\s*(\d{1,2})$")
# What tells of a camp, an airport or a field and is no part of its name, right before the word for its kind.
_TELLING = re.compile(
    r"(?:^|\s+)(?:idps?|displaced|displacement|refugees?|military|international|civil(?:ian)?)(?=\s+[a-z]+$)",
    re.IGNORECASE,
)
_KINDS_CYRILLIC = {
    "с": "village", "село": "village", "деревня": "village", "д": "village", "смт": "town", "пгт": "town",
    "селище": "town", "посёлок": "town", "поселок": "town", "місто": "city", "м": "city", "город": "city", "г": "city",
    "область": "governorate", "обл": "governorate", "район": "district",
}  # fmt: skip
_CENTRE = re.compile(r"\s+(?:city|town|village)\s+cent(?:er|re)(?=\s*(?:[,;(]|$))", re.IGNORECASE)
# A quarter or a street behind its town, without a comma: Arabic names the town first as often as not.
_QUARTER_BEHIND = re.compile(r"^(?P<town>\S[^,،;]*?)\s+(?P<quarter>(?:حي|شارع|مشفى|مستشفى)\s+\S.*)$")
_UNNAMED = re.compile(
    r"^(?:(?:an?|the|some|one)\s+)?(?P<kind>[a-z]+?)s?\s+(?:(?:is|located|situated|lying)\s+)?"
    r"(?=(?:about\s+|around\s+|some\s+|roughly\s+|just\s+)?(?:\d|(?:to\s+the\s+)?(?:north|south|east|west)))",
)
_DASHED = re.compile(r"^(?P<a>.+?)(?:\s*[–—]\s*|\s+-\s+)(?P<b>.+)$")
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
    that it lies between; `told` the area about the place that is meant, with `whole` the string that says so; `local`
    is true for what lies within a town and is seldom in a gazetteer, `large` where only large cities are looked for.
    """

    heads: tuple[str, ...]
    others: tuple[str, ...] = ()
    kind: str | None = None
    around: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    local: bool = False
    told: Told | None = None
    whole: str = ""
    large: bool = False


@lru_cache(maxsize=8192)
def take_string_apart(text: str, context: str = "") -> Wanted:
    """The parts of a place string; a context is read as more of what lies around."""
    text = within(clean(text).strip(' .,;،"“”'))
    around = [w for piece in _PIECES.split(clean(context)) for w in _around(piece)]
    text = _CENTRE.sub("", text)
    quarter = _QUARTER_BEHIND.match(text)
    if quarter is not None and quarter["town"] not in _KINDS_ARABIC:
        text = f"{quarter['quarter']}، {quarter['town']}"
    numbered = _NUMBERED_ARABIC.match(text)
    text = f"M{numbered[1]}" if numbered else text
    between, behind = _between(text)
    if between.ends is not None:
        around = [*(w for piece in _PIECES.split(behind) for w in _around(piece)), *around]
        return Wanted(
            heads=between.names,
            kind="road" if between.names else None,
            ends=between.ends,
            around=_without_kinds(around),
        )
    unnamed = _UNNAMED.match(text)
    told = told_of(text[unnamed.end() :] if unnamed is not None and unnamed["kind"] in KIND_WORDS else text)
    if told is not None:
        ends = _DASHED.match(told[0]) if told[1].how is How.FRONT else None
        if ends is not None:
            return Wanted(heads=(), ends=(ends["a"], ends["b"]), around=_without_kinds(around))
        to = take_string_apart(told[0], context)
        return replace(to, heads=_once([*to.heads, *_uninflected(to.heads)]), told=told[1], whole=text)
    asides = [a.strip() for a in _BRACKETS.findall(text) if a.strip()]
    outside = _BRACKETS.sub(" ", text).strip() or text
    first, *more = [p for p in _PIECES.split(outside) if p.strip()] or [outside]
    others: list[str] = []
    first, *either = _OR.split(first)
    for aside in asides:
        is_other = re.match(r"^(?:or|also|aka|أو)\b", aside, re.IGNORECASE)
        (others if is_other else around).append(re.sub(r"^(?:or|also|aka|أو)\s+", "", aside, flags=re.IGNORECASE))
    others += either
    head, rest = _beside(first)
    if not head and rest:
        head, *rest = rest
    around = [*rest, *(w for piece in more for w in _around(piece)), *around]
    head, *also = _AND.split(head)
    others += also
    names, kind = ((), _KINDS_ARABIC[head]) if rest and head in _KINDS_ARABIC else _names(head)
    if names and asides and not more and head == first.strip():
        names = (*names[:-1], " ".join(_BRACKETS.sub(r"\1", text).split()), names[-1])
    if not names:
        return Wanted(heads=(), others=tuple(others), kind=kind, around=_without_kinds(around), local=kind in _LOCAL)
    return Wanted(
        heads=names,
        others=_once([*(n for other in others for n in _names(_beside(other)[0])[0][:2]), bare(names[-1])]),
        kind=kind,
        around=_without_kinds(around),
        local=kind in _LOCAL,
    )


def pieces(text: str) -> list[str]:
    """The parts of a string between its commas and the like."""
    return [p.strip() for p in _PIECES.split(clean(text)) if p.strip()]


def _between(text: str) -> tuple[Asked, str]:
    """The two ends of a stretch or a road, if a string asks for one, and what stands behind it."""
    if is_arabic(text):
        found = _BETWEEN_ARABIC.search(text) or _ROAD_ARABIC.match(text)
        ends = () if found is None else tuple(end for end in found.groups() if end)
        if len(ends) != len("AB"):
            return Asked(names=()), ""
        names = (text,) if _BETWEEN_ARABIC.search(text) is None else ()
        a, b = (_beside(end)[0] or end for end in ends)
        return Asked(names=names, ends=(a.strip(), b.strip())), ""
    led = _LED.match(text)
    if led is not None:
        return Asked(names=(), ends=(led["a"], led["b"])), ""
    whole = take_apart(text)
    road = _ROAD.match(text)
    if whole.ends is not None or road is None or not road["rest"]:
        return whole, ""
    asked = take_apart(road["road"])
    asides = [aside.strip() for aside in _BRACKETS.findall(road["rest"])]
    return replace(asked, names=(*asked.names, *asides)), _BRACKETS.sub(" ", road["rest"])


def _beside(piece: str) -> tuple[str, list[str]]:
    """A piece before "near", "in" and the like; and what stands after."""
    pattern = _BESIDE_ARABIC if is_arabic(piece) else _BESIDE
    found = pattern.search(piece)
    if found is None or not piece[found.end() :].strip():
        return piece, []
    head = piece[: found.start()].strip()
    first, deeper = _beside(piece[found.end() :])
    own, *also = _AND.split(first)
    return head, [own, *also, *deeper]


def _around(piece: str) -> list[str]:
    """The names of a piece that says where something lies."""
    piece = piece.strip()
    if not piece:
        return []
    head, rest = _beside(piece)
    return [p for part in _OR.split(head) for p in _AND.split(part) if p.strip()] + rest


def _names(piece: str) -> tuple[tuple[str, ...], str | None]:
    """The writings of a name, the fullest first, and the kind asked for."""
    piece = piece.strip(" .'\"-")
    if not fold(piece):
        return (), None
    if is_arabic(piece):
        return _leading_kind(piece, _KINDS_ARABIC)
    if _BURMESE.search(piece):
        bare_name = piece.removesuffix(_BURMESE_TOWN)
        return _once([piece, bare_name + _BURMESE_TOWN, bare_name]), None
    if _CYRILLIC.search(piece):
        return _leading_kind(piece, _KINDS_CYRILLIC)
    of = _PLACE_OF.match(piece)
    if of and of.group(1).lower() in KIND_WORDS:
        return _names_of_kind(piece[of.end() :], KIND_WORDS[of.group(1).lower()])
    return _names_of_kind(piece, None)


def _names_of_kind(piece: str, kind: str | None) -> tuple[tuple[str, ...], str | None]:
    shown = " ".join(_capital(w) for w in piece.split())
    asked = take_apart(shown, kind)
    names = [n for n in asked.names if fold(n)]
    short = _TELLING.sub("", shown).strip()
    if short != shown:
        if all(w.lower() in COMMON_WORDS for w in short.split()):
            return (), asked.kind
        names.append(short)
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


def _leading_kind(piece: str, kinds: Mapping[str, str]) -> tuple[tuple[str, ...], str | None]:
    """The writings of a name in a script whose words for kinds stand before it, or in Cyrillic behind it."""
    words = piece.split()
    kind, stages = None, []
    while len(words) > 1 and (first := kinds.get(words[0].lower().rstrip("."))):
        kind = kind or first
        words = words[1:]
        stages.append(" ".join(words))
    while kinds is _KINDS_CYRILLIC and len(words) > 1 and (last := kinds.get(words[-1].lower().rstrip("."))):
        kind = kind or last
        words = words[:-1]
    half = len(words) // 2
    words = words[:half] if half and words[:half] == words[half:] else words
    return _once([piece, *stages, " ".join(words)]), kind


def _without_kinds(names: list[str]) -> tuple[str, ...]:
    """The names of what lies around, those in Arabic script without "village" and the like before them."""
    return _once([(_leading_kind(n, _HOLDING_ARABIC)[0] or (n,))[-1] if is_arabic(n) else n for n in names])


def _uninflected(names: tuple[str, ...]) -> list[str]:
    """What a Cyrillic name may be in the nominative that stands in another case."""
    last = names[-1] if names else ""
    cased = _CASES.search(last)
    return [] if cased is None else [last[: cased.start()] + ending for ending in ("", "а", "о", "е", "я", "ь")]


def _once(names: list[str]) -> tuple[str, ...]:
    """The names that have letters, each once, at most six."""
    return tuple({fold(n): n.strip() for n in reversed(names) if fold(n)}.values())[::-1][:_MOST]
