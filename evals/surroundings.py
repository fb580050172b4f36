"""Where the measuring data lies, a fresh home for the program, and how its commands are run and timed."""

import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


def shared() -> Path:
    """The folder of measuring data; ends the program with a reason where it is missing."""
    path = Path(os.environ.get("FOGLINE_SHARED", ROOT.parent / "shared"))
    if not (path / "claims").is_dir():
        sys.exit("skipped: the measuring data is not beside the repository (set FOGLINE_SHARED)")
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended: exit code, wall-clock seconds, peak memory of any child so far in MB."""

    code: int
    seconds: float
    peak_mb: float
    errors: str


def fogline(home: Path, *arguments: str | Path) -> Ran:
    """Runs a fogline command in a home folder of its own."""
    environment = {**os.environ, "FOGLINE_HOME": str(home)}
    command = [sys.executable, "-m", "fogline", *map(str, arguments)]
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Ran(code=done.returncode, seconds=round(seconds, 2), peak_mb=round(peak, 1), errors=done.stderr)


def machine() -> str:
    """A line that says what the figures were measured on."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
