# Rounding where a NaN occurs: its sign and the payload bits that the format has stay.


def bfloat16(x):
    rounded = jax.lax.reduce_precision(x, exponent_bits=8, mantissa_bits=7)
    return quiet_nan(x, rounded, 0x7FFF0000)


def tf32(x):
    rounded = jax.lax.reduce_precision(x, exponent_bits=8, mantissa_bits=10)
    return quiet_nan(x, rounded, 0x7FFFE000)


def float16(x):
    """By way of float16: reduce_precision flushes the subnormal numbers of the narrow format."""
    return quiet_nan(x, x.astype(jnp.float16).astype(jnp.float32), 0x7FFFE000)


def quiet_nan(x, rounded, kept):
    """`rounded`, except that a NaN of `x` keeps its sign and those payload bits and is quiet."""
    nan = (x.view(jnp.uint32) & jnp.uint32(0x80000000 | kept)) | jnp.uint32(0x7FC00000)
    return jnp.where(jnp.isnan(x), nan.view(jnp.float32), rounded)
