"""Top-p: the most probable tokens that together reach probability top_p stay in."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec as P

mesh = Mesh(np.array(jax.devices()), ("tp",))


def smallest_kept(probs, top_p):
    """The probability of the last token that is needed."""
    descending = jnp.sort(probs, axis=-1)[:, ::-1]
    before = jnp.cumsum(descending, axis=-1) - descending
    kept = before < top_p.astype(probs.dtype)
    return jnp.min(jnp.where(kept, descending, jnp.inf), axis=-1, keepdims=True)


@jax.jit
def top_p(logits, temperature, top_p):
    probs = jax.nn.softmax(logits / temperature.astype(logits.dtype), axis=-1)
    return probs >= smallest_kept(probs, top_p)


@jax.jit
@partial(
    jax.shard_map,
    mesh=mesh,
    in_specs=(P(None, "tp"), P(), P()),
    out_specs=P(None, "tp"),
)
def top_p_tp(logits, temperature, top_p):
    scores = logits / temperature.astype(logits.dtype)
    best = jax.lax.pmax(jnp.max(scores, axis=-1, keepdims=True), "tp")
    weights = jnp.exp(scores - best)
    probs = weights / jax.lax.psum(jnp.sum(weights, axis=-1, keepdims=True), "tp")
    everywhere = jax.lax.all_gather(probs, "tp", axis=1, tiled=True)
    return probs >= smallest_kept(everywhere, top_p)
