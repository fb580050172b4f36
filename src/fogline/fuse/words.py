"""How what is said is compared: the words of a text without case, marks and signs, and the order it was said in."""

import re
import unicodedata
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


def first_said(claim: Claim) -> tuple[date, str, str]:
    """Sorts claims by their day of publication, those without one last."""
    return claim.published or FAR, claim.document, claim.id
