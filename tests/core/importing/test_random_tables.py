"""Whatever bytes a file holds: it is read, each line accounted for, or refused in one sentence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from playground.core.errors import PlaygroundError
from playground.core.importing.importers import IMPORTERS
from table_shapes import SHAPES

ODD = (
    b'"',
    b"\n",
    b",",
    b";",
    b"\0",
    b"\xff",
    b"\r",
    b"\t",
    b"#",
    b"1e999",
    b"=",
    b"\xe2\x80",
    b"''",
    b'"""',
    b"%",
)
SMALL = [shape for shape in SHAPES if len(shape.data) < 2000]


def spoiled(data: bytes, dice: random.Random) -> bytes:
    """Return bytes with some of them changed, doubled, lost or strange ones among them."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(made) + 1)
        what = dice.randrange(4)
        if what == 0:
            made[at:at] = dice.choice(ODD)
        elif what == 1:
            del made[at : at + dice.randint(1, 9)]
        elif what == 2:
            made[at : at + 1] = bytes([dice.randrange(256)])
        else:
            made[at:at] = made[at : at + dice.randint(1, 40)] * dice.randint(1, 4)
    return bytes(made)


def is_read_or_refused(path: Path) -> None:
    table = IMPORTERS.get("table")
    try:
        understood = table.understand(path, {})
    except PlaygroundError as error:
        assert str(error.message).endswith(".") and len(str(error.message)) < 400
        return
    manifest = understood.manifest
    assert manifest.rows > 0
    values = table.columns(path, manifest)
    assert {len(each) for each in values.values()} == {manifest.rows}
    assert table.understand(path, manifest.options).manifest.rows == manifest.rows
    lines = [each.line for each in understood.rejected]
    assert lines == sorted(lines) and len(set(lines)) == len(lines)
    assert sum(column.use == "target" for column in manifest.columns) <= 1


@pytest.mark.parametrize("seed", range(40))
def test_spoiled_tables_are_read_or_refused(seed: int, tmp_path: Path) -> None:
    dice, path = random.Random(seed), tmp_path / "spoiled.csv"
    for _ in range(5):
        path.write_bytes(spoiled(dice.choice(SMALL).data, dice))
        is_read_or_refused(path)
