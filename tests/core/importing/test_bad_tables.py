"""Bad input: one sentence, bounded, nothing read but what was chosen; good input is read in bounded time."""

from __future__ import annotations

import gzip
import os
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.core.errors import PlaygroundError
from playground.core.importing.importers import IMPORTERS, ReadingCancelled, importer_of
from playground.core.importing.tables import lines, source
from playground.core.importing.tables.encodings import EncodingJudge
from playground.core.importing.tables.understanding import preview

TABLE = IMPORTERS.get("table")
TWO = b"a,b\n1,2.5\n3,4.5\n"


def refused(path: Path) -> str:
    with pytest.raises(PlaygroundError) as told:
        TABLE.understand(path, {})
    sentence = str(told.value.message)
    assert sentence.endswith(".") and len(sentence) < 300 and "\n" not in sentence
    return sentence


def zipped(path: Path, count: int, data: bytes = TWO) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for number in range(count):
            pack.writestr(f"{number}.csv", data)
    return path


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing there": (lambda path: None, "there is no such file"),
    "a folder": (lambda path: path.mkdir(), "it is (a folder|not a regular file)"),
    "a pipe": (os.mkfifo, "not a regular file"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
    "a circle of links": (lambda path: path.symlink_to(path), "go round in a circle"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "only empty lines": (lambda path: path.write_bytes(b"\n \n\n"), "nothing but empty lines"),
    "only names": (lambda path: path.write_bytes(b"a,b\n"), "no row"),
    "cut off gzip": (lambda path: path.write_bytes(gzip.compress(TWO * 9)[:-9]), "damaged or cut off"),
    "gzip of a false length": (
        lambda path: path.write_bytes(gzip.compress(TWO)[:-4] + struct.pack("<I", 7)), "damaged or cut off",
    ),
    "zip of two": (lambda path: zipped(path, 2), "holds 2 files"),
    "zip of none": (lambda path: zipped(path, 0), "holds 0 files"),
    "zip of very many": (lambda path: zipped(path, source.MOST_MEMBERS + 1), "at most"),
    "damaged zip": (lambda path: path.write_bytes(zipped(path, 1).read_bytes()[:40]), "damaged"),
    "too many columns": (lambda path: path.write_bytes(b"1," * 20_001 + b"1\n"), "20.002 columns"),
    "all zero": (lambda path: path.write_bytes(b"\0" * 5000), "no line of it can be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    make, words = BAD[name]
    path = tmp_path / "bad.csv"
    make(path)
    sentence = refused(path)
    assert re.search(words, sentence), sentence
    assert "bad.csv" in sentence


def test_one_line_without_end_is_refused_with_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.truncate(2**28)  # of zero bytes, on no disk
        file.write(b"a" * 10**6)
    tracemalloc.start()
    try:
        with pytest.raises(PlaygroundError, match="characters"):
            TABLE.understand(path, {"encoding": "utf-8"})
        assert tracemalloc.get_traced_memory()[1] < 16 * lines.MOST_LINE
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "A_LITTLE", 2**20)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"1,2\n" * 2**20))
    assert "unpacks to too much" in refused(path)


def test_a_gigabyte_without_an_end_of_a_line_is_given_up_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen, see = tmp_path / "line.csv", [0], EncodingJudge.see
    with path.open("wb") as file:
        file.write(b"a,b\n1,2")
        file.truncate(2**30)

    def counted(judge: EncodingJudge, chunk: bytes) -> None:
        seen[0] += len(chunk)
        see(judge, chunk)

    monkeypatch.setattr(EncodingJudge, "see", counted)
    assert "its line 2 has more than" in refused(path)
    assert 0 < seen[0] < 2**27  # all of it took a quarter of a minute


def test_long_cells_are_looked_through_for_names_in_no_time(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + f"{'z' * 200_000},1\n" * 30 + "b.wav,2\n", encoding="utf-8")
    found = importer_of(path)  # it took minutes
    assert found is not None and found.id == "table"


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    row = np.arange(10_001) + 0.5
    path.write_text("\n".join(
        [",".join(f"g{i}" for i in range(10_001)), *(",".join(map(str, row + k)) for k in range(5))]
    ))  # fmt: skip
    understood = TABLE.understand(path, {})
    assert understood.manifest.rows == 5 and len(understood.manifest.columns) == 10_001
    values = TABLE.columns(path, understood.manifest)
    np.testing.assert_array_equal(values["g10000"], 10_000.5 + np.arange(5))


def test_a_file_that_grows_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "grows.csv"
    path.write_bytes(b"a,b\n" + b"1,2.5\n" * 60_000)
    size = path.stat().st_size

    def grow(share: float) -> None:
        with path.open("ab") as more:
            more.write(b"9,9,9\n" * 1000)

    understood = TABLE.understand(path, {}, grow)
    assert understood.manifest.files[0].size == size
    assert path.stat().st_size > size
    assert understood.manifest.rows == 60_000 and not understood.rejected


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TWO * 50_000)
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if share > 0.2:
            raise ReadingCancelled

    with pytest.raises(ReadingCancelled):
        TABLE.understand(path, {}, stop)
    assert shares == sorted(shares) and len(shares) > 0


def test_many_rejected_lines_are_counted_and_few_listed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TWO + b"1,2.5\n9,9,9\n" * 5000)
    understood = TABLE.understand(path, {})
    assert understood.manifest.rows == 5002
    assert len(understood.rejected) == 100 and understood.more_rejected == 4900
    assert str(understood.rejected[0].reason) == "it has 3 cells in place of 2"
    assert understood.rejected[0].excerpt == "9,9,9" and understood.rejected[0].line == 5


def test_excerpts_are_short(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TWO + b"x" * 10_000 + b",1,2\n")
    assert len(TABLE.understand(path, {}).rejected[0].excerpt) == 200


def test_first_rows_of_a_large_file_are_there_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n" + b"12,2.5\n" * 200_000)
        file.truncate(10**9)  # what follows is never looked at
    first = preview(path, TABLE.options({}))
    assert len(first.cells) == 200 and first.cells[0] == ("12", "2.5") and first.lines[0] == 2
    assert first.about == pytest.approx(10**9 / 7, rel=0.1)
    assert [column.type for column in first.understood.manifest.columns] == ["constant", "constant"]


def test_first_rows_of_a_small_file_are_all(tmp_path: Path) -> None:
    path = tmp_path / "small.csv.gz"
    path.write_bytes(gzip.compress(TWO))
    first = preview(path, TABLE.options({}))
    assert first.cells == (("1", "2.5"), ("3", "4.5")) and first.about == 2


def test_prose_and_pictures_are_no_tables(tmp_path: Path) -> None:
    prose = tmp_path / "book.txt"
    prose.write_text(
        "It was a dark night.\nRain, wind, and hail fell.\nNobody, it seems, was out.\nHe ran.\n"
    )
    picture = tmp_path / "x.dat"
    picture.write_bytes(bytes(range(256)) * 40)
    read = importer_of(prose)
    assert read is not None and read.id == "texts" and importer_of(picture) is None


@pytest.mark.parametrize("text", ["=", "a" * 500, "1;2", "auto "])
def test_options_that_do_not_fit_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(TWO)
    with pytest.raises(PlaygroundError, match="takes"):
        TABLE.understand(tmp_path / "t.csv", {"separator": text})
