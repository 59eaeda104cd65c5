"""The loop: greets with what is installed, then answers one request after the other until the input ends."""

import importlib.metadata
import importlib.util
import os
import queue
import shutil
import sys
import threading
import time
import traceback

from . import fields

_PACKAGES = ("jax", "jaxlib", "libtpu", "jax-cuda12-plugin", "jax-cuda12-pjrt")


def run():
    # Requests and answers go through descriptor 0. What a sampler prints goes to the log.
    wire = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    requests = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(wire, requests), daemon=True).start()
    fields.send(wire, _greeting())
    while True:
        fields.send(wire, _answer(requests.get()))


def _listen(wire, requests):
    with os.fdopen(wire, "rb", closefd=False) as file:
        while (request := fields.receive(file)) is not None:
            requests.put(request)
    os._exit(0)  # nobody is left to answer, so a compilation under way ends too


def _greeting():
    greeting = [("python", sys.version.split()[0]), ("machine", _machine())]
    for package in _PACKAGES:
        try:
            greeting.append((package, importlib.metadata.version(package)))
        except importlib.metadata.PackageNotFoundError:
            pass
    assembler = _assembler()
    return greeting + [("ptxas", assembler)] if assembler else greeting


def _assembler():
    """NVIDIA's, which XLA asks for before it gives any HLO: a package beside JAX, or the machine's own.

    The package serves every chip; a newer one of the machine may have dropped older chips.
    """
    package = "nvidia-cuda-nvcc-cu12"
    beside = importlib.util.find_spec("nvidia")
    for folder in beside.submodule_search_locations if beside else ():
        if os.path.exists(f"{folder}/cuda_nvcc/bin/ptxas"):
            os.environ["XLA_FLAGS"] += f" --xla_gpu_cuda_data_dir={folder}/cuda_nvcc"
            return f"{package} {importlib.metadata.version(package)}"
    return shutil.which("ptxas", path=f"{os.environ.get('PATH', '')}:/usr/local/cuda/bin:/opt/cuda/bin")


def _machine():
    """What XLA:CPU compiles for: the processor and its number of cores."""
    try:
        with open("/proc/cpuinfo") as file:
            about = dict(line.split(":", 1) for line in file if ":" in line)
    except OSError:
        about = {}
    about = {key.strip(): value.strip() for key, value in about.items()}
    return f"{about.get('model name', '')} {about.get('flags', '')} {os.cpu_count()} cores"


def _answer(request):
    # JAX takes half a second to import: not before there is something to compile.
    from .compiling import compiled
    from .module import SourceError
    from .shapes import ShapeError

    began = time.perf_counter()
    try:
        answer = compiled(request)
    except SourceError as error:
        trace = "".join(traceback.format_exception(error.__cause__)) if error.__cause__ else ""
        answer = [("failure", "source"), ("message", str(error)), ("line", str(error.line)), ("trace", trace)]
    except ShapeError as error:
        answer = [("failure", "arguments"), ("message", str(error))]
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        answer = [("failure", "refused"), ("message", message), ("trace", traceback.format_exc())]
    return [*answer, ("seconds", f"{time.perf_counter() - began:.3f}")]
