"""How much of its place a claim says was taken: all, most, some, or only something beside it."""

import re
from enum import StrEnum

from fogline.names import similarity
from fogline.records import Claim, CountKind, PlaceResolution, Relation

_SETTLED = frozenset({"city", "town", "village"})
# Something at, in or about a town that bears its name.
_THINGS = (
    r"areas?|country-?side|outskirts|surroundings|surrounding|vicinity|perimeter|approaches|region|district|province|"
    r"governorate|canton|pocket|front|axis|line|plains?|plateau|desert|valley|roads?|highway|junction|roundabout|"
    r"air-?base|airfield|airport|base|barracks|camp|checkpoints?|crossing|border|dam|refinery|prison|hospital|silos?|"
    r"fields?|oil-?fields?|hills?|hilltops?|heights|mountains?|ridge|farms?|orchards?|fields|forest|villages|hamlets|towns|"
    r"castle|citadel|ruins|old\s(?:city|town)|station|factory|warehouses?|bridge|triangle|positions|bases|(?:north|south)?(?:east|west)|"
    r"north|south|(?:north|south)?(?:east|west)ern|northern|southern|suburbs|neighbou?rhoods|quarters?|streets?|"
    r"parts?|portions?|sections?|blocks|edge|entrances?|gates?|west|east"
)
_OTHER = re.compile(rf"\b(?:{_THINGS})\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"^(?:the |this |that )?(?:whole |entire )?(?:areas?|region|district|pocket|valley|border town)$", re.IGNORECASE
)
_NAME = re.compile(r"\b[A-Z]")
# What stands for a town in words without its name.
_TOWN = re.compile(
    r"\b(?:city|town|village|capital|settlement|hamlet|centre|center|stronghold|bastion|it|there|place|here)\b",
    re.IGNORECASE,
)
_NOT_THE_ONE = re.compile(r"\b(?:a|an|another|one|each|every|other)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:some|parts?|portions?|sections?|several|various|many|positions?|points?|third|quarters?|half|blocks|streets?|"
    r"neighbou?rhoods?|districts?|suburbs?|buildings?|checkpoints?|villages|hamlets|towns|areas|farms?|hills?|hilltops?|"
    r"heights|posts?|bases?|sites|footholds?|square\skilomet\w+|km2|\d+\s?(?:%|percent\b|per\scent\b))",
    re.IGNORECASE,
)
_ONE_OF_ITS_KIND = re.compile(
    r"\b(?:a|an|another|one)\s(?:[\w-]+\s){0,2}(?:village|hamlet|town|hill|hilltop|farm|checkpoint|building|post|base|crossroads?)\s",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:districts?|neighbou?rhoods?|quarters?|blocks|streets?|suburbs?|parts?|half)\b", re.IGNORECASE
)
# "Western Oldmere", which is a part of it, and "Oldmere's station", which is not the town.
_SIDE_OF = re.compile(r"\b(?:(?:north|south)?(?:east|west)ern|northern|southern|central|inner)\s$", re.IGNORECASE)
_PART_OF = re.compile(
    r"\b(?:areas?|country-?side|outskirts|surroundings|vicinity|perimeter|approaches|suburbs|neighbou?rhoods|quarters|streets?|"
    r"parts?|portions?|sections?|edge|entrances?|gates?|half)\sof\s(?:the\s)?(?:(?:city|town|village)\sof\s)?$",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"^\s?(?:the\s|another\s|more\sthan\s)?(?:[\w-]+\s){0,3}?"
    r"(?P<what>villages|hamlets|towns|hills|hilltops|farms|points|positions|checkpoints|districts|neighbou?rhoods)\b",
    re.IGNORECASE,
)
_ITS = re.compile(rf"['’]s?\s(?P<what>(?:[\w’'-]+\s){{0,3}}?(?:{_THINGS}))\b", re.IGNORECASE)
_PART_OF_TOWN = frozenset({"neighbourhood", "district"})
# "The district of X", where X is one.
_SUCH_A_PART = re.compile(r"\b(?:neighbou?rhood|district|quarter|suburb)\sof\s*$", re.IGNORECASE)
_MOST = re.compile(
    r"\b(?:most|much|majority|nearly|almost|largely|bulk|(?:8|9)\d\s?(?:%|percent\b|per\scent\b))", re.IGNORECASE
)
# What parts one thing taken from the next, or the word for some from their names.
_AND = re.compile(
    r"[,:;(–—]|\s-\s|\b(?:and|including|namely|such\sas|as\swell\sas|along\swith|before|then|until)\b", re.IGNORECASE
)
# "Took two villages and besieged X": the town is another verb's.
_ANOTHER_VERB = re.compile(r"\b(?:and|then)\s(?:\w+ly\s)?\w+ed\b", re.IGNORECASE)
_FARTHEST = 120
_SAME_NAME = 0.8


class Extent(StrEnum):
    """How much of its place a claim of hands is about."""

    WHOLE = "whole"
    MOST = "most"
    SOME = "some"
    BESIDE = "beside"


