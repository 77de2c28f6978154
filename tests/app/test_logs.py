"""What nobody caught is written down, and told in a sentence."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

from playground.app.logs import log_file, logging_to, telling


def test_an_error_that_nobody_caught_is_logged_and_told(
    tmp_path: Path, logged: list[logging.LogRecord]
) -> None:
    said: list[str] = []

    def fail() -> None:
        raise RuntimeError("a fault of ours")

    with logging_to(tmp_path), telling(said.append):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        try:
            fail()
        except RuntimeError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    assert said == ["Something in the program went wrong. The log says what."] * 2
    assert log_file(tmp_path).read_text(encoding="utf-8").count("a fault of ours") >= 2
    logged.clear()


def test_afterwards_nothing_is_told(logged: list[logging.LogRecord]) -> None:
    said: list[str] = []
    with telling(said.append):
        logging.getLogger("playground").error("a mistake that was caught")
    logging.getLogger("playground").critical("later")
    assert not said
    logged.clear()
