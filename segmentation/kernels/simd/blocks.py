"""8 x 8 matrices in registers: sums of outer products, and small products with a row of eight."""

from typing import Any

from llvmlite import ir
from numba import types

from segmentation.kernels.simd.vectors import (
    BLOCKS,
    FAST,
    SCALAR,
    VECTORS,
    WIDTH,
    convert,
    element_pointer,
    intrinsic,
    load_row,
    splat,
    store_row,
    vector_type,
)


@intrinsic
def zero_block(typing: Any, array: Any) -> Any:
    """Return an 8 x 8 matrix of zeros in the precision of `array`."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        row = ir.Constant(vector_type(sig.return_type.bits), [0.0] * WIDTH)
        return ir.Constant(ir.ArrayType(row.type, WIDTH), [row] * WIDTH)

    return BLOCKS[array.dtype.bitwidth](array), code


@intrinsic
def load_block(typing: Any, array: Any) -> Any:
    """Read an (8, 8) array into registers."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        block = ir.Constant(ir.ArrayType(vector_type(sig.return_type.bits), WIDTH), ir.Undefined)
        for c in range(WIDTH):
            row = ir.Constant(ir.IntType(64), c)
            value = load_row(context, builder, sig.args[0], args[0], row)
            block = builder.insert_value(block, value, c)
        return block

    return BLOCKS[array.dtype.bitwidth](array), code


@intrinsic
def add_block(typing: Any, array: Any, block: Any) -> Any:
    """Add `block` to an (8, 8) array."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        bits = sig.args[0].dtype.bitwidth
        for c in range(WIDTH):
            row = ir.Constant(ir.IntType(64), c)
            value = convert(builder, builder.extract_value(args[1], c), sig.args[1].bits, bits)
            old = load_row(context, builder, sig.args[0], args[0], row)
            total = builder.fadd(old, value, flags=FAST)
            store_row(context, builder, sig.args[0], args[0], row, total)
        return context.get_dummy_value()

    return types.void(array, block), code


def _entries(context: Any, builder: Any, array_type: Any, array: Any, row: Any, bits: int) -> Any:
    """Yield the eight entries of a row, one by one, each as a vector."""
    own = array_type.dtype.bitwidth
    offset = builder.mul(row, ir.Constant(row.type, WIDTH))
    for c in range(WIDTH):
        index = builder.add(offset, ir.Constant(row.type, c))
        value = builder.load(element_pointer(context, builder, array_type, array, index))
        yield c, splat(builder, value, SCALAR[own], bits)


@intrinsic
def add_outer(typing: Any, block: Any, array: Any, row: Any, value: Any) -> Any:
    """Return ``block + outer(array[row], value)``."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        block, array, row, value = args
        bits = sig.args[0].bits
        for c, entry in _entries(context, builder, sig.args[1], array, row, bits):
            product = builder.fmul(entry, value, flags=FAST)
            total = builder.fadd(builder.extract_value(block, c), product, flags=FAST)
            block = builder.insert_value(block, total, c)
        return block

    return block(block, array, types.intp, value), code


@intrinsic
def row_times(typing: Any, array: Any, row: Any, block: Any) -> Any:
    """Return ``array[row] @ block``, in the precision of the block."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        array, row, block = args
        bits = sig.args[2].bits
        sums: list[Any] = [None, None]  # two chains: the sum is bound by latency otherwise
        for c, entry in _entries(context, builder, sig.args[0], array, row, bits):
            product = builder.fmul(entry, builder.extract_value(block, c), flags=FAST)
            old = sums[c % 2]
            sums[c % 2] = product if old is None else builder.fadd(old, product, flags=FAST)
        return builder.fadd(sums[0], sums[1], flags=FAST)

    return VECTORS[block.bits](array, types.intp, block), code
