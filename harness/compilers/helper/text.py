"""HLO text compiled in place of what a sampler was lowered to: for its devices, with its shardings.

The text may take and give other arrays than the sampler does.
"""

from jax._src.interpreters import mlir, pxla
from jax._src.lib import _jax, hlo
from jax._src.lib.mlir import ir


def compiled(text, lowered, options):
    """The optimized module."""
    module = hlo.hlo_module_from_text(text)
    portable = _jax.mlir.hlo_to_stablehlo(module.as_serialized_hlo_module_proto())
    with mlir.make_ir_context():
        computation = ir.Module.parse(portable)
    lowering = lowered._lowering
    said = lowering.compile_args
    executable = pxla._cached_compilation(
        computation,
        "text",
        said["tuple_args"],
        *pxla.get_prop_to_input_output(said["in_shardings"], said["out_shardings"], 0),
        (),
        said["backend"],
        lowering._device_list,
        (*lowering._compiler_options_kvs, *options.items()),
        None,
    )
    (optimized,) = executable.hlo_modules()
    return optimized
