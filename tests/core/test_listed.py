"""Parts in a row read the same however many there are, and take no longer than they are long."""

from __future__ import annotations

from playground.core.sentences import Text, listed


def in_german(key: str) -> str:
    return {"{first} and {second}": "{first} und {second}", "cat": "Katze"}.get(key, key)


def test_parts_stand_in_a_row() -> None:
    for count in range(1, 40):
        names = [f"n{place}" for place in range(count)]
        row = ", ".join(names[:-1]) + (" and " if count > 1 else "") + names[-1]
        assert listed(names) == row
        assert listed(names).shown(in_german) == row.replace(" and ", " und ")
        assert listed(names, "{first} / {second}") == " / ".join(names)
    assert listed([]) == "" and listed([Text("cat"), "b"]).shown(in_german) == "Katze und b"


def test_very_many_are_no_deeper_than_a_few() -> None:
    names = [f"column {place}" for place in range(50_000)]
    row = listed(names)
    assert row.endswith("column 49998 and column 49999") and row.count(",") == 49_998
    assert row.shown(in_german).endswith("column 49998 und column 49999")
    depth, here = 0, row
    while isinstance(here.values.get("first"), Text):
        here, depth = here.values["first"], depth + 1
    assert depth < 20