def extent_of(claim: Claim) -> Extent:
    """How much of its place a claim says was taken, held or left, by its words."""
    place = claim.place
    if place is None:
        return Extent.WHOLE
    if place.relation is not Relation.AT or _is_other(place) or _is_unnamed(place, claim):
        return Extent.BESIDE
    words = _between(claim, place)
    if place.kind in _SETTLED:
        taken = _taken_instead(claim, place, words)
        if taken:
            return Extent.SOME if _PARTS.search(taken) else Extent.BESIDE
        if _NAME.search(place.text) and _SIDE_OF.search(_before(claim, place)):
            return Extent.SOME
    if _MOST.search(words):
        return Extent.MOST
    if place.kind in _PART_OF_TOWN:
        words = _SUCH_A_PART.sub("", words)
    if any(_ANOTHER_VERB.search(words[m.end() :]) for m in _SOME.finditer(words)):
        return Extent.BESIDE
    if any(not _AND.search(words[m.end() :]) for m in _SOME.finditer(words)):
        return Extent.SOME
    if any(not _AND.search(words[m.end() :]) and not words.endswith(" of ") for m in _ONE_OF_ITS_KIND.finditer(words)):
        return Extent.BESIDE
    return Extent.WHOLE


def _taken_instead(claim: Claim, place: PlaceResolution, words: str) -> str:
    """The words for what was taken where it is not the town but things at, in or around it; empty where none say so."""
    if _counted(claim, place):
        return f"{claim.trigger.text if claim.trigger is not None else ''} {words}"
    part = _PART_OF.search(_before(claim, place))
    return _owned(claim, place) or _object(claim, place) or (part.group() if part is not None else "")


def _before(claim: Claim, place: PlaceResolution) -> str:
    """The words of the sentence before a place; empty where it stands elsewhere."""
    if claim.quote is None or place.span is None:
        return ""
    if not claim.quote.span.start <= place.span.start < claim.quote.span.end:
        return ""
    return claim.quote.text[: place.span.start - claim.quote.span.start]


def _owned(claim: Claim, place: PlaceResolution) -> str:
    """What of the place is meant where the sentence goes on with it: "Oldmere's train station"."""
    if claim.quote is None or place.span is None or place.span.end > claim.quote.span.end:
        return ""
    at = place.span.end - claim.quote.span.start
    behind = place.text[-2:] + claim.quote.text[at:] if place.text.endswith(("'s", "’s")) else claim.quote.text[at:]
    found = _ITS.match(behind)
    return found.group("what") if found is not None else ""


def _counted(claim: Claim, place: PlaceResolution) -> bool:
    """True where the places taken are counted and this is none of them: "five villages in X", not "five, X and Y"."""
    quote, trigger, span = claim.quote, claim.trigger, place.span
    if quote is None or trigger is None or span is None:
        return False
    for count in claim.counts:
        if count.what is not CountKind.PLACES or count.span is None:
            continue
        if span.end <= min(trigger.span.start, count.span.start) or span.overlaps(count.span):
            return True
        between = quote.text[max(count.span.end - quote.span.start, 0) : max(span.start - quote.span.start, 0)]
        if count.span.end <= span.start and not _AND.search(between):
            return True
    return False


def _object(claim: Claim, place: PlaceResolution) -> str:
    """What is taken where the words right behind the trigger say so and the place stands before: "several villages"."""
    if claim.quote is None or claim.trigger is None or place.span is None:
        return ""
    if (
        not claim.quote.span.start <= claim.trigger.span.end <= claim.quote.span.end
        or place.span.end > claim.trigger.span.start
    ):
        return ""
    found = _OBJECT.match(claim.quote.text[claim.trigger.span.end - claim.quote.span.start :])
    return found.group("what") if found is not None else ""


def _is_other(place: PlaceResolution) -> bool:
    """True where the words name a thing at a town and the place found is the town."""
    if place.kind not in _SETTLED:
        return False
    named, words = (place.name or "").lower(), place.text
    if not _NAME.search(words) and _VAGUE.match(words):
        return False
    return any(m.group().lower() not in named for m in _OTHER.finditer(words))


def _is_unnamed(place: PlaceResolution, claim: Claim) -> bool:
    """True where words without a name point to a town but are no word for it ("a hospital", "five", "a village")."""
    if place.kind not in _SETTLED or not place.text.isascii() or _NAME.search(place.text) or _VAGUE.match(place.text):
        return False
    town = _TOWN.search(place.text)
    if town is None:
        named = [(a, b) for a in place.text.split() for b in (place.name or "").split()]
        return all(similarity(a, b) < _SAME_NAME for a, b in named)
    before = _before(claim, place)
    return bool(before) and _NOT_THE_ONE.search(before + place.text[: town.start()]) is not None


def _between(claim: Claim, place: PlaceResolution) -> str:
    """The words from the trigger to the place, whichever comes first; empty where they stand apart."""
    if claim.trigger is None or place.span is None or claim.quote is None:
        return ""
    trigger, quote = claim.trigger.span, claim.quote.span
    if trigger.start <= place.span.start:
        start, end = trigger.start, place.span.start
    else:
        start, end = place.span.start - 40, place.span.start
        return claim.quote.text[max(start - quote.start, 0) : max(end - quote.start, 0)].rpartition(",")[2]
    if start < quote.start or end > quote.end or end - start > _FARTHEST:
        return claim.trigger.text
    return claim.quote.text[start - quote.start : end - quote.start]
