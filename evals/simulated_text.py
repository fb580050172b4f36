"""The words of a simulated war: place names, sentences of claims with their spans, and reports made of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from evals.simulated_voices import Said, Voice
from evals.simulated_war import (
    AIR_STRIKE,
    CASUALTIES,
    CLASH,
    CONTESTED,
    FORECAST,
    GAIN,
    HOLD,
    KINDS,
    PRESENCE,
    REPELLED,
    SHELLING,
    SIEGE,
    WITHDRAWAL,
    War,
)

_STARTS = "Bar Kel Tor Mal Ves Dun Har Sel Orn Tal Gar Lin Mur Pel Ras Cor Fen Hol Jar Nes".split()
_MIDDLES = "a e i o u ar el in or um an es".split()
_ENDS = "dale ford wick ton mere by stead holm rick moor gate field".split()
_RADIUS_KM = {"city": 12.0, "town": 8.0, "village": 5.0, "hill": 5.0, "base": 5.0}
_A_REPORT = 6
_MANNERS = 6

# Trigger between stars; {b} who does it, {o} who suffers it, {p} where, {d} when, {k} how many.
_SENTENCES = {
    GAIN: ("{b} *took* {p}{f}{d}.", "{p} was *captured* by {b}{f}{d}.", "{b} *seized* control of {p}{f}{d}."),
    WITHDRAWAL: ("{b} *withdrew* from {p}{d}.", "{b} *pulled out* of {p}{d}.", "{b} *left* {p}{d}."),
    HOLD: ("{p} is *held* by {b}{d}.", "{b} *controls* {p}{d}.", "{b} still *holds* {p}{d}."),
    PRESENCE: ("{b} fighters were *seen* in {p}{d}.", "{b} is *active* in {p}{d}.", "{b} *operates* in {p}{d}."),
    CONTESTED: ("{p} is *disputed* between {b} and {o}{d}.", "Control of {p} is *contested*{d}; {b} faces {o}."),
    CLASH: ("{b} *attacked* {o} in {p}{d}{k}.", "*Fighting* between {b} and {o} in {p}{d}{k}."),
    REPELLED: ("{o} *repelled* an attack of {b} on {p}{d}{k}.", "{b} *attacked* {p} but {o} drove them off{d}{k}."),
    SHELLING: ("{b} *shelled* {o} in {p}{d}{k}.", "{b} *rockets* hit {o} positions in {p}{d}{k}."),
    AIR_STRIKE: ("{b} *bombed* {o} in {p}{d}{k}.", "{b} *air strikes* on {o} in {p}{d}{k}."),
    SIEGE: ("{b} *besieges* {o} in {p}{d}.", "{o} in {p} is *surrounded* by {b}{d}."),
    FORECAST: ("{b} will *take* {p} from {o} soon.", "{b} is expected to *capture* {p} from {o}."),
    CASUALTIES: ("{k0} of {o} were *killed* in {p} by {b}{d}.", "{b} *killed* {k0} of {o} in {p}{d}."),
}  # fmt: skip
_DENIED = ("{b} did not *take* {p}{d}; {o} is still there.", "Reports that {b} *captured* {p}{d} are false.")
_WHO = "A teacher,A driver,A trader,A doctor,A clerk,A miller,The ferryman,A nurse".split(",")
_WHENCE = "of the next village,on the road,from the market,who left at night".split(",")
_TELLS = "says,writes,told this paper,has it".split(",")
_LEADS = ("", *(f"{a} {b} {c} that " for a in _WHO for b in _WHENCE for c in _TELLS))
_AND = "and,while,after which,though".split(",")
_WHAT = "the bridge,the mill,the school,the well,the bakery,the road beyond,the market,the old mosque".split(",")
_IS = "is closed,stayed open all day,can be reached on foot,was left to itself".split(",")
_TAILS = ("", *(f", {a} {b} {c}" for a in _AND for b in _WHAT for c in _IS))
"""What each writer puts around a sentence: two who write on their own seldom choose the same words."""
_TYPES = {
    GAIN: "control_gain", WITHDRAWAL: "withdrawal", HOLD: "control_hold", PRESENCE: "presence",
    CONTESTED: "contested", CLASH: "clash", REPELLED: "clash", SHELLING: "shelling", AIR_STRIKE: "air_strike",
    SIEGE: "encirclement", FORECAST: "control_gain", CASUALTIES: "casualties",
}  # fmt: skip
_ONGOING = frozenset({HOLD, PRESENCE, CONTESTED, SIEGE})
_SPARE = ("Sources on the ground say so.", "More will follow.", "Details are not yet known.", "Others report the same.")

Object = dict[str, object]


def side_id(side: int) -> str:
    """The id of a side."""
    return f"side-{chr(97 + side)}"


def side_name(side: int) -> str:
    """The words for a side."""
    return f"the {('North', 'River', 'Hill', 'Coast', 'Plain', 'Forest', 'Lake')[side % 7]} League"


def place_names(count: int) -> list[str]:
    """Invented names, none twice."""
    names: dict[str, None] = {}
    n = 0
    while len(names) < count:
        start, rest = _STARTS[n % 20], n // 20
        middle, rest = _MIDDLES[rest % 12], rest // 12
        end, rest = _ENDS[(rest + n) % 12], rest // 12
        names.setdefault(f"{start}{middle}{end}" + (f" {rest + 1}" if rest else ""))
        n += 1
    return list(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A report as a document of the input, with the claims in it in the outside form."""

    document: Object
    claims: tuple[Object, ...]


