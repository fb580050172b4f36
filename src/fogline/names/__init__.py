"""Normalises, transliterates and compares proper names across spellings and scripts.

`fold` makes spellings of one writer equal, `key` those of most writers (for finding candidates), `same` gives the
learned probability that two spellings are of one name, `probabilities` that of many at once, and `similarity` says
how near two spellings are by rule. Arabic script is compared as such where both sides have it.
"""

from fogline.names.edits import probabilities, probabilities_of, same
from fogline.names.letters import letters
from fogline.names.parts import bare
from fogline.names.script import clean, fold, is_arabic, swapped, transliterate
from fogline.names.sounding import key, similarity, sounds

__all__ = [
    "bare",
    "clean",
    "fold",
    "is_arabic",
    "key",
    "letters",
    "probabilities",
    "probabilities_of",
    "same",
    "similarity",
    "sounds",
    "swapped",
    "transliterate",
]
