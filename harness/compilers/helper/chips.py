"""The devices of a target, and a file's view of them: jax.devices() and the like give these.

Compiling needs a description of the chips, not the chips ("topology" in JAX's words).
"""

import contextlib
import functools
from unittest import mock

import jax
from jax._src import mesh_utils, sharding_impls, xla_bridge
from jax.experimental import topologies


@functools.lru_cache(maxsize=None)
def of_topology(platform, topology, chip):
    if platform == "cpu":
        return tuple(jax.devices("cpu"))
    if platform == "tpu":
        return tuple(topologies.get_topology_desc(topology_name=topology, platform="tpu").devices)
    return tuple(
        topologies.get_topology_desc(
            platform="cuda", topology_name=topology, topology=topology, target_config=chip
        ).devices
    )


class _Bridge:
    """JAX's own view of the machine, for the two modules of JAX that make meshes from it."""

    def __init__(self, devices):
        self.devices = lambda backend=None: list(devices)
        self.local_devices = lambda *_, **__: list(devices)

    def __getattr__(self, name):
        return getattr(xla_bridge, name)


@contextlib.contextmanager
def standing_in(devices, platform, explicit_axes=True):
    """While this holds, the machine seems to have these devices; constants are still made on the CPU.

    Without explicit_axes, a mesh whose file does not say leaves the sharding of its axes to the compiler.
    """
    seen = {
        "devices": lambda backend=None: list(devices),
        "local_devices": lambda *_, **__: list(devices),
        "device_count": lambda backend=None: len(devices),
        "local_device_count": lambda backend=None: len(devices),
        "default_backend": lambda: {"cuda": "gpu"}.get(platform, platform),
    }
    if not explicit_axes:
        seen["make_mesh"] = _make_mesh_with_auto_axes(jax.make_mesh)
    with contextlib.ExitStack() as stack:
        for name, value in seen.items():
            stack.enter_context(mock.patch.object(jax, name, value))
        for module in (mesh_utils, sharding_impls):
            stack.enter_context(mock.patch.object(module, "xb", _Bridge(devices)))
        yield


def _make_mesh_with_auto_axes(make_mesh):
    def made(axis_shapes, axis_names, **keywords):
        keywords.setdefault("axis_types", (jax.sharding.AxisType.Auto,) * len(axis_names))
        return make_mesh(axis_shapes, axis_names, **keywords)

    return made
