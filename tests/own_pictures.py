"""Pictures as people have them, written by script: every shape of folder and of file, ordinary and nasty."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 24
TONES = {"blue": (40, 60, 220), "green": (40, 200, 60), "red": (220, 50, 40)}


def pixels(kind: str, number: int, side: int = SIDE) -> np.ndarray:
    """Return a picture (side, side, 3) uint8: a tone of its class, a bar whose place tells its number."""
    made = np.full((side, side, 3), TONES[kind], np.uint8)
    made[:, number % side] = 255
    made[number // side % side, : side // 2] = 0
    return made


def save(path: Path, values: np.ndarray, **how: object) -> Path:
    """Write pixels (h, w), (h, w, 3) or (h, w, 4) as the name's ending says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path, **how)  # type: ignore[arg-type]
    return path


def by_class(folder: Path, each: int = 12) -> Path:
    """Write a folder a class."""
    for kind in TONES:
        for number in range(each):
            save(folder / kind / f"{number:03}.png", pixels(kind, number))
    return folder


def in_parts(folder: Path) -> Path:
    """Write train, val and test, each with a folder a class, within one outer folder."""
    for place, (part, count) in enumerate((("train", 8), ("Val", 3), ("test", 2))):
        for kind in TONES:
            for number in range(count):
                save(folder / "set" / part / kind / f"{number}.png", pixels(kind, 20 * place + number))
    return folder


def labelled_by_table(folder: Path, each: int = 12, named: str = "{kind}{number}.png") -> Path:
    """Write pictures in one folder and a table beside it: file, kind and a number that goes with them."""
    lines = ["file,weight,kind"]
    for number in range(each):
        for kind in TONES:
            name = f"{kind}{number}.png"
            save(folder / "images" / name, pixels(kind, number))
            lines.append(f"{named.format(kind=kind, number=number)},{number + 0.5},{kind}")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def zipped(folder: Path, path: Path) -> Path:
    """Pack a folder with what systems add to it."""
    import zipfile

    with zipfile.ZipFile(path, "w") as pack:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                pack.write(file, f"outer/{file.relative_to(folder).as_posix()}")
                pack.writestr(f"__MACOSX/outer/{file.parent.name}/._{file.name}", b"\0\5\x16\7")
        pack.writestr("outer/.DS_Store", b"x")
        pack.writestr("outer/red/thumbs.DB", b"x")
    return path


def sixteen_bits() -> np.ndarray:
    """Return grey values (h, w) uint16 from 0 to 65,535."""
    return np.linspace(0, 65_535, SIDE * SIDE).reshape(SIDE, SIDE).astype(np.uint16)


def claims_to_be(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose head claims a size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(
        b"IEND", b"")  # fmt: skip


def _palette(path: Path, values: np.ndarray) -> None:
    Image.fromarray(values).quantize(8).save(path)


def _see_through_palette(path: Path, values: np.ndarray) -> None:
    image = Image.fromarray(values).quantize(8)
    image.save(path, transparency=bytes([0] * 8))


def _cmyk(path: Path, values: np.ndarray) -> None:
    Image.fromarray(values).convert("CMYK").save(path, quality=98)


def _turned(path: Path, values: np.ndarray) -> None:
    """Write it lying, with the camera's note to turn it by 90 degrees."""
    image = Image.fromarray(np.rot90(values).copy())
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(path, exif=exif, quality=98)


def _plain(path: Path, values: np.ndarray) -> None:
    Image.fromarray(values).save(path)


def _exact(path: Path, values: np.ndarray) -> None:
    Image.fromarray(values).save(path, lossless=True)


# By the name of a file, how it is written, and how far each pixel may be from what was meant.
WRITTEN: dict[str, tuple[Callable[[Path, np.ndarray], None], int]] = {
    "plain.png": (_plain, 0), "PLAIN.BMP": (_plain, 0), "plain.tif": (_plain, 0), "plain.gif": (_plain, 3),
    "exact.webp": (_exact, 0), "palette.png": (_palette, 3), "photo.JPG": (_plain, 30),
    "inks.jpg": (_cmyk, 30), "turned.jpg": (_turned, 30),
}  # fmt: skip
