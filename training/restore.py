"""Turns shipped weights back into a run that `training.train --go-on` can train further.

    python -m training.restore WEIGHTS RUN

int8 is undone value by value (weight = scale x (number - zero point)), so the restored network answers as the
shipped one does. Which array of the ONNX graph is which parameter is learned from a random network written out the
same way: equal values, equal place.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.export import GRAPHS, load_sizes, write_graph
from training.net import Net


def arrays(graph: Path) -> dict[str, np.ndarray]:
    """The stored arrays of a graph by name, int8 ones undone and named as before they were made int8."""
    stored = {i.name: numpy_helper.to_array(i) for i in onnx.load(str(graph)).graph.initializer}
    made = {}
    for name, value in stored.items():
        base = name.removesuffix("_quantized")
        if base == name:
            made[name] = value
            continue
        scale, zero = stored[f"{base}_scale"], stored[f"{base}_zero_point"]
        value = (value.astype(np.float32) - zero.astype(np.float32)) * scale
        made[base.removesuffix("_Transposed")] = value.T if base.endswith("_Transposed") else value
    return made


def places(net: Net, name: str) -> dict[str, tuple[str, bool]]:
    """Which array of graph `name` holds each parameter of `net`, and whether it lies there turned over."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.onnx"
        write_graph(net, name, file)
        written = arrays(file)
    found: dict[str, tuple[str, bool]] = {}
    for key, tensor in net.state_dict().items():
        value = tensor.numpy()
        for at, other in written.items():
            if other.shape == value.shape and np.array_equal(other, value):
                found[key] = at, False
            elif value.ndim == 2 and other.shape == value.T.shape and np.array_equal(other, value.T):
                found[key] = at, True
    return found


def restore(weights: Path, run: Path) -> None:
    """Writes `weights.pt` and `reader.json`; what no shipped graph needs (the part-of-speech head) starts from zero."""
    config = json.loads((weights / "reader.json").read_text(encoding="utf-8"))
    torch.manual_seed(1)
    net = Net(load_sizes(config)).eval()
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter)  # no two alike, so that each is told from the others
    state = net.state_dict()
    found: set[str] = set()
    for name in GRAPHS:
        stored = arrays(weights / f"{name}.onnx")
        for key, (at, turned) in places(net, name).items():
            value = stored[at].T if turned else stored[at]
            state[key] = torch.from_numpy(np.ascontiguousarray(value, dtype=np.float32))
            found.add(key)
    for key in set(state) - found:
        state[key] = torch.zeros_like(state[key])
    run.mkdir(parents=True, exist_ok=True)
    torch.save(state, run / "weights.pt")
    (run / "reader.json").write_text(json.dumps(config, indent=1), encoding="utf-8")


if __name__ == "__main__":
    restore(Path(sys.argv[1]), Path(sys.argv[2]))
