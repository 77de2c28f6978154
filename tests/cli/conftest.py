"""Run the command line in this process and hand back what it printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runner import Done, Playground
from playground.__main__ import main


@pytest.fixture
def playground(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Playground:
    """Return a function that runs `playground WORDS` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Done:
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run
