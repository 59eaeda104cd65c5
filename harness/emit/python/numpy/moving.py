# Moving data along the last axis.


def concatenate(parts):
    return np.concatenate(parts, axis=-1)


def stable_order(key):
    """Positions in ascending order of the key, equal ones as they stand."""
    return np.argsort(key, axis=-1, kind="stable")


def take(x, positions):
    return np.take_along_axis(x, positions, axis=-1)


def gather(x, ids):
    """x at ids along the last axis; ids outside are clamped; of nothing, zeros."""
    if x.shape[-1] == 0:
        return np.zeros(ids.shape, x.dtype)
    at = np.clip(ids, 0, x.shape[-1] - 1).astype(np.int64)
    return np.take_along_axis(x, at, axis=-1)


def gather_one(x, ids):
    """x at one id a row; ids outside are clamped; of nothing, zeros."""
    return gather(x, ids[..., None])[..., 0]


def scatter(combine, base, ids, updates):
    """base with updates put in by `combine`, in order; ids outside are dropped."""
    out = np.array(base)
    updates = np.broadcast_to(updates, ids.shape)
    for at in np.ndindex(*ids.shape):
        to = (*at[:-1], int(ids[at]))
        if 0 <= to[-1] < out.shape[-1]:
            out[to] = combine(out[to], updates[at])
    return out


def second(_, update):
    return update


def iota(shape, dtype):
    """The position along the last axis."""
    return np.broadcast_to(np.arange(shape[-1], dtype=dtype), shape) if shape else dtype(0)


def broadcast_to(x, shape):
    return np.broadcast_to(x, shape)
