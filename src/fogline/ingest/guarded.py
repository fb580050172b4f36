"""One input that breaks what reads it costs only itself."""

from collections.abc import Callable

from fogline.records import Failure, Report


def guarded(document: str, make: Callable[[], Report | Failure]) -> Report | Failure:
    """What `make` gives; a Failure that names the input where it breaks."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 -- one bad file or line must not stop a batch
        return Failure(
            document=document,
            stage="ingest",
            reason=f"{type(error).__name__}: {error}",
            advice="this is a bug in Fogline; please report it with the file",
        )
