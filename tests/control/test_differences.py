"""Where and when two views differ."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

from fogline import assessed
from fogline.outside import claim_to_outside
from tests.control.test_days_and_places import said

DAYS = [date(2020, 3, 10) + timedelta(days=n) for n in range(5)]


def test_two_views_differ_from_the_day_that_one_of_them_tells_otherwise(tmp_path: Path) -> None:
    at = {"published": "2020-03-12", "time": {"from": "2020-03-12", "to": "2020-03-12"}}
    early = {"published": "2020-03-10", "time": {"from": "2020-03-10", "to": "2020-03-10"}}
    claims = [
        said("a", 0, source="North", initiator=["B"], **early),
        said("b", 0, source="South", initiator=["B"], **early),
        said("c", 0, source="South", initiator=["C"], **at),
        said("d", 0, source="North", initiator=["B"], place_id="w", **at),
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(claim_to_outside(c)) + "\n" for c in claims), encoding="utf-8")
    one, other = (assessed.from_claims(path, {}, view=v) for v in ("North", "South"))

    found = assessed.differences(one, other, DAYS)

    assert [(d.place, d.holders, d.since.day, d.until.day) for d in found] == [
        ("v", ("B", "C"), 12, 14),
        ("w", ("B", "unknown"), 10, 14),  # inferred from its neighbour before it is told
    ]
    assert 0.3 < found[0].distance <= 1.0
    rows = list(csv.DictReader("".join(assessed.difference_rows(found, ("North", "South"))).splitlines()))
    assert [(r["kind"], r["view"], r["other_holder"]) for r in rows] == [
        ("other holder", "North", "C"),
        ("one view silent", "North", "unknown"),
    ]
    assert assessed.differences(one, one, DAYS) == ()
