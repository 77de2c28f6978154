"""How a table may be written: each way as an option that one can set, and that is found out otherwise."""

from __future__ import annotations

from playground.core.blocks.params import Choice, Param, choice, flag, integer, line, number

AUTO = "auto"
ENDINGS = (
    "csv", "tsv", "tab", "txt", "dat", "data", "gz", "zip", "test", "train", "asc", "prn", "log", "out",
)  # fmt: skip
# Separators by the id of their choice, the likelier ones first; "space" is any stretch of white space.
SEPARATORS = {
    "tab": "\t", "semicolon": ";", "pipe": "|", "comma": ",", "caret": "^", "tilde": "~", "colons": "::",
    "colon": ":", "space": " ",
}  # fmt: skip
NO_SEPARATOR = "none"  # a table of one column
MOST_HEADER = 1000  # lines above a table at most

_FOUND = Choice(AUTO, "Find out")
_MARKS = {
    "tab": "Tab", "semicolon": "Semicolon", "pipe": "Bar", "comma": "Comma", "caret": "Caret",
    "tilde": "Tilde", "colons": "Two colons", "colon": "Colon",
    "space": "Spaces", NO_SEPARATOR: "None: one column",
}  # fmt: skip
_ENCODINGS = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16, big end first", "cp1252": "Windows-1252",
    "latin-1": "Latin-1", "cp1250": "Central European", "cp1251": "Cyrillic", "gb18030": "Chinese",
    "cp932": "Japanese", "cp949": "Korean", "big5": "Chinese, Big5", "mac_roman": "Macintosh",
}  # fmt: skip
_SECONDS = {
    "data": "Data", "units": "Units", "names": "Names, part of those above", "left_out": "Left out",
}  # fmt: skip
_ORDERS = {"day_first": "Day first", "month_first": "Month first"}


def _choices(titles: dict[str, str]) -> tuple[Choice, ...]:
    return (_FOUND, *(Choice(each, title) for each, title in titles.items()))


_HEADER = integer(
    "header_line", -1, minimum=-1, maximum=MOST_HEADER, auto=-1, title="Header line",
    help="The line of the names; 0 where there is none, -1 to find it.",
)  # fmt: skip
_SECOND = choice(
    "second_line", AUTO, _choices(_SECONDS), auto=AUTO, title="Line under the names",
    help="What the line under the names holds.",
)  # fmt: skip
_DECIMAL = choice(
    "decimal", AUTO, _choices({"point": "Point", "comma": "Comma"}), auto=AUTO, title="Decimal mark"
)
_DATES = choice(
    "dates", AUTO, _choices(_ORDERS), auto=AUTO, title="Dates like 03/04/2023",
    help="Whether the day or the month comes first.",
)  # fmt: skip
_MISSING = line(
    "missing", "", maximum=200, title="Also missing",
    help="Words that stand for a missing value, with spaces between them.",
)  # fmt: skip
_CASE = flag(
    "same_case", False, title="Capitals do not matter",
    help="Take categories that differ in capitals alone as the same.",
)  # fmt: skip

OF_TEXT: tuple[Param, ...] = (
    choice("encoding", AUTO, _choices(_ENCODINGS), auto=AUTO),
    choice("separator", AUTO, _choices(_MARKS), auto=AUTO),
    _DECIMAL, _HEADER, _SECOND, _DATES, _MISSING, _CASE,
)  # fmt: skip
OF_EXCEL: tuple[Param, ...] = (
    integer(
        "sheet", 0, minimum=0, maximum=1000, auto=0,
        help="Which of the workbook's sheets; 0 for the first that holds a table.",
    ),
    _DECIMAL, _HEADER, _SECOND, _DATES, _MISSING, _CASE,
)  # fmt: skip
OF_PARQUET: tuple[Param, ...] = (_DATES, _MISSING, _CASE)
DEFAULTS = {param.name: param.default for param in OF_TEXT}

# Of texts and sounds.
CALLED = "called"
OF_TEXTS: tuple[Param, ...] = (
    line(CALLED, "text", maximum=200, title="Column of the texts", help="What the texts are called."),
    _MISSING, _CASE,
)  # fmt: skip
OF_JSON_LINES: tuple[Param, ...] = (_DATES, _MISSING, _CASE)
OF_SOUNDS: tuple[Param, ...] = (
    integer(
        "rate", 0, minimum=0, maximum=192_000, auto=0, title="Sampling rate",
        help="To how many samples a second all sounds are brought; 0 to find out.",
    ),
    number(
        "seconds", 0.0, minimum=0.0, maximum=60.0, auto=0.0, title="Length",
        help="How much of each sound is read: longer ones are cut, shorter ones filled up with silence.",
    ),
)  # fmt: skip
