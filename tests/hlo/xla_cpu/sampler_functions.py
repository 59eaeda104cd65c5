"""Samplers as JAX users write them: logits x [batch, tokens], temperature t, top_k k, seed key."""
import jax
import jax.numpy as jnp
from jax import lax


def greedy(x, t, key):
    return (jnp.argmax(x / t, axis=-1),)


def keep_maximum(x, t, key):
    y = x / t
    return y >= jnp.max(y, axis=-1, keepdims=True), jnp.argmin(y, axis=-1)


def first_maximum(x, t, key):
    y = x / t
    at = lax.broadcasted_iota(jnp.int32, y.shape, 1)
    return (jnp.min(jnp.where(y >= y.max(-1, keepdims=True), at, y.shape[1]), axis=-1),)


def top_k(x, t, key):
    values, ids = lax.top_k(x / t, 5)
    return values, ids, x / t >= values[:, -1:]


def top_k_gathered(x, t, key):
    _, ids = lax.top_k(x, 7)
    return jnp.take_along_axis(x, ids, axis=-1) / t, ids[:, ::-1]


def top_p(x, t, key):
    p = jax.nn.softmax(x / t, axis=-1)
    order = jnp.argsort(-x, axis=-1, stable=True)
    mass = jnp.cumsum(jnp.take_along_axis(p, order, -1), axis=-1)
    back = jnp.argsort(order, axis=-1)
    return jnp.take_along_axis(mass < 0.9, back, -1), order, back


def min_p(x, t, key):
    p = jax.nn.softmax(x / t, axis=-1)
    return p >= 0.1 * p.max(-1, keepdims=True), jnp.sort(x / t, axis=-1)


def gumbel(x, t, key):
    return jax.random.categorical(key, x / t, axis=-1), jax.random.bits(key, x.shape)


def uniform(x, t, key):
    u = jax.random.uniform(key, x.shape[:1])
    cum = jnp.cumsum(jax.nn.softmax(x / t, -1), -1)
    return u, jnp.sum(cum < u[:, None], axis=-1)


def split_keys(x, t, key):
    keys = jax.random.split(key, x.shape[0])
    return keys, jax.vmap(lambda k: jax.random.randint(k, (), 0, x.shape[1]))(keys)


def penalized(x, t, key):
    seen = jnp.argmax(x, axis=-1)
    rows = jnp.arange(x.shape[0])
    y = x.at[rows, seen].set(-jnp.inf)
    counts = jnp.zeros(x.shape, jnp.int32).at[rows[:, None], jnp.argsort(x)[:, :3]].add(1)
    return jnp.argmax(y, axis=-1), jnp.where(counts > 0, y, y / t), counts


def binary_search(x, t, key):
    y = x / t

    def body(_, bounds):
        low, high = bounds
        middle = (low + high) * jnp.asarray(0.5, x.dtype)
        few = jnp.sum(y >= middle, axis=-1, keepdims=True) <= 4
        return jnp.where(few, low, middle), jnp.where(few, middle, high)

    low, high = lax.fori_loop(0, 12, body, (y.min(-1, keepdims=True), y.max(-1, keepdims=True)))
    return y >= low, low, high


def bit_search(x, t, key):
    bits = lax.bitcast_convert_type((x / t).astype(jnp.float32), jnp.int32)
    keys = jnp.where(bits < 0, bits ^ 0x7fffffff, bits)
    found = jnp.full(x.shape[:1], -2**31, jnp.int32)
    for bit in range(30, 20, -1):
        trial = found + (1 << bit)
        found = jnp.where(jnp.sum(keys >= trial[:, None], -1) >= 6, trial, found)
    return keys >= found[:, None], found


def scanned_rows(x, t, key):
    y = x / t

    def step(best, column):
        better = column > best
        return jnp.where(better, column, best), better

    best, better = lax.scan(step, y[:, 0], y.T)
    return best, better


def one_or_other(x, t, key):
    y = lax.cond(key[0] % 2 == 0, lambda v: v / t, lambda v: -v, x)
    return y, lax.switch(key[1] % 3, [lambda v: v > 0, lambda v: v < 0, lambda v: v == 0], x)


def generated_bits(x, t, key):
    state = jnp.concatenate([key, key[::-1] ^ jnp.uint32(0xfffffffe)])
    philox, fry = lax.RandomAlgorithm.RNG_PHILOX, lax.RandomAlgorithm.RNG_THREE_FRY
    next_state, bits = lax.rng_bit_generator(state, x.shape, algorithm=philox)
    return (next_state, bits, *lax.rng_bit_generator(next_state, x.shape, algorithm=fry),
            lax.rng_bit_generator(state | jnp.uint32(0xffffffff), (3, 5), algorithm=philox)[1],
            lax.rng_bit_generator(state, (3, 5), algorithm=fry)[1])


SAMPLERS = [greedy, keep_maximum, first_maximum, top_k, top_k_gathered, top_p, min_p, gumbel, uniform,
            split_keys, penalized, binary_search, bit_search, scanned_rows, one_or_other, generated_bits]


def over_ranks_owner(x, t, key):
    y = x / t
    top = lax.pmax(y.max(-1), 'ranks')
    at = lax.broadcasted_iota(jnp.int32, y.shape, 1) + lax.axis_index('ranks') * y.shape[1]
    first = jnp.min(jnp.where(y >= top[:, None], at, 1 << 30), axis=-1)
    return lax.pmin(first, 'ranks'), first, top


def over_ranks_top_k(x, t, key):
    values, ids = lax.top_k(x / t, 3)
    ids = ids + lax.axis_index('ranks') * x.shape[1]
    all_values = lax.all_gather(values, 'ranks', axis=1, tiled=True)
    all_ids = lax.all_gather(ids, 'ranks', axis=1, tiled=True)
    best, at = lax.top_k(all_values, 3)
    return best, jnp.take_along_axis(all_ids, at, -1), lax.all_gather(values, 'ranks')


def over_ranks_exchange(x, t, key):
    n = lax.axis_size('ranks')
    ring = lax.ppermute(x, 'ranks', [(i, (i + 1) % n) for i in range(n)])
    part = lax.ppermute(x, 'ranks', [(0, 2), (3, 1)])
    swapped = lax.all_to_all(x, 'ranks', split_axis=1, concat_axis=0, tiled=True)
    stacked = lax.all_to_all(x.reshape(x.shape[0], n, -1), 'ranks', split_axis=1, concat_axis=1)
    return ring, part, swapped, stacked


def over_ranks_sums(x, t, key):
    whole = jnp.floor(x).astype(jnp.int32)
    scattered = lax.psum_scatter(whole, 'ranks', scatter_dimension=1, tiled=True)
    kept = lax.pmax((x > 0).astype(jnp.int32), 'ranks') > 0
    return lax.psum(whole, 'ranks'), scattered, kept, lax.pmin(x, 'ranks')


OVER_RANKS = [over_ranks_owner, over_ranks_top_k, over_ranks_exchange, over_ranks_sums]
