"""Small invented documents in the authoring format, and claims as a reader would have found them."""

import copy
from typing import Any

from fogline.scoring.agree import Json
from fogline.scoring.found import tidy
from fogline.scoring.gold import GoldProblem, compile_document

TEXT = (
    "Oldmere news\n\nThe Marsh League took Oldmere on Tuesday, killing nine soldiers of the garrison. "
    "The garrison still holds Saltby.\n\nNobody spoke of Reedham."
)
GAIN: Json = {
    "quote": "The Marsh League took Oldmere on Tuesday, killing nine soldiers of the garrison.",
    "trigger": "took",
    "type": "control_gain",
    "status": "occurred",
    "certainty": "stated",
    "initiator": [{"text": "Marsh League", "id": "marsh-league"}],
    "target": [{"text": "garrison", "id": "garrison"}],
    "place": {"text": "Oldmere", "relation": "at", "lat": 40.0, "lon": -30.0, "radius_km": 8},
    "time": {"text": "Tuesday", "from": "2020-03-10", "to": "2020-03-10"},
    "attributed_to": [],
    "counts": [{"text": "nine", "what": "killed", "low": 9, "best": 9, "high": 9, "of": "garrison"}],
}
HOLD: Json = {
    "quote": "The garrison still holds Saltby.",
    "trigger": "holds",
    "type": "control_hold",
    "status": "ongoing",
    "certainty": "stated",
    "initiator": [{"text": "garrison", "id": "garrison"}],
    "target": [],
    "place": {"text": "Saltby", "relation": "at", "lat": 40.03, "lon": -29.95, "radius_km": 5},
    "time": None,
    "attributed_to": [],
    "counts": [],
}


def document(*claims: Json, id_: str = "w1-001", text: str = TEXT, **more: Any) -> Json:
    """An annotated document."""
    return {
        "id": id_,
        "source": "Oldmere Post",
        "url": None,
        "published": "2020-03-12",
        "theatre": "harran",
        "title": "Oldmere news",
        "text": text,
        "boilerplate": [],
        "comments_from": None,
        "claims": [copy.deepcopy(c) for c in claims],
        **more,
    }


def gold(*claims: Json) -> list[Json]:
    """Claims compiled against the sample text, which they must fit."""
    problems: list[GoldProblem] = []
    made = compile_document(document(*claims), "sample.json", problems)
    assert problems == []
    return made


def found(claim: Json, **changes: Any) -> Json:
    """A found claim that answers a compiled gold claim but for some changes."""
    return tidy({**copy.deepcopy(claim), "confidence": 0.8, **changes})
