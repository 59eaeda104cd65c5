"""Arguments as text: "bf16[8,32768],f32[],40" is two arrays and a number that is known when compiling.

Types are spelled as in HLO (bf16, f32, s32, pred) or as in NumPy (bfloat16, float32, int32, bool);
key[] is a key made by jax.random.key.
"""

import ast
import inspect
import re

import jax
import jax.numpy as jnp

_DTYPES = {
    "bf16": "bfloat16", "f16": "float16", "f32": "float32", "f64": "float64",
    "s8": "int8", "s16": "int16", "s32": "int32", "s64": "int64",
    "u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64", "pred": "bool",
}  # fmt: skip
_ARRAY = re.compile(r"([a-z]+[0-9]*)\[([0-9, ]*)\]")


class ShapeError(Exception):
    pass


def array(text):
    """None where the text is no array."""
    match = _ARRAY.fullmatch(text.strip())
    if not match:
        return None
    name, axes = match.groups()
    shape = tuple(int(axis) for axis in axes.split(",")) if axes.strip() else ()
    if name == "key":
        key = jax.eval_shape(jax.random.key, 0)
        return jax.ShapeDtypeStruct(shape, key.dtype)
    try:
        return jax.ShapeDtypeStruct(shape, jnp.dtype(_DTYPES.get(name, name)))
    except TypeError:
        raise ShapeError(f"expected a type such as bf16, f32 or s32, found '{name}'") from None


def arguments(text):
    found = []
    for part in re.split(r",(?![^\[]*\])", text):
        value = array(part)
        if value is None:
            try:
                value = ast.literal_eval(part.strip())
            except (ValueError, SyntaxError):
                raise ShapeError(
                    f"expected shapes such as bf16[8,32768],f32[], found '{part.strip()}'"
                ) from None
        found.append(value)
    return found


def annotated(function):
    """From the annotations of its parameters; those with a default value are left to it."""
    found = []
    for parameter in inspect.signature(function).parameters.values():
        said = parameter.annotation
        value = said if isinstance(said, jax.ShapeDtypeStruct) else None
        if isinstance(said, str):
            value = array(said.strip("'\""))
        if value is None:
            if parameter.default is not parameter.empty:
                break
            raise ShapeError(
                f"expected the shape of parameter '{parameter.name}': with --args, or as its "
                f"annotation, such as '{parameter.name}: \"bf16[8,32768]\"'"
            )
        found.append(value)
    return found


def spelled(aval):
    """What the compiled program takes: bf16[8,32768]. A key is its words."""
    dtype, shape = aval.dtype, tuple(aval.shape)
    if jax.dtypes.issubdtype(dtype, jax.dtypes.prng_key):
        words = jax.eval_shape(jax.random.key_data, jax.ShapeDtypeStruct(shape, dtype))
        dtype, shape = words.dtype, tuple(words.shape)
    names = {numpy: hlo for hlo, numpy in _DTYPES.items()}
    return f"{names.get(str(dtype), str(dtype))}[{','.join(map(str, shape))}]"
