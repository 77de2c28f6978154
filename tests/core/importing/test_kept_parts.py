"""Writing pictures once can be stopped, even killed, and is gone on with: to the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from own_pictures import SIDE, by_class, save
from playground.core.catalogue.manifest import Manifest
from playground.core.files import growing, kept
from playground.core.importing.importers import IMPORTERS, ReadingCancelled
from playground.core.importing.pictures import arrays, understanding

PART = 3 * SIDE * SIDE * 2  # bytes: two pictures or a few more, as large as the files have them


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep few pictures in files, in small parts."""
    monkeypatch.setattr(arrays, "IN_MEMORY", 1000)
    monkeypatch.setattr(growing, "PART", PART)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return pictures, two of which turn out to be none when they are read."""
    made = by_class(tmp_path / "tones", 8)
    for each in (3, 9):
        save(made / "red" / f"x{each}.png", np.zeros((SIDE, SIDE, 3), np.uint8))
    return made


def understood(folder: Path) -> Manifest:
    """Return what is understood of pictures in a folder."""
    return understanding.understand(folder, {}).manifest


def manifest_of(folder: Path) -> Manifest:
    """Return what is understood of a folder, two files of which are spoilt after that."""
    found = understood(folder)
    for each in (3, 9):
        (folder / "red" / f"x{each}.png").write_bytes(b"no picture")
    return found


def contents(home: Path) -> dict[str, bytes]:
    """Return the files of the one whole folder that is kept."""
    (whole,) = home.iterdir()
    return {each.name: each.read_bytes() for each in whole.iterdir()}


def uncut(folder: Path, manifest: Manifest, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return what is kept where nothing stops it."""
    monkeypatch.setenv(kept.PLACE, str(home))
    understanding.columns(folder, manifest)
    return contents(home)


