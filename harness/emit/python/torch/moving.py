# Moving data along the last axis.


def concatenate(parts):
    return torch.cat(parts, -1)


def stable_order(key):
    """Positions in ascending order of the key, equal ones as they stand."""
    return torch.sort(key, dim=-1, stable=True).indices


def take(x, positions):
    return torch.take_along_dim(x, positions, -1)


def gather(x, ids):
    """x at ids along the last axis; ids outside are clamped; of nothing, zeros."""
    if x.shape[-1] == 0:
        return torch.zeros(ids.shape, dtype=x.dtype)
    return torch.take_along_dim(x, ids.clamp(0, x.shape[-1] - 1).long(), -1)


def gather_one(x, ids):
    """x at one id a row; ids outside are clamped; of nothing, zeros."""
    return gather(x, ids[..., None])[..., 0]


def iota(shape, dtype):
    """The position along the last axis."""
    if not shape:
        return torch.tensor(0, dtype=dtype)
    return torch.arange(shape[-1], dtype=dtype).expand(shape)


def broadcast_to(x, shape):
    return torch.broadcast_to(x, shape)
