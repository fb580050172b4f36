"""What each kind of knowledge is worth to the trained reader: the development reports read with one kind withheld.

    python -m evals.levers

The network is the shipped one; a kind is withheld by leaving its inputs at zero, so this says what the trained
network leans on, not what a network trained without it would reach (`training.train --without` gives that).
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from training.examples import report_of

from evals.founding import prepare
from evals.reader import paths, short
from evals.surroundings import machine
from fogline.outside import claim_to_outside
from fogline.pipeline import read_report
from fogline.read.model.reader import ModelReader
from fogline.run import open_knowledge
from fogline.scoring import assess, read_gold
from fogline.settings import Settings

LEVERS: Mapping[str, tuple[str, ...]] = {
    "nothing withheld": (),
    "without syntax (tree paths, prepositions)": ("p:", "k:"),
    "without frames (proposals, types, rules' slots)": ("h:", "hf:", "d:", "ds:", "dw:", "f:", "r:", "rt:", "rs:"),
    "without classes (mentions, word classes, cues)": ("m:", "c:", "q:"),
    "without word shape": ("s:",),
    "without headings and lists": ("l:", "o:heading"),
}
SHOWN = (
    "detection", "type_blind", "initiator", "target", "place", "time", "counts", "attribution", "status", "strict_text",
)  # fmt: skip


def withheld(names: Mapping[str, int], prefixes: tuple[str, ...]) -> dict[str, int]:
    """The same columns, those of the prefixes under names that no report gives."""
    return {f"\0{name}" if prefixes and name.startswith(prefixes) else name: at for name, at in names.items()}


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        prepare(work / "home")
        known = open_knowledge(Settings(home=work / "home", store=""))
        reader = known.reader
        assert isinstance(reader, ModelReader)
        gold = read_gold(paths("dev"))
        rows = [json.loads(p.read_text(encoding="utf-8")) for p in paths("dev")]
        reports = [report_of(r) for r in rows]
        features, relations = dict(reader.net.features), dict(reader.net.relations)
        table = {}
        for name, prefixes in LEVERS.items():
            reader.net.features = withheld(features, prefixes)
            reader.net.relations = withheld(relations, prefixes)
            found = {r.key: [claim_to_outside(c) for c in read_report(r, known)] for r in reports}
            figures = short(assess(gold, {k: json.loads(json.dumps(v)) for k, v in found.items()}))
            table[name] = {k: round(figures[k], 3) for k in SHOWN}
    print(json.dumps({"reports": len(reports), "figures": table, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
