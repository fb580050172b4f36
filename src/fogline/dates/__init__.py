"""When: finds the words of a report that give a time and says which days they mean."""

from fogline.dates.found import find_times
from fogline.dates.reckon import Dated, explain, interpret

__all__ = ["Dated", "explain", "find_times", "interpret"]
