"""Top-k: everything from the k-th best score up stays in."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec as P

K = 40

mesh = Mesh(np.array(jax.devices()), ("tp",))


@jax.jit
def top_k(logits, temperature):
    scores = logits / temperature.astype(logits.dtype)
    values, _ = jax.lax.top_k(scores, K)
    return scores >= values[:, -1:]


@jax.jit
@partial(
    jax.shard_map,
    mesh=mesh,
    in_specs=(P(None, "tp"), P()),
    out_specs=P(None, "tp"),
)
def top_k_tp(logits, temperature):
    scores = logits / temperature.astype(logits.dtype)
    values, _ = jax.lax.top_k(scores, K)
    # The K best of all are among the K best of each.
    candidates = jax.lax.all_gather(values, "tp", axis=1, tiled=True)
    values, _ = jax.lax.top_k(candidates, K)
    return scores >= values[:, -1:]
