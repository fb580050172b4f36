"""Which claim types may tell of one happening, how near they are, and how long one happening lasts."""

from fogline.records import Claim, ClaimType, Status

_T = ClaimType
FAMILY = {
    _T.AIR_STRIKE: "violence", _T.SHELLING: "violence", _T.EXPLOSION: "violence", _T.CASUALTIES: "violence",
    _T.CIVILIAN_HARM: "violence", _T.CLASH: "violence", _T.OFFENSIVE: "violence",
    _T.CONTROL_HOLD: "hold", _T.PRESENCE: "hold", _T.CONTESTED: "contested", _T.CONTROL_GAIN: "gain",
    _T.WITHDRAWAL: "withdrawal", _T.ENCIRCLEMENT: "siege", _T.ROUTE: "route", _T.DEPLOYMENT: "deployment",
    _T.EVACUATION: "movement", _T.DISPLACEMENT: "movement", _T.AGREEMENT: "agreement", _T.DETENTION: "detention",
    _T.MATERIEL: "materiel", _T.AID: "aid",
}  # fmt: skip
"""Claims of one family are compared; of two families never."""

EFFECTS = frozenset({_T.CASUALTIES, _T.CIVILIAN_HARM})
"""Types that name what an attack did: one happening can be told by its cause or by its effect."""

STATES = frozenset({_T.ENCIRCLEMENT, _T.AGREEMENT, _T.OFFENSIVE, _T.ROUTE})
"""Types that last: their claims join over weeks. Who holds a place is told anew each time, so it joins over days."""

LASTING = frozenset({_T.CONTROL_HOLD, _T.PRESENCE})
"""Types that say how things stand: a slip in day or place seldom makes them wrong, and few tell of them anew."""

HOLDING = frozenset({_T.CONTROL_GAIN, _T.CONTROL_HOLD, _T.WITHDRAWAL})
"""Types where another initiator is another happening: two sides cannot both have taken a place."""

MUTUAL = frozenset({_T.CLASH, _T.AGREEMENT, _T.CONTESTED, _T.DETENTION})
"""Types where who is named first and who second says little."""

_FAR_APART = (
    frozenset({_T.OFFENSIVE, _T.AIR_STRIKE}), frozenset({_T.OFFENSIVE, _T.SHELLING}),
    frozenset({_T.OFFENSIVE, _T.EXPLOSION}), frozenset({_T.OFFENSIVE, _T.CIVILIAN_HARM}),
    frozenset({_T.OFFENSIVE, _T.CASUALTIES}),
)  # fmt: skip
WINDOW_DAYS = {True: 14, False: 3}
LONGEST_DAYS = {True: 60, False: 10}


def related(a: ClaimType, b: ClaimType) -> int:
    """1 for one type, 2 for cause and effect of an attack, 3 for types that are easily confused, 0 for none."""
    if a is b:
        return 1
    if FAMILY[a] != FAMILY[b] or frozenset({a, b}) in _FAR_APART:
        return 0
    return 2 if a in EFFECTS or b in EFFECTS else 3


def mode(claim: Claim) -> str:
    """Claims of what is or was, of what is expected, and of what might be never join."""
    if claim.status in (Status.OCCURRED, Status.ONGOING, Status.DENIED):
        return "fact"
    return claim.status.value
