"""How much of its place a claim says was taken: all, most, some, or only something beside it."""

import re
from enum import StrEnum

from fogline.names import similarity
from fogline.records import Claim, PlaceResolution, Relation

_SETTLED = frozenset({"city", "town", "village"})
# Something at, in or about a town that bears its name.
_OTHER = re.compile(
    r"\b(?:areas?|country-?side|outskirts|surroundings|surrounding|vicinity|perimeter|approaches|region|district|province|"
    r"governorate|canton|pocket|front|axis|line|plains?|plateau|desert|valley|roads?|highway|junction|roundabout|"
    r"air-?base|airfield|airport|base|barracks|camp|checkpoints?|crossing|border|dam|refinery|prison|hospital|silos?|"
    r"fields?|oil-?fields?|hills?|hilltops?|heights|mountains?|ridge|farms?|orchards?|fields|forest|villages|hamlets|towns|"
    r"castle|citadel|ruins|station|factory|warehouses?|bridge|triangle|positions|bases|(?:north|south)?(?:east|west)|"
    r"north|south|(?:north|south)?(?:east|west)ern|northern|southern|suburbs|neighbou?rhoods|quarters?|streets?|"
    r"parts?|portions?|sections?|blocks|edge|entrances?|gates?|west|east)\b",
    re.IGNORECASE,
)
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
    r"heights|posts?|bases?|sites|square\skilomet\w+|km2|\d+\s?(?:%|percent\b|per\scent\b))",
    re.IGNORECASE,
)
_PART_OF_TOWN = frozenset({"neighbourhood", "district"})
# "The district of X", where X is one.
_SUCH_A_PART = re.compile(r"\b(?:neighbou?rhood|district|quarter|suburb)\sof\s*$", re.IGNORECASE)
_MOST = re.compile(
    r"\b(?:most|much|majority|nearly|almost|largely|bulk|(?:8|9)\d\s?(?:%|percent\b|per\scent\b))", re.IGNORECASE
)
_AND = re.compile(r",|\b(?:and|including|as\swell\sas|along\swith|before|then|until)\b", re.IGNORECASE)
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
    if _MOST.search(words):
        return Extent.MOST
    if place.kind in _PART_OF_TOWN:
        words = _SUCH_A_PART.sub("", words)
    if any(not _AND.search(words[m.end() :]) for m in _SOME.finditer(words)):
        return Extent.SOME
    return Extent.WHOLE


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
    if not _TOWN.search(place.text):
        named = [(a, b) for a in place.text.split() for b in (place.name or "").split()]
        return all(similarity(a, b) < _SAME_NAME for a, b in named)
    if (
        claim.quote is None
        or place.span is None
        or not claim.quote.span.start <= place.span.start < claim.quote.span.end
    ):
        return False
    return _NOT_THE_ONE.search(claim.quote.text[: place.span.start - claim.quote.span.start]) is not None


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
