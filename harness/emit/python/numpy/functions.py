# Elementwise functions.
import numpy as np


NAN = np.float32("nan")


def exponential(x):
    """In float64, then rounded once to float32."""
    return np.exp(np.asarray(x, np.float64)).astype(np.float32)


def log(x):
    """In float64, then rounded once to float32."""
    return np.log(np.asarray(x, np.float64)).astype(np.float32)


def tanh(x):
    """In float64, then rounded once to float32."""
    return np.tanh(np.asarray(x, np.float64)).astype(np.float32)


def int32(x):
    return x.astype(np.int32)


def divide_integers(a, b):
    """Toward zero; x/0 has all bits set; the lowest number by -1 is itself."""
    lowest_by_minus_one = (b == -1) if b.dtype.kind == "i" else np.zeros_like(b, bool)
    plain = np.where((b == 0) | lowest_by_minus_one, b.dtype.type(1), b)
    quotient = a // plain
    inexact_below_zero = (quotient * plain != a) & ((a < 0) != (plain < 0))
    quotient = quotient + inexact_below_zero.astype(b.dtype)
    quotient = np.where(lowest_by_minus_one, b.dtype.type(0) - a, quotient)
    return np.where(b == 0, ~b.dtype.type(0), quotient)


def shift_left(a, amount):
    """0 where the amount is no less than the width."""
    width = 8 * a.dtype.itemsize
    beyond = (amount < 0) | (amount >= width)
    return np.where(beyond, a.dtype.type(0), a << np.where(beyond, amount.dtype.type(0), amount))


def shift_right_logical(a, amount):
    """0 where the amount is no less than the width; zeros come in from the left."""
    width = 8 * a.dtype.itemsize
    beyond = (amount < 0) | (amount >= width)
    pattern = a.view(f"uint{width}")
    places = np.where(beyond, amount.dtype.type(0), amount).astype(pattern.dtype)
    return np.where(beyond, pattern.dtype.type(0), pattern >> places).view(a.dtype)


def shift_right_arithmetic(a, amount):
    """The sign comes in from the left, wherever the amount is no less than the width too."""
    width = 8 * a.dtype.itemsize
    beyond = (amount < 0) | (amount >= width)
    pattern = a.view(f"int{width}")
    places = np.where(beyond, amount.dtype.type(width - 1), amount).astype(pattern.dtype)
    return (pattern >> places).view(a.dtype)


def to_integer(x, dtype):
    """Toward zero; what does not fit becomes the nearest integer that does; NaN becomes 0."""
    lowest, highest = np.iinfo(dtype).min, np.iinfo(dtype).max
    wide = np.trunc(np.asarray(x, np.float64))
    fits = (wide >= float(lowest)) & (wide < float(highest + 1))
    result = np.where(fits, wide, 0.0).astype(dtype)
    result = np.where(wide >= float(highest + 1), dtype(highest), result)
    return np.where(wide < float(lowest), dtype(lowest), result)
