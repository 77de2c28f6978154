"""Rows of LANES numbers as vectors of the processor, which numba's own language cannot name.

Each function here stands for a few instructions of LLVM; a sum goes row by row in the order given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic as intrinsic_of

LANES = 8
_LANE = ir.FloatType()
_ROW = ir.VectorType(_LANE, LANES)
_FLAGS = ("contract",)


def _intrinsic(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make of what emits instructions what compiled code calls, without its first argument."""
    return cast(Callable[..., Any], intrinsic_of(function))


@_intrinsic
def add_rows(context: Any, to: Any, to_row: Any, start: Any, w: Any, w_at: Any, w_step: Any,
             a: Any, a_row: Any, count: Any) -> Any:  # fmt: skip
    """Set row `to_row` of `to` to start + the sum over k < count of w[w_at + k * w_step] * a[a_row + k]."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        rows, factors, made = (_data(context, builder, signature, given, at) for at in (6, 3, 0))
        total = cgutils.alloca_once_value(builder, _spread(builder, given[2]))
        with cgutils.for_range(builder, given[8]) as loop:
            where = builder.add(given[4], builder.mul(loop.index, given[5]))
            factor = _spread(builder, builder.load(builder.gep(factors, [where])))
            row = _load(builder, rows, builder.add(given[7], loop.index))
            product = builder.fmul(factor, row, flags=_FLAGS)
            builder.store(builder.fadd(builder.load(total), product, flags=_FLAGS), total)
        _store(builder, made, given[1], builder.load(total))
        return context.get_dummy_value()

    return types.void(
        to, types.intp, types.float32, w, types.intp, types.intp, a, types.intp, types.intp
    ), emit


@_intrinsic
def sum_products(context: Any, d: Any, d_row: Any, d_step: Any, a: Any, a_row: Any, a_step: Any,
                 count: Any) -> Any:  # fmt: skip
    """Return the sum over k < count and all lanes of d[d_row + k * d_step] * a[a_row + k * a_step]."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        back, rows = (_data(context, builder, signature, given, at) for at in (0, 3))
        total = cgutils.alloca_once_value(builder, ir.Constant(_ROW, [0.0] * LANES))
        with cgutils.for_range(builder, given[6]) as loop:
            one = _load(builder, back, builder.add(given[1], builder.mul(loop.index, given[2])))
            other = _load(builder, rows, builder.add(given[4], builder.mul(loop.index, given[5])))
            product = builder.fmul(one, other, flags=_FLAGS)
            builder.store(builder.fadd(builder.load(total), product, flags=_FLAGS), total)
        return _across(builder, builder.load(total))

    return types.float32(d, types.intp, types.intp, a, types.intp, types.intp, types.intp), emit


@_intrinsic
def sum_rows(context: Any, d: Any, d_row: Any, d_step: Any, count: Any) -> Any:
    """Return the sum over k < count and all lanes of d[d_row + k * d_step]."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        back = _data(context, builder, signature, given, 0)
        total = cgutils.alloca_once_value(builder, ir.Constant(_ROW, [0.0] * LANES))
        with cgutils.for_range(builder, given[3]) as loop:
            row = _load(builder, back, builder.add(given[1], builder.mul(loop.index, given[2])))
            builder.store(builder.fadd(builder.load(total), row), total)
        return _across(builder, builder.load(total))

    return types.float32(d, types.intp, types.intp, types.intp), emit


def _data(context: Any, builder: Any, signature: Any, given: Any, at: int) -> Any:
    return context.make_array(signature.args[at])(context, builder, given[at]).data


def _place(builder: Any, data: Any, row: Any) -> Any:
    first = builder.gep(data, [builder.mul(row, ir.Constant(row.type, LANES))])
    return builder.bitcast(first, _ROW.as_pointer())


def _load(builder: Any, data: Any, row: Any) -> Any:
    return builder.load(_place(builder, data, row), align=4)


def _store(builder: Any, data: Any, row: Any, value: Any) -> None:
    builder.store(value, _place(builder, data, row), align=4)


def _spread(builder: Any, value: Any) -> Any:
    """Return a row that holds one number in every lane."""
    empty = ir.Constant(_ROW, ir.Undefined)
    first = builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(
        first, empty, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    )


def _lanes(chosen: list[int]) -> Any:
    return ir.Constant(ir.VectorType(ir.IntType(32), len(chosen)), chosen)


def _across(builder: Any, row: Any) -> Any:
    """Return the sum of a row's lanes: halves onto each other until one is left."""
    width = LANES
    while width > 1:
        half = width // 2
        parts = [[first + lane for lane in range(half)] for first in (0, half)]
        low, high = (builder.shuffle_vector(row, row, _lanes(lanes)) for lanes in parts)
        row, width = builder.fadd(low, high), half
    return builder.extract_element(row, ir.Constant(ir.IntType(32), 0))
