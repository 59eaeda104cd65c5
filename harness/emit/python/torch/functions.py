# Elementwise functions.
import torch


import numpy as np


NAN = torch.tensor(float("nan"))


def by_numpy(function, *arrays):
    """For what PyTorch has no operation that is exact to the bit, and for unsigned integers."""
    result = function(*[np.asarray(x) for x in arrays])
    return tuple(map(from_numpy, result)) if isinstance(result, tuple) else from_numpy(result)


def from_numpy(x):
    """Unsigned integers are held in int64, of 64 bits as their bit pattern."""
    x = np.array(x)
    return torch.from_numpy(x.astype(np.int64) if x.dtype.kind == "u" else x)


def uint32(x):
    return x.numpy().astype(np.uint32)


def uint64(x):
    return x.numpy().astype(np.uint64)


def exponential(x):
    """In float64, then rounded once to float32."""
    return torch.exp(x.to(torch.float64)).to(torch.float32)


def log(x):
    """In float64, then rounded once to float32."""
    return torch.log(x.to(torch.float64)).to(torch.float32)


def tanh(x):
    """In float64, then rounded once to float32."""
    return torch.tanh(x.to(torch.float64)).to(torch.float32)


def int32(x):
    return x.to(torch.int32)
