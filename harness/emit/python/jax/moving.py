# Moving data along the last axis.


def concatenate(parts):
    return jnp.concatenate(parts, axis=-1)


def stable_order(key):
    """Positions in ascending order of the key, equal ones as they stand."""
    return jnp.argsort(key, axis=-1, stable=True)


def take(x, positions):
    return jnp.take_along_axis(x, positions, axis=-1)


def gather(x, ids):
    """x at ids along the last axis; ids outside are clamped; of nothing, zeros."""
    if x.shape[-1] == 0:
        return jnp.zeros(ids.shape, x.dtype)
    return jnp.take_along_axis(x, jnp.clip(ids, 0, x.shape[-1] - 1), axis=-1)


def gather_one(x, ids):
    """x at one id a row; ids outside are clamped; of nothing, zeros."""
    return gather(x, ids[..., None])[..., 0]


def iota(shape, dtype):
    """The position along the last axis."""
    return jax.lax.broadcasted_iota(dtype, shape, len(shape) - 1) if shape else dtype(0)


def broadcast_to(x, shape):
    return jnp.broadcast_to(x, shape)
