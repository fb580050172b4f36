"""The geocode room: place strings of tables, one by one, to coordinates with a probability, or to none."""

from fogline.geocode.answer import Answer, Geocoder, Ranked
from fogline.geocode.asked import Question, Wanted, take_string_apart

__all__ = ["Answer", "Geocoder", "Question", "Ranked", "Wanted", "take_string_apart"]
