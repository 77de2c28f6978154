"""How tokens of bytes are written: as the characters they are where one can see them, else byte by byte.

A leading space is ␣, as in ␣film; half a character is ⟨E2 82⟩. Each name tells its bytes again.
"""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_TOKEN = 64  # bytes
MOST_TOKENS = 50_000  # that are learned
_SIGNS = {" ": "␣", "\n": "⏎", "\t": "⇥"}
_OPEN, _CLOSE = "⟨", "⟩"
_SHOWN = str.maketrans(_SIGNS)
_MEANT = str.maketrans({sign: character for character, sign in _SIGNS.items()})
_TAKEN = frozenset((*_SIGNS.values(), _OPEN))  # what stands for something else stands nowhere for itself


def name_of(token: bytes) -> str:
    """Return what a token is called; no two are called the same."""
    try:
        text = token.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    seen = text.translate(_SHOWN)
    plain = seen and seen.isprintable() and _TAKEN.isdisjoint(text)
    return seen if plain else f"{_OPEN}{token.hex(' ').upper()}{_CLOSE}"


def bytes_of(name: str) -> bytes:
    """Return the bytes of the token that is called so; ValueError where none can be."""
    if name.startswith(_OPEN):
        return bytes.fromhex(name[1:-1])
    return name.translate(_MEANT).encode("utf-8")


EVERY_BYTE = tuple(name_of(bytes((each,))) for each in range(256))


def _plain_bytes_of(name: str) -> bytes:
    """Return the bytes of a name that came from anywhere; none where it can be no token's."""
    try:
        return bytes_of(name) if len(name) <= 4 * LONGEST_TOKEN else b""
    except ValueError:
        return b""


def check_merges(names: Sequence[str]) -> None:
    """Raise ValueError unless each token is two that stand before it, or single bytes, and none comes twice.

    The message names the first that is not.
    """
    if len(names) > MOST_TOKENS:
        raise ValueError(f"{len(names)} byte pairs are too many: at most {MOST_TOKENS}")
    known = {bytes((each,)) for each in range(256)}
    for place, name in enumerate(names, 1):
        token = _plain_bytes_of(name)
        cuts = range(1, len(token)) if len(token) <= LONGEST_TOKEN else ()
        if token in known or not any(token[:cut] in known and token[cut:] in known for cut in cuts):
            raise ValueError(f"byte pair {place} is no new pair of tokens before it")
        known.add(token)
