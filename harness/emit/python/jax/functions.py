# Elementwise functions.
import jax


import jax.numpy as jnp


import numpy as np


jax.config.update("jax_enable_x64", True)


jax.config.update("jax_platforms", "cpu")  # there, every operation rounds as IEEE 754 says


NAN = jnp.float32("nan")


def by_numpy(function, *arrays):
    """For what JAX has no operation that is exact to the bit."""
    result = function(*[np.asarray(x) for x in arrays])
    return tuple(map(jnp.asarray, result)) if isinstance(result, tuple) else jnp.asarray(result)


def divide(a, b):
    """Operands of one shape: by a repeated operand XLA would multiply by its reciprocal instead."""
    a, b = jnp.broadcast_arrays(a, b)
    return jax.lax.div(a, b)


def exponential(x):
    """In float64, then rounded once to float32."""
    return jnp.exp(x.astype(jnp.float64)).astype(jnp.float32)


def log(x):
    """In float64, then rounded once to float32."""
    return jnp.log(x.astype(jnp.float64)).astype(jnp.float32)


def tanh(x):
    """In float64, then rounded once to float32."""
    return jnp.tanh(x.astype(jnp.float64)).astype(jnp.float32)


def int32(x):
    return x.astype(jnp.int32)
