"""How long fusing takes and how much memory: the same simulated war, larger and larger.

    python -m evals.fusing CLAIMS [CLAIMS …]

For each size a war is simulated (places and days grow with it, so that claims per event stay the same), its claims
are written in a process of their own, and `fogline fuse` is run on the file. Prints claims, events, seconds of wall
clock and of CPU, and peak memory.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def sizes(claims: int) -> list[str]:
    """Options of the simulation for about so many claims: places and days grow as the square root."""
    grown = (claims / 1_000_000) ** 0.5
    return ["--places", str(max(100, round(10_000 * grown))), "--days", str(max(100, round(3650 * grown))),
            "--claims", str(round(claims * 1.2)), "--sources", "24"]  # fmt: skip


def measure(claims: int, folder: Path) -> dict[str, float | int]:
    """One size."""
    made = folder / str(claims)
    subprocess.run([sys.executable, "-m", "evals.simulate", str(made), *sizes(claims)], check=True, stdout=sys.stderr)
    start = time.monotonic()
    command = [sys.executable, "-m", "fogline", "fuse", str(made / "claims.jsonl"), "-o", str(made / "events.jsonl")]
    process = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "2"})
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    with (made / "claims.jsonl").open("rb") as lines:
        read = sum(1 for _ in lines)
    with (made / "events.jsonl").open("rb") as lines:
        events = sum(1 for _ in lines)
    return {"claims": read, "events": events, "exit": status, "wall_s": round(wall, 1),
            "cpu_s": round(usage.ru_utime + usage.ru_stime, 1),
            "peak_gb": round(usage.ru_maxrss / 2**20, 2)}  # fmt: skip


def main() -> None:
    """Measures each size and prints a line of JSON for it."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sys.argv[1:] or ("10000",):
            print(json.dumps(measure(int(size), Path(folder))), flush=True)


if __name__ == "__main__":
    main()
