"""Eight numbers at once: the vector registers of the processor, inside numba.

The solver keeps its vectors node by node, eight to a block: row i of an (n_nodes, 8) array holds
eight vectors' entries at node i. A relaxation at node i is then one operation on eight numbers,
and the chain of a Gauss-Seidel sweep, hopeless for a vectorising compiler, runs at full width.
numba neither keeps such a row in a register nor vectorises the short loop over it, hence the two
types here:

`Lanes`
    one row of eight, as an LLVM vector; ``+ - *`` work, with a number or another row.
`Block`
    an 8 x 8 matrix as eight `Lanes`: accumulator of an outer product, or matrix of a small product.

The functions take C-contiguous arrays with eight columns, float32 or float64, and do not check
bounds or wrap negative indices.
"""

import operator
from collections.abc import Callable
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba.core import types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic as _intrinsic
from numba.extending import models, register_model

Maker = TypeVar("Maker", bound=Callable[..., Any])

WIDTH = 8

FAST = ("fast",)
_ELEMENT = {32: ir.FloatType(), 64: ir.DoubleType()}
SCALAR = {32: types.float32, 64: types.float64}


def intrinsic(function: Maker) -> Callable[..., Any]:
    """Make a function of numba code of one that writes the LLVM code for given types."""
    return cast(Callable[..., Any], _intrinsic(function))


class Lanes(types.Type):
    """Eight floats of `bits` bits."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        super().__init__(f"Lanes{bits}")


class Block(types.Type):
    """Eight rows of `Lanes`."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        super().__init__(f"Block{bits}")


def vector_type(bits: int) -> ir.VectorType:
    """Return the LLVM type of a row of eight."""
    return ir.VectorType(_ELEMENT[bits], WIDTH)


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: Lanes) -> None:
        super().__init__(manager, fe_type, vector_type(fe_type.bits))


@register_model(Block)
class _BlockModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: Block) -> None:
        super().__init__(manager, fe_type, ir.ArrayType(vector_type(fe_type.bits), WIDTH))


LANES = {bits: Lanes(bits) for bits in (32, 64)}
BLOCK = {bits: Block(bits) for bits in (32, 64)}


# --- arithmetic ---------------------------------------------------------------------------------


def _common(left: Any, right: Any) -> Lanes | None:
    """Return the lanes two operands meet in: a number takes the precision of the row."""
    rows = [t for t in (left, right) if isinstance(t, Lanes)]
    others = [t for t in (left, right) if not isinstance(t, Lanes)]
    if not rows or any(r != rows[0] for r in rows):
        return None
    return rows[0] if all(isinstance(t, types.Float) for t in others) else None


def splat(builder: Any, value: Any, from_type: Any, lanes: Lanes) -> Any:
    """Write code that spreads a number over all lanes."""
    if isinstance(from_type, Lanes):
        return value
    if from_type.bitwidth > lanes.bits:
        value = builder.fptrunc(value, _ELEMENT[lanes.bits])
    elif from_type.bitwidth < lanes.bits:
        value = builder.fpext(value, _ELEMENT[lanes.bits])
    vector = vector_type(lanes.bits)
    first = builder.insert_element(
        ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0)
    )
    order = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), order)


def _define(symbol: Any, instruction: str) -> None:
    class Operator(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            lanes = _common(*args) if len(args) == 2 else None
            return None if lanes is None else signature(lanes, *args)

    infer_global(symbol)(Operator)

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        pair = [
            splat(builder, value, kind, sig.return_type)
            for value, kind in zip(args, sig.args, strict=True)
        ]
        return getattr(builder, instruction)(*pair, flags=FAST)

    for left, right in ((Lanes, Lanes), (types.Float, Lanes), (Lanes, types.Float)):
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

    return LANES[array.dtype.bitwidth](array, types.intp), code


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

        return LANES[to_bits](value), code

    return intrinsic(typer)


narrow = _converter(32)
widen = _converter(64)


@intrinsic
def zeros(typing: Any, array: Any) -> Any:
    """Return eight zeros in the precision of `array`."""

    def code(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return ir.Constant(vector_type(sig.return_type.bits), [0.0] * WIDTH)

    return LANES[array.dtype.bitwidth](array), code
