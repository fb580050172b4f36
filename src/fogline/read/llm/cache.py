"""Answers kept on disk, so that a text is asked about once; a file is whole or not there."""

import os
from pathlib import Path

import orjson

from fogline.codec import digest
from fogline.errors import ReaderError
from fogline.read.llm.prompt import PROMPT


class Cache:
    """A folder with one small file for each answer, named by the digest of model, prompt and text."""

    def __init__(self, folder: Path, model: str) -> None:
        """Makes the folder when the first answer is kept."""
        self._folder, self._model = folder, model

    def _path(self, data: str) -> Path:
        name = digest("answer", self._model, PROMPT, data).partition("_")[2]
        return self._folder / name[:2] / f"{name}.json"

    def get(self, data: str) -> str | None:
        """The answer that was kept, or None; a damaged file counts as none."""
        try:
            value = orjson.loads(self._path(data).read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return None
        content = value.get("content") if isinstance(value, dict) else None
        return content if isinstance(content, str) else None

    def put(self, data: str, content: str) -> None:
        """Keeps an answer.

        Raises ReaderError when the folder or the disk does not take it.
        """
        path = self._path(data)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(orjson.dumps({"model": self._model, "content": content}))
            part.replace(path)
        except OSError as error:
            raise ReaderError(
                f"{path}: cannot be written ({error.strerror or error}); free disk space or move FOGLINE_HOME"
            ) from error
        finally:
            part.unlink(missing_ok=True)
