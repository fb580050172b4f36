"""Everything that is measured of found claims: overall, by theatre and voice, in empty documents, calibration."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from fogline.scoring.agree import Json
from fogline.scoring.calibration import Calibration, calibrate
from fogline.scoring.figures import ByDocument, Figures, score
from fogline.scoring.gold import Gold
from fogline.scoring.pairs import match_numbers, without_type

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The figures of some of the documents."""

    documents: int
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Documents in which gold has no claim, and the claims found in them."""

    documents: int
    claims: int

    @property
    def mean(self) -> float | None:
        """Claims a document; None without such documents."""
        return self.claims / self.documents if self.documents else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often claims of one gold type were found as another."""

    gold: str
    found: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What was measured over annotated documents."""

    documents: int
    figures: Figures
    by_theatre: Mapping[str, Group]
    by_voice: Mapping[str, Group]
    empty: Empty
    calibration: Calibration
    confusions: tuple[Confusion, ...]

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "documents": self.documents,
            "figures": self.figures,
            "by_theatre": {k: asdict(v) for k, v in self.by_theatre.items()},
            "by_voice": {k: asdict(v) for k, v in self.by_voice.items()},
            "documents_without_claims": {**asdict(self.empty), "mean": self.empty.mean},
            "calibration": asdict(self.calibration),
            "type_confusions": [asdict(c) for c in self.confusions],
        }


def voice_of(document: Json) -> str:
    """Whose voice a document is in: its own or its source's `voice` or `lean`, else what its id begins with."""
    source = document.get("source")
    for holder in (document, source if isinstance(source, dict) else {}):
        for key in ("voice", "lean"):
            if isinstance(holder.get(key), str) and holder[key]:
                return str(holder[key])
    return str(document["id"]).partition("-")[0] or _UNKNOWN


def theatre_of(document: Json) -> str:
    """The theatre a document is about, or `unknown`."""
    theatre = document.get("theatre")
    return theatre if isinstance(theatre, str) and theatre else _UNKNOWN


def _groups(gold: Gold, found: ByDocument, name: Callable[[Json], str]) -> dict[str, Group]:
    members: defaultdict[str, list[str]] = defaultdict(list)
    for key, document in gold.documents.items():
        members[name(document)].append(key)
    return {
        group: Group(documents=len(keys), figures=score({k: gold.claims[k] for k in keys}, found))
        for group, keys in sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    }


def judged_claims(gold: Gold, found: ByDocument) -> list[tuple[float | None, bool]]:
    """Each found claim's confidence and whether a gold claim of its type answers it."""
    made: list[tuple[float | None, bool]] = []
    for key, golds in gold.claims.items():
        mine = found.get(key, [])
        right = {j for _, j in match_numbers(golds, mine)}
        made.extend((p.get("confidence"), j in right) for j, p in enumerate(mine))
    return made


def _confusions(gold: Gold, found: ByDocument) -> tuple[Confusion, ...]:
    pairs: Counter[tuple[str, str]] = Counter()
    for key, golds in gold.claims.items():
        mine = found.get(key, [])
        for i, j in match_numbers(without_type(golds), without_type(mine)):
            if golds[i]["type"] != mine[j].get("type"):
                pairs[golds[i]["type"], str(mine[j].get("type"))] += 1
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(gold=g, found=p, times=n) for (g, p), n in ranked)


def assess(gold: Gold, found: ByDocument) -> Assessment:
    """Measures found claims against annotated documents."""
    bare = [key for key, document in gold.documents.items() if not document["claims"]]
    return Assessment(
        documents=len(gold.documents),
        figures=score(gold.claims, found),
        by_theatre=_groups(gold, found, theatre_of),
        by_voice=_groups(gold, found, voice_of),
        empty=Empty(documents=len(bare), claims=sum(len(found.get(key, [])) for key in bare)),
        calibration=calibrate(judged_claims(gold, found)),
        confusions=_confusions(gold, found),
    )
