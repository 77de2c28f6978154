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

from playground.core.training.compiled.arithmetic import (
    BIAS,
    BITS,
    E0,
    E1,
    E2,
    E3,
    E4,
    E5,
    HIGHEST,
    LN2_HIGH,
    LN2_LOW,
    LOG,
    LOG2E,
    LOWEST,
    ROOT_TWO,
    ROUND,
)

LANES = 8
_LANE = ir.FloatType()
_ROW = ir.VectorType(_LANE, LANES)
_WHOLE_ROW = ir.VectorType(ir.IntType(32), LANES)
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


@_intrinsic
def add_powers(context: Any, scores: Any, row: Any, count: Any, powers: Any, told: Any) -> Any:
    """Set count rows of `powers` from `row` on to e to the power of score less highest, lane by lane.

    Rows of `told`: the logarithm of the sum of all powers, and the sum of these. Not a number stays so.
    """

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        rows, made, sums = (_data(context, builder, signature, given, at) for at in (0, 3, 4))
        highest = cgutils.alloca_once_value(builder, _load(builder, rows, given[1]))
        with cgutils.for_range(builder, given[2]) as loop:
            row, so_far = _load(builder, rows, builder.add(given[1], loop.index)), builder.load(highest)
            higher = builder.or_(
                builder.fcmp_ordered(">", row, so_far), builder.fcmp_unordered("uno", row, row)
            )
            builder.store(builder.select(higher, row, so_far), highest)
        total = cgutils.alloca_once_value(builder, _row_of(0.0))
        with cgutils.for_range(builder, given[2]) as loop:
            at = builder.add(given[1], loop.index)
            power = _exp(builder, builder.fsub(_load(builder, rows, at), builder.load(highest)))
            _store(builder, made, at, power)
            builder.store(builder.fadd(builder.load(total), power), total)
        whole = builder.load(total)
        for place, kept in enumerate((builder.fadd(_log(builder, whole), builder.load(highest)), whole)):
            _store(builder, sums, ir.Constant(given[1].type, place), kept)
        return context.get_dummy_value()

    return types.void(scores, types.intp, types.intp, powers, told), emit


@_intrinsic
def scale_shares(context: Any, powers: Any, row: Any, count: Any, told: Any, less: Any, scale: Any) -> Any:
    """Make of count rows of powers (power / their sum - less) * scale, where `told` holds the sum."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        rows, sums = (_data(context, builder, signature, given, at) for at in (0, 3))
        total = _load(builder, sums, ir.Constant(given[1].type, 1))
        less, scale = (_spread(builder, given[at]) for at in (4, 5))
        with cgutils.for_range(builder, given[2]) as loop:
            at = builder.add(given[1], loop.index)
            share = builder.fdiv(_load(builder, rows, at), total)
            _store(builder, rows, at, builder.fmul(builder.fsub(share, less), scale))
        return context.get_dummy_value()

    return types.void(powers, types.intp, types.intp, told, types.float32, types.float32), emit


def _exp(builder: Any, x: Any) -> Any:
    """Return e to the power of each lane, as `arithmetic.exp` does."""
    low = builder.select(builder.fcmp_ordered("<", x, _row_of(LOWEST)), _row_of(LOWEST), x)
    held = builder.select(builder.fcmp_ordered(">", low, _row_of(HIGHEST)), _row_of(HIGHEST), low)
    rounded = _and_add(builder, held, _row_of(LOG2E), _row_of(ROUND))
    whole = builder.fsub(rounded, _row_of(ROUND))
    rest = held
    for part in (LN2_HIGH, LN2_LOW):
        rest = builder.fsub(rest, builder.fmul(whole, _row_of(part), flags=_FLAGS), flags=_FLAGS)
    p = _row_of(E0)
    for factor in (E1, E2, E3, E4, E5):
        p = _and_add(builder, p, rest, _row_of(factor))
    squared = builder.fmul(builder.fmul(p, rest, flags=_FLAGS), rest, flags=_FLAGS)
    near = builder.fadd(builder.fadd(squared, rest, flags=_FLAGS), _row_of(1.0), flags=_FLAGS)
    power = builder.shl(builder.add(builder.fptosi(whole, _WHOLE_ROW), _whole_row(BIAS)), _whole_row(BITS))
    return builder.fmul(near, builder.bitcast(power, _ROW), flags=_FLAGS)


def _log(builder: Any, x: Any) -> Any:
    """Return the natural logarithm of each lane, of 1 or more; what is not a number stays so."""
    bits = builder.bitcast(x, _WHOLE_ROW)
    part = builder.and_(bits, _whole_row((1 << BITS) - 1))
    mantissa = builder.bitcast(builder.or_(part, _whole_row(int(BIAS) << BITS)), _ROW)  # 1 up to 2
    large = builder.fcmp_ordered(">", mantissa, _row_of(ROOT_TWO))
    near = builder.select(large, builder.fmul(mantissa, _row_of(0.5)), mantissa)
    exponent = builder.sub(builder.lshr(bits, _whole_row(BITS)), _whole_row(BIAS))
    power = builder.sitofp(builder.add(exponent, builder.zext(large, _WHOLE_ROW)), _ROW)
    rest = builder.fsub(near, _row_of(1.0))
    square, p = builder.fmul(rest, rest), _row_of(LOG[0])
    for factor in LOG[1:]:
        p = _and_add(builder, p, rest, _row_of(factor))
    low = _and_add(builder, power, _row_of(LN2_LOW), builder.fmul(builder.fmul(p, rest), square))
    low = _and_add(builder, square, _row_of(-0.5), low)
    found = _and_add(builder, power, _row_of(LN2_HIGH), builder.fadd(rest, low))
    return builder.select(builder.fcmp_unordered("uno", x, x), x, found)


def _and_add(builder: Any, one: Any, other: Any, added: Any) -> Any:
    return builder.fadd(builder.fmul(one, other, flags=_FLAGS), added, flags=_FLAGS)


def _row_of(value: Any) -> Any:
    return ir.Constant(_ROW, [float(value)] * LANES)


def _whole_row(value: Any) -> Any:
    return ir.Constant(_WHOLE_ROW, [int(value)] * LANES)


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
