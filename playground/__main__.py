"""`playground`: no arguments or a file open the window, a sub-command runs on the command line."""

from __future__ import annotations

import os
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


if __name__ == "__main__":
    sys.exit(main())
