"""Two coders who must not see each other's answers, and how well they agree.

Krippendorff's alpha for nominal data: 1 - observed disagreement / expected disagreement, over units that
at least two coders answered (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from fogline.records import Verdict
from fogline.store import Store
from fogline.store.accounts import UserRole
from fogline.store.coding import open_sets_of
from fogline.store.finding import Judged
from fogline.web.people import Who

_FIELDS = ("verdict", "type", "status", "place")


def hidden_from(store: Store, judged: Sequence[Judged], who: Who, withdrawn: frozenset[str]) -> frozenset[str]:
    """The ids of judgements that this person may not see yet: others' answers on claims of an open set that
    they have not answered themselves. With accounts, reviewers see all.
    """
    if who.signed_in and who.may(UserRole.REVIEWER):
        return frozenset()
    others = [j for j in judged if j.judgement.author != who.name]
    if not others:
        return frozenset()
    sets = open_sets_of(store, {c for j in others for c in j.judgement.claims})
    answered = {
        (c, j.coding)
        for j in judged
        if j.judgement.author == who.name
        and j.judgement.id not in withdrawn
        and j.judgement.verdict is not Verdict.WITHDRAWN
        for c in j.judgement.claims
    }
    return frozenset(
        j.judgement.id
        for j in others
        if j.coding is not None
        and any((c, j.coding) in sets and (c, j.coding) not in answered for c in j.judgement.claims)
    )


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of nominal answers, a sequence of answers for each unit.

    None where no unit has two answers; 1 where all answers ever given are the same.
    """
    weight: dict[tuple[str, str], float] = {}
    totals: Counter[str] = Counter()
    for answers in units:
        if len(answers) < 2:
            continue
        totals.update(answers)
        for i, a in enumerate(answers):
            for j, b in enumerate(answers):
                if i != j:
                    weight[a, b] = weight.get((a, b), 0.0) + 1.0 / (len(answers) - 1)
    count = sum(totals.values())
    if count == 0:
        return None
    observed = sum(w for (a, b), w in weight.items() if a != b) / count
    expected = sum(totals[a] * totals[b] for a in totals for b in totals if a != b) / (count * (count - 1))
    return 1.0 if expected == 0 else 1.0 - observed / expected


def answers_of(judged: Sequence[Judged], withdrawn: frozenset[str]) -> dict[str, dict[str, Judged]]:
    """The answer that each coder stands by, by claim and coder: the newest on a single claim."""
    made: dict[str, dict[str, Judged]] = {}
    for one in sorted(judged, key=lambda j: (j.judgement.moment, j.judgement.id)):
        j = one.judgement
        if j.id in withdrawn or j.verdict is Verdict.WITHDRAWN or len(j.claims) != 1:
            continue
        made.setdefault(j.claims[0], {})[j.author] = one
    return made


def _value(judged: Judged, field: str) -> str | None:
    """What a coder says of a field; None for an unsure one, "as read" for what they leave as it is."""
    j = judged.judgement
    if j.verdict is Verdict.UNSURE:
        return None
    if field == "verdict":
        return j.verdict.value
    if j.verdict is Verdict.WRONG:
        return None
    value = json.loads(j.value).get(field) if j.value is not None else None
    return "as read" if value is None else json.dumps(value, sort_keys=True)


def agreement(answers: Mapping[str, Mapping[str, Judged]]) -> tuple[dict[str, float | None], int]:
    """Alpha for each field, and how many claims at least two coders answered."""
    made = {}
    for field in _FIELDS:
        units = [[v for v in (_value(j, field) for j in by.values()) if v is not None] for by in answers.values()]
        found = alpha(units)
        made[field] = None if found is None else round(found, 4)
    return made, sum(1 for by in answers.values() if len(by) > 1)
