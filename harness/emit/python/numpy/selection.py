# Rare ways to choose, and the draws.


def approx_top_k(x, k, bins, aggregate, newcomer_wins_ties):
    """XLA's ApproxTopK: the winner of each of `bins` interleaved bins; of these the k largest."""
    values = np.full((*x.shape[:-1], bins), -np.inf, np.float32)
    ids = np.full((*x.shape[:-1], bins), -1, np.int32)
    for i in range(x.shape[-1]):
        winner, newcomer = values[..., i % bins].copy(), x[..., i]
        takes = ~(winner > newcomer) if newcomer_wins_ties else newcomer > winner
        values[..., i % bins] = np.where(takes, newcomer, winner)
        ids[..., i % bins] = np.where(takes, np.int32(i), ids[..., i % bins])
    if not aggregate:
        return values, ids
    order = stable_order(~numeric_key(values))[..., :k]
    return take(values, order), take(ids, order)


def bit_search(x, target, measure):
    """The largest float32 t, found bit by bit, for which measure(x >= t) reaches the target."""
    bits = x.view(np.uint32)
    keys = np.where(bits >> np.uint32(31) != 0, ~bits, bits | np.uint32(0x80000000))
    threshold = np.zeros(x.shape[:-1], np.uint32)
    for bit in range(31, -1, -1):
        candidate = threshold | np.uint32(1 << bit)
        enough = measure(keys >= candidate[..., None]) >= target
        threshold = np.where(enough, candidate, threshold)
    positive = threshold >> np.uint32(31) != 0
    return np.where(positive, threshold & np.uint32(0x7FFFFFFF), ~threshold).view(np.float32)


def bit_search_threshold(x, target):
    """The largest cutoff that at least `target` elements reach."""
    return bit_search(x, target, lambda reached: reached.sum(axis=-1))


def bit_search_threshold_weighted(plus, x, weights, target):
    """The largest cutoff such that the weights of the elements that reach it sum to the target."""
    # Adding +0 for an element that does not reach it changes no partial sum that starts from +0.
    zero = np.float32(0)
    return bit_search(
        x, target, lambda reached: reduce(plus, np.where(reached, weights, zero), start=0)
    )


def threefry_uniform(seed, counter):
    """JAX's threefry2x32, key = seed, counter = (row, counter): 23 bits, float32 in [0, 1)."""
    row_shape = (-1, *[1] * (counter.ndim - 1)) if counter.ndim else ()
    rows = counter.shape[0] if counter.ndim else 1
    row = np.arange(rows, dtype=np.uint32).reshape(row_shape)
    key = [np.uint32(seed >> np.uint64(32)), np.uint32(seed & np.uint64(0xFFFFFFFF))]
    key.append(key[0] ^ key[1] ^ np.uint32(0x1BD11BDA))
    a, b = np.zeros_like(counter) + row + key[0], counter + key[1]
    for group in range(5):
        for turn in ((13, 15, 26, 6), (17, 29, 16, 24))[group % 2]:
            a = a + b
            b = a ^ ((b << np.uint32(turn)) | (b >> np.uint32(32 - turn)))
        a = a + key[(group + 1) % 3]
        b = b + key[(group + 2) % 3] + np.uint32(group + 1)
    return ((a >> np.uint32(9)) | np.uint32(0x3F800000)).view(np.float32) - np.float32(1)


def token_counter(ids, tokens):
    """The token that an id means; 0x80000000 | id where it means none."""
    known = (ids >= 0) & (ids < len(tokens))
    token = np.array(tokens)[np.where(known, ids, 0).astype(np.int64)]
    none = ids.astype(np.uint32) | np.uint32(0x80000000)
    return np.where(known & (token >= 0), token.astype(np.uint32), none)
