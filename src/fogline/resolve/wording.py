"""What the words for a place ask for: a name, a kind of place, what contains it, a part or a surround."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from fogline.records import Relation


def word_set(words: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(words.split())


_KINDS = {
    "airbase": "airbase airfield aerodrome air-base",
    "airport": "airport",
    "hill": "hill hills height heights hilltop tell mound ridge",
    "mountain": "mountain mountains mount peak mountaintop range",
    "camp": "camp camps",
    "neighbourhood": "neighbourhood neighborhood neighbourhoods neighborhoods quarter quarters suburb "
    "suburbs housing blocks projects souk bazaar",
    "district": "district districts subdistrict sub-district nahiya canton county",
    "village": "village villages hamlet hamlets",
    "town": "town towns township",
    "city": "city cities capital stronghold",
    "governorate": "province provinces governorate governorates countryside rif oblast wilayat wilaya muhafazah",
    "region": "region area areas plain basin pocket zone valley wadi enclave front frontline sector belt "
    "steppe triangle salient cauldron",
    "road": "road highway route motorway autostrad axis corridor",
    "river": "river creek stream",
    "dam": "dam barrage",
    "bridge": "bridge bridges overpass",
    "crossing": "crossing gate border-crossing crossings",
    "checkpoint": "checkpoint checkpoints barrier roadblock",
    "border": "border frontier",
    "oil_field": "oilfield oilfields oil-field",
    "gas_field": "gasfield",
    "farm": "farm farms orchards groves",
    "factory": "factory plant refinery works mill",
    "hospital": "hospital clinic",
    "university": "university academy college faculty institute",
    "prison": "prison jail",
    "base": "base barracks garrison depot battalion regiment brigade company headquarters",
    "junction": "junction roundabout crossroads intersection interchange",
    "silo": "silo silos",
    "island": "island islands",
    "desert": "desert badia badiya",
    "lake": "lake reservoir",
    "port": "port harbour harbor",
    "station": "station",
    "pass": "pass",
    "mine": "mine mines quarry quarries",
    "power_plant": "powerplant",
    "building": "school schools mosque church cathedral shrine market hotel stadium park cemetery museum bank building "
    "compound complex centre center hall office offices monument warehouse consulate embassy palace",
    "street": "street avenue square boulevard lane",
}
KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_FINER = {word: KIND_WORDS[word] for word in "province governorate oblast neighbourhood neighborhood".split()}
"""Nouns right behind a name that say more closely what it is than the reader does."""
_COMPOUND = {
    ("air", "base"): "airbase",
    ("oil", "field"): "oil_field",
    ("oil", "fields"): "oil_field",
    ("gas", "field"): "gas_field",
    ("gas", "fields"): "gas_field",
    ("power", "plant"): "power_plant",
    ("power", "station"): "power_plant",
    ("border", "crossing"): "crossing",
    ("border", "gate"): "crossing",
    ("military", "airport"): "airbase",
    ("grain", "silos"): "silo",
    ("refugee", "camp"): "camp",
    ("industrial", "zone"): "neighbourhood",
    ("industrial", "area"): "neighbourhood",
    ("old", "city"): "neighbourhood",
}
_HILL_NAMES = word_set("tell tel tal tall tulul tepe jabal jebel djebel mount")
_COMPASS = {
    word + ending: Relation(point)
    for word, point in (
        ("north", "N"),
        ("south", "S"),
        ("east", "E"),
        ("west", "W"),
        ("northeast", "NE"),
        ("northwest", "NW"),
        ("southeast", "SE"),
        ("southwest", "SW"),
    )
    for ending in ("", "ern")
}
_AROUND = word_set(
    "outskirts approaches vicinity surroundings environs around near edge edges entrance entrances "
    "gates overlooking by beside perimeter periphery fringe fringes beyond above"
)
# A kind noun before one of these is something at the named place, not the place itself.
_LOCATING = word_set("at in on near outside inside behind beside by to from under opposite")
_PART = word_set("part parts side half section central centre center heart inner old downtown inside")
_PARTICLES = word_set("al el ad ar as ash at az an ud ul us de bin ibn abu umm um of")
_ARTICLES = word_set("the a an al el ad ar as ash at az")
# Words that are no names by themselves, in whatever case.
COMMON_WORDS = frozenset({*KIND_WORDS, *_COMPASS, *_AROUND, *_LOCATING, *_PART, *_ARTICLES, "and", "or", "of"})
_WORD = re.compile(r"[^\W_]+(?:[-'’‘`´ʿʾ][^\W_]+|[’‘`´ʿʾ'](?=\s|$))*|[’‘`´ʿʾ][^\W_]+(?:[-'’‘`´ʿʾ][^\W_]+)*")
_AB = re.compile(r"(?<=\s)AB$")
"""How war blogs write an airbase."""
_POSSESSIVE = re.compile(r"['’]s$")
_BETWEEN = re.compile(r"\bbetween\s+(.+?)\s+(?:and|&)\s+(.+)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|its|their)\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^)]*\)\s*")
_BEFORE_KIND = frozenset(first for first, _ in _COMPOUND)
_TWO_ENDS = re.compile(
    r"^(?:the\s+)?(.+?)(?:\s+[–—-]\s+|\s?[–—]\s?|\s?\bto\b\s?|(?<!\b[aeu][ltdrszn])(?<!\b[aeu][sdt]h)-)(.+?)\s+(?-i:[a-z]+\s)?(road|highway|route|motorway|axis)s?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The words taken apart; `names` the fullest first, empty where the words only point.

    `part` is the side of the place that is meant ("eastern X"), `around` its surroundings, `ends` the
    two ends of a road or of a stretch between.
    """

    names: tuple[str, ...]
    kind: str | None = None
    container: str | None = None
    part: Relation | None = None
    around: bool = False
    inner: bool = False
    ends: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    lower: str
    name: bool
    owns: bool


