"""One request compiled: the HLO before and after, and what the program takes and gives.

Where only the ranks are asked for, it is lowered and nothing more.
"""

import glob
import tempfile

import jax
from jax._src.lib import hlo

from . import chips, lowering, shapes, text
from .module import Source, SourceError


def compiled(request):
    said = dict(request)
    source = Source(said["source"], said["file"])
    offered = chips.of_topology(said["platform"], said["topology"], said["chip"])
    devices = offered[: int(said["devices"])]
    with source.alone():
        if said["function"]:
            lowered, names = lowering.of_function(
                source, said["function"], said["arguments"], devices, said["platform"]
            )
        else:
            lowered, names = lowering.by_convention(source, devices, said["platform"])
        _check_devices(lowered, devices, source)
        partitions = lowering.devices_of(lowered)
        if said.get("only") == "ranks":
            return [("ranks", str(len(partitions)))]
        unoptimized = _text(lowered._lowering.hlo().as_hlo_module())
    options = dict(_option(option) for name, option in request if name == "option")
    if said.get("hlo"):
        return [
            ("ranks", str(len(partitions))),
            *[("imported", file) for file in sorted(source.imported)],
            ("unoptimized", said["hlo"]),
            ("optimized", _text(text.compiled(said["hlo"], lowered, options))),
        ]
    executable = lowered.compile(compiler_options=options)
    return [
        ("ranks", str(len(partitions))),
        *[("argument", line) for line in _arguments(lowered, executable, names, partitions)],
        *[("output", line) for line in _outputs(lowered, executable, partitions)],
        *[("imported", file) for file in sorted(source.imported)],
        ("unoptimized", unoptimized),
        ("optimized", _optimized(executable, lowered, options)),
    ]


def _optimized(executable, lowered, options):
    """What the compiler made. Of what JAX cannot parse (libtpu 0.0.52: an async-update that brings operands),
    what the compiler itself writes."""
    try:
        (module,) = executable.runtime_executable().hlo_modules()
        return _text(module)
    except jax.errors.JaxRuntimeError:
        with tempfile.TemporaryDirectory() as folder:
            dump = {"xla_dump_to": folder, "xla_dump_hlo_as_text": True, "xla_dump_large_constants": True}
            lowered.compile(compiler_options={**options, **dump})
            files = glob.glob(f"{folder}/*.after_optimizations.txt")
            if len(files) != 1:
                raise
            with open(files[0]) as file:
                return file.read()


def _check_devices(lowered, devices, source):
    """Nothing is said to be a target's that was compiled for this machine."""
    others = set(lowering.devices_of(lowered)) - set(devices)
    if others:
        found = ", ".join(sorted(str(device) for device in others))
        raise SourceError(source.file, 0, f"expected devices of jax.devices(), found {found}")


def _option(option):
    """JAX wants true and false as such, and takes everything else as text."""
    name, value = option.split("=", 1)
    return name, {"true": True, "false": False}.get(value, value)


def _text(module):
    options = hlo.HloPrintOptions()
    options.print_large_constants = True  # they are part of the program
    return module.to_string(options)


def _arguments(lowered, executable, names, partitions):
    """NAME SHAPE SHAPE-OF-A-SHARD HOW-SHARDED, in the order of the compiled program's parameters."""
    infos = jax.tree.leaves(lowered.args_info)
    kept = lowering.taken(lowered)
    shardings = jax.tree.leaves(executable.input_shardings)
    for at, sharding in zip(kept, shardings if len(shardings) == len(kept) else [shardings[k] for k in kept]):
        name = names[at] if len(names) == len(infos) else f"argument{at}"
        yield f"{name} {_spread(infos[at], sharding, partitions)}"


def _outputs(lowered, executable, partitions):
    paths = jax.tree_util.tree_flatten_with_path(lowered.out_info)[0]
    for (path, info), sharding in zip(paths, jax.tree.leaves(executable.output_shardings)):
        name = jax.tree_util.keystr(path, simple=True, separator=".") or "result"
        yield f"{name} {_spread(info, sharding, partitions)}"


def _spread(info, sharding, partitions):
    whole = jax.ShapeDtypeStruct(info.shape, info.dtype)
    part = jax.ShapeDtypeStruct(sharding.shard_shape(tuple(info.shape)), info.dtype)
    return f"{shapes.spelled(whole)} {shapes.spelled(part)} {_how(info, sharding, partitions)}"


def _how(info, sharding, partitions):
    """whole: every rank has all of it; axis:N: rank i has the i-th part of axis N; other."""
    shape, part = tuple(info.shape), sharding.shard_shape(tuple(info.shape))
    cut = [axis for axis in range(len(shape)) if shape[axis] != part[axis]]
    if not cut:
        return "whole"
    places = sharding.devices_indices_map(shape)
    in_order = all(
        (places[device][cut[0]].start or 0) == rank * part[cut[0]]
        for rank, device in enumerate(partitions)
    )
    return f"axis:{cut[0]}" if len(cut) == 1 and in_order else "other"
