"""Vectors of eight numbers in the processor's registers, for numba.

The solver stores eigenvectors node by node, eight to a block: row i of an (n_nodes, 8) array holds
the entries of eight eigenvectors at node i. A relaxation at node i is then one operation on eight
numbers, and the chain of a Gauss-Seidel sweep, which no compiler can vectorise, runs at full width.
numba neither keeps such a row in a register nor vectorises the short loop over it, hence two types:

`SimdVector`
    A row of eight, as an LLVM vector; ``+ - *`` work, with a number or another row.
`SimdBlock`
    An 8 x 8 matrix as eight rows: accumulator of an outer product, or factor of a small product;
    `segmentation.kernels.simd.blocks` has its operations.

All is written with numba's public interface for extensions. The functions take C-contiguous arrays
with eight columns, float32 or float64, and do not check bounds or wrap negative indices.
"""

import operator
from collections.abc import Callable
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic as _intrinsic
from numba.extending import lower_builtin, models, register_model, type_callable

Intrinsic = TypeVar("Intrinsic", bound=Callable[..., Any])

WIDTH = 8

FAST = ("fast",)
_ELEMENT = {32: ir.FloatType(), 64: ir.DoubleType()}
SCALAR = {32: types.float32, 64: types.float64}


def intrinsic(function: Intrinsic) -> Callable[..., Any]:
    """Make a function of numba code of one that writes the LLVM code for given types."""
    return cast(Callable[..., Any], _intrinsic(function))


class SimdVector(types.Type):  # type: ignore[misc]
    """Eight floats of `bits` bits."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        super().__init__(f"SimdVector{bits}")


class SimdBlock(types.Type):  # type: ignore[misc]
    """Eight rows of `SimdVector`."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        super().__init__(f"SimdBlock{bits}")


def vector_type(bits: int) -> ir.VectorType:
    """Return the LLVM type of a row of eight."""
    return ir.VectorType(_ELEMENT[bits], WIDTH)


@register_model(SimdVector)
class _SimdVectorModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: SimdVector) -> None:
        super().__init__(manager, fe_type, vector_type(fe_type.bits))


@register_model(SimdBlock)
class _SimdBlockModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: SimdBlock) -> None:
        super().__init__(manager, fe_type, ir.ArrayType(vector_type(fe_type.bits), WIDTH))


VECTORS = {bits: SimdVector(bits) for bits in (32, 64)}
BLOCKS = {bits: SimdBlock(bits) for bits in (32, 64)}


# --- arithmetic ---------------------------------------------------------------------------------


def _common(left: Any, right: Any) -> SimdVector | None:
    """Return the type that two operands meet in: a number takes the precision of the vector."""
    rows = [t for t in (left, right) if isinstance(t, SimdVector)]
    others = [t for t in (left, right) if not isinstance(t, SimdVector)]
    if not rows or any(r != rows[0] for r in rows):
        return None
    return rows[0] if all(isinstance(t, types.Float) for t in others) else None


def splat(builder: Any, value: Any, from_type: Any, bits: int) -> Any:
    """Write code that makes a vector of a number, eight times the same."""
    if isinstance(from_type, SimdVector):
        return value
    if from_type.bitwidth > bits:
        value = builder.fptrunc(value, _ELEMENT[bits])
    elif from_type.bitwidth < bits:
        value = builder.fpext(value, _ELEMENT[bits])
    vector = vector_type(bits)
    first = builder.insert_element(
        ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0)
    )
    order = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), order)


def _define(symbol: Any, instruction: str) -> None:
    @type_callable(symbol)  # type: ignore[untyped-decorator]
    def typer(context: Any) -> Any:
        return _common

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pair = [
            splat(builder, value, kind, sig.return_type.bits)
            for value, kind in zip(args, sig.args, strict=True)
        ]
        return getattr(builder, instruction)(*pair, flags=FAST)

    vector, number = SimdVector, types.Float
    for left, right in ((vector, vector), (number, vector), (vector, number)):
        lower_builtin(symbol, left, right)(lower)


_define(operator.add, "fadd")
_define(operator.sub, "fsub")
_define(operator.mul, "fmul")


# --- memory -------------------------------------------------------------------------------------


def element_pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """Write code for the address of an element, counted flat."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [index])


def _row_pointer(context: Any, builder: Any, array_type: Any, array: Any, row: Any) -> Any:
    offset = builder.mul(row, ir.Constant(row.type, WIDTH))
    pointer = element_pointer(context, builder, array_type, array, offset)
    return builder.bitcast(pointer, vector_type(array_type.dtype.bitwidth).as_pointer())


def load_row(context: Any, builder: Any, array_type: Any, array: Any, row: Any) -> Any:
    """Write code that reads a row of eight."""
    value = builder.load(_row_pointer(context, builder, array_type, array, row))
    value.align = array_type.dtype.bitwidth // 8
    return value


def store_row(context: Any, builder: Any, array_type: Any, array: Any, row: Any, v: Any) -> None:
    """Write code that writes a row of eight."""
    made = builder.store(v, _row_pointer(context, builder, array_type, array, row))
    made.align = array_type.dtype.bitwidth // 8


@intrinsic
def load(typing: Any, array: Any, row: Any) -> Any:
    """Return row `row` of an (n, 8) array."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return load_row(context, builder, sig.args[0], args[0], args[1])

    return VECTORS[array.dtype.bitwidth](array, types.intp), code


@intrinsic
def store(typing: Any, array: Any, row: Any, value: Any) -> Any:
    """Write `value` to row `row`; it is rounded or widened to the array's precision."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        converted = convert(builder, args[2], sig.args[2].bits, sig.args[0].dtype.bitwidth)
        store_row(context, builder, sig.args[0], args[0], args[1], converted)
        return context.get_dummy_value()

    return types.void(array, types.intp, value), code


@intrinsic
def at(typing: Any, array: Any, index: Any) -> Any:
    """Return ``array[index]`` of a contiguous array read flat; no negative indices."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(element_pointer(context, builder, sig.args[0], args[0], args[1]))

    return array.dtype(array, types.intp), code


# --- precision ----------------------------------------------------------------------------------


def convert(builder: Any, value: Any, from_bits: int, to_bits: int) -> Any:
    """Write code that rounds or widens a row."""
    if from_bits == to_bits:
        return value
    make = builder.fpext if from_bits < to_bits else builder.fptrunc
    return make(value, vector_type(to_bits))


def _converter(to_bits: int) -> Any:
    def typer(typing: Any, value: Any) -> Any:
        def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return convert(builder, args[0], sig.args[0].bits, to_bits)

        return VECTORS[to_bits](value), code

    return intrinsic(typer)


narrow = _converter(32)
widen = _converter(64)


@intrinsic
def zeros(typing: Any, array: Any) -> Any:
    """Return eight zeros in the precision of `array`."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return ir.Constant(vector_type(sig.return_type.bits), [0.0] * WIDTH)

    return VECTORS[array.dtype.bitwidth](array), code
