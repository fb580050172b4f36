"""How well claims that were read answer claims that people annotated; standard library only.

The rules are those of the claims guide: a found claim answers a gold claim when type and words agree,
and each slot is then compared by itself.
"""

from fogline.scoring.assessment import Assessment, assess
from fogline.scoring.figures import score
from fogline.scoring.found import read_found
from fogline.scoring.gold import Gold, GoldProblem, read_gold

__all__ = ["Assessment", "Gold", "GoldProblem", "assess", "read_found", "read_gold", "score"]
