"""A zip's list of members is bounded before it is taken apart, whatever its records claim."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from playground.core.errors import PlaygroundError
from playground.core.files.archive import open_archive
from playground.core.files.held_files import held
from playground.core.importing.importers import IMPORTERS, importer_of

MANY = 300_000
_ENTRY = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, *[0] * 7, 1, *[0] * 6) + b"a"


def lying(path: Path, claims: int, wide: bool) -> Path:
    """Write a zip of very many entries whose last record claims a few; another one tells the truth."""
    body = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, *[0] * 7, 1, 0) + b"a"
    listed = _ENTRY * MANY
    facts = (claims, claims, len(listed), len(body))
    end = b""
    if wide:
        end = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, MANY, MANY, len(listed), len(body))
        end += b"PK\x06\x07" + struct.pack("<IQI", 0, len(body) + len(listed), 1)
        facts = (claims, claims, 0, 0)
    end += b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, *facts, 0)
    path.write_bytes(body + listed + end)
    return path


@pytest.mark.parametrize("name", ["many.zip", "many.csv.zip", "many.xlsx", "many.npz"])
def test_a_list_that_is_longer_than_it_claims_is_not_taken_apart(tmp_path: Path, name: str) -> None:
    path = lying(tmp_path / name, 3, wide=False)
    importer = importer_of(path)
    assert importer is not None
    with pytest.raises(PlaygroundError, match=r"many\.\S+ holds more than .* parts: it is not read"):
        importer.understand(path, {})


def test_it_takes_no_memory_either(tmp_path: Path) -> None:
    path = lying(tmp_path / "many.xlsx", 3, wide=False)

    tracemalloc.start()
    try:
        with pytest.raises(PlaygroundError, match="more than"):
            IMPORTERS.get("excel").understand(path, {})
        assert tracemalloc.get_traced_memory()[1] < 2 * len(_ENTRY) * MANY
    finally:
        tracemalloc.stop()


def test_what_is_told_only_in_the_wider_record_is_bounded_all_the_same(tmp_path: Path) -> None:
    path = lying(tmp_path / "many.nnplay", 1, wide=True)
    with pytest.raises(PlaygroundError, match=r"many\.nnplay holds 300.000 parts"), open_archive(path):
        pass


def test_a_zip_within_the_bounds_is_read_as_ever(tmp_path: Path) -> None:
    path = tmp_path / "few.zip"
    with zipfile.ZipFile(path, "w") as pack:
        for place in range(300):
            pack.writestr(f"{place}.txt", "PK\x01\x02" * 10)
    with held(path) as files:
        assert len(files.names) == 300
        assert files.read("7.txt", 100) == b"PK\x01\x02" * 10
