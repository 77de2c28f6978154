"""What a step frees is taken again by the next: the system does not have to clear pages for it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

STEPS = 40


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told, and its pages are counted")
def test_a_step_takes_what_the_last_has_freed() -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True, env=own)
    assert float(done.stdout) < 20  # pages that the system clears a step; eighty where it takes them back


def main() -> None:
    """Write the figure of this process."""
    from playground.core.builtin import CATALOGUE
    from playground.core.project.templates import template
    from playground.core.training.session import Session

    session = Session.start(template("digits-cnn", CATALOGUE).open())
    for steps in (STEPS, 0):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        while session.step < 2 * STEPS - steps:
            session.advance(STEPS)
    sys.stdout.write(str((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / STEPS))


if __name__ == "__main__":
    main()
