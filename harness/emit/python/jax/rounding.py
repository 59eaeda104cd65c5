# Rounding to the narrow formats; a result is the narrow number, held in float32.


def bfloat16(x):
    return jax.lax.reduce_precision(x, exponent_bits=8, mantissa_bits=7)


def tf32(x):
    return jax.lax.reduce_precision(x, exponent_bits=8, mantissa_bits=10)


def float16(x):
    """By way of float16: reduce_precision flushes the subnormal numbers of the narrow format."""
    return x.astype(jnp.float16).astype(jnp.float32)
