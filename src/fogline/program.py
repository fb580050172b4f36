"""Which program made something: what is kept is made anew when the code or data that it came from have changed."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

READING = (
    "codec.py", "dates", "gazetteer", "geometry.py", "names", "pack", "pipeline.py", "read", "records.py", "resolve",
)  # fmt: skip
"""What claims hang on beside reports, packs and gazetteer."""
JOINING = ("codec.py", "fuse", "geometry.py", "names", "outside.py", "pack", "pipeline.py", "records.py", "review.py")
"""What events hang on beside claims, packs and judgements."""
DRAWING = (
    "codec.py", "control", "geometry.py", "index", "mapdata.py", "names", "pack", "pipeline.py", "records.py",
)  # fmt: skip
"""What an index hangs on beside the store and packs."""
_HOME = Path(__file__).parent
_LEFT_OUT = frozenset((".pyc", ".onnx"))
"""What Python makes, and the weights, which a reader's version tells of."""


@cache
def program(*parts: str) -> str:
    """A digest of the content of some modules and rooms, with their data; the same on every machine."""
    made = blake2b(digest_size=10)
    for part in parts:
        start = _HOME / part
        for file in sorted(start.rglob("*")) if start.is_dir() else (start,):
            if file.is_file() and file.suffix not in _LEFT_OUT:
                made.update(f"{file.relative_to(_HOME).as_posix()}\0{file.stat().st_size}\0".encode())
                made.update(file.read_bytes())
    return made.hexdigest()
