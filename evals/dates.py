"""Days on which events fall, against timelines that journalists wrote: the Syrian part of TL17 (654 articles, 2011-12).

    python -m evals.dates [--reader NAME] [--articles N]

The articles of each of the two collections are read and fused. A day's weight is the number of voices, summed over the
events that begin on it, of what is believed to have happened and where claims say the day. As many of the heaviest
days as the gold timeline has, within its first and last day, are the answer; date F1 is the share of them that the
gold has too (exactly that day), averaged over the timelines. `--articles` reads every so many-th article only.
"""

import argparse
import io
import json
import os
import re
import tarfile
from collections import Counter
from collections.abc import Sequence
from datetime import date

from evals.surroundings import shared
from fogline import run
from fogline.codec import report_id
from fogline.pipeline import fuse_theatre
from fogline.records import Event, Report, Role, Status
from fogline.settings import settings_from

_FOLDER = re.compile(r"raw/(?P<name>[^/]+)/(?P<file>articles|timelines)\.jsonl$")
Timeline = tuple[frozenset[date], date, date]


def collections() -> dict[str, tuple[list[Report], list[Timeline]]]:
    """Articles and gold timelines of each collection."""
    made: dict[str, tuple[list[Report], list[Timeline]]] = {}
    with tarfile.open(shared() / "data" / "timelines_syria" / "timelines.tar.gz") as archive:
        for member in archive.getmembers():
            match = _FOLDER.search(member.name)
            content = archive.extractfile(member) if match is not None else None
            if match is None or content is None:
                continue
            articles, timelines = made.setdefault(match["name"], ([], []))
            for line in io.TextIOWrapper(content, encoding="utf-8", errors="replace"):
                value = json.loads(line)
                if match["file"] == "articles":
                    key = f"{match['name']}-{value['id']}-{value['time']}"
                    articles.append(
                        Report(
                            id=report_id(match["name"], key, value["text"]), key=key, source=match["name"],
                            text=value["text"], published=date.fromisoformat(value["time"]),
                        )
                    )  # fmt: skip
                else:
                    days = frozenset(date.fromisoformat(day[:10]) for day, _ in value)
                    timelines.append((days, min(days), max(days)))
    return made


def weights(events: Sequence[Event]) -> Counter[date]:
    """How much the record makes of each day."""
    made: Counter[date] = Counter()
    for event in events:
        if event.start is not None and event.dated and event.confidence > 0 and event.status is Status.OCCURRED:
            made[event.start] += sum(p.role is not Role.DENIES for p in event.claims)
    return made


def score(weight: Counter[date], gold: Timeline) -> float:
    """The share of the heaviest days that are in the gold timeline; as many days as it has."""
    days, first, last = gold
    inside = sorted((d for d in weight if first <= d <= last), key=lambda d: (-weight[d], d))
    return len(days.intersection(inside[: len(days)])) / len(days)


def main() -> None:
    """Measures and prints JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reader", default=run.READER)
    options.add_argument("--articles", type=int, default=1)
    given = options.parse_args()
    known = run.open_knowledge(settings_from(os.environ), reader=given.reader, theatre="syria")
    found: list[float] = []
    plain: list[float] = []
    for name, (all_of, timelines) in sorted(collections().items()):
        articles = all_of[:: given.articles]
        read = run.read_all(articles, known, "syria")
        fusion = fuse_theatre(read.claims, known.packs["syria"], reports=read.reports)
        by_events, by_articles = (
            weights(fusion.events),
            Counter(r.published for r in articles if r.published is not None),
        )
        scores = [score(by_events, t) for t in timelines]
        plain += [score(by_articles, t) for t in timelines]
        found += scores
        told = {"collection": name, "articles": len(articles), "claims": len(read.claims), "events": len(fusion.events)}
        print(json.dumps({**told, "timelines": [round(s, 3) for s in scores]}), flush=True)
    print(json.dumps({"date_f1": round(sum(found) / len(found), 3), "reader": given.reader,
                      "days with most articles": round(sum(plain) / len(plain), 3)}))  # fmt: skip


if __name__ == "__main__":
    main()
