"""Random small JAX programs over logits x [batch, tokens] and a temperature t.

Kept out, because XLA:CPU computes them otherwise than written (its named lowerings): in float32 a
product added to something (contracted to one fused operation), in any float a quotient divided
again, constants multiplied into products, numbers near the smallest normal ones.
"""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

INTEGERS = [jnp.int8, jnp.uint8, jnp.int16, jnp.uint16, jnp.int32, jnp.uint32]


class Value:
    """An array and what may still be done with it."""

    def __init__(self, array, product=False, quotient=False):
        self.array, self.product, self.quotient = array, product, quotient

    @property
    def dtype(self):
        return self.array.dtype

    @property
    def shape(self):
        return self.array.shape


class RandomFunction:
    def __init__(self, seed, steps):
        self.rng = np.random.default_rng(seed)
        self.steps = steps

    def __call__(self, x, t, key):
        self.x, self.t = x, t
        self.pool = [Value(x)]
        made = [getattr(self, name) for name in dir(self) if name.startswith('make_')]
        while len(self.pool) <= self.steps:
            value = made[self.rng.integers(len(made))]()
            if value is not None and value.array.size <= 4096 and value.array.ndim <= 4:
                self.pool.append(value)
        chosen = self.rng.permutation(np.arange(1, len(self.pool)))[:4]
        return tuple(self.pool[i].array for i in sorted(chosen))

    # Choices.
    def pick(self, want=lambda value: True):
        found = [value for value in self.pool if want(value)]
        return found[self.rng.integers(len(found))] if found else None

    def float_value(self, plain=False):
        return self.pick(lambda v: jnp.issubdtype(v.dtype, jnp.floating) and
                         not (plain and (v.product or v.quotient)))

    def integer_value(self):
        return self.pick(lambda v: jnp.issubdtype(v.dtype, jnp.integer))

    def number_value(self):
        return self.pick(lambda v: v.dtype != jnp.bool_)

    def alike(self, value, want=lambda v: True):
        return self.pick(lambda v: v.dtype == value.dtype and v.shape == value.shape and want(v))

    def axis(self, value):
        return int(self.rng.integers(value.array.ndim)) if value.array.ndim else None

    def shaped(self, value, least=1):
        return value is not None and value.array.ndim >= least and value.array.size > 0

    # Floats.
    def make_sum(self):
        a = self.float_value(plain=True)
        b = a and self.alike(a, lambda v: not v.product and not v.quotient)
        if not b:
            return None
        return Value(a.array + b.array if self.rng.integers(2) else a.array - b.array)

    def make_product(self):
        a = self.float_value(plain=True)
        b = a and self.alike(a, lambda v: not v.product and not v.quotient)
        return b and Value(jnp.clip(a.array, -30, 30) * jnp.clip(b.array, -30, 30), product=True)

    def make_quotient(self):
        a = self.float_value(plain=True)
        if a is None:
            return None
        if self.rng.integers(2):
            return Value(a.array / self.t.astype(a.dtype), product=True, quotient=True)
        b = self.alike(a, lambda v: not v.product and not v.quotient)
        return Value(a.array / (jnp.maximum(jnp.abs(b.array), jnp.asarray(0.75, a.dtype))),
                     quotient=True)

    def make_exact_float(self):
        a = self.float_value()
        if a is None:
            return None
        operations = [jnp.negative, jnp.abs, jnp.floor, jnp.ceil, jnp.sign, lax.round, jnp.round,
                      lambda v: jnp.clip(v, -1, 2), lambda v: lax.reduce_precision(v, 8, 7),
                      lambda v: lax.reduce_precision(v, 5, 10),
                      lambda v: jnp.sqrt(jnp.abs(v) + jnp.asarray(1, v.dtype)) if not a.product else v]
        operation = operations[self.rng.integers(len(operations))]
        return Value(operation(a.array), a.product, a.quotient)

    def make_extreme(self):
        a = self.number_value()
        b = self.alike(a)
        c = jnp.maximum(a.array, b.array) if self.rng.integers(2) else jnp.minimum(a.array, b.array)
        return Value(c, a.product or b.product, a.quotient or b.quotient)

    def make_convert(self):
        a = self.pick()
        to = [jnp.float32, jnp.bfloat16, jnp.float16] + INTEGERS
        to = to[self.rng.integers(len(to))]
        return Value(a.array.astype(to), a.product, a.quotient)

    def make_bits(self):
        a = self.float_value()
        if a is None:
            return None
        wide = a.dtype == jnp.float32
        to = [(jnp.int16, jnp.int32), (jnp.uint16, jnp.uint32)][self.rng.integers(2)][wide]
        return Value(lax.bitcast_convert_type(a.array, to))

    def make_split_words(self):
        a = self.pick(lambda v: v.dtype in (jnp.int32, jnp.uint32) and v.array.ndim < 3)
        if a is None:
            return None
        parts = lax.bitcast_convert_type(a.array, jnp.uint16)
        return Value(parts if self.rng.integers(2) else
                     lax.bitcast_convert_type(parts[..., ::-1], jnp.int32))

    # Integers and predicates.
    def make_integer(self):
        a = self.integer_value()
        if a is None:
            return None
        b = self.alike(a)
        shift = lambda f: lambda p, q: f(p, q & jnp.asarray(a.array.dtype.itemsize * 8 - 1, p.dtype))
        operations = [jnp.add, jnp.subtract, jnp.multiply, lax.div, lax.rem, jnp.bitwise_and,
                      jnp.bitwise_or, jnp.bitwise_xor, shift(lax.shift_left),
                      shift(lax.shift_right_logical), shift(lax.shift_right_arithmetic),
                      lambda p, q: ~p, lambda p, q: lax.population_count(p),
                      lambda p, q: jnp.abs(p), lambda p, q: -p]
        return Value(operations[self.rng.integers(len(operations))](a.array, b.array))

    def make_compare(self):
        a = self.number_value()
        b = self.alike(a)
        operations = [jnp.greater, jnp.greater_equal, jnp.less, jnp.less_equal, jnp.equal,
                      jnp.not_equal]
        return Value(operations[self.rng.integers(6)](a.array, b.array))

    def make_logic(self):
        a = self.pick(lambda v: v.dtype == jnp.bool_)
        b = a and self.alike(a)
        operations = [jnp.logical_and, jnp.logical_or, jnp.logical_xor, lambda p, q: ~p]
        return b and Value(operations[self.rng.integers(4)](a.array, b.array))

    def make_select(self):
        p = self.pick(lambda v: v.dtype == jnp.bool_)
        a = p and self.pick(lambda v: v.shape == p.shape)
        b = a and self.alike(a)
        return b and Value(jnp.where(p.array, a.array, b.array), a.product or b.product,
                           a.quotient or b.quotient)

    # Reductions, scans, orders.
    def make_reduction(self):
        a = self.pick()
        if not self.shaped(a):
            return None
        axis = self.axis(a)
        if a.dtype == jnp.bool_:
            return Value(jnp.any(a.array, axis) if self.rng.integers(2) else jnp.all(a.array, axis))
        operations = [jnp.max, jnp.min, jnp.argmax, jnp.argmin]
        if jnp.issubdtype(a.dtype, jnp.integer):
            operations += [jnp.sum, jnp.prod, lambda v, i: lax.reduce_xor(v, (i,)),
                           lambda v, i: lax.reduce_and(v, (i,)), lambda v, i: lax.reduce_or(v, (i,))]
        made = operations[self.rng.integers(len(operations))](a.array, axis)
        return Value(made, a.product, a.quotient)

    def make_scan(self):
        a = self.number_value()
        if not self.shaped(a):
            return None
        axis, back = self.axis(a), bool(self.rng.integers(2))
        operations = [lax.cummax, lax.cummin]
        if jnp.issubdtype(a.dtype, jnp.integer):
            operations += [lax.cumsum]
        return Value(operations[self.rng.integers(len(operations))](a.array, axis, reverse=back),
                     a.product, a.quotient)

    def make_window(self):
        a = self.number_value()
        if not self.shaped(a) or a.array.ndim != 2 or a.shape[1] < 3:
            return None
        least = -jnp.inf if jnp.issubdtype(a.dtype, jnp.floating) else jnp.iinfo(a.dtype).min
        made = lax.reduce_window(a.array, jnp.asarray(least, a.dtype), lax.max, (1, 3), (1, 2),
                                 ((0, 0), (1, int(self.rng.integers(3)))))
        return Value(made, a.product, a.quotient)

    def make_sort(self):
        a = self.number_value()
        if not self.shaped(a):
            return None
        axis = self.axis(a)
        kind = self.rng.integers(4)
        if kind == 0:
            return Value(jnp.sort(a.array, axis), a.product, a.quotient)
        if kind == 1:
            return Value(jnp.argsort(a.array, axis, stable=True))
        if kind == 2:
            return Value(jnp.argsort(a.array, axis, stable=True, descending=True))
        b = self.pick(lambda v: v.shape == a.shape and v.dtype != jnp.bool_)
        at = lax.broadcasted_iota(jnp.int32, a.shape, axis)
        return Value(lax.sort((a.array, b.array, at), dimension=axis,
                              num_keys=int(self.rng.integers(1, 3)))[2])

    def make_top_k(self):
        a = self.number_value()
        if not self.shaped(a):
            return None
        values, ids = lax.top_k(a.array, int(self.rng.integers(1, a.shape[-1] + 1)))
        return Value(values, a.product, a.quotient) if self.rng.integers(2) else Value(ids)

    # Moving.
    def make_moved(self):
        a = self.pick()
        if not self.shaped(a):
            return None
        v, axis = a.array, self.axis(a)
        n = a.shape[axis]
        starts = [0] * v.ndim
        limits, strides = list(a.shape), [1] * v.ndim
        starts[axis] = int(self.rng.integers(n))
        limits[axis] = int(self.rng.integers(starts[axis] + 1, n + 1))
        strides[axis] = int(self.rng.integers(1, 3))
        zero = jnp.zeros((), v.dtype)
        padding = [(0, 0, 0)] * v.ndim
        padding[axis] = (int(self.rng.integers(-1, 3)) if n > 2 else 0, int(self.rng.integers(0, 3)),
                         int(self.rng.integers(0, 3)))
        operations = [
            lambda: lax.transpose(v, tuple(self.rng.permutation(v.ndim))),
            lambda: v.reshape(-1),
            lambda: v.reshape(v.shape[:axis] + (n, 1) + v.shape[axis + 1:]),
            lambda: lax.rev(v, (axis,)),
            lambda: lax.slice(v, starts, limits, strides),
            lambda: lax.pad(v, zero, padding),
            lambda: jnp.concatenate([v, v], axis),
            lambda: jnp.stack([v, v], axis),
            lambda: jnp.broadcast_to(v.max(axis, keepdims=True), v.shape)
            if v.dtype != jnp.bool_ else ~v,
            lambda: jnp.roll(v, 1, axis),
            lambda: jnp.repeat(v, 2, axis),
        ]
        return Value(operations[self.rng.integers(len(operations))](), a.product, a.quotient)

    def make_dynamic_slice(self):
        a, at = self.pick(), self.integer_value()
        if not self.shaped(a) or not self.shaped(at):
            return None
        v = a.array
        start = at.array.reshape(-1)[0]
        sizes = [int(self.rng.integers(1, n + 1)) for n in v.shape]
        starts = [start] * v.ndim
        if self.rng.integers(2):
            return Value(lax.dynamic_slice(v, starts, sizes), a.product, a.quotient)
        piece = lax.slice(v, [0] * v.ndim, sizes)
        return Value(lax.dynamic_update_slice(v, lax.rev(piece, (0,)), starts), a.product, a.quotient)

    def make_gathered(self):
        a, at = self.pick(), self.integer_value()
        if not self.shaped(a) or not self.shaped(at):
            return None
        axis = self.axis(a)
        ids = at.array.reshape(-1)[:6]
        mode = ['clip', 'fill', 'promise_in_bounds'][self.rng.integers(2)]
        return Value(jnp.take(a.array, ids, axis, mode=mode, fill_value=0), a.product, a.quotient)

    def make_scattered(self):
        a, at = self.pick(), self.integer_value()
        if not self.shaped(a) or not self.shaped(at):
            return None
        v = a.array
        ids = at.array.reshape(-1)[:5]
        updates = jnp.broadcast_to(v[:1], (ids.shape[0],) + v.shape[1:])
        if self.rng.integers(2) or v.dtype == jnp.bool_:
            # Which of equal positions is written last is left open; one at a time is not.
            return Value(v.at[ids[:1]].set(updates[:1], mode='drop'), a.product, a.quotient)
        if jnp.issubdtype(v.dtype, jnp.integer) and self.rng.integers(2):
            return Value(v.at[ids].add(updates, mode='drop'))
        return Value(v.at[ids].max(updates, mode='drop'), a.product, a.quotient)

    # Control.
    def make_loop(self):
        a = self.integer_value()
        if a is None:
            return None
        count = int(self.rng.integers(1, 5))
        return Value(lax.fori_loop(0, count, lambda i, v: v * 3 + i.astype(v.dtype), a.array))

    def make_map(self):
        a = self.number_value()
        if not self.shaped(a, 2):
            return None
        return Value(lax.map(lambda row: jnp.max(row, 0), a.array), a.product, a.quotient)

    def make_branch(self):
        a, at = self.number_value(), self.integer_value()
        if a is None or at is None or at.array.size == 0:
            return None
        which = at.array.reshape(-1)[0].astype(jnp.int32)
        return Value(lax.switch(which, [lambda v: -v, lambda v: v, lambda v: jnp.abs(v)], a.array),
                     a.product, a.quotient)
