"""What the page is given: a day of publication is never shown as the day of an event."""

import json
from typing import Any

from fogline.export.payload import payload
from fogline.fuse import fuse
from fogline.mapdata import map_data
from fogline.records import ClaimType
from fogline.run import Material
from tests.invented import pack
from tests.made import claim


def events_of(made: object) -> list[dict[str, Any]]:
    value: dict[str, Any] = json.loads(json.dumps(made))
    return list(value["events"])


def test_an_event_whose_day_nobody_says_has_no_day_but_that_of_its_report() -> None:
    told = claim("a", published="2020-03-12")
    untold = claim("b", ClaimType.DETENTION, at="saltby", day=None, published="2020-03-14")
    material = Material(claims=(told, untold), events=fuse([told, untold]), reports=(), failures=())
    by_type = {e["type"]: e for e in events_of(payload(map_data(material, {}, "A map")))}
    dated, undated = by_type["control_gain"], by_type["detention"]
    assert (dated["from"], dated["to"], dated["first"]) == ("2020-03-10", "2020-03-10", "2020-03-12")
    assert (undated["from"], undated["to"], undated["first"]) == (None, None, "2020-03-14")


def test_a_place_says_who_holds_it_in_the_baseline_of_its_pack() -> None:
    said = claim("a", at="saltby")
    material = Material(claims=(said,), events=fuse([said], pack=pack()), reports=(), failures=())
    made: dict[str, Any] = payload(map_data(material, {"harran": pack()}, "A map"))
    places = {p["id"]: p for p in made["places"]}
    day, holder = places["xh-oldmere"]["baseline"]
    assert (day, made["sides"][holder]["id"]) == ("2020-03-01", "garrison")
    assert places["xh-saltby"]["baseline"] is None
