from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from fogline.store import Store, audit
from fogline.store.accounts import UserRole
from fogline.store.finding import judgements_by
from fogline.web.blind import alpha
from tests.web.made import Served, filled, served, signed_in, token

API = "/api/v1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = filled(tmp_path)
    yield made
    made.close()


@pytest.fixture
def made(store: Store) -> Served:
    return served(store)


def _judge(made: Served, headers: dict[str, str], verdict: str, *claims: str, **more: object) -> dict[str, object]:
    body = {"verdict": verdict, "claims": list(claims), **more}
    answer = made.client.post(f"{API}/judgements", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    made_: dict[str, object] = answer.json()["items"][0]
    return made_


def test_what_is_disputed_and_moves_the_map_comes_first(made: Served) -> None:
    items = made.client.get(f"{API}/review/queue").json()["items"]
    scores = [i["score"] for i in items]
    assert scores == sorted(scores, reverse=True)
    assert "disputed" in {word for i in items for word, _ in i["why"]}
    assert all(i["score"] == pytest.approx(i["disagreement"] * (0.05 + i["effect"]), abs=1e-3) for i in items)
    assert items[0]["claim"]["shown"]


def test_a_judgement_leaves_the_queue_and_comes_back_when_undone(made: Served) -> None:
    headers = token(made.client)
    before = [i["id"] for i in made.client.get(f"{API}/review/queue").json()["items"]]
    kept = _judge(made, headers, "right", before[0], reason="seen on two films")
    assert (kept["author"], kept["reason"], kept["withdrawn"]) == ("analyst", "seen on two films", False)
    assert before[0] not in [i["id"] for i in made.client.get(f"{API}/review/queue").json()["items"]]
    undone = made.client.post(f"{API}/judgements/undo", headers=headers).json()
    assert (undone["id"], undone["withdrawn"]) == (kept["id"], True)
    assert [i["id"] for i in made.client.get(f"{API}/review/queue").json()["items"]] == before
    assert made.client.post(f"{API}/judgements/undo", headers=headers).status_code == 409
    assert len(judgements_by(made.store)) == 2


def test_many_are_judged_at_once_or_none(made: Served) -> None:
    headers = token(made.client)
    body = {"judgements": [{"verdict": "right", "claims": ["a"]}, {"verdict": "wrong", "claims": ["ghost"]}]}
    assert made.client.post(f"{API}/judgements", json=body, headers=headers).status_code == 404
    assert judgements_by(made.store) == ()
    body["judgements"][1]["claims"] = ["b"]
    assert len(made.client.post(f"{API}/judgements", json=body, headers=headers).json()["items"]) == 2


def test_many_of_several_sets_are_kept_at_once_or_none(made: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = token(made.client)
    sets = [
        made.client.post(f"{API}/review/sets", json={"name": n, "claims": ["a"]}, headers=headers).json()["id"]
        for n in ("one", "two")
    ]
    body = {"judgements": [{"verdict": "right", "claims": ["a"], "set": key} for key in (*sets, None)]}
    calls = iter(range(3))

    def breaking(*all_: Any, **named: Any) -> None:
        if next(calls) == 2:
            raise RuntimeError("no more room")
        append(*all_, **named)

    append = audit.append
    with monkeypatch.context() as patch:
        patch.setattr(audit, "append", breaking)
        assert made.client.post(f"{API}/judgements", json=body, headers=headers).status_code == 500
    assert judgements_by(made.store) == ()
    assert made.client.post(f"{API}/judgements", json=body, headers=headers).status_code == 200
    assert {j.coding for j in judgements_by(made.store)} == {*sets, None}


SENSELESS: tuple[dict[str, object], ...] = (
    {"verdict": "same", "claims": ["a"]},
    {"verdict": "different", "claims": ["a", "a"]},
    {"verdict": "corrected", "claims": ["a"]},
    {"verdict": "corrected", "claims": ["a", "b"], "value": {"type": "clash"}},
    {"verdict": "corrected", "claims": ["a"], "value": {"from": "2020-03-12", "to": "2020-03-11"}},
    {"verdict": "right", "claims": ["a"], "value": {"type": "clash"}},
    {"verdict": "withdrawn", "claims": ["a"]},
    {"verdict": "corrected", "claims": ["a"], "value": {"type": "no such type"}},
    {"verdict": "corrected", "claims": ["a"], "value": {"mine": 1}},
    {"verdict": "right", "claims": []},
)


@pytest.mark.parametrize("body", SENSELESS)
def test_a_judgement_that_makes_no_sense_is_refused(made: Served, body: dict[str, object]) -> None:
    assert made.client.post(f"{API}/judgements", json=body, headers=token(made.client)).status_code == 422


def test_a_correction_keeps_only_what_changes(made: Served) -> None:
    value = {"place": {"id": "xh-saltby"}, "from": "2020-03-11"}
    kept = _judge(made, token(made.client), "corrected", "a", value=value, reason="the map shows it")
    assert kept["value"] == value


def test_two_coders_do_not_see_each_other_until_they_have_answered(made: Served) -> None:
    headers = token(made.client)
    key = made.client.post(f"{API}/review/sets", json={"name": "pilot", "claims": ["a", "b"]}, headers=headers).json()[
        "id"
    ]
    ann, ben = {**headers, "X-Fogline-Coder": "ann"}, {**headers, "X-Fogline-Coder": "ben"}
    _judge(made, ann, "right", "a", set=key, reason="secret reason")
    for path in ("judgements", "judgements?claim=a", "claims/a", "review/queue", f"review/queue?set={key}", "audit"):
        assert "secret reason" not in made.client.get(f"{API}/{path}", headers=ben).text, path
    assert "secret reason" in made.client.get(f"{API}/claims/a", headers=ann).text
    waiting = made.client.get(f"{API}/review/queue?set={key}", headers=ben).json()["items"]
    assert [(i["id"], i["others"]) for i in waiting] == [("a", 1), ("b", None)]
    _judge(made, ben, "wrong", "a", set=key)
    assert "secret reason" in made.client.get(f"{API}/claims/a", headers=ben).text
    assert made.store.judgements() == ()
    assert made.client.post(f"{API}/review/sets/{key}/close", headers=headers).status_code == 200
    assert {j.author for j in made.store.judgements()} == {"ann", "ben"}
    assert made.client.post(f"{API}/review/sets/{key}/close", headers=headers).status_code == 409


def test_an_answer_in_one_set_does_not_open_another(made: Served) -> None:
    headers = token(made.client)
    keys = [
        made.client.post(f"{API}/review/sets", json={"name": n, "claims": ["a"]}, headers=headers).json()["id"]
        for n in ("one", "two")
    ]
    ann, ben = {**headers, "X-Fogline-Coder": "ann"}, {**headers, "X-Fogline-Coder": "ben"}
    _judge(made, ann, "right", "a", set=keys[0], reason="secret reason")
    _judge(made, ben, "right", "a", set=keys[1])
    assert "secret reason" not in made.client.get(f"{API}/claims/a", headers=ben).text


def test_a_coder_judges_only_what_is_in_an_open_set(store: Store) -> None:
    made = served(store, users=True)
    headers = signed_in(made, UserRole.REVIEWER)
    key = made.client.post(f"{API}/review/sets", json={"name": "p", "claims": ["a"]}, headers=headers).json()["id"]
    headers = signed_in(made, UserRole.CODER)
    for more, code in (({}, 403), ({"set": key, "claims": ["b"]}, 409), ({"set": "ghost"}, 409), ({"set": key}, 200)):
        body = {"verdict": "right", "claims": ["a"], **more}
        assert made.client.post(f"{API}/judgements", json=body, headers=headers).status_code == code


def test_a_coder_takes_nothing_back_once_the_set_is_closed(store: Store) -> None:
    made = served(store, users=True)
    headers = signed_in(made, UserRole.REVIEWER)
    key = made.client.post(f"{API}/review/sets", json={"name": "p", "claims": ["a"]}, headers=headers).json()["id"]
    headers = signed_in(made, UserRole.CODER)
    asked = {"verdict": "wrong", "claims": ["a"], "set": key}
    path = f"{API}/judgements/{{}}/withdraw"
    for closed, code in ((False, 200), (True, 403)):
        headers = signed_in(made, UserRole.CODER)
        kept = made.client.post(f"{API}/judgements", json=asked, headers=headers).json()["items"][0]["id"]
        if closed:
            headers = signed_in(made, UserRole.REVIEWER)
            assert made.client.post(f"{API}/review/sets/{key}/close", headers=headers).status_code == 200
            headers = signed_in(made, UserRole.CODER)
            assert made.client.post(f"{API}/judgements/undo", headers=headers).status_code == 403
        assert made.client.post(path.format(kept), json={}, headers=headers).status_code == code


def test_nobody_withdraws_anothers_judgement(made: Served) -> None:
    headers = token(made.client)
    kept = _judge(made, {**headers, "X-Fogline-Coder": "ann"}, "right", "a")
    path = f"{API}/judgements/{kept['id']}/withdraw"
    assert made.client.post(path, json={}, headers={**headers, "X-Fogline-Coder": "ben"}).status_code == 403
    assert made.client.post(path, json={}, headers={**headers, "X-Fogline-Coder": "ann"}).status_code == 200


def test_a_coders_name_may_be_of_any_script(made: Served) -> None:
    headers = {**token(made.client), "X-Fogline-Coder": quote("مها")}
    assert _judge(made, headers, "unsure", "a")["author"] == "مها"


def test_pages_of_the_queue_neither_skip_nor_repeat_while_items_are_judged(made: Served) -> None:
    headers = token(made.client)
    every = [i["id"] for i in made.client.get(f"{API}/review/queue?limit=100").json()["items"]]
    first = made.client.get(f"{API}/review/queue?limit=1").json()
    assert len(every) > 2
    _judge(made, headers, "right", first["items"][0]["id"])
    seen, at = [], first["next"]
    while at is not None:
        page = made.client.get(f"{API}/review/queue?limit=1&offset={at}").json()
        seen += [i["id"] for i in page["items"]]
        at = page["next"]
    assert seen == every[1:]


def test_alpha_is_krippendorffs() -> None:
    # Krippendorff 2011, nominal data of two observers: alpha 0.095 (binary) and of four with gaps: 0.743
    binary = list(zip("0100000000", "1110010100", strict=True))
    assert alpha(binary) == pytest.approx(0.095, abs=0.001)
    rows = ("1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .")
    units = [[v for v in column if v != "."] for column in zip(*(r.split() for r in rows), strict=True)]
    assert alpha(units) == pytest.approx(0.743, abs=0.001)
    assert alpha([["x"], ["y"]]) is None
    assert alpha([["x", "x"]]) == 1.0


def test_agreement_is_told_by_field(made: Served) -> None:
    headers = token(made.client)
    key = made.client.post(f"{API}/review/sets", json={"name": "p", "size": 4}, headers=headers).json()["id"]
    claims = [i["id"] for i in made.client.get(f"{API}/review/queue?set={key}").json()["items"]]
    for coder in ("ann", "ben"):
        for n, claim in enumerate(claims):
            verdict = "wrong" if n == 0 and coder == "ben" else "right"
            _judge(made, {**headers, "X-Fogline-Coder": coder}, verdict, claim, set=key)
    body = made.client.get(f"{API}/review/agreement?set={key}").json()
    assert (body["n"], body["pairs"], body["coders"]) == (len(claims), len(claims), ["ann", "ben"])
    assert body["alpha"]["verdict"] == pytest.approx(alpha([("r", "w"), *[("r", "r")] * (len(claims) - 1)]), abs=1e-4)


def test_the_log_tells_who_did_what_and_that_it_holds(made: Served) -> None:
    headers = token(made.client)
    _judge(made, headers, "wrong", "a", reason="a copy")
    made.client.get(f"{API}/export/events.csv")
    rows = made.client.get(f"{API}/audit").json()["items"]
    assert [r["action"] for r in rows[:2]] == ["export", "judge"]
    assert (rows[1]["reason"], rows[1]["verdicts"]) == ("a copy", ["wrong"])
    assert made.client.get(f"{API}/audit/verify").json()["good"] is True


def test_what_was_judged_at_once_is_undone_at_once(made: Served) -> None:
    headers = token(made.client)
    first = _judge(made, headers, "unsure", "c")
    body = {"judgements": [{"verdict": "wrong", "claims": [c]} for c in ("a", "b", "d")]}
    assert made.client.post(f"{API}/judgements", json=body, headers=headers).status_code == 200
    assert made.client.post(f"{API}/judgements/undo", headers=headers).status_code == 200
    listed = made.client.get(f"{API}/judgements").json()["items"]
    assert {tuple(j["claims"]): j["withdrawn"] for j in listed if j["verdict"] == "wrong"} == {
        ("a",): True,
        ("b",): True,
        ("d",): True,
    }
    assert next(j["withdrawn"] for j in listed if j["id"] == first["id"]) is False


def test_a_correction_whose_days_run_backwards_is_refused(made: Served) -> None:
    headers = token(made.client)
    body = {"verdict": "corrected", "claims": ["a"], "value": {"from": "2020-03-20", "to": "2020-03-01"}}
    answer = made.client.post(f"{API}/judgements", json=body, headers=headers)
    assert answer.status_code == 422
    assert "is before" in answer.json()["error"]


def test_a_set_is_listed_as_soon_as_it_is_open(made: Served) -> None:
    headers = token(made.client)
    for n in (1, 2):
        assert len(made.client.get(f"{API}/review/sets").json()) == n - 1
        made.client.post(f"{API}/review/sets", json={"name": f"Set {n}", "claims": ["a"]}, headers=headers)
    assert [s["name"] for s in made.client.get(f"{API}/review/sets").json()] == ["Set 1", "Set 2"]
