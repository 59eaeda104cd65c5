# Collectives: each takes the list of what every rank holds and gives the list of what it receives.


def all_gather(x):
    """Every rank receives all parts, joined in rank order."""
    joined = concatenate([as_columns(part) for part in x])
    return [joined for _ in x]


def all_gather_own(x, own):
    """As all_gather; a rank's own part is its `own`, which crosses no wire."""
    return [
        concatenate([as_columns(own[r] if r == rank else part) for r, part in enumerate(x)])
        for rank in range(len(x))
    ]


def all_gather_in_groups(x, groups):
    """Rank r receives the parts of the ranks groups[r], joined in that order."""
    return [concatenate([as_columns(x[r]) for r in group]) for group in groups]


def all_gather_own_in_groups(x, own, groups):
    """Rank r receives the parts of the ranks groups[r]; its own part is its `own`."""
    return [
        concatenate([as_columns(own[r] if r == rank else x[r]) for r in group])
        for rank, group in enumerate(groups)
    ]


def as_columns(x):
    """[batch] counts as [batch, 1]."""
    return x[:, None] if x.ndim == 1 else x


def all_reduce(combine, x):
    """x_0, combined with x_1, x_2, ... in rank order; every rank receives the result."""
    result = x[0]
    for part in x[1:]:
        result = combine(result, part)
    return [result for _ in x]


def all_reduce_by_rank(plus, x):
    """x_0, then + x_1, + x_2, ...; rank r adds by plus[r]."""
    result = x[0]
    for rank in range(1, len(x)):
        result = plus[rank](result, x[rank])
    return [result for _ in x]


def all_reduce_tree(plus, x):
    """For s = 1, 2, 4, ...: rank j with j mod 2s = 0 adds what rank j + s has; by plus[j]."""
    parts, s = list(x), 1
    while s < len(parts):
        for j in range(0, len(parts) - s, 2 * s):
            parts[j] = plus[j](parts[j], parts[j + s])
        s *= 2
    return [parts[0] for _ in x]


def all_reduce_ring(plus, x):
    """Element e of m starts at rank c = floor(e * R / m) and adds those of c+1, c+2, ... mod R."""
    flat = [part.reshape(-1) for part in x]
    m, ranks, out = flat[0].shape[0], len(x), []
    for e in range(m):
        c = e * ranks // m
        acc = flat[c][e]
        for i in range(1, ranks):
            rank = (c + i) % ranks
            acc = plus[rank](acc, flat[rank][e])
        out.append(acc)
    result = xp.stack(out, 0).reshape(x[0].shape) if out else x[0]
    return [result for _ in x]


def collective_broadcast(x, root):
    """Every rank receives what one rank holds."""
    return [x[root] for _ in x]