def _words(text: str) -> Iterator[_Word]:
    shouted = text.isupper()
    for m in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", m.group())
        lower = word.lower().strip("'’‘`´ʿʾ")
        first = word.lstrip("'’‘`´ʿʾ")[:1]
        head, _, tail = word.partition("-")
        prefixed = bool(tail) and (head.lower() in _PARTICLES or (len(head) <= 4 and tail[:1].isupper()))
        capital = first.isupper() or (not first.isascii() and not first.islower()) or prefixed
        known = lower in KIND_WORDS or lower.replace("-", "") in _COMPASS or lower in _AROUND or lower in _PART
        named = capital and lower != "the" and not (shouted and known)
        yield _Word(word, lower, named, owns=word != m.group())


@lru_cache(maxsize=16384)
def take_apart(text: str, kind: str | None = None) -> Asked:
    """What a place mention asks for; `kind` is what the sentence said beside it."""
    text = _AB.sub("airbase", text)
    between = _BETWEEN.search(text)
    if between:
        return Asked(names=(), kind=kind, ends=(_core(between.group(1)), _core(between.group(2))))
    ends = _TWO_ENDS.match(text)
    if ends and _is_name(ends.group(1)) and _is_name(ends.group(2)):
        return Asked(names=(text.strip(),), kind="road", ends=(_core(ends.group(1)), _core(ends.group(2))))
    words = list(_words(_ASIDE.sub(" ", text)))
    runs = _runs(words)
    if not runs:
        first = _compound([w.lower for w in words]) or _kind(words[::-1])
        return Asked(names=(), kind=kind or first, part=_side(words), around=_has(words, _AROUND))
    start, end = runs[0]
    before, after = words[:start], words[end:]
    container = _text(words, runs[1]) if len(runs) > 1 else None
    if _only_kind(words, runs[0]):
        if len(runs) == 1:
            return Asked(names=(), kind=kind or _kind(words), part=_side(words))
        start, end = runs[1]
        before, after, container = words[:start], words[end:], None
    around = _has(before, _AROUND) or _has(after, _AROUND) or _plural(before)
    apart = around or _has(before[-2:], _LOCATING)
    own = next((_FINER[w.lower] for w in after[:1] if w.lower in _FINER), None)
    asked = own or kind or _kind(after[:2]) or (None if apart else _kind(before[-3:]))
    inside = words[start:end]
    asked = (
        asked
        or _kind(inside[-1:])
        or (_kind(inside[:1]) if len(inside) > 1 else None)
        or ("hill" if inside[0].lower in _HILL_NAMES else None)
    )
    owner = next((n for n in range(start, end - 1) if words[n].owns), None)
    owned = () if owner is None else _names(words, owner + 1, end)
    return Asked(
        names=tuple(dict.fromkeys((_ARTICLE.sub("", text.strip()), *_names(words, start, end), *owned))),
        kind=asked,
        container=container if owner is None else container or _text(words, (start, owner + 1)),
        part=_side(before[-2:]) or _side([w for w in before if w.lower not in KIND_WORDS]),
        around=around,
        inner=_has(before, _PART),
    )


