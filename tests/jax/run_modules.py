#!/usr/bin/env python3
"""Lowers every FOLDER/*.py that splitvote wrote, and runs it on the CPU for each line of NAME.in.

A line of NAME.in holds the arguments of one run, separated by ";", each as its elements: floats as the
bits of their float32, everything else in decimal. NAME.out gets one line a run: the results, one
after another by rank, written in the same way, NaN as "nan". NAME.hlo is the HLO before any compiler
saw it, as it is lowered for a TPU. What goes wrong is in NAME.error.

With "lower" as a second argument nothing is compiled or run.
"""
import os
import pathlib
import sys
import traceback

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=4"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh

OPTIONS = {"xla_allow_excess_precision": False}


def array(text, shape, dtype):
    if jnp.issubdtype(dtype, jnp.floating):
        bits = np.array([int(word, 16) for word in text.split()], np.uint32)
        return bits.view(np.float32).astype(dtype).reshape(shape)
    numbers = [int(word) for word in text.split()]
    if shape == (2,) and len(numbers) == 1:  # a seed as key data
        numbers = [numbers[0] >> 32, numbers[0] & 0xFFFFFFFF]
    return np.array(numbers, dtype).reshape(shape)


def words(x):
    if jnp.issubdtype(x.dtype, jnp.floating):
        x = x.astype(np.float32).reshape(-1)
        return " ".join("nan" if np.isnan(v) else format(v.view(np.uint32), "08x") for v in x)
    return " ".join(str(int(v)) for v in x.reshape(-1))


def run(path, only_lower):
    jax.config.update("jax_enable_x64", False)
    module = {}
    exec(compile(path.read_text(), str(path), "exec"), module)
    mesh = Mesh(np.array(jax.devices()[: module["RANKS"]]), ("ranks",))
    arguments = module["arguments"](mesh)
    traced = module["jitted"](mesh).trace(*arguments)
    hlo = traced.lower(lowering_platforms=("tpu",)).as_text(dialect="hlo", debug_info=True)
    path.with_suffix(".hlo").write_text(hlo)
    if only_lower:
        return
    compiled = traced.lower().compile(compiler_options=OPTIONS)
    lines = []
    for line in path.with_suffix(".in").read_text().splitlines():
        given = [
            jax.device_put(array(text, like.shape, like.dtype), like.sharding)
            for text, like in zip(line.split(";"), arguments, strict=True)
        ]
        results = compiled(*given)
        if not isinstance(results, tuple):
            results = (results,)
        lines.append(
            "; ".join(
                words(np.asarray(shard.data))
                for result in results
                for shard in sorted(result.addressable_shards, key=lambda shard: shard.device.id)
            )
        )
    path.with_suffix(".out").write_text("".join(line + "\n" for line in lines))


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    try:
        run(path, len(sys.argv) > 2)
    except Exception:
        path.with_suffix(".error").write_text(traceback.format_exc())
