"""Tables of public sets that lack names, lie in several files or in archives, each as one table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from playground.core.errors import PlaygroundError
from playground.core.files.held_files import MOST_OF_ONE, held
from playground.core.files.held_tar import tar_files
from playground.core.files.regular import read_bytes
from playground.core.importing.public.writing import LayProgress, RowsToLay, write_table
from playground.core.sentences import Text

NEWS = ("World", "Sports", "Business", "Sci/Tech")
LEAST_SPEECHES = 100  # of a speaker
_CALIFORNIA = ("longitude", "latitude", "housingMedianAge", "totalRooms", "totalBedrooms", "population",
               "households", "medianIncome", "medianHouseValue")  # fmt: skip
_ADULT = ("age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation",
          "relationship", "race", "sex", "capital-gain", "capital-loss", "hours-per-week", "native-country",
          "income")  # fmt: skip
_YEAR = re.compile(r"\((\d{4})\)\s*$")


def lay_california(files: Path, into: Path, tell: LayProgress) -> Path:
    """Write California housing with the names of its columns."""

    def wanted(name: str) -> bool:
        return name.endswith("cal_housing.data")

    def rows() -> RowsToLay:
        for _, content in tar_files(files / "cal_housing.tgz", wanted, tell):
            yield from _cells(content)

    return write_table(into / "california-housing.csv", _CALIFORNIA, rows())


def lay_adult(files: Path, into: Path, tell: LayProgress) -> Path:
    """Write both files of Adult as one, with the part each row is for; the one to test with ends in dots."""

    def rows() -> RowsToLay:
        for name, part in (("adult.data", "train"), ("adult.test", "test")):
            for cells in _cells(read_bytes(files / name, MOST_OF_ONE)):
                if len(cells) == len(_ADULT):
                    yield [*cells[:-1], cells[-1].strip().rstrip("."), part]
            tell(0.5 if part == "train" else 1.0)

    return write_table(into / "adult.csv", (*_ADULT, "part"), rows())


def lay_ag_news(files: Path, into: Path, tell: LayProgress) -> Path:
    """Write both files of AG News as one: the item with its title, its class by name, and its part."""

    def rows() -> RowsToLay:
        for name, part in (("train.csv", "train"), ("test.csv", "test")):
            for kind, title, text in _cells(read_bytes(files / name, MOST_OF_ONE), 3):
                yield f"{title}. {text}".replace("\\", " "), NEWS[int(kind) - 1], part
            tell(0.9 if part == "train" else 1.0)

    return write_table(into / "ag-news.csv", ("text", "class", "part"), rows())


def lay_shakespeare(files: Path, into: Path, tell: LayProgress) -> Path:
    """Write speeches with who speaks, of those who speak most: each begins with a name and a colon."""
    text = read_bytes(files / "input.txt", MOST_OF_ONE).decode("utf-8")
    blocks = [block.partition(":\n") for block in text.split("\n\n")]
    speeches = [(name, said) for name, _, said in blocks if said.strip() and "\n" not in name]
    counts = Counter(name for name, _ in speeches)
    kept = [(said, name) for name, said in speeches if counts[name] >= LEAST_SPEECHES]
    tell(1.0)
    return write_table(into / "tiny-shakespeare.csv", ("speech", "speaker"), kept)


def lay_movielens(files: Path, into: Path, tell: LayProgress) -> Path:
    """Write who gave which film how many stars and when, with the film's genres and year."""
    with held(files / "ml-latest-small.zip") as pack:
        films = {number: (title, genres) for number, title, genres in _named(pack.read, pack.names, "movies")}
        ratings = list(_named(pack.read, pack.names, "ratings", 4))

    def rows() -> RowsToLay:
        for place, (user, film, stars, when) in enumerate(ratings):
            title, genres = films.get(film, ("", ""))
            year = _YEAR.search(title)
            day = datetime.fromtimestamp(int(when), UTC).date().isoformat()
            yield user, title, genres.replace("|", " "), year[1] if year else "", day, stars
            tell(place / len(ratings))

    return write_table(
        into / "movielens-small.csv", ("user", "film", "genres", "year", "rated", "rating"), rows()
    )


def _named(read: Callable[[str, int], bytes], names: tuple[str, ...], stem: str, width: int = 3) -> RowsToLay:
    """Yield the rows of a table in an archive, without its names."""
    name = next((each for each in names if each.rpartition("/")[2] == f"{stem}.csv"), None)
    if name is None:
        raise PlaygroundError(Text("The archive holds no {name}.", name=f"{stem}.csv"))
    rows = _cells(read(name, MOST_OF_ONE), width)
    next(rows, None)
    yield from rows


def _cells(content: bytes, width: int = 0) -> Iterator[list[str]]:
    """Yield the cells of each line, of those lines that have so many; 0: of all that have any."""
    for row in csv.reader(io.StringIO(content.decode("utf-8"))):
        if row and (not width or len(row) == width):
            yield row
