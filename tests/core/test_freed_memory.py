"""What a step frees is taken again by the next: the system does not have to clear pages for it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Mapping

import pytest

STEPS = 40


def pages(environment: Mapping[str, str]) -> float:
    """Return how many pages a step of the digits' CNN is given by the system, once it trains."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True,
                          env={**own, **environment})  # fmt: skip
    return float(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told, and its pages are counted")
def test_a_step_takes_what_the_last_has_freed() -> None:
    kept, given_back = pages({}), pages({"MALLOC_TRIM_THRESHOLD_": "131072"})
    assert kept < 20 < given_back


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
