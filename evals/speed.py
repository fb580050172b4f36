"""How fast reports are read, beside the bare encoder in the same run; cold start and peak memory.

    python -m evals.speed [READER] [ARTICLES]        default: model 300

Reads real articles with `fogline read` in a process of its own (start-up included and apart), and runs the
encoder's graph alone over the same words. Prints JSON with the bars.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from evals.corpus import articles, write
from evals.founding import prepare
from evals.surroundings import fogline, machine
from fogline.read.mentions import tokens
from fogline.read.model.net import Net
from fogline.read.model.reader import shipped
from fogline.read.model.sheet import WINDOW
from fogline.records import Span

BARS = {"articles_a_second": 20.0, "share_of_encoder": 0.25, "cold_start_s": 1.5, "peak_mb": 600}


def encoder_rate(texts: list[str], threads: int) -> float:
    """Articles a second through the encoder's graph alone, full windows of word pieces."""
    net = Net(shipped(), threads=threads)
    graph = net.session("tagger.onnx")
    began = time.monotonic()
    for text in texts:
        flat = [n for token in tokens(text, Span(0, len(text))) for n in net.pieces.cut(token.text)]
        for start in range(0, len(flat), WINDOW):
            ids = [net.pieces.first, *flat[start : start + WINDOW], net.pieces.last]
            count = len(ids) - 2
            graph.run(
                None,
                {
                    "pieces": np.array([ids], dtype=np.int64),
                    "piece_word": np.array([[0, *range(1, count + 1), 0]], dtype=np.int64),
                    "features": np.zeros((1, count, len(net.features)), dtype=np.float32),
                    "first": np.arange(1, count + 1, dtype=np.int64)[None],
                    "sentence": np.zeros((1, count), dtype=np.int64),
                },
            )
    return len(texts) / (time.monotonic() - began)


def main() -> None:
    """Measures and prints."""
    reader = sys.argv[1] if len(sys.argv) > 1 else "model"
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    rows = articles()[:limit]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        prepare(work / "home")
        one, many = write(rows[:1], work / "one.jsonl"), write(rows, work / "many.jsonl")
        for _ in range(2):  # the first run compiles
            cold = fogline(work / "home", "read", one, "--reader", reader, "-o", work / "one.out")
        done = fogline(work / "home", "read", many, "--reader", reader, "-o", work / "many.out")
        if done.code != 0:
            sys.exit(done.errors[-2000:])
    texts = [str(row["text"]) for row in rows]
    result: dict[str, Any] = {
        "reader": reader,
        "articles": len(rows),
        "words_an_article": round(float(np.mean([len(t.split()) for t in texts]))),
        "articles_a_second": round(len(rows) / (done.seconds - cold.seconds), 1),
        "cold_start_s": cold.seconds,
        "peak_mb": round(done.peak_mb),
        "encoder_articles_a_second": round(encoder_rate(texts[:100], 2), 1),
    }
    result["share_of_encoder"] = round(result["articles_a_second"] / result["encoder_articles_a_second"], 3)
    print(json.dumps({**result, "bars": BARS, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
