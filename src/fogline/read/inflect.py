"""English word forms, enough for triggers: each form of a verb with what it is, and plurals of nouns."""

from functools import cache

_IRREGULAR = """
begin began begun|bear bore borne|beat beat beaten|become became become|bind bound bound|blow blew blown
break broke broken|bring brought brought|build built built|burn burnt burnt|buy bought bought|catch caught caught
choose chose chosen|cling clung clung|come came come|cut cut cut|deal dealt dealt|dig dug dug|do did done|draw drew drawn
drive drove driven|eat ate eaten|fall fell fallen|feel felt felt|fight fought fought|find found found|flee fled fled
fling flung flung|fly flew flown|forbid forbade forbidden|get got got|give gave given|go went gone|grind ground ground
hang hung hung|hear heard heard|hide hid hidden|hit hit hit|hold held held|hurt hurt hurt|keep kept kept
kneel knelt knelt|know knew known|lay laid laid|lead led led|leave left left|lend lent lent|let let let|lie lay lain
light lit lit|lose lost lost|make made made|meet met met|pay paid paid|put put put|quit quit quit|rid rid rid
ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|seek sought sought|sell sold sold
send sent sent|set set set|shake shook shaken|shed shed shed|shoot shot shot|show showed shown|shut shut shut
sink sank sunk|sit sat sat|slay slew slain|sleep slept slept|slide slid slid|slip slipped slipped|smite smote smitten
speak spoke spoken|speed sped sped|spend spent spent|spin spun spun|split split split|spread spread spread
spring sprang sprung|stand stood stood|steal stole stolen|stick stuck stuck|sting stung stung|stride strode stridden
strike struck struck|string strung strung|strive strove striven|swear swore sworn|sweep swept swept|swing swung swung
take took taken|teach taught taught|tear tore torn|tell told told|think thought thought|throw threw thrown
thrust thrust thrust|tread trod trodden|undergo underwent undergone|wear wore worn|weave wove woven|win won won
wind wound wound|withdraw withdrew withdrawn|withhold withheld withheld|withstand withstood withstood|wring wrung wrung
write wrote written|retake retook retaken|overrun overran overrun|overtake overtook overtaken|overthrow overthrew overthrown
rewin rewon rewon|undertake undertook undertaken|shrink shrank shrunk|freeze froze frozen|feed fed fed|bleed bled bled
breed bred bred|bend bent bent|cast cast cast|cost cost cost|burst burst burst|forsake forsook forsaken|mow mowed mown
"""
_SUPPLETIVE = {
    "be": (
        *(("be", "base"), ("is", "s"), ("are", "s"), ("being", "ing"), ("was", "past"), ("were", "past")),
        ("been", "participle"),
    ),
    "have": (("have", "base"), ("has", "s"), ("having", "ing"), ("had", "past")),
}
"""Verbs with forms that no rule gives."""
_VOWELS = "aeiou"
_DOUBLED = frozenset(
    [
        "ban",
        "bar",
        "beg",
        "blot",
        "bog",
        "chop",
        "clip",
        "cop",
        "cram",
        "drag",
        "drip",
        "drop",
        "equip",
        "flip",
        "grab",
        "grip",
        "gun",
        "hem",
        "hop",
        "jam",
        "jet",
        "job",
        "kidnap",
        "lob",
        "log",
        "map",
        "mob",
        "mop",
        "nab",
        "nip",
        "pin",
        "plan",
        "plot",
        "plug",
        "pop",
        "pour",
        "prop",
        "quit",
        "rip",
        "rob",
        "rub",
        "run",
        "scrap",
        "scrub",
        "set",
        "ship",
        "shut",
        "sit",
        "skip",
        "slam",
        "slap",
        "slip",
        "slit",
        "snap",
        "snip",
        "spot",
        "stab",
        "step",
        "stop",
        "strip",
        "strap",
        "swap",
        "tap",
        "tip",
        "top",
        "trap",
        "trim",
        "trip",
        "whip",
        "wipe",
        "wrap",
        "zip",
        "regret",
        "commit",
        "admit",
        "permit",
        "refer",
        "transfer",
        "occur",
        "deter",
        "outrun",
        "outfit",
        "outgun",
        "overrun",
        "begin",
        "forget",
        "control",
        "compel",
        "expel",
        "repel",
        "patrol",
        "propel",
        "rebel",
        "dispel",
        "shell_",
        "get",
        "let",
        "dig",
        "win",
        "put",
        "hit",
        "cut",
        "pit",
        "rid",
        "bag",
        "bug",
        "dam",
        "fan",
        "gut",
        "man",
        "net",
        "pen",
        "ram",
        "rig",
        "sap",
        "slog",
        "swat",
    ]
)
_EITHER = frozenset(
    "cancel channel corral fuel funnel level marshal pummel quarrel shovel signal travel tunnel".split()
)
"""Verbs whose last letter is doubled in British English and not in American."""


@cache
def _irregular() -> dict[str, tuple[str, str]]:
    made = {}
    for row in _IRREGULAR.replace("\n", "|").split("|"):
        parts = row.split()
        if len(parts) >= 3:
            made[parts[0]] = (parts[1], parts[2])
    return made


def plurals(noun: str) -> str:
    """The regular plural of a noun in lower case."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es" if not noun.endswith("ss") or len(noun) > 2 else noun
    if noun.endswith("y") and len(noun) > 1 and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return noun + "s"


def _stem(verb: str) -> str:
    if verb in _DOUBLED:
        return verb + verb[-1]
    return verb


def inflections(verb: str) -> tuple[tuple[str, str], ...]:
    """The forms of a verb, each with `base`, `s`, `ing`, `past` or `participle`; British and American."""
    if verb in _SUPPLETIVE:
        return _SUPPLETIVE[verb]
    last, before = verb[-1], verb[-2:-1]
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = verb + "es"
    elif last == "y" and before not in _VOWELS:
        third = verb[:-1] + "ies"
    else:
        third = verb + "s"
    if verb.endswith("ie"):
        ing = verb[:-2] + "ying"
    elif last == "e" and before not in ("e", "o", "y"):
        ing = verb[:-1] + "ing"
    else:
        ing = _stem(verb) + "ing"
    forms = {verb: "base", third: "s", ing: "ing"}
    if verb in _irregular():
        past, participle = _irregular()[verb]
        forms.setdefault(past, "past")
        if participle != past:
            forms.setdefault(participle, "participle")
        if verb in ("burn",):
            forms.setdefault(verb + "ed", "past")
    else:
        if last == "e":
            past = verb + "d"
        elif last == "y" and before not in _VOWELS:
            past = verb[:-1] + "ied"
        else:
            past = _stem(verb) + "ed"
        forms.setdefault(past, "past")
    if verb in _EITHER:
        forms.update({verb + last + "ing": "ing", verb + last + "ed": "past"})
    made = tuple(forms.items())
    if "-" not in verb and verb.endswith(("ise", "ize")):
        other = verb[:-3] + ("ize" if verb.endswith("ise") else "ise")
        made += tuple((form.replace(verb[:-1], other[:-1], 1), name) for form, name in made)
    return made
