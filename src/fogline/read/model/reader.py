"""The model reader: the rules' analysis as features, a small network to decide, the decoder to write it down."""

from importlib.resources import files
from pathlib import Path

from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.read.model.decode import decode
from fogline.read.model.judge import Thresholds, proposals
from fogline.read.model.net import Net, softmax
from fogline.read.model.sheet import sheet
from fogline.read.rules import RulesReader
from fogline.records import Reading, Report


def shipped() -> Path:
    """The folder of the shipped weights."""
    return Path(str(files("fogline.read.model") / "weights"))


class ModelReader:
    """Reads English reports with the trained network over the frames' proposals; for any pack, and without one."""

    name = "model"

    def __init__(self, rules: RulesReader | None = None, *, weights: Path | None = None, threads: int = 1) -> None:
        """Raises ReaderError where the weights are missing."""
        self._rules = rules or RulesReader()
        self.net = Net(weights or shipped(), threads=threads)
        self.version = str(self.net.config.get("digest", "0"))
        self.lines = Thresholds(**self.net.config.get("thresholds", {}))

    def read(self, report: Report, pack: Pack | None, gazetteer: Gazetteer) -> tuple[Reading, ...]:
        """What the report claims, in its own words, in text order."""
        page = sheet(self._rules.analyse(report, pack, gazetteer))
        if not page.words:
            return ()
        tagged = self.net.tag(page)
        chances = softmax(tagged.tags)
        found = proposals(page, chances, self.lines)
        filled = self.net.fill(page, tagged, found)
        return decode(report, page, tagged, filled, found, self.net.config, self.lines)
