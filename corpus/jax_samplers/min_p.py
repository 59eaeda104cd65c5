"""Min-p: tokens at least min_p times as probable as the best one stay in (arXiv 2407.01082)."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec as P

mesh = Mesh(np.array(jax.devices()), ("tp",))


@jax.jit
def min_p(logits, temperature, min_p):
    probs = jax.nn.softmax(logits / temperature.astype(logits.dtype), axis=-1)
    floor = min_p.astype(probs.dtype) * jnp.max(probs, axis=-1, keepdims=True)
    return probs >= floor


@jax.jit
@partial(
    jax.shard_map,
    mesh=mesh,
    in_specs=(P(None, "tp"), P(), P()),
    out_specs=P(None, "tp"),
)
def min_p_tp(logits, temperature, min_p):
    scores = logits / temperature.astype(logits.dtype)
    best = jax.lax.pmax(jnp.max(scores, axis=-1, keepdims=True), "tp")
    weights = jnp.exp(scores - best)
    total = jax.lax.psum(jnp.sum(weights, axis=-1, keepdims=True), "tp")
    probs = weights / total
    top = jax.lax.pmax(jnp.max(probs, axis=-1, keepdims=True), "tp")
    return probs >= min_p.astype(probs.dtype) * top
