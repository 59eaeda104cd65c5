"""A function of the sampler's file, lowered for the target's devices."""

import functools
import inspect
import os

import jax
import numpy as np
from jax._src import source_info_util
from jax.sharding import AxisType, Mesh, NamedSharding, SingleDeviceSharding

from . import chips, shapes
from .module import SourceError

# What the HLO says of where an instruction comes from begins in the sampler's file.
for file in (os.path.dirname(__file__), "<string>"):
    source_info_util.register_exclusion(file)


def by_convention(source, devices, platform):
    """The file defines jitted(mesh) and arguments(mesh), over an axis "ranks"."""
    with chips.standing_in(devices, platform):
        module = source.load()
        mesh = Mesh(np.array(devices), ("ranks",))
        function, arguments = _member(source, module, "jitted")(mesh), module.arguments(mesh)
        return function.lower(*arguments), _names(function, len(arguments))


def of_function(source, name, text, devices, platform):
    """A plain or jitted function on one device, or over a mesh that the file makes itself.

    `text`: shapes.py; empty where the annotations say.
    """

    def load():
        function = _member(source, source.load(), name)
        said = shapes.arguments(text) if text else shapes.annotated(function)
        _check_count(function, said)
        names = _names(function, len(said))
        if hasattr(function, "trace"):
            return function, said, names
        names = [name for name, argument in zip(names, said) if _is_array(argument)]
        return jax.jit(_with_constants(function, said)), [a for a in said if _is_array(a)], names

    with chips.standing_in(devices, platform):
        function, arguments, names = load()
        try:
            traced = function.trace(*arguments)
            shardings = _shardings(traced.jaxpr.jaxpr)
        except ValueError:
            # A mesh with explicit axes takes only arguments that are sharded as its shard_map says:
            # ask the same file, over a mesh that leaves this open.
            traced = None
            with chips.standing_in(devices, platform, explicit_axes=False):
                open_function, arguments, _ = load()
                shardings = _shardings(open_function.trace(*arguments).jaxpr.jaxpr)
            shardings = [sharding and _explicit(sharding) for sharding in shardings]
            function, arguments, names = load()
        if any(shardings):
            try:
                return function.lower(*_sharded(arguments, shardings)), names
            except ValueError:
                if traced is None:
                    raise  # otherwise its own jit says how its arguments are sharded
        lowered = (traced or function.trace(*arguments)).lower()
        if set(devices_of(lowered)) <= set(devices):
            return lowered, names
        here = [SingleDeviceSharding(devices[0])] * len(arguments)
        return function.lower(*_sharded(arguments, here)), names


def devices_of(lowered):
    """In the order of the compiled program's partitions."""
    return tuple(lowered._lowering._device_list or ())


def taken(lowered):
    """Which of the arguments the compiled program takes: jit drops those that nothing reads."""
    return sorted(lowered._lowering.compile_args["kept_var_idx"])


def _member(source, module, name):
    found = module
    for part in name.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        functions = [n for n, v in vars(module).items() if callable(v) and v.__module__ == module.__name__]
        has = f": it has {', '.join(functions)}" if functions else ""
        raise SourceError(source.file, 0, f"expected a function '{name}' in the file{has}")
    return found


def _names(function, count):
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    return [names[at] if at < len(names) else f"argument{at}" for at in range(count)]


def _check_count(function, said):
    try:
        inspect.signature(function).bind(*said)
    except TypeError as error:
        raise shapes.ShapeError(f"expected the arguments of the function: {error}") from None


def _is_array(argument):
    return isinstance(argument, jax.ShapeDtypeStruct)


def _with_constants(function, said):
    if all(_is_array(argument) for argument in said):
        return function

    @functools.wraps(function)
    def called(*arrays):
        left = iter(arrays)
        return function(*[next(left) if _is_array(argument) else argument for argument in said])

    return called


def _sharded(arguments, shardings):
    left = iter(shardings)
    placed = []
    for argument in arguments:
        sharding = next(left) if _is_array(argument) else None
        if sharding is not None:
            argument = jax.ShapeDtypeStruct(argument.shape, argument.dtype, sharding=sharding)
        placed.append(argument)
    return placed


def _explicit(sharding):
    mesh = sharding.mesh
    axes = (AxisType.Explicit,) * len(mesh.axis_names)
    return NamedSharding(Mesh(mesh.devices, mesh.axis_names, axis_types=axes), sharding.spec)


def _shardings(jaxpr):
    """Of each argument, as the first shard_map that it goes into wants it; None where none does."""
    wanted = {}
    for equation in jaxpr.eqns:
        inner = equation.params.get("jaxpr")
        if equation.primitive.name == "shard_map":
            mesh = equation.params["mesh"]
            if not isinstance(mesh, Mesh):
                continue
            found = [NamedSharding(mesh, spec) for spec in equation.params["in_specs"]]
        elif equation.primitive.name in ("jit", "pjit") and inner is not None:
            found = _shardings(inner.jaxpr)
        else:
            continue
        for variable, sharding in zip(equation.invars, found):
            if sharding is not None and not hasattr(variable, "val"):
                wanted.setdefault(variable, sharding)
    return [wanted.get(variable) for variable in jaxpr.invars]
