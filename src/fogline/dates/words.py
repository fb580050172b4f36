"""The words that reports give time in: names of days, months and parts of the day, and numbers.

English, with the month names used in the Levant, those of the Islamic calendar and the plain Arabic
words; everything is in lower case and without points.
"""

import re
from collections.abc import Iterable


def listed(words: str) -> list[str]:
    """Words written one after the other, as a list."""
    return words.split()


WEEKDAYS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "monday mon الاثنين الإثنين",
        "tuesday tues tue الثلاثاء",
        "wednesday weds wed الأربعاء الاربعاء",
        "thursday thurs thur thu الخميس",
        "friday fri الجمعة",
        "saturday sat السبت",
        "sunday sun الأحد الاحد",
    )
):
    WEEKDAYS.update(dict.fromkeys(_names.split(), _number))

MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january|jan|يناير|كانون الثاني|kanun al-thani",
        "february|feb|فبراير|شباط|shubat",
        "march|mar|مارس|آذار|adhar",
        "april|apr|أبريل|ابريل|نيسان|nisan",
        "may|مايو|أيار|ayyar",
        "june|jun|يونيو|حزيران|haziran",
        "july|jul|يوليو|تموز|tammuz",
        "august|aug|أغسطس|اغسطس|آب",
        "september|sept|sep|سبتمبر|أيلول|aylul|eylul",
        "october|oct|أكتوبر|اكتوبر|تشرين الأول|tishrin al-awwal",
        "november|nov|نوفمبر|تشرين الثاني|tishrin al-thani",
        "december|dec|ديسمبر|كانون الأول|kanun al-awwal",
    ),
    start=1,
):
    MONTHS.update(dict.fromkeys(_names.split("|"), _number))

# Names that are also other English words are months only beside a number or after a preposition.
DOUBTFUL_MONTHS = frozenset({"may", "march", "mar", "jan", "jun", "sep", "dec", "آب", "nisan", "tammuz"})
SHORT_WEEKDAYS = frozenset({"mon", "tues", "tue", "weds", "wed", "thurs", "thur", "thu", "fri", "sat", "sun"})

ISLAMIC_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "muharram|محرم",
        "safar|صفر",
        "rabi al-awwal|rabi' al-awwal|rabi i",
        "rabi al-thani|rabi' al-thani|rabi al-akhir|rabi ii",
        "jumada al-ula|jumada al-awwal|jumada i",
        "jumada al-thani|jumada al-akhira|jumada ii",
        "rajab|رجب",
        "shaaban|shaban|sha'ban|شعبان",
        "ramadan|رمضان",
        "shawwal|شوال",
        "dhu al-qadah|dhu al-qi'dah|dhul qadah|dhu al-qa'da",
        "dhu al-hijjah|dhul hijjah|dhu al-hijja",
    ),
    start=1,
):
    ISLAMIC_MONTHS.update(dict.fromkeys(_names.split("|"), _number))

HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new year eve": (12, 31),
    "new year": (1, 1),
    "nowruz": (3, 21),
    "newroz": (3, 21),
    "nawruz": (3, 21),
}

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}

_ONES = listed(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
NUMBERS: dict[str, float] = {word: n for n, word in enumerate(_ONES, start=1)}
NUMBERS.update({word: 10 * n for n, word in enumerate(_TENS, start=2)})
NUMBERS.update({"a": 1, "an": 1, "single": 1, "half": 0.5, "couple": 2, "few": 4, "several": 5, "some": 5})
NUMBERS.update({"dozen": 12, "hundred": 100})

ORDINALS: dict[str, int] = {
    word: n
    for n, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
}
ORDINALS.update({f"twenty-{word}": 20 + n for word, n in list(ORDINALS.items())[:9]})
ORDINALS.update({"thirtieth": 30, "thirty-first": 31})

UNIT_DAYS = {"minute": 0, "hour": 0, "hr": 0, "day": 1, "night": 1, "week": 7, "fortnight": 14, "weekend": 7}

ARABIC = {
    "مساء أمس": "yesterday evening",
    "ليلة أمس": "last night",
    "الليلة الماضية": "last night",
    "أول أمس": "the day before yesterday",
    "أمس": "yesterday",
    "امس": "yesterday",
    "صباح اليوم": "this morning",
    "مساء اليوم": "this evening",
    "فجر اليوم": "at dawn today",
    "هذا اليوم": "today",
    "اليوم": "today",
    "غدا": "tomorrow",
    "غداً": "tomorrow",
    "الليلة": "tonight",
    "الأسبوع الماضي": "last week",
    "الشهر الماضي": "last month",
    "العام الماضي": "last year",
    "منذ": "since",
}

_HALF = re.compile(r"\band an? half\b")
_SPLIT = re.compile(r"[\s-]+")


def number(words: str) -> float | None:
    """The number that digits or English number words give; None where they give none."""
    text = words.strip().lower()
    extra = 0.5 if _HALF.search(text) else 0.0
    text = _HALF.sub("", text).strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text) + extra
    total, found = 0.0, False
    for word in _SPLIT.split(text):
        if word in NUMBERS:
            value = NUMBERS[word]
            total = total * value if value == 100 and total else _joined(total, value)
            found = True
    return total + extra if found else None


def _joined(total: float, value: float) -> float:
    """ "Twenty-four" adds; "a few", "a couple" and "a single" take the word's own value."""
    return total + value if total >= 20 else value


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words, key=len, reverse=True))


DAY_WORD = rf"(?:[12]\d|3[01]|0?[1-9])(?:-?(?:st|nd|rd|th))?|{alternatives(ORDINALS)}"
