"""A random token with the softmax's probabilities: the best one after Gumbel noise is added."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec as P

mesh = Mesh(np.array(jax.devices()), ("tp",))


@jax.jit
def gumbel(logits, temperature, key):
    scores = logits / temperature.astype(logits.dtype)
    return jnp.argmax(scores + jax.random.gumbel(key, scores.shape, scores.dtype), axis=-1)


@jax.jit
@partial(
    jax.shard_map,
    mesh=mesh,
    in_specs=(P(None, "tp"), P(), P()),
    out_specs=P(),
)
def gumbel_tp(logits, temperature, key):
    rank = jax.lax.axis_index("tp")
    scores = logits / temperature.astype(logits.dtype)
    noise = jax.random.gumbel(jax.random.fold_in(key, rank), scores.shape, scores.dtype)
    scores = scores + noise
    local_best = jnp.max(scores, axis=-1)
    local_token = jnp.argmax(scores, axis=-1).astype(jnp.int32) + rank * logits.shape[-1]
    best = jax.lax.pmax(local_best, "tp")
    # The lowest id wins a tie.
    nothing = jnp.iinfo(jnp.int32).max
    return jax.lax.pmin(jnp.where(local_best == best, local_token, nothing), "tp")
