"""Greedy decoding."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec as P

mesh = Mesh(np.array(jax.devices()), ("tp",))


@jax.jit
def greedy(logits, temperature):
    """The most probable token of each row."""
    probs = jax.nn.softmax(logits / temperature.astype(logits.dtype), axis=-1)
    return jnp.argmax(probs, axis=-1)


@jax.jit
def greedy_first(logits, temperature):
    """The same, where the lowest id wins a tie whatever argmax does on this backend."""
    scores = logits / temperature.astype(logits.dtype)
    best = jnp.max(scores, axis=-1, keepdims=True)
    ids = jnp.arange(scores.shape[-1], dtype=jnp.int32)
    return jnp.min(jnp.where(scores >= best, ids, scores.shape[-1]), axis=-1)


@jax.jit
@partial(
    jax.shard_map,
    mesh=mesh,
    in_specs=(P(None, "tp"), P()),
    out_specs=(P(), P(None, "tp")),
)
def greedy_tp(logits, temperature):
    """Every device has a slice of the vocabulary. Also says which devices hold the winner."""
    scores = logits / temperature.astype(logits.dtype)
    best = jax.lax.pmax(jnp.max(scores, axis=-1, keepdims=True), "tp")
    hit = scores >= best
    owner = jnp.any(hit, axis=-1)
    shard_size = logits.shape[-1]
    token = jnp.argmax(hit, axis=-1).astype(jnp.int32) + jax.lax.axis_index("tp") * shard_size
    nothing = jnp.iinfo(jnp.int32).max
    token = jax.lax.pmin(jnp.where(owner, token, nothing), "tp")
    return token, owner[:, None]


@jax.jit
@partial(jax.shard_map, mesh=mesh, in_specs=(P(None, "tp"), P()), out_specs=P("tp", None))
def owner_tp(logits, temperature):
    """Which devices hold the most probable token, [device, row]: they answer for the others."""
    scores = logits / temperature.astype(logits.dtype)
    best = jax.lax.pmax(jnp.max(scores, axis=-1, keepdims=True), "tp")
    return jnp.any(scores >= best, axis=-1)[None]


@jax.jit
@partial(jax.shard_map, mesh=mesh, in_specs=(P(None, "tp"), P()), out_specs=P())
def first_owner_tp(logits, temperature):
    """The first device that holds the most probable token names it."""
    scores = logits / temperature.astype(logits.dtype)
    best = jnp.max(scores, axis=-1)
    owners = jax.lax.all_gather(best == jax.lax.pmax(best, "tp"), "tp")
    rank = jax.lax.axis_index("tp")
    token = jnp.argmax(scores, axis=-1).astype(jnp.int32) + rank * logits.shape[-1]
    return jax.lax.psum(jnp.where(rank == jnp.argmax(owners, axis=0), token, 0), "tp")
