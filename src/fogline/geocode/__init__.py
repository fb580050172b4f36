"""The geocode room: place strings of tables, one by one, to coordinates with a probability, or to none."""

from fogline.geocode.answer import Answer, Geocoder, Ranked
from fogline.geocode.asked import Question, Wanted, take_string_apart
from fogline.geocode.lines import Decision, decide, outside

__all__ = [
    "Answer",
    "Decision",
    "Geocoder",
    "Question",
    "Ranked",
    "Wanted",
    "decide",
    "outside",
    "take_string_apart",
]
