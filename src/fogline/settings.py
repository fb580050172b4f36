"""Where this installation keeps its things; built once by a face and passed down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`home` holds compiled gazetteers and the default store; `packs` is a folder of the user's own packs.

    `environment` is kept for what only some readers need.
    """

    home: Path
    store: str
    packs: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


def settings_from(environment: Mapping[str, str], *, store: str | None = None) -> Settings:
    """The settings that the environment and the command line give.

    `FOGLINE_HOME` moves the home folder, `FOGLINE_PACKS` adds a folder of packs.
    """
    given = environment.get("FOGLINE_HOME")
    home = Path(given).expanduser() if given else user_data_path("fogline")
    packs = environment.get("FOGLINE_PACKS")
    return Settings(
        home=home,
        store=store or str(home / "store.sqlite"),
        packs=Path(packs).expanduser() if packs else None,
        environment=dict(environment),
    )
