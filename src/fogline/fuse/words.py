"""How what is said is compared: the words of a text without case, marks and signs, and the order it was said in."""

import re
import unicodedata
from collections.abc import Set
from datetime import date

from fogline.records import Claim

FAR = date.max
"""The day of what nobody dates, which comes last."""
_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text without case and marks."""
    if text.isascii():
        return _WORD.findall(text.lower())
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return _WORD.findall("".join(c for c in decomposed if not unicodedata.combining(c)))


def first_said(claim: Claim, passed_on: Set[str] = frozenset()) -> tuple[date, bool, str, str]:
    """Sorts claims by their day of publication, those without one last; of a day those of reports `passed_on` last."""
    return claim.published or FAR, claim.report in passed_on, claim.document, claim.id
