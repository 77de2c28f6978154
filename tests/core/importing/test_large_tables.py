"""Large tables become what small ones become: the whole corpus is read both ways, and random tables are."""

from __future__ import annotations

import csv
import io
import json
import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from playground.core.errors import PlaygroundError
from playground.core.files import kept as kept_files
from playground.core.files.kept import KNOWN
from playground.core.importing.importers import IMPORTERS, ReadingCancelled
from playground.core.importing.tables import understanding
from playground.core.importing.tables.large import (
    choosing,
    columns,
    copying,
    kernel,
    one_column,
    taking,
)
from playground.core.importing.tables.large.folder import COPY
from playground.core.importing.tables.numbers import read_numbers
from playground.core.importing.tables.oddities import oddities_of, state_of
from playground.core.importing.tables.spreads import legend_of, spreads_of
from playground.core.importing.understood import Understood
from table_shapes import SHAPES, TableShape

TABLE = IMPORTERS.get("table")
NEVER = 2**60
FEW = 3  # different texts of a column: of nearly every one there are more


@pytest.fixture(autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep tables in a folder of the test's own."""
    home = tmp_path_factory.mktemp("tables")
    monkeypatch.setenv(kept_files.PLACE, str(home))
    return home


def bounded(monkeypatch: pytest.MonkeyPatch, most: int, block: int = 2**23, chunk: int = 2**21) -> None:
    """Let dictionaries hold so many texts, and so many bytes be looked at together."""
    monkeypatch.setattr(columns, "MOST_IN_DICTIONARY", most)
    monkeypatch.setattr(columns, "LEAST_IN_DICTIONARY", most)
    monkeypatch.setattr(taking, "BLOCK", block)
    monkeypatch.setattr(copying, "CHUNK", chunk)


def outcome(monkeypatch: pytest.MonkeyPatch, path: Path, options: Mapping[str, Any], large: bool) -> Any:
    """Return all that is known of a file, or the sentence that refuses it."""
    monkeypatch.setattr(choosing, "LARGE", 0 if large else NEVER)
    try:
        found = TABLE.understand(path, options)
    except PlaygroundError as error:
        return str(error.message)
    values = TABLE.columns(path, found.manifest)
    return found, {name: values[name] for name in values}, looks_of(found)


def looks_of(found: Understood) -> list[object]:
    """Return what the page shows of a table."""
    looked, rows = found.looked, range(min(30, found.manifest.rows))
    texts = [[each.cells.text_at(row) for row in rows] for each in looked.found]
    states = [[state_of(looked, row, place) for row in rows] for place in range(len(looked.columns))]
    spreads = [each.bars.tolist() for each in spreads_of(looked, legend_of(looked))]
    return [texts, states, spreads, [int(each) for each in looked.cells.lines], oddities_of(looked, 20)]


def both_ways_are_one(monkeypatch: pytest.MonkeyPatch, path: Path, options: Mapping[str, Any]) -> None:
    small = outcome(monkeypatch, path, options, large=False)
    large = outcome(monkeypatch, path, options, large=True)
    if isinstance(small, str):
        assert large == small
        return
    assert large[0] == small[0]  # types, ranges, options, rejected lines, remarks
    assert list(large[1]) == list(small[1])
    for name, values in small[1].items():
        assert large[1][name].dtype == values.dtype
        np.testing.assert_array_equal(large[1][name], values)
    assert large[2] == small[2]


@pytest.mark.parametrize("most", [20_000, FEW])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_both_ways_are_one(
    shape: TableShape, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / shape.name
    path.write_bytes(shape.data)
    bounded(monkeypatch, most)
    both_ways_are_one(monkeypatch, path, shape.options)


def a_cell(draw: random.Random, kind: int, mark: str) -> str:
    if draw.random() < 0.05:
        return draw.choice(["", "NA", "?", "-999", "none", " ", "\u00a0"])
    pick = (
        lambda: f"{draw.gauss(50, 20):.{draw.choice((0, 1, 3, 3))}f}".replace(".", mark),
        lambda: str(draw.randrange(10 ** draw.randrange(1, 8))),
        lambda: draw.choice(["red", "Red", "grün", "yes", "no"]),
        lambda: f"20{draw.randrange(10, 30)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
        lambda: repr(draw.random()).replace(".", mark),
        lambda: draw.choice(["1 234", "12 kg", "1e5", "+5", "007", "5.", "1.234.567", "$5", "0x1F", "inf"]),
        lambda: f"{draw.gauss(0, 1):.3f} kg".replace(".", mark),
        lambda: " ".join(draw.choice(["ab", "ö", "c,d", 'e"f', "g\nh", "it's"]) for _ in range(3)),
    )[kind]
    return pick()


def a_table(draw: random.Random) -> bytes:
    """Return a table with cells of all kinds, some of its lines spoilt."""
    width, mark, out = draw.randrange(1, 6), draw.choice(".,"), io.StringIO()
    writer = csv.writer(out, delimiter=draw.choice(";\t|"), lineterminator=draw.choice(["\n", "\r\n"]))
    kinds, names = [draw.randrange(8) for _ in range(width)], [f"c{place}" for place in range(width)]
    writer.writerow(names)
    for _ in range(draw.choice([3, 12, 120])):
        row = [a_cell(draw, draw.choice([kind] * 20 + [draw.randrange(8)]), mark) for kind in kinds]
        spoilt = draw.randrange(60)
        row = {0: row[1:], 1: [*row, "", ""], 2: names, 3: [""] * width, 4: [*row, "x"]}.get(spoilt, row)
        writer.writerow(row)
    return out.getvalue().encode(draw.choice(["utf-8", "utf-8-sig", "utf-16"]))


@pytest.mark.parametrize("seed", range(30))
def test_random_tables_are_one_both_ways(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw, path = random.Random(seed), tmp_path / "t.csv"
    for _ in range(3):
        path.write_bytes(a_table(draw))
        bounded(monkeypatch, draw.choice([2, 10, 20_000]), draw.choice([64, 2**23]), draw.choice([7, 2**21]))
        both_ways_are_one(monkeypatch, path, draw.choice([{}, {"missing": "12 red"}, {"decimal": "comma"}]))


def test_columns_are_kept_in_every_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    widened = one_column.OneColumn.widened

    def noted(self: one_column.OneColumn, decimal: str) -> tuple[int, int]:
        made = widened(self, decimal)
        seen.add(made[0])
        return made

    monkeypatch.setattr(one_column.OneColumn, "widened", noted)
    bounded(monkeypatch, FEW)
    lines = [f"{row / 8},w{row},{row if row < 40 else f'odd {row}'}" for row in range(80)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["a,b,c", *lines]) + "\n")
    both_ways_are_one(monkeypatch, path, {})
    assert seen == {kernel.NUMBERS, kernel.TEXTS}


def test_what_fails_in_one_of_several_threads_is_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, path = kernel.take_columns, tmp_path / "t.csv"

    def fails(data: np.ndarray, cells: np.ndarray, share: np.ndarray, *rest: np.ndarray) -> None:
        if 1 in share and len(cells) >= columns._ALONE:
            raise MemoryError
        take(data, cells, share, *rest)

    path.write_text("a,b\n" + "".join(f"{row},{row / 8}\n" for row in range(300)))
    monkeypatch.setattr(columns.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(kernel, "take_columns", fails)
    monkeypatch.setattr(choosing, "LARGE", 0)
    with pytest.raises(MemoryError):
        TABLE.understand(path, {})


TOLD_BY = {"by its first line": 0, "by a line in the midst": 60, "by the last line": 119}


@pytest.mark.parametrize("block", [100, 2**23])
@pytest.mark.parametrize("cell", ["0.564", "1234.567", "-0.125", "12.3456"])
@pytest.mark.parametrize("at", TOLD_BY.values(), ids=list(TOLD_BY))
def test_one_number_among_many_tells_that_marks_part_no_thousands(
    at: int, cell: str, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the column is kept when it comes."""
    bounded(monkeypatch, FEW, block)
    path, cells = tmp_path / "t.csv", [f"{1 + row // 9}.{100 + row}" for row in range(120)]
    for some, said in ((cells, True), ([*cells[:at], cell, *cells[at + 1 :]], False)):
        path.write_text("x,k\n" + "".join(f"{each},{row % 3}\n" for row, each in enumerate(some)))
        both_ways_are_one(monkeypatch, path, {})
        remarks = TABLE.understand(path, {}).remarks
        assert any("thousands" in str(each.message) for each in remarks) == said


@pytest.mark.parametrize(("more", "total"), [(["0.125"], "0.125"), (["5.564", "-5.000"], "0.564")])
def test_a_sum_below_tells_nothing_of_the_marks_above(
    more: list[str], total: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where it is written as a number above: that still tells what it did."""
    bounded(monkeypatch, FEW)
    path, cells = tmp_path / "t.csv", [f"{1 + row // 9}.{100 + row}" for row in range(60)]
    cells += [f"-{each}" for each in cells] + more
    lines = [f"{row % 3},{each}\n" for row, each in enumerate(cells)]
    path.write_text("".join(["k,x\n", *lines, f"Total,{total}\n"]))
    both_ways_are_one(monkeypatch, path, {})


QUOTED = {
    "marks in marks": '"he said ""no"" """,{row}',
    "nothing but marks": '"""""",{row}',
    "several lines": '"one\n\ntwo, {row}\n",{row}',
    "both": ' "  ""a"",\n ""b""  ",{row}',
    "a mark alone": '5""" disk,{row}',
}


@pytest.mark.parametrize("line", QUOTED.values(), ids=list(QUOTED))
def test_quoted_cells_are_taken_by_compiled_code(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, by_rule = tmp_path / "t.csv", list[int]()
    take = taking.TableTaken._take_by_rule

    def noted(self: taking.TableTaken, copy: BinaryIO) -> None:
        by_rule.append(self._at.line)
        take(self, copy)

    monkeypatch.setattr(taking.TableTaken, "_take_by_rule", noted)
    path.write_text("text,row\n" + "".join(line.format(row=row) + "\n" for row in range(300)))
    both_ways_are_one(monkeypatch, path, {})
    assert by_rule == [1]  # what stands above the rows


BACKSLASHES = (r'\"x', r'a\"x', 'a\\"\u00a0', r'a\" x', r'a\"', r'"a\"b"', r'"a\""', '"a\n\\"x"')  # fmt: skip


@pytest.mark.parametrize("odd", BACKSLASHES)
@pytest.mark.parametrize("beside", ["1", '"b\\""', 'c\\"'])
def test_marks_behind_a_backslash_are_one_both_ways(
    odd: str, beside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("text,row,more\n" + "a,1,1\n" * 30 + f"{odd},2,{beside}\n" * 3, encoding="utf-8")
    both_ways_are_one(monkeypatch, path, {})


@pytest.mark.parametrize("end", ['"never closed,1\n', '"a\nb\nc,1\n', '"a"b,1\n"c\n"d,2\n', '"a\nb",1,2\n'])
def test_what_is_quoted_badly_is_one_both_ways(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, good = tmp_path / "t.csv", '"a ""good""\none",3\n'
    bounded(monkeypatch, 20_000, block=100)
    path.write_text("text,row\n" + (20 * good + end) * 5)
    both_ways_are_one(monkeypatch, path, {})
    path.write_text("text,row\n" + 20 * good + '"' + 200_000 * "x\n" + '",1\n' + 20 * good)
    both_ways_are_one(monkeypatch, path, {})


def test_rows_are_the_same_beyond_the_first_fraction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    words = [f"{letter}{letter} {letter}" for letter in "abcdefgh"]
    cells = [*map(str, range(40)), *(f"{row}.5" for row in range(40)), *map(str, range(20)), *words]
    path.write_text("a,b\n" + "".join(f"{each},x{place % 2}\n" for place, each in enumerate(cells)))
    bounded(monkeypatch, FEW)
    monkeypatch.setattr(columns, "_NEWS", 20)
    both_ways_are_one(monkeypatch, path, {})


def test_numbers_are_those_of_python() -> None:
    draw = random.Random(1)
    texts = [repr(draw.gauss(0, 10.0 ** draw.randrange(-5, 9))) for _ in range(3000)]
    texts += [f"{draw.randrange(10**17)}.{draw.randrange(10 ** draw.randrange(1, 9))}" for _ in range(1000)]
    texts += [
        "007",
        "0",
        "-0",
        "+1.50",
        ".5",
        "5.",
        "1e5",
        "",
        "-",
        "1.2.3",
        "9" * 15,
        "9" * 16,
        "0.1" + "0" * 30,
    ]
    plain = 0
    for text in texts:
        data = np.frombuffer(text.encode() or b" ", np.uint8)
        told, value, *_ = kernel.number_in(data, 0, len(text), ord("."))
        if told:
            plain += 1
            assert (value, np.signbit(value)) == (float(text), np.signbit(float(text)))
            assert read_numbers([text], comma=False).values[0] == value
    assert plain > 2000


def big(path: Path, rows: int = 400) -> Path:
    path.write_text("n,x,y\n" + "".join(f"{row},{row / 7:.4f},{row % 3}\n" for row in range(rows)))
    return path


def test_what_was_read_is_found_again(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    path = big(tmp_path / "t.csv")
    first = TABLE.understand(path, {})
    monkeypatch.setattr(taking.TableTaken, "take", None)  # nothing is taken apart again
    assert TABLE.understand(path, {}) == first
    assert TABLE.understand(path, first.manifest.options) == first
    assert len(TABLE.columns(path, first.manifest)["x"]) == 400


def test_a_changed_file_is_read_again(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    path = big(tmp_path / "t.csv")
    TABLE.understand(path, {})
    assert TABLE.understand(big(path, 500), {}).manifest.rows == 500


def test_what_is_not_whole_is_no_table(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    path = big(tmp_path / "t.csv")
    whole = TABLE.understand(path, {})
    (folder,) = kept.iterdir()
    (folder / KNOWN).unlink()
    (folder / COPY).write_text("n,x,y\n1,2")
    assert TABLE.understand(path, {}) == whole
    assert json.loads((folder / KNOWN).read_text())["rows"] == 400


SPOILT = {
    "empty": lambda known: b"",
    "zeros": lambda known: bytes(len(known)),
    "half": lambda known: known[: len(known) // 2],
    "another": lambda known: b'{"rows": 3}',
    "a list": lambda known: b"[]",
}


@pytest.mark.parametrize("way", SPOILT)
def test_what_was_spoilt_is_made_again(
    way: str, tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    path = big(tmp_path / "t.csv")
    whole = TABLE.understand(path, {})
    (folder,) = kept.iterdir()
    known = (folder / KNOWN).read_bytes()
    (folder / KNOWN).write_bytes(SPOILT[way](known))
    assert TABLE.understand(path, {}) == whole
    assert (folder / KNOWN).read_bytes() == known


def test_so_is_a_column_that_was_cut_off(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    path = big(tmp_path / "t.csv")
    whole = TABLE.understand(path, {})
    (folder,) = kept.iterdir()
    for part in folder.iterdir():
        if part.name != KNOWN:
            part.write_bytes(part.read_bytes()[:-3])
    assert TABLE.understand(path, {}) == whole


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_reading_that_is_cancelled_keeps_nothing(
    share: float, tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    bounded(monkeypatch, FEW, 64, 64)
    path, told = big(tmp_path / "t.csv"), list[float]()

    def go_on(done: float) -> None:
        told.append(done)
        if done > share:
            raise ReadingCancelled

    with pytest.raises(ReadingCancelled):
        TABLE.understand(path, {}, go_on)
    assert told == sorted(told) and list(kept.iterdir()) == []
    assert TABLE.understand(path, {}).manifest.rows == 400


def test_the_oldest_tables_go_first(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    for number in range(3):
        TABLE.understand(big(tmp_path / f"{number}.csv"), {})
        for place, each in enumerate(sorted(kept.iterdir(), key=lambda it: it.stat().st_mtime)):
            os.utime(each, (1000 + place, 1000 + place))
    size = sum(each.stat().st_size for each in next(kept.iterdir()).iterdir())
    monkeypatch.setattr(kept_files, "MOST_KEPT", 2 * size + size // 2)
    oldest = min(kept.iterdir(), key=lambda each: each.stat().st_mtime)
    TABLE.understand(big(tmp_path / "new.csv"), {})
    assert oldest.name not in {each.name for each in kept.iterdir()}
    assert len(list(kept.iterdir())) == 3


def test_no_room_on_the_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    home = tmp_path / "no folder"
    home.write_text("a file")
    monkeypatch.setenv(kept_files.PLACE, str(home))
    with pytest.raises(PlaygroundError, match=r"t\.csv cannot be read: .* has no room for its columns"):
        TABLE.understand(big(tmp_path / "t.csv"), {})


def test_what_was_found_out_is_kept_for_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "LARGE", 0)
    bounded(monkeypatch, FEW)
    path, judged = big(tmp_path / "t.csv"), list[str]()
    judge = understanding.judged
    monkeypatch.setattr(understanding, "judged", lambda found: judged.append(found.name) or judge(found))
    first = TABLE.understand(path, {})
    assert first.remarks and len(judged) == len(first.manifest.columns)
    again = TABLE.understand(path, {})
    assert again == first and len(judged) == len(first.manifest.columns)
    assert [each.message.values for each in again.remarks] == [each.message.values for each in first.remarks]
    assert spreads_of(again.looked, legend_of(again.looked)) is not None
    TABLE.understand(path, {"decimal": "comma"})
    assert len(judged) == 2 * len(first.manifest.columns)  # read in another way
