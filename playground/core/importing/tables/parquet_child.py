"""Write a Parquet table as text, in a process of its own: nothing but its folder can be read or written."""

from __future__ import annotations

from pathlib import Path

PARQUET, TEXT, REFUSED = "table.parquet", "table.csv", "refused.txt"
MEMORY = "1GB"
SPILLED = "4GB"
_MESSAGE = 200  # characters of what the library says: it may be very long


def main(folder: str) -> int:
    """Write the Parquet file of a folder as text beside it; return 0, or 1 with the reason in a file."""
    import duckdb

    place = Path(folder).resolve()
    try:
        with duckdb.connect() as connection:
            for order in (*_bounds(place), _order(place)):
                connection.execute(order)
    except duckdb.Error as error:
        (place / REFUSED).write_text(str(error)[:_MESSAGE], encoding="utf-8")
        return 1
    return 0


def _bounds(place: Path) -> tuple[str, ...]:
    """Return settings that let it have no other file, no extension, no more memory; the order counts."""
    paths = ", ".join(_quoted(str(place / name)) for name in (PARQUET, TEXT))
    return (
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        f"SET memory_limit = {_quoted(MEMORY)}",
        f"SET temp_directory = {_quoted(str(place / 'spilled'))}",
        f"SET max_temp_directory_size = {_quoted(SPILLED)}",
        "SET threads = 1",
        f"SET allowed_paths = [{paths}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    )


def _order(place: Path) -> str:
    """Return the order: the folder's name is our own, and no name of the file stands in it."""
    source, made = (_quoted(str(place / name)) for name in (PARQUET, TEXT))
    cells = "SELECT COLUMNS(*)::VARCHAR FROM read_parquet(" + source + ", hive_partitioning = false)"
    ways = "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
    return f"COPY ({cells}) TO {made} ({ways})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
