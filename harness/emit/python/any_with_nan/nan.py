# What takes the place of the plain functions where a NaN occurs.


def arithmetic(x):
    """A result of arithmetic: a NaN is 0x7fc00000 (machines differ in its sign and payload)."""
    return xp.where(xp.isnan(x), NAN, x)


def add(a, b):
    return arithmetic(a + b)


def multiply(a, b):
    return arithmetic(a * b)


def numeric_key(x):
    """An integer that orders as the numbers do: -0 equals +0; NaN is above infinity."""
    bits = arithmetic(x).view(xp.int32)
    return xp.where(bits < 0, -(bits & 0x7FFFFFFF), bits)


def lowest_nan_key(x):
    """As numeric_key, with NaN below everything."""
    bits = arithmetic(x).view(xp.int32)
    return xp.where(xp.isnan(x), ~bits, xp.where(bits < 0, -(bits & 0x7FFFFFFF), bits))


def argmax_skipping_nan(x):
    """The position of the largest that is no NaN, the first of equal ones; 0 if there is none."""
    if x.shape[-1] == 0:
        return xp.zeros(x.shape[:-1], dtype=xp.int32)
    return int32(xp.argmax(lowest_nan_key(x), -1))


def argmax_last_skipping_nan(x):
    """The position of the largest that is no NaN, the last of equal ones; 0 if there is none."""
    if x.shape[-1] == 0:
        return xp.zeros(x.shape[:-1], dtype=xp.int32)
    at = int32(x.shape[-1] - 1 - xp.argmax(xp.flip(lowest_nan_key(x), (-1,)), -1))
    return xp.where(xp.isnan(x).all(-1), xp.zeros_like(at), at)


def maximum(a, b):
    """IEEE 754-2019 maximum: NaN if either is, -0 < +0."""
    larger = xp.where(total_key(a) >= total_key(b), a, b)
    return xp.where(xp.isnan(a) | xp.isnan(b), NAN, larger)


def minimum(a, b):
    """IEEE 754-2019 minimum: NaN if either is, -0 < +0."""
    smaller = xp.where(total_key(a) <= total_key(b), a, b)
    return xp.where(xp.isnan(a) | xp.isnan(b), NAN, smaller)
