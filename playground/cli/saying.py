"""Sentences for the person, on stderr."""

from __future__ import annotations

import re
import sys

SPACES = " \u2009\u202f\xa0"  # in numbers and before units


def note(sentence: str) -> None:
    """Tell the person something in one line on stderr, where it cannot get into the output.

    Names come from anywhere: what would steer the terminal is shown by its code.
    """
    line = re.sub(r"\s*[\t-\r]\s*", " ", sentence.strip())
    told = "".join(each if each.isprintable() or each in SPACES else ascii(each)[1:-1] for each in line)
    print(told, file=sys.stderr)
