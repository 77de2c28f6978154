"""How much memory a block takes in training, in whole numbers, and how much there is."""

from __future__ import annotations

from pathlib import Path

import psutil

from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Recipe
from playground.core.sentences import Text, thousands

BYTES_PER_NUMBER = 4  # float32
# A weight, its gradient, how it began, Adam's two averages; and weight and averages as they were before the
# steps that go on, to go back to when something turns infinite.
COPIES_OF_WEIGHTS = 8
COPIES_OF_AVERAGES = 4  # Adam's, of these
COPIES_OF_FROZEN = 2  # the weight, and how it began
HEAP_GAPS = 4  # one in so many: glibc's heap grew by 0 to 50 % for published networks
EVALUATION_BATCH = 256  # samples a pass where nothing is learned: quickest for small convolutions
EVALUATION_BYTES = 2**28  # and fewer where so many would take more than this
SCORES_KEPT = 2**22  # numbers of an epoch's raw scores that wait to be counted: a rule, it changes bits
# Bytes of the data that are prepared, or laid in an epoch's order, in one go: large pieces leave holes in the
# heap that nothing else fits into.
DATA_AT_ONCE = 2**20
KERNEL_PARAMETERS = 20_000  # beyond, the matrix products of PyTorch's libraries are quicker than the kernel
PREPARED_AT_MOST = 2**26  # bytes of a part's inputs that are kept prepared; of more, what is asked for
WAYPOINTS = 200  # of a run that are kept at most,
STEPS_TO_WAYPOINT = 20  # so far apart at first,
WAYPOINT_BYTES = 60_000_000  # and in so much memory
WITH_STATE = 10  # each so-manieth can be gone on from: it holds Adam's two averages too
FALLBACK = 8 * 2**30  # where the machine does not say
CONTAINER = Path("/sys/fs/cgroup")  # where Linux keeps a container's bounds, second version
UNITS = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("KB", 10**3))


def bytes_of_weights(count: int, frozen: bool = False) -> int:
    """Return what weights take while they are trained, or stand still."""
    return count * (COPIES_OF_FROZEN if frozen else COPIES_OF_WEIGHTS) * BYTES_PER_NUMBER


def copies_beside(recipe: Recipe) -> int:
    """Return how many copies of what learns a recipe asks for beside the usual ones.

    A running average is there twice: as it is, and as it was before the steps that go on. A history is there
    a third time while a step looks at it, in the place of Adam's averages. A recipe that cannot be followed
    asks for nothing.
    """
    average = 2 if recipe.average else 0
    spec = next((each for each in OPTIMIZERS if each.id == recipe.optimizer), None)
    if spec is None:
        return average
    options = spec.options(recipe.options)
    if not all(each.fits(options[each.name]) for each in spec.params):
        return average
    return average + max(0, 3 * spec.history(options) - COPIES_OF_AVERAGES)


def with_heap(count: int) -> int:
    """Return what bytes that come and go take of a process: its heap has gaps that nothing fits into."""
    return count + count // HEAP_GAPS


def evaluation_batch(sample: int) -> int:
    """Return how many samples are judged at a time if one takes so many bytes: a rule, it changes bits."""
    return max(1, min(EVALUATION_BATCH, EVALUATION_BYTES // max(1, sample)))


def bytes_along(count: int, steps: int, best: bool) -> int:
    """Return what is kept of so many weights along a run of so many steps: waypoints, and its best."""
    each = count * BYTES_PER_NUMBER
    waypoints = min(WAYPOINTS, steps // STEPS_TO_WAYPOINT)
    kept = each * (waypoints + 2 * (waypoints // WITH_STATE))
    while kept > WAYPOINT_BYTES:  # every other one goes
        kept //= 2
    return (kept if kept >= each else 0) + (each if best else 0)


def is_gpu(device: str) -> bool:
    """Say whether a recipe's device is a GPU with memory of its own; "auto" takes it where there is one."""
    if device not in ("auto", "cuda"):
        return False
    import torch

    return torch.cuda.is_available()


def free_bytes(device: str = "cpu") -> int:
    """Return how much memory training may take now on a recipe's device.

    That is the GPU's own, with what PyTorch holds of it and does not use; else the machine's, or the
    container's if that is less.
    """
    if is_gpu(device):
        return _free_of_gpu()
    readings = [reading for reading in (_free_of_machine(), _free_of_container()) if reading is not None]
    return min(readings, default=FALLBACK)


def in_words(count: int) -> str:
    """Return bytes as people read them: "41 GB"."""
    for unit, size in UNITS:
        if count >= size:
            whole = count // size
            if whole >= 10**6:
                return Text("more than a million TB")
            return f"{count / size:.1f} {unit}" if whole < 10 else f"{thousands(whole)} {unit}"
    return Text("{count} bytes", count=count)


def holder(device: str) -> Text:
    """Return in words whose memory a recipe's device has."""
    return Text("the GPU") if is_gpu(device) else Text("this machine")


def _free_of_gpu() -> int:
    import torch

    unused = torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
    return torch.cuda.mem_get_info()[0] + unused


def _free_of_machine() -> int | None:
    try:
        return int(psutil.virtual_memory().available)
    except (OSError, RuntimeError):  # a jail without /proc, or a system that psutil does not know
        return None


def _free_of_container() -> int | None:
    """Return what the container's bound leaves, of which psutil says nothing."""
    try:
        bound = (CONTAINER / "memory.max").read_text().strip()
        used = int((CONTAINER / "memory.current").read_text())
        return max(0, int(bound) - used) if bound != "max" else None
    except (OSError, ValueError):
        return None
