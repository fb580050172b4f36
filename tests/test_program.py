"""What is kept knows which program made it."""

from pathlib import Path

import pytest

from fogline import program


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of two rooms and a module."""
    for name in ("read/rules.py", "read/frames/clash.yml", "web/app.py", "codec.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    monkeypatch.setattr(program, "_HOME", tmp_path)
    program.program.cache_clear()
    return tmp_path


def made(*parts: str) -> str:
    program.program.cache_clear()
    return program.program(*parts)


@pytest.mark.parametrize("changed", ["read/rules.py", "read/frames/clash.yml", "codec.py"])
def test_the_digest_changes_with_code_and_data(code: Path, changed: str) -> None:
    before = made("codec.py", "read")
    assert made("codec.py", "read") == before
    (code / changed).write_text("another")
    assert made("codec.py", "read") != before


def test_other_rooms_and_what_python_makes_do_not_change_it(code: Path) -> None:
    before = made("codec.py", "read")
    (code / "web" / "app.py").write_text("another")
    (code / "read" / "rules.pyc").write_text("made")
    assert made("codec.py", "read") == before


def test_every_part_named_is_there() -> None:
    home = Path(program.__file__).parent
    named = {*program.READING, *program.JOINING, *program.DRAWING}
    assert [part for part in sorted(named) if not (home / part).exists()] == []
