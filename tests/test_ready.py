"""What is kept for the next start is what would be made anew, and only while nothing behind it has changed."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from fogline.errors import PackError
from fogline.ready import make_ready
from fogline.settings import Settings
from tests.invented import FOLDER


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(FOLDER, tmp_path / "packs" / "harran")
    return Settings(home=tmp_path / "home", store="", packs=tmp_path / "packs")


def kept(settings: Settings) -> list[Path]:
    return sorted(settings.home.glob("ready-*"))


def test_a_second_start_takes_what_the_first_one_left(settings: Settings) -> None:
    first = make_ready(settings)
    (file,) = kept(settings)
    before = file.stat().st_mtime_ns
    again = make_ready(settings)
    assert again.packs == first.packs
    assert again.rules.version == first.rules.version
    assert kept(settings) == [file]
    assert file.stat().st_mtime_ns == before


def test_a_changed_pack_is_read_again(settings: Settings) -> None:
    assert settings.packs is not None
    first = make_ready(settings)
    head = settings.packs / "harran" / "pack.yml"
    head.write_text(head.read_text(encoding="utf-8").replace("name: ", "name: New ", 1), encoding="utf-8")
    again = make_ready(settings)
    assert again.packs["harran"].name == "New " + first.packs["harran"].name
    assert len(kept(settings)) == 1


def test_a_broken_pack_is_an_error_whatever_was_kept(settings: Settings) -> None:
    assert settings.packs is not None
    make_ready(settings)
    (settings.packs / "harran" / "actors.yml").write_text("- [", encoding="utf-8")
    with pytest.raises(PackError, match=r"actors\.yml"):
        make_ready(settings)


@pytest.mark.parametrize("harm", [lambda b: b"", lambda b: b[:-9], lambda b: b[:40] + b"x" + b[41:]])
def test_a_file_that_is_not_whole_is_made_anew(settings: Settings, harm: object) -> None:
    assert callable(harm)
    first = make_ready(settings)
    (file,) = kept(settings)
    file.write_bytes(harm(file.read_bytes()))
    assert make_ready(settings).packs == first.packs


@pytest.mark.parametrize(
    "named",
    [b"cos\nsystem\n", b"cfogline.run\nos.system\n", b"cfogline.run\nos\n", b"cfogline.run\nmake_ready\n"],
)
def test_foreign_objects_are_not_made(settings: Settings, tmp_path: Path, named: bytes) -> None:
    first = make_ready(settings)
    (file,) = kept(settings)
    mark = tmp_path / "harmed"
    body = named + b"(S'touch " + str(mark).encode() + b"'\ntR."
    file.write_bytes(sha256(body).digest() + body)
    assert make_ready(settings).packs == first.packs
    assert not mark.exists()
