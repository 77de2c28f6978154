"""`playground`: no arguments or a file open the window, a sub-command runs on the command line."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Sequence

# Before anything imports torch: threads that spin while they wait are 9 to 45 times slower on shared cores.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with the arguments given, or those of the process; return the exit code."""
    try:
        from playground.cli.main import run

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:  # Ctrl+C before a command began, or while it said its last word
        return 130
    finally:
        atexit.register(_end_in_peace)


def _end_in_peace() -> None:
    """Ignore Ctrl+C while the interpreter takes itself apart: all is done, it would only be a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
