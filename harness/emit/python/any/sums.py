# Reductions and scans of the last axis in their named orders.


def reduce(combine, x, start):
    """start, then combined with x_0, x_1, ... in this order."""
    result = xp.full(x.shape[:-1], start, dtype=x.dtype)
    for i in range(x.shape[-1]):
        result = combine(result, x[..., i])
    return result


def pairwise_sum(plus, x):
    """The sum of the first h plus the sum of the rest, h the largest power of two below n."""
    n = x.shape[-1]
    if n == 0:
        return xp.zeros(x.shape[:-1], dtype=x.dtype)
    if n == 1:
        return x[..., 0]
    half = 1 << ((n - 1).bit_length() - 1)
    return plus(pairwise_sum(plus, x[..., :half]), pairwise_sum(plus, x[..., half:]))


def blocked_sum(plus, x, width):
    """Lane i mod width adds x_i, in order; then lane j adds lane j + s, s = width/2, ..., 2, 1."""
    lanes = [xp.zeros(x.shape[:-1], dtype=x.dtype)] * width
    for i in range(x.shape[-1]):
        lanes[i % width] = plus(lanes[i % width], x[..., i])
    while len(lanes) > 1:
        half = len(lanes) // 2
        lanes = [plus(lanes[j], lanes[j + half]) for j in range(half)]
    return lanes[0]


def cumsum(plus, x):
    """out_i = acc = acc + x_i from +0, in this order."""
    if x.shape[-1] == 0:
        return x
    acc, out = xp.zeros(x.shape[:-1], dtype=x.dtype), []
    for i in range(x.shape[-1]):
        acc = plus(acc, x[..., i])
        out.append(acc)
    return xp.stack(out, -1)


def blocked_cumsum(plus, x, width):
    """Each block is scanned from +0, and added to the last output of the block before."""
    if x.shape[-1] == 0:
        return x
    zero = xp.zeros(x.shape[:-1], dtype=x.dtype)
    out = []
    for begin in range(0, x.shape[-1], width):
        carry, local = out[-1] if out else zero, zero
        for i in range(begin, min(begin + width, x.shape[-1])):
            local = plus(local, x[..., i])
            out.append(plus(carry, local))
    return xp.stack(out, -1)


def reduce_region(region, starts, *xs):
    """acc = region(acc, x_i) over tuples of arrays, from `starts`, in order."""
    accs = [xp.full(x.shape[:-1], start.item(), dtype=x.dtype) for x, start in zip(xs, starts)]
    for i in range(xs[0].shape[-1]):
        accs = region(*accs, *[x[..., i] for x in xs])
    return accs
