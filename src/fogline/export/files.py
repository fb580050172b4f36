"""Files written whole or not at all: to a part file beside the target, then renamed over it."""

import os
from collections.abc import Iterable
from pathlib import Path

from fogline.errors import InputError


def write_text(path: Path, pieces: Iterable[str], encoding: str = "utf-8") -> None:
    """Writes pieces of text to a file; an earlier file of the name stays until the new one is whole.

    Raises InputError when the folder or the disk does not take it.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding=encoding, newline="") as file:
            file.writelines(pieces)
        part.replace(path)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be written ({error.strerror or error}); free disk space or choose another place with -o"
        ) from error
    finally:
        part.unlink(missing_ok=True)
