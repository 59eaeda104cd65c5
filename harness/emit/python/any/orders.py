# Orders of float32 numbers as orders of integers, and what is chosen by them.
# `xp` stands for the framework's namespace.


def total_key(x):
    """An integer that orders as -NaN < -inf < ... < -0 < +0 < ... < inf < NaN."""
    bits = x.view(xp.int32)
    return bits ^ ((bits >> 31) & 0x7FFFFFFF)


def numeric_key(x):
    """An integer that orders as the numbers do: -0 equals +0."""
    bits = x.view(xp.int32)
    return xp.where(bits < 0, -(bits & 0x7FFFFFFF), bits)


def integer_key(x):
    return x


def maximum(a, b):
    """IEEE 754-2019 maximum: -0 < +0."""
    return xp.where(total_key(a) >= total_key(b), a, b)


def minimum(a, b):
    """IEEE 754-2019 minimum: -0 < +0."""
    return xp.where(total_key(a) <= total_key(b), a, b)


def sort(key, x, *payloads):
    """Ascending and stable, the payloads along."""
    order = stable_order(key(x))
    return take(x, order), *[take(payload, order) for payload in payloads]


def sort_descending(key, x, *payloads):
    """Descending and stable, the payloads along."""
    order = stable_order(~key(x))
    return take(x, order), *[take(payload, order) for payload in payloads]


def top_k(x, k, key):
    """The k largest, greatest first, equal ones by position; and their positions."""
    order = stable_order(~key(x))[..., :k]
    return take(x, order), int32(order)


def top_k_highest_first(x, k, key):
    """The k largest, greatest first, of equal ones the last position first; and their positions."""
    order = x.shape[-1] - 1 - stable_order(xp.flip(~key(x), (-1,)))[..., :k]
    return take(x, order), int32(order)


def kth_value(x, k, key, lowest):
    """The k-th largest, or the smallest where there are fewer; `lowest` where there are none."""
    order = stable_order(~key(x))[..., :k]
    if order.shape[-1] == 0:
        return xp.full(x.shape[:-1], lowest, dtype=x.dtype)
    return take(x, order)[..., -1]


def argmax(x):
    """The position of the largest, the first of equal ones (-0 equals +0)."""
    if x.shape[-1] == 0:
        return xp.zeros(x.shape[:-1], dtype=xp.int32)
    return int32(xp.argmax(x, -1))


def argmax_last(x, key):
    """The position of the largest, the last of equal ones."""
    if x.shape[-1] == 0:
        return xp.zeros(x.shape[:-1], dtype=xp.int32)
    return int32(x.shape[-1] - 1 - xp.argmax(xp.flip(key(x), (-1,)), -1))
