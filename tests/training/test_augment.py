"""Other place names for annotated reports: drawn from imported gazetteers, never from the worldwide default."""

from dataclasses import replace
from pathlib import Path

import pytest
from training.augment import names_of

from fogline.gazetteer import index, open_or_build
from fogline.gazetteer.rows import DEFAULT
from tests.resolve.conftest import row


def test_names_come_from_imported_gazetteers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row("a", "Saltby", "town", 35.0, 40.0), replace(row("b", "Farmere", "town", 35.0, 40.0), origin=DEFAULT)]
    monkeypatch.setattr(index, "default_places", lambda: iter(rows))
    open_or_build(tmp_path)
    assert names_of(tmp_path) == ["Saltby"]
