"""Pictures from files that nobody vouches for: checked before they are unpacked, upright, grey or colour."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from playground.core.catalogue.picture_form import Form
from playground.core.errors import PlaygroundError
from playground.core.sentences import Text, brief, thousands

MOST_PIXELS = 50_000_000
MOST_LONG = 2**28  # bytes of a picture's file
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "DIB")
_ORIENTATION = 0x0112  # of EXIF
_SIXTEEN = 257  # 65,535 / 255
_ALPHA = ("RGBA", "LA", "RGBa", "La", "PA")
Made = TypeVar("Made")
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# Odd tags are no matter; what cannot be unpacked raises. For all threads: filters are the process's.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class BadPicture(PlaygroundError):
    """Say why a file is no picture that can be read."""


def upright(content: bytes, turned: bool, ground: int, least: int = 0) -> Image.Image:
    """Return a picture as 8-bit "L" or "RGB", turned as the camera says, see-through parts laid on a ground.

    `least` is the side that it is needed in: large JPEGs are then unpacked smaller. `BadPicture` says why
    it cannot be had: a file that ends too early is none.
    """
    return _safely(content, lambda: _upright(content, turned, ground, least))


def header(content: bytes) -> tuple[int, int, int]:
    """Return width, height and the camera's note how to turn it, 1 for none; `BadPicture` as `upright`."""
    return _safely(content, lambda: _header(content))


def _header(content: bytes) -> tuple[int, int, int]:
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        return image.width, image.height, int(image.getexif().get(_ORIENTATION, 1) or 1)


def _safely(content: bytes, make: Callable[[], Made]) -> Made:
    try:
        return make()
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(_too_large()) from None
    except Exception as error:  # Pillow raises whatever its readers meet
        raise BadPicture(_reason(error, content)) from None


def _upright(content: bytes, turned: bool, ground: int, least: int) -> Image.Image:
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise BadPicture(_too_large(image.width, image.height))
        if least and image.format == "JPEG":
            image.draft(image.mode, (least, least))
        image.load()
        if turned:
            ImageOps.exif_transpose(image, in_place=True)
        return _eight_bits(image, ground)


def _eight_bits(image: Image.Image, ground: int) -> Image.Image:
    """Return any kind of picture as "L" or "RGB"."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_of_more_bits(np.asarray(image)))
    if "transparency" in image.info or image.mode in _ALPHA:
        return _laid_on(image.convert("RGBA"), ground)
    if image.mode in ("1", "L"):
        return image.convert("L")
    return image.convert("RGB")


def _of_more_bits(values: np.ndarray) -> np.ndarray:
    """Return grey values of 16 bits, 32 bits or fractions as 0 to 255."""
    found = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = float(found.min()), float(found.max())
    if values.dtype.kind == "f" and low >= 0 and high <= 1:
        scaled = 255 * found
    elif low >= 0 and high <= 65_535 and values.dtype.kind != "f":
        scaled = found / _SIXTEEN
    else:
        scaled = 255 * (found - low) / (high - low or 1.0)
    return np.asarray(np.rint(scaled), np.uint8)


def _laid_on(image: Image.Image, ground: int) -> Image.Image:
    below = Image.new("RGBA", image.size, (ground, ground, ground, 255))
    return Image.alpha_composite(below, image).convert("RGB")


def in_form(image: Image.Image, form: Form) -> np.ndarray:
    """Return a picture of `upright` as the network gets it, (channels, side, side) uint8."""
    made = image.convert("L" if form.channels == 1 else "RGB")
    size, way = (form.side, form.side), Image.Resampling.BILINEAR
    if made.size != size:
        if form.shape == "crop":
            made = ImageOps.fit(made, size, way)
        elif form.shape == "pad":
            made = ImageOps.pad(made, size, way, color=(form.ground,) * form.channels)
        else:
            made = made.resize(size, way)
    pixels = np.asarray(made)
    return np.ascontiguousarray(pixels[None] if form.channels == 1 else pixels.transpose(2, 0, 1))


def pixels_of(content: bytes, form: Form) -> np.ndarray:
    """Return a file's picture as the network gets it, (channels, side, side) uint8, or raise `BadPicture`."""
    return in_form(upright(content, form.turned, form.ground, 2 * form.side), form)


def _too_large(width: int = 0, height: int = 0) -> Text:
    most = thousands(MOST_PIXELS)
    if not width:
        return Text("it has more than {most} pixels", most=most)
    words = "it has {width} × {height} pixels, more than {most}"
    return Text(words, width=thousands(width), height=thousands(height), most=most)


def _reason(error: Exception, content: bytes) -> Text:
    said = str(error).lower()
    if not content:
        return Text("the file is empty")
    if isinstance(error, UnidentifiedImageError):
        return Text("it is no picture of a kind that is read here")
    if "truncated" in said or isinstance(error, EOFError) or "end of file" in said:
        return Text("it ends too early: {size} bytes are there", size=thousands(len(content)))
    return Text("it is damaged: {why}", why=brief(str(error) or type(error).__name__, 80))