def _core(text: str) -> str:
    words = list(_words(text))
    runs = _runs(words)
    return _text(words, runs[0]) if runs else text.strip()


def _is_name(text: str) -> bool:
    return bool(_runs(list(_words(text))))


def _runs(words: list[_Word]) -> list[tuple[int, int]]:
    """The stretches of name words with the small particles between; compass words ahead are not names."""
    made: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        compass = words[at].lower in _COMPASS or words[at].lower in ("central", "downtown")
        if not words[at].name or (compass and at + 1 < len(words)):
            at += 1
            continue
        end = at + 1
        while end < len(words) and (
            words[end].name
            or (words[end].lower in _PARTICLES - {"of"} and end + 1 < len(words) and words[end + 1].name)
            or words[end].text.isdigit()
        ):
            end += 1
        made.append((at, end))
        at = end
    return made


def _only_kind(words: list[_Word], run: tuple[int, int]) -> bool:
    """True for capitalised words that are no name: "City", "Old City"."""
    inside = words[run[0] : run[1]]
    return all(w.lower in KIND_WORDS or w.lower in _PART for w in inside)


def _text(words: list[_Word], run: tuple[int, int]) -> str:
    return " ".join(w.text for w in words[run[0] : run[1]])


def _names(words: list[_Word], start: int, end: int) -> tuple[str, ...]:
    """The name with the kind noun after it, the bare name, and the name without a kind noun inside."""
    bare = _text(words, (start, end))
    made = []
    after = end
    while after < len(words) and (words[after].lower in KIND_WORDS or words[after].lower in _BEFORE_KIND):
        after += 1
    if start and words[start - 1].lower.replace("-", "") in _COMPASS:
        made.append(_text(words, (start - 1, end)))
    if after > end:
        made.append(_text(words, (start, after)))
    made.append(bare)
    inner = end
    while inner - start > 1 and words[inner - 1].lower in KIND_WORDS:
        inner -= 1
    if inner < end:
        made.append(_text(words, (start, inner)))
    if end - start > 1 and words[start].lower in KIND_WORDS:
        made.append(_text(words, (start + 1, end)))
    return tuple(dict.fromkeys(made))


def _compound(lowers: list[str]) -> str | None:
    return next((_COMPOUND[pair] for pair in pairwise(lowers) if pair in _COMPOUND), None)


def _kind(words: list[_Word]) -> str | None:
    lowers = [w.lower for w in words]
    return _compound(lowers) or next((KIND_WORDS[w] for w in reversed(lowers) if w in KIND_WORDS), None)


def _side(words: list[_Word]) -> Relation | None:
    return next((_COMPASS[k] for w in words if (k := w.lower.replace("-", "")) in _COMPASS), None)


def _has(words: list[_Word], among: frozenset[str]) -> bool:
    return any(w.lower in among for w in words)


def _plural(words: list[_Word]) -> bool:
    return any(w.lower in ("villages", "hills", "towns", "heights", "farms") for w in words)
