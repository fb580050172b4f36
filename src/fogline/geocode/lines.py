"""The batch geocoder's lines: JSON Lines or plain names in, one plain object a line out, in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from fogline.gazetteer import Gazetteer
from fogline.geocode.answer import Answer, Geocoder, Ranked
from fogline.geocode.asked import Question
from fogline.outside import shape_to_geojson
from fogline.pack import Pack

_LONGEST = 2000


class _NoQuestionError(Exception):
    """Why a line asks for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A line with its question and answer; `reason` says why there is neither."""

    line: str
    question: Question | None
    answer: Answer | None
    reason: str


def decide(
    lines: Iterable[str], gazetteer: Gazetteer, packs: Mapping[str, Pack], theatre: str | None = None
) -> Iterator[Decision]:
    """One decision for each line, in order; a line's own `theatre` goes before the one given."""
    coders: dict[str | None, Geocoder] = {}
    for line in lines:
        try:
            question, own = _question(line.strip())
            named = own or theatre
            if named is not None and named not in packs:
                raise _NoQuestionError(f"no theatre {named}; there are {', '.join(packs)}")
            if named not in coders:
                pack = None if named is None else packs[named]
                countries = None if pack is None else frozenset(pack.countries) or None
                coders[named] = Geocoder(gazetteer, countries, pack=pack)
        except _NoQuestionError as why:
            yield Decision(line=line, question=None, answer=None, reason=str(why))
            continue
        answer = coders[named].answer(question)
        yield Decision(line=line, question=question, answer=answer, reason=answer.reason)


def _question(line: str) -> tuple[Question, str | None]:
    """What a line asks, and its theatre."""
    if not line:
        raise _NoQuestionError("the line is empty")
    if len(line) > _LONGEST:
        raise _NoQuestionError(f"{len(line)} characters are no place string; at most {_LONGEST} are read")
    if line[0] not in "{[":
        return Question(name=line), None
    try:
        value: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _NoQuestionError(f"not JSON ({error}); write one object a line") from None
    if not isinstance(value, dict):
        raise _NoQuestionError("not an object; write one with `name`")
    texts = {key: value.get(key) for key in ("name", "context", "governorate", "theatre")}
    wrong = [key for key, text in texts.items() if text is not None and not isinstance(text, str)]
    if wrong:
        raise _NoQuestionError(f"`{wrong[0]}` is no text")
    if not (texts["name"] or "").strip():
        raise _NoQuestionError("`name` is missing or empty")
    question = Question(
        name=str(texts["name"]),
        context=texts["context"] or "",
        governorate=texts["governorate"] or "",
        near=_near(value.get("near")),
    )
    return question, texts["theatre"] or None


def _near(value: object) -> tuple[float, float] | str | None:
    if value is None or isinstance(value, str):
        return value or None
    numbers = isinstance(value, list) and len(value) == 2 and all(type(v) in (int, float) for v in value)
    if not numbers or not isinstance(value, list) or not (abs(value[0]) <= 90 and abs(value[1]) <= 180):
        raise _NoQuestionError("`near` is neither a place's name nor [latitude, longitude]")
    return float(value[0]), float(value[1])


def outside(decision: Decision) -> dict[str, object]:
    """A decision as the object that is written; `lat` is null and `reason` says why where there is no place."""
    answer = decision.answer
    name = decision.line.strip() if decision.question is None else decision.question.name
    if answer is None:
        return {"name": name, "lat": None, "lon": None, "reason": decision.reason}
    place = answer.place
    return {
        "name": name,
        "lat": answer.lat,
        "lon": answer.lon,
        "radius_km": answer.radius_km,
        "place_id": None if place is None else place.id,
        "matched": None if place is None else place.name,
        "kind": None if place is None else place.kind,
        "probability": answer.probability,
        "candidates": [_candidate(r) for r in answer.ranked],
        "reason": answer.reason or None,
        **({} if answer.shape is None else {"geometry": shape_to_geojson(answer.shape)}),
    }


def _candidate(ranked: Ranked) -> dict[str, object]:
    place = ranked.option.place
    return {
        "place_id": place.id,
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "kind": place.kind,
        "governorate": place.admin1,
        "probability": round(ranked.share, 3),
        "reasons": [[r.feature, r.weight] for r in ranked.reasons],
    }
