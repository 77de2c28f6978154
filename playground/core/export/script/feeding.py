"""How a script reads its samples and cuts an epoch into batches."""

from __future__ import annotations

from playground.core.export.script.lines import CodeLine, body
from playground.core.export.script.printed import Printed

TENSOR = '''
def tensor(array):
    """Return an array as a tensor; real numbers in the type that is computed with."""
    made = torch.from_numpy(array).to(DEVICE)
    return made.to(DTYPE) if made.is_floating_point() else made
'''
LAID_OUT = '''
def laid_out(values):
    """Return pictures with their channels last in memory, where convolutions are quick."""
    if values.dim() != 4:
        return values
    _, channels, height, width = values.shape
    strides = (channels * height * width, 1, width * channels, channels)
    last = values.contiguous(memory_format=torch.channels_last)
    return last.as_strided(values.shape, strides)
'''
BATCHES = '''
def batch_sizes(samples, batch_size):
    """Return the sizes of an epoch's batches; the last may be smaller."""
    size = min(batch_size, samples)
    sizes = [size] * (samples // size)
    rest = samples % size
    if {rest}:
        sizes.append(rest)
    return sizes


def batches(samples, sizes, generator):
    """Yield an epoch's batches, the samples in an order of their own."""
    order = torch.randperm(len(samples[0]), generator=generator)
    order = order[: sum(sizes)].to(DEVICE)
    shuffled = [{shuffled} for each in samples]
    return zip(*(torch.split(each, sizes) for each in shuffled))
'''


def batches(printed: Printed, laid_out: bool) -> list[CodeLine]:
    """Write how an epoch is cut into batches."""
    taken = "each.index_select(0, order)"
    return body(BATCHES.format(
        rest="rest > 1" if printed.pairs else "rest",
        shuffled=f"laid_out({taken})" if laid_out else taken,
    ))  # fmt: skip
