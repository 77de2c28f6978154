"""The colours of Python: words of the language, texts, numbers and remarks."""

from __future__ import annotations

import keyword
import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from playground.gui.theme.style import current_theme

_WORDS = "|".join(sorted(keyword.kwlist))
_TOKENS = re.compile(
    r"(?P<text>[rf]?\"\"\".*?\"\"\"|[rf]?\"(?:[^\"\\]|\\.)*\"|[rf]?'(?:[^'\\]|\\.)*')"
    r"|(?P<remark>#.*)"
    rf"|(?P<word>\b(?:{_WORDS})\b)"
    r"|(?P<own>\bself\b)"
    r"|(?P<number>\b\d[\d_.]*(?:e-?\d+)?\b)"
    r"|(?P<called>\b\w+(?=\())"
)
_COLOURS = {"text": "good", "remark": "text3", "word": "accent_text", "own": "text3", "number": "warn",
            "called": "core"}  # fmt: skip
_INSIDE = 1  # a text that goes on in the next line


class CodeColours(QSyntaxHighlighter):
    """Colour a document line by line; a docstring may go over several."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats = _formats()

    def use_theme(self) -> None:
        """Take the colours of the theme there is now."""
        self._formats = _formats()
        self.rehighlight()

    def highlightBlock(self, line: str) -> None:
        """Colour one line."""
        marks = line.count('"""')
        if self.previousBlockState() == _INSIDE or marks == 1:
            ends = self.previousBlockState() == _INSIDE and marks == 1
            self.setCurrentBlockState(0 if ends else _INSIDE)
            self.setFormat(0, len(line), self._formats["text"])
            return
        self.setCurrentBlockState(0)
        for found in _TOKENS.finditer(line):
            self.setFormat(found.start(), found.end() - found.start(), self._formats[found.lastgroup or ""])


def _formats() -> dict[str, QTextCharFormat]:
    tokens = current_theme().tokens
    return {kind: _format(tokens.colour(name)) for kind, name in _COLOURS.items()}


def _format(colour: QColor) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour)
    return made
