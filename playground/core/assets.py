"""Find the files that come with the program: fonts, icons, templates, catalogues."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def _roots() -> Iterator[Path]:
    """Yield the folders that may hold the assets, the most specific first."""
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller alone
    if bundle is not None:
        yield Path(bundle) / "playground" / "assets"
        yield Path(bundle) / "assets"
    yield _PACKAGE / "assets"  # an installed wheel
    yield _PACKAGE.parent / "assets"  # a checkout, or an editable install


@cache
def _find(bundle: str | None, parts: tuple[str, ...]) -> Path:
    for root in _roots():
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"The program's file {'/'.join(parts)} is missing. Install the program again.")


def asset_path(*parts: str) -> Path:
    """Return the path of an asset, `asset_path("fonts", "Inter-Regular.otf")`; FileNotFoundError names it."""
    return _find(getattr(sys, "_MEIPASS", None), parts)