class _Sentence:
    """Words put together with where each slot stands."""

    def __init__(self, pattern: str, words: dict[str, str]) -> None:
        text, self.at = "", {}
        for n, piece in enumerate(pattern.replace("}", "{").split("{")):
            if n % 2 == 0:
                head, star, rest = piece.partition("*")
                text += head
                if star:
                    trigger, _, rest = rest.partition("*")
                    self.at["trigger"] = (len(text), trigger)
                    text += trigger + rest
            elif (word := words[piece]) != "":
                lead = len(word) - len(word.lstrip(" ,"))
                self.at[piece] = (len(text) + lead, word[lead:])
                text += word
        self.text = text[0].upper() + text[1:]


def _mention(sentence: _Sentence, slot: str, base: int) -> Object | None:
    found = sentence.at.get(slot)
    if found is None:
        return None
    start = base + found[0]
    text = sentence.text[found[0] : found[0] + len(found[1])]
    return {"text": text, "span": [start, start + len(text)]}


def _sentence(kind: int, denies: bool, style: int, words: dict[str, str]) -> _Sentence:
    patterns = _DENIED if denies else _SENTENCES[kind]
    manner, around = style % _MANNERS, style // _MANNERS
    lead, tail = _LEADS[around % len(_LEADS)], _TAILS[around // len(_LEADS)]
    return _Sentence(f"{lead}{patterns[manner % len(patterns)][:-1]}{tail}.", words)


def reports(
    war: War, told: tuple[Voice, ...], said: Said, start: date, chance: np.random.Generator
) -> Iterator[Written]:
    """The reports in the order of publication; a copy keeps the words of what it copies, or most of them."""
    names = place_names(len(war.land.lat))
    lat, lon, kinds = war.land.lat.tolist(), war.land.lon.tolist(), [KINDS[k] for k in war.land.kind.tolist()]
    days = [(start + timedelta(days=n)).isoformat() for n in range(len(war.holder) + 1)]
    spoken = [(start + timedelta(days=n)).strftime(" on %-d %B %Y") for n in range(len(war.holder) + 1)]
    columns = [
        getattr(said, f).tolist()
        for f in (
            "source",
            "kind",
            "place",
            "day",
            "published",
            "by",
            "on",
            "killed",
            "denies",
            "confidence",
            "copy_of",
        )
    ]
    styles = chance.integers(0, _MANNERS * len(_LEADS) * len(_TAILS), len(said)).tolist()
    close = chance.random(len(said)) < 0.75
    for n, (copy, kept) in enumerate(zip(columns[10], close.tolist(), strict=True)):
        if copy >= 0 and kept:
            styles[n] = styles[copy]
    spare = chance.integers(0, 12, len(said)).tolist()
    make = _maker(columns, styles, names, lat, lon, kinds, days, spoken, told)
    first, total, serial = 0, len(said), 0
    source, published = columns[0], columns[4]
    while first < total:
        last = first + 1
        while (
            last < total
            and last - first < _A_REPORT
            and source[last] == source[first]
            and published[last] == published[first]
        ):
            last += 1
        serial += 1
        key, pieces, claims, length = f"r{serial:07d}", [], [], 0
        for n in range(first, last):
            sentence, build = make(n)
            claims.append(build(key, length))
            pieces.append(sentence.text)
            length += len(sentence.text) + 1
        if spare[first] < len(_SPARE):
            pieces.append(_SPARE[spare[first]])
        document: Object = {
            "id": key,
            "source": told[source[first]].name,
            "published": days[published[first]],
            "title": f"Report of {days[published[first]]}",
            "text": " ".join(pieces),
        }
        yield Written(document=document, claims=tuple(claims))
        first = last


def _maker(
    columns: list[list[int]],
    styles: list[int],
    names: list[str],
    lat: list[float],
    lon: list[float],
    kinds: list[str],
    days: list[str],
    spoken: list[str],
    told: tuple[Voice, ...],
) -> Callable[[int], tuple[_Sentence, Callable[[str, int], Object]]]:
    source, kind, place, day, published, by, on, killed, denies, confidence, _ = columns

    def make(n: int) -> tuple[_Sentence, Callable[[str, int], Object]]:
        what, where, when, dead = kind[n], place[n], day[n], killed[n]
        other = side_name(on[n]) if on[n] >= 0 else ""
        words = {
            "b": side_name(by[n]),
            "o": other,
            "p": names[where],
            "d": spoken[when] if when >= 0 else "",
            "f": f" from {other}" if other else "",
            "k": f", killing {dead}" if dead else "",
            "k0": str(dead),
        }
        sentence = _sentence(what, bool(denies[n]), styles[n], words)

        def build(document: str, base: int) -> Object:
            return _claim(n, document, base, sentence)

        return sentence, build

    def actor(sentence: _Sentence, slot: str, side: int, base: int) -> list[Object]:
        if side < 0:
            return []
        found = _mention(sentence, slot, base)
        if found is None:
            found = {"text": side_name(side), "span": None}
        return [{**found, "id": side_id(side), "side": side_id(side)}]

    def _claim(n: int, document: str, base: int, sentence: _Sentence) -> Object:
        what, where, when = kind[n], place[n], day[n]
        status = (
            "denied" if denies[n] else "expected" if what == FORECAST else "ongoing" if what in _ONGOING else "occurred"
        )
        spot = _mention(sentence, "p", base) or {"text": names[where], "span": None}
        other = "f" if "f" in sentence.at and "o" not in sentence.at else "o"
        dead = killed[n]
        counted = dead > 0 and what in (CLASH, REPELLED, SHELLING, AIR_STRIKE, CASUALTIES)
        words = _mention(sentence, "k0" if what == CASUALTIES else "k", base)
        stated = _mention(sentence, "d", base) or {"text": "", "span": None}
        return {
            "id": f"c{n:07d}",
            "document": document,
            "source": told[source[n]].name,
            "published": days[published[n]],
            "theatre": "simulated",
            "type": _TYPES[what],
            "status": status,
            "certainty": "stated",
            "quote": {"text": sentence.text, "span": [base, base + len(sentence.text)]},
            "trigger": _mention(sentence, "trigger", base),
            "initiator": actor(sentence, "b", by[n], base),
            "target": actor(sentence, other, on[n], base),
            "attributed_to": [],
            "place": {
                **spot,
                "relation": "at",
                "place_id": f"p{where:05d}",
                "name": names[where],
                "kind": kinds[where],
                "lat": lat[where],
                "lon": lon[where],
                "radius_km": _RADIUS_KM[kinds[where]],
            },
            "origin": None,
            "destination": None,
            "time": {**stated, "from": days[when], "to": days[when], "granularity": "day"} if when >= 0 else None,
            "counts": [
                {
                    "text": words["text"] if words else str(dead),
                    "span": words["span"] if words else None,
                    "what": "killed",
                    "low": dead,
                    "best": dead,
                    "high": dead,
                    "of": side_id(on[n]) if on[n] >= 0 else None,
                }
            ]
            if counted
            else [],
            "phase": None,
            "outcome": "repelled" if what == REPELLED else None,
            "confidence": confidence[n],
            "place_id": f"p{where:05d}",
            "lat": lat[where],
            "lon": lon[where],
        }

    return make
