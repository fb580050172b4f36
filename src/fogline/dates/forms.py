"""The forms a time can have in words, most telling first, each with how its days are found."""

import re
from collections.abc import Callable

from fogline.dates.counted import (
    again,
    ago,
    clock,
    close,
    lasting,
    midweek,
    night_to,
    now,
    nth,
    part_of_day,
    past,
    row,
    same,
    so_far,
    then,
    weekday,
    whole,
)
from fogline.dates.days import Days, Given
from fogline.dates.words import (
    DAY_WORD,
    HOLIDAYS,
    ISLAMIC_MONTHS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SEASONS,
    WEEKDAYS,
    alternatives,
)
from fogline.dates.written import decade, holiday, iso, month_day, monthly, numeric, season, year

_MONTH = rf"(?P<month>{alternatives([*MONTHS, *ISLAMIC_MONTHS])})\b\.?"
_DAY = rf"(?P<day>{DAY_WORD})"
_SECOND = rf"(?:\s?(?:-|/|to|and|or|until|into|,)\s?(?:the\s)?(?P<day2>{DAY_WORD})(?!\w))?"
_YEAR = (
    r"(?:,?\s?(?:of\s|in\s)?(?:(?P<year>(?:19|20)\d\d)\b|(?P<which>last|this|that|next)\syear"
    r"|the\syear\sbefore\s(?P<ago>last)))?"
)
_WEEKDAY = rf"\b(?P<weekday>{alternatives(WEEKDAYS)})\b"
_UNIT = r"(?P<unit>minute|hour|hr|day|night|weekend|week|fortnight|month|year)s?\b"
_UNITS = r"(?P<units>hour|hr|day|night|week|month|year)s"
_NUMBER = (
    rf"(?P<number>\d+(?:\.\d+)?|(?:a\s)?(?:few|couple|single|dozen|hundred)|half\san?|(?:{alternatives(NUMBERS)})"
    rf"(?:[\s-](?:{alternatives(NUMBERS)}))?)(?:\s?(?:-|to|or)\s?(?P<number2>\d+|{alternatives(NUMBERS)}))?"
    r"(?P<half>\sand\sa\shalf)?(?:\sof)?(?:\s(?:more|full|consecutive|straight|coming|past))?"
)
PART = (
    r"\b(?P<part>(?:night|evening|morning|afternoon|dawn|noon|midday|midnight|dusk|sunrise|sundown|sunset|nightfall|daybreak"
    r"|breakfast|lunch|lunchtime|prayers?|light|hours?|day|o'clock|dark)\b|\d\d?[:h]\d\d|\d{1,4}\s?(?:[ap]\.?m|hrs|hours)|\b0\d{3}\b)"
)
_EDGE = (
    r"(?:(?P<edge>early|late|mid|beginning|start|middle|end|close|first half|second half|first days?|last days?"
    r"|first week|second week|third week|fourth week|last week)(?:\sof)?(?:\sthe)?[\s-])?"
)
Handler = Callable[[re.Match[str], Given], Days]
FORMS: tuple[tuple[re.Pattern[str], Handler], ...] = tuple(
    (re.compile(pattern), handler)
    for pattern, handler in (
        (r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", iso),
        (
            r"^(?:(?:since|ever since)(?:\sthen)?|(?:up\s)?(?:until|till|to)\s(?:now|date)|(?:and\s)?so far|thus far)$",
            so_far,
        ),
        (
            r"^(?:ever\s)?since\s(?:the\s|its\s|their\s)?(?:\w+\s){0,2}?"
            r"(?:start|beginning|launch|opening|outset|onset|outbreak)\sof\s(?!\w+\s?\d|the\s(?:year|month|week|day))"
            r"(?!the\s(?:year|month|week|day))"
            r"|^(?:ever\s)?since\s(?:the|its|their)\s(?:\w+\s){1,3}(?:began|opened|started|was launched)$",
            so_far,
        ),
        (r"^(?:every|each)\b", again),
        (r"\bmid-?week\b", midweek),
        (r"^(?:on\s)?(?P<d>[0-3]?\d)[./](?P<m>[01]?\d)\.?$", numeric),
        (r"\b(?P<a>\d\d?)[/.-](?P<b>\d\d?)[/.-](?P<y>\d{4}|\d\d)\b", numeric),
        (rf"\b{_DAY}(?:,\s?(?:{DAY_WORD}))*{_SECOND}\s(?:of\s)?{_MONTH}{_YEAR}", month_day),
        (rf"\b{_MONTH}\s(?:the\s)?{_DAY}(?:,\s?(?:{DAY_WORD})(?!\d))*{_SECOND}(?!\w){_YEAR}", month_day),
        (rf"{_EDGE}\b(?P<last>last\s)?{_MONTH}{_YEAR}", monthly),
        (rf"(?P<holiday>{alternatives(HOLIDAYS)}){_YEAR}", holiday),
        (rf"\b(?P<season>{alternatives(SEASONS)})\b{_YEAR}", season),
        (rf"^(?:\w+\s){{0,2}}(?:over)?night\s(?:in)?to\s(?:\w+\s)?{_WEEKDAY}", night_to),
        (
            r"\b(?P<near>the day before yesterday|the night before last|yesterday|today|tomorrow|tonight"
            r"|last night|overnight)\b",
            close,
        ),
        (_WEEKDAY, weekday),
        (
            rf"(?:\bthe\s|^)(?P<day>\d+-?(?:st|nd|rd|th)|{alternatives(ORDINALS)})"
            r"(?:\s?[-/]\s?(?P<day2>\d+(?:st|nd|rd|th)?))?(?:\sof\s(?:the|(?P<which>this|that|last|next))\smonth)?"
            r"(?!\w|\s(?:\w+\s)?(?:day|night|week|month|year|hour|spring|light|half)s?\b)",
            nth,
        ),
        (r"\bthis\s(?:\w+\s)?(?:morning|forenoon|evening|afternoon|noon|dawn|night|hour|day|moment)\b", now),
        (
            rf"\b(?:{_NUMBER}\s?-?{_UNIT}|{_UNITS})\s(?P<ago>ago|earlier|later|before|afterwards|after|from\snow|on)\b",
            ago,
        ),
        (
            rf"\b(?P<which>last|past|previous|preceding|recent|next|coming|following)\s(?:{_NUMBER}[\s-])?"
            r"(?P<unit>minute|hour|hr|day|night|week|fortnight|weekend|month|year)s\b",
            past,
        ),
        (rf"\b(?P<which>last|past|previous|preceding|next|coming)\s{_NUMBER}[\s-]{_UNIT}", past),
        (r"\b(?P<which>past|preceding)\s(?P<unit>day|week|month|year|hour|fortnight)\b", past),
        (
            r"\b(?:that|same|next|following|previous|preceding)\s(?:\w+\s)?(?:day|night|morning|evening|afternoon|hour|noon|dawn)\b"
            r"|\b(?:day|night|evening|morning)\s(?:before|after)\b",
            same,
        ),
        (
            rf"{_EDGE}(?P<which>last|past|this|that|same|next|coming|previous|the|over the|reporting)\s"
            r"(?P<unit>weekend|week|fortnight|month|year)\b",
            whole,
        ),
        (rf"\bday\s(?P<nth>\d+|{alternatives(NUMBERS)})\b", row),
        (
            rf"\b(?P<nth>\d+-?(?:st|nd|rd|th)|{alternatives(ORDINALS)})(?:\s(?:straight|consecutive|successive|full))?\s"
            r"(?P<unit>day|night|week|month|year)\b",
            row,
        ),
        (rf"(?P<lead>in|within|for|over|during|after)?\s?(?:\w+\s){{0,3}}?\b{_NUMBER}[\s-]{_UNIT}", lasting),
        (r"^(?P<lead>a\s|the\s)?(?P<unit>hour|day|week|month|year)-long$", lasting),
        (r"(?P<lead>in|within|for|over|a matter of)\s(?P<unit>hour|day|night|week|month|year)s\b", lasting),
        (
            r"\bthen\b|\bthat time\b|^(?:at\s)?(?:about\s|around\s|almost\s)?the\ssame\s(?:time|moment|hour)$"
            r"|^(?:\w+\s)?(?:minutes|shortly|moments|soon|immediately|hours)\s(?:later|after|afterwards?|before)$"
            r"|^in\sthe\scourse\sof\sit$",
            then,
        ),
        (r"\b(?P<decade>(?:19|20)\d0)s\b", decade),
        (rf"{_EDGE}\b(?P<year>(?:19|20)\d\d)\b", year),
        (
            r"\bas (?:i|we) (?:write|type|speak)\b"
            r"|\b(?:now|moment|present|to date|currently|writing|this hour)\b",
            now,
        ),
        (PART, part_of_day),
        (
            rf"^(?:as of|at|around|about|by|until|till|before|after|from)\s(?:around\s|about\s)?\d\d?\.\d\d"
            r"(?:\s(?:gmt|utc|local time))?$"
            rf"|^between\s(?:\d\d?|{alternatives(NUMBERS)})\sand\s(?:\d\d?|{alternatives(NUMBERS)})$"
            rf"|\b(?:{alternatives(NUMBERS)})\s[ap]\.?m\b"
            rf"|^(?:at|around|about|by|until|till|before|after|from)?\s?(?:around|about|exactly|just)?\s?"
            rf"(?:half\s(?:past\s)?|(?:a\s)?quarter\s(?:past|to)\s)?(?:\d\d?|{alternatives(NUMBERS)})(?:\swith\sminutes)?$",
            clock,
        ),
        (r"^(?:earlier|still|yet|not yet|no longer|for the time being|at the time of writing)$", now),
    )
)
