"""`playground`: no arguments or a file open the window, a sub-command runs on the command line."""

from __future__ import annotations

import atexit
import os
import runpy
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread

from playground import COMPILE_WORD, EXPORT_WORD, READ_WORD, TRY_WORD
from playground.app.folders import folders

# Before anything imports torch: threads that spin while they wait are 9 to 45 times slower on shared cores.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# Before anything imports numba: what it compiles is kept with the user's caches, not where we are installed.
os.environ.setdefault("NUMBA_CACHE_DIR", str(folders().cache / "kernel"))
# Where large tables and pictures of one's own are kept; see core/files/kept.py.
os.environ.setdefault("PLAYGROUND_TABLES_DIR", str(folders().cache / "tables"))


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with the arguments given, or those of the process; return the exit code."""
    words = sys.argv[1:] if argv is None else argv
    if len(words) == 2 and words[0] == EXPORT_WORD:
        return _write_export(words[1])
    if len(words) == 2 and words[0] == READ_WORD:
        return _read_table(words[1])
    if list(words) == [COMPILE_WORD]:
        return _compile()
    if len(words) > 1 and words[0] == TRY_WORD and getattr(sys, "frozen", False):
        return _run_script(words[1:])
    try:
        from playground.cli.main import run

        return run(words)
    except KeyboardInterrupt:  # Ctrl+C before a command began, or while it said its last word
        return 130
    finally:
        atexit.register(_end_in_peace)


def _write_export(folder: str) -> int:
    """Do the work of an export's first process; see core/export/processes.py."""
    from playground.core.export.child import main as write

    return write(folder)


def _read_table(folder: str) -> int:
    """Write a Parquet table as text; see core/importing/tables/parquet_child.py."""
    from playground.core.importing.tables.parquet_child import main as read

    return read(folder)


def _compile() -> int:
    """Fill the cache with the compiled engine's machine code; see core/training/compiled/compiling.py."""
    Thread(target=_end_when_left, name="left", daemon=True).start()  # before what takes seconds to import
    from playground.core.training.compiled.first_call import take_one_step

    take_one_step()
    return 0


def _end_when_left() -> None:
    """End this process once who started it has ended: killed or not, its end of our input closes then."""
    with suppress(OSError):  # who has no input cannot know
        while os.read(0, 1):
            pass
        os._exit(1)


def _run_script(words: Sequence[str]) -> int:
    """Run a script with its arguments as a bare interpreter would, which a bundle does not have."""
    sys.modules["playground"] = None  # type: ignore[assignment]  # from here on our package is not there
    sys.argv[:] = words
    runpy.run_path(words[0], run_name="__main__")
    return 0


def _end_in_peace() -> None:
    """Ignore Ctrl+C while the interpreter takes itself apart: all is done, it would only be a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
