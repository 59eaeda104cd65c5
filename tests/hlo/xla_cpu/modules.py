"""Writes HLO modules, as lowered, with inputs and what XLA:CPU computes from them, for xla_cpu_test.

    python modules.py FOLDER COUNT     COUNT random programs besides the samplers

A module is NUMBER.hlo and NUMBER.txt: lines of words, numbers as the hexadecimal digits of their bits.
"""
import os
import sys
import warnings

sys.dont_write_bytecode = True

os.environ['JAX_PLATFORMS'] = 'cpu'
os.environ['XLA_FLAGS'] = os.environ.get('XLA_FLAGS', '') + ' --xla_force_host_platform_device_count=4'
warnings.filterwarnings('ignore')

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from random_functions import RandomFunction
from sampler_functions import OVER_RANKS, SAMPLERS

RANKS = 4


def hexadecimal(array):
    return np.ascontiguousarray(array).tobytes().hex()


def logits(rng, batch, tokens, dtype):
    """Half of the numbers close together, so that roundings meet; some equal, some masked."""
    x = rng.standard_normal((batch, tokens)) * 2
    near = rng.integers(0, 8, x.shape) / 128 + 2
    x = np.where(rng.random(x.shape) < 0.3, near, x)
    x = np.where(rng.random(x.shape) < 0.05, 0.0, x)
    return jnp.asarray(x, dtype)


class Writer:
    def __init__(self, folder):
        self.folder, self.count = folder, 0

    def write(self, name, function, x, t, key, ranks=1):
        arguments = (x, t, key)
        if ranks > 1:
            mesh = Mesh(np.array(jax.devices()[:ranks]), ('ranks',))
            across = PartitionSpec(None, 'ranks')
            local = function

            def stacked(x, t, key):
                return tuple(out[None] for out in local(x, t, key))

            function = jax.shard_map(stacked, mesh=mesh, in_specs=(across, PartitionSpec(), PartitionSpec()),
                                     out_specs=PartitionSpec('ranks'), check_vma=False)
            arguments = tuple(
                jax.device_put(a, NamedSharding(mesh, spec))
                for a, spec in zip(arguments, (across, PartitionSpec(), PartitionSpec())))
        lowered = jax.jit(function, keep_unused=True).lower(*arguments)
        compiled = lowered.compile(compiler_options={'xla_allow_excess_precision': False})
        outputs = compiled(*arguments)
        base = os.path.join(self.folder, str(self.count))
        with open(base + '.hlo', 'w') as file:
            file.write(lowered.as_text(dialect='hlo'))
        seed = np.asarray(key)
        lines = [f'name {name}', f'ranks {ranks}', f'seed {int(seed[0]) << 32 | int(seed[1])}',
                 'temperature ' + hexadecimal(np.asarray(t, np.float32)),
                 f'logits {x.shape[0]} {x.shape[1]} ' + hexadecimal(np.asarray(x, np.float32))]
        for index, output in enumerate(outputs):
            for rank in range(ranks):
                part = np.asarray(output[rank] if ranks > 1 else output)
                lines.append(f'output {index} {rank} {part.size} ' + hexadecimal(part))
        with open(base + '.txt', 'w') as file:
            file.write('\n'.join(lines) + '\n')
        self.count += 1


def main():
    writer = Writer(sys.argv[1])
    rng = np.random.default_rng(7)
    dtypes = [jnp.bfloat16, jnp.float32, jnp.float16]

    def inputs(batch, tokens, dtype):
        t = jnp.asarray(rng.uniform(0.5, 2), dtype)
        key = jnp.asarray(rng.integers(0, 2**32, 2, np.uint64), jnp.uint32)
        return logits(rng, batch, tokens, dtype), t, key

    for function in SAMPLERS:
        for dtype in dtypes:
            for batch, tokens in ((1, 96), (5, 131)):
                writer.write(function.__name__, function, *inputs(batch, tokens, dtype))
    for function in OVER_RANKS:
        for dtype in dtypes:
            for batch in (1, 4):
                writer.write(function.__name__, function, *inputs(batch, 64, dtype), ranks=RANKS)
    for seed in range(int(sys.argv[2])):
        dtype = dtypes[seed % 3]
        function = RandomFunction(seed, int(rng.integers(4, 12)))
        writer.write(f'random {seed}', function, *inputs(int(rng.integers(1, 5)), int(rng.integers(5, 20)), dtype))
    print(writer.count)


if __name__ == '__main__':
    main()