def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by one with each picture that is decoded."""
    seen, decode = list[int](), understanding.pixels_of
    monkeypatch.setattr(understanding, "pixels_of", lambda *given: seen.append(1) or decode(*given))
    return seen


def stop_at(share: float, folder: Path, manifest: Manifest) -> None:
    def tell(done: float) -> None:
        if done >= share:
            raise ReadingCancelled

    with pytest.raises(ReadingCancelled):
        understanding.columns(folder, manifest, tell)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_what_was_cancelled_is_gone_on_with(
    share: float, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(folder)
    whole = uncut(folder, manifest, tmp_path / "whole", monkeypatch)
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "cut"))
    stop_at(share, folder, manifest)
    seen = decoded(monkeypatch)
    understanding.columns(folder, manifest)
    rows = len(whole["good"])
    assert 0 < len(seen) < rows * (1 - share) + 6  # a part at most is made twice
    assert contents(tmp_path / "cut") == whole


def test_it_can_be_cancelled_again_and_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(folder)
    whole = uncut(folder, manifest, tmp_path / "whole", monkeypatch)
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "cut"))
    for share in (0.3, 0.5, 0.5, 0.8):
        stop_at(share, folder, manifest)
        assert len(list((tmp_path / "cut").iterdir())) == 1
    understanding.columns(folder, manifest)
    assert contents(tmp_path / "cut") == whole


SPOIL = {
    "a byte of the first part": lambda part: part.write_bytes(b"\xff" + part.read_bytes()[1:]),
    "a byte at the end": lambda part: part.write_bytes(part.read_bytes()[:-1] + b"\xff"),
    "the end": lambda part: part.write_bytes(part.read_bytes()[:-100]),
    "more": lambda part: part.write_bytes(part.read_bytes() + b"half a picture"),
    "all": lambda part: part.unlink(),
}


@pytest.mark.parametrize("which", ["pictures-0", growing.PARTS])
@pytest.mark.parametrize("way", SPOIL)
def test_what_does_not_add_up_is_written_again(
    way: str, which: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(folder)
    whole = uncut(folder, manifest, tmp_path / "whole", monkeypatch)
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "cut"))
    stop_at(0.7, folder, manifest)
    (stopped,) = (tmp_path / "cut").iterdir()
    SPOIL[way](stopped / which)
    understanding.columns(folder, manifest)
    assert contents(tmp_path / "cut") == whole


def test_an_index_of_many_brackets_is_spoilt(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(folder)
    whole = uncut(folder, manifest, tmp_path / "whole", monkeypatch)
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "cut"))
    stop_at(0.7, folder, manifest)
    (stopped,) = (tmp_path / "cut").iterdir()
    (stopped / growing.PARTS).write_bytes(100_000 * b"[" + b"\n")
    understanding.columns(folder, manifest)
    assert contents(tmp_path / "cut") == whole


# Bytes of pictures that are others but as many: to sum them up at each opening would take as long as to read.
WHOLE = [(way, which) for way in SPOIL for which in ("pictures-0", "good", kept.KNOWN)
         if not (which == "pictures-0" and way.startswith("a byte"))]  # fmt: skip


@pytest.mark.parametrize(("way", "which"), WHOLE)
def test_what_was_whole_and_is_spoilt_is_made_again(
    way: str, which: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(folder)
    whole = uncut(folder, manifest, tmp_path / "whole", monkeypatch)
    (home,) = (tmp_path / "whole").iterdir()
    SPOIL[way](home / which)
    read = understanding.columns(folder, manifest)
    assert contents(tmp_path / "whole") == whole
    assert read["picture"].tobytes() == whole["pictures-0"]


def test_what_another_made_meanwhile_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, home, known = manifest_of(folder), tmp_path / "home", list[int]()
    monkeypatch.setenv(kept.PLACE, str(home))

    def tell(share: float) -> None:
        if share > 0.5 and not known:
            understanding.columns(folder, manifest)
            known.extend(
                each.stat().st_ino for each in home.glob("*/pictures-0") if each.parent.name[0] != "."
            )

    understanding.columns(folder, manifest, tell)
    (whole,) = home.iterdir()
    assert [(whole / "pictures-0").stat().st_ino] == known


def test_what_others_take_away_meanwhile_is_no_lack_of_room(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, home = manifest_of(folder), tmp_path / "home"
    monkeypatch.setenv(kept.PLACE, str(home))
    for name, time in ((".stopped", 2), ("gone", 1)):
        (home / name).mkdir(parents=True)
        os.utime(home / name, (time, time))
    monkeypatch.setattr(
        kept, "is_left_over", lambda each: (home / "gone").is_dir() and (home / "gone").rmdir()
    )
    understanding.columns(folder, manifest)
    assert not (home / "gone").exists()


@pytest.mark.parametrize("stopped_at", [0.1, 0.5, 0.9])
def test_pictures_of_arrays_are_gone_on_with(
    stopped_at: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, path = np.random.default_rng(0), tmp_path / "things.npz"
    named = {f"{axis}_{part}": count for part, count in (("train", 30), ("test", 12)) for axis in "xy"}
    np.savez(path, **{
        name: draw.random((count, SIDE, SIDE)) if name[0] == "x" else draw.integers(0, 3, count)
        for name, count in named.items()
    })  # fmt: skip
    monkeypatch.setattr(growing, "PART", SIDE * SIDE * 4)
    manifest, importer = IMPORTERS.get("arrays").understand(path, {}).manifest, IMPORTERS.get("arrays")
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "whole"))
    importer.columns(path, manifest)
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "cut"))

    def tell(done: float) -> None:
        if done >= stopped_at:
            raise ReadingCancelled

    with pytest.raises(ReadingCancelled):
        importer.columns(path, manifest, tell)
    importer.columns(path, manifest)
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_a_changed_file_is_no_reason_to_go_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(folder)
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "cut"))
    stop_at(0.7, folder, manifest)
    os.utime(next(folder.rglob("*.png")), (1, 1))
    seen = decoded(monkeypatch)
    understanding.columns(folder, manifest)
    assert len(seen) == manifest.rows


KILLED = """
import sys
from pathlib import Path
from playground.core.files import growing
from playground.core.importing.pictures import arrays, understanding
from playground.core.importing.importers import IMPORTERS
arrays.IN_MEMORY, growing.PART = 1000, int(sys.argv[2])
found = IMPORTERS.get("pictures").understand(Path(sys.argv[1]), {}).manifest
def tell(share):
    print(share, flush=True)
    if share > float(sys.argv[3]):
        sys.stdin.read()  # until it is killed
understanding.columns(Path(sys.argv[1]), found, tell)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be killed by a signal there")
@pytest.mark.parametrize("share", [0.2, 0.7])
def test_a_killed_process_is_gone_on_with(
    share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = by_class(tmp_path / "tones", 8)
    manifest = understood(folder)
    whole = uncut(folder, manifest, tmp_path / "whole", monkeypatch)
    monkeypatch.setenv(kept.PLACE, str(tmp_path / "cut"))
    command = [sys.executable, "-c", KILLED, str(folder), str(PART), str(share)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while float(process.stdout.readline()) <= share:
            pass
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    (left,) = (tmp_path / "cut").iterdir()
    assert left.name.startswith(".") and (left / growing.PARTS).is_file()
    seen = decoded(monkeypatch)
    understanding.columns(folder, manifest)
    assert 0 < len(seen) < manifest.rows * (1 - share) + 6
    assert contents(tmp_path / "cut") == whole


def test_what_waits_goes_before_what_was_asked_for_since(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, home = manifest_of(folder), tmp_path / "cut"
    monkeypatch.setenv(kept.PLACE, str(home))
    stop_at(0.7, folder, manifest)
    (waits,) = home.iterdir()
    os.utime(waits, (1, 1))
    monkeypatch.setattr(kept, "MOST_KEPT", 1)
    understanding.columns(by_class(tmp_path / "others"), understood(by_class(tmp_path / "others")))
    assert not waits.exists()
