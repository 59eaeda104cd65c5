// The user's own function: plain or jitted, on one device or over a mesh that its file makes.

#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"
#include "tests/compilers/real_compilers.h"

namespace splitvote {
namespace {

using Kind = CompileFailure::Kind;
using Sharding = CompiledArray::Sharding;
using UsersFunction = RealCompilers;

constexpr const char* kTargets[] = {"cpu", "tpu-v5e"};

const std::string kPlain = R"(import jax
import jax.numpy as jnp

def keep(logits: "bf16[8,1024]", temperature: "bf16[]", k=40):
    y = logits / temperature
    return {"mask": y >= jax.lax.top_k(y, k)[0][:, -1:], "top": jnp.argmax(y, axis=-1)}

@jax.jit
def greedy(logits, unused):
    return jnp.argmax(logits, axis=-1)

def draw(logits, k, key):
    values, ids = jax.lax.top_k(logits, k)
    drawn = jax.random.categorical(key, values)
    return jnp.take_along_axis(ids, drawn[:, None], axis=-1)[:, 0]

class Sampler:
    @staticmethod
    def step(logits):
        return logits.max(-1)

if __name__ == "__main__":
    raise SystemExit("not to be run")
)";

// `mesh`: how the file makes it.
std::string sharded(const std::string& mesh) {
  return R"(from functools import partial
import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec as P

mesh = )" +
         mesh + R"(
assert jax.device_count() == len(jax.devices()) == jax.local_device_count() == 4
scale = jnp.float32(1.5) * 2  # computed while importing

@jax.jit
def owner(logits, temperature):
    @partial(jax.shard_map, mesh=mesh, in_specs=(P(None, "tp"), P()), out_specs=P("tp"))
    def step(logits, temperature):
        y = logits / temperature
        M = jax.lax.pmax(jnp.max(y, axis=-1, keepdims=True), "tp")
        return jnp.any(y >= M, axis=-1)[None]
    return step(logits, temperature)
)";
}

CompileRequest request_of(const std::string& source, const char* target, std::string function,
                          std::string arguments, int ranks = 4) {
  CompileRequest request;
  request.target = find_target(target);
  request.source = source;
  request.file = "mine.py";
  request.function = std::move(function);
  request.arguments = std::move(arguments);
  request.ranks = ranks;
  return request;
}

TEST_F(UsersFunction, IsSpreadOverTheDevicesOfItsMeshOrNot) {
  Compilers compilers(options());
  EXPECT_EQ(compilers.ranks_of(request_of(kPlain, "cpu", "keep", "")), 1);
  const CompileRequest spread = request_of(sharded("Mesh(np.array(jax.devices()), (\"tp\",))"),
                                           "cpu", "owner", "bf16[8,4096],bf16[]");
  EXPECT_EQ(compilers.ranks_of(spread), 4);
  EXPECT_EQ(compilers.ranks_of(request_of("1 +", "cpu", "keep", "")), std::nullopt);
  // What was lowered is not taken for what was compiled.
  EXPECT_FALSE(compiled(compilers.compile(spread)).optimized.empty());
}

// libtpu 0.0.52 gives it to SparseCore, as HLO that JAX cannot parse.
TEST_F(UsersFunction, AGatherOnSparseCoreIsWhatTheCompilerItselfWrote) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v6e")) GTEST_SKIP() << "no libtpu here";
  const CompiledText text = compiled(compilers.compile(
      request_of("import jax.numpy as jnp\n\n"
                 "def best(logits, ids):\n"
                 "    moved = jnp.take_along_axis(logits * 2, ids, axis=-1, mode='clip')\n"
                 "    return jnp.argmax(moved, axis=-1)\n",
                 "tpu-v6e", "best", "bf16[1,4096],s32[1,4096]", 1)));
  EXPECT_NE(text.optimized.find("async_execution_thread=\"sparsecore\""), std::string::npos);
  EXPECT_NO_THROW(read_hlo(parse_hlo(text.optimized), {}));
}

TEST_F(UsersFunction, TakesItsShapesFromItsAnnotations) {
  Compilers compilers(options());
  for (const char* target : kTargets) {
    if (!here(compilers, target)) continue;
    const CompiledText text = compiled(compilers.compile(request_of(kPlain, target, "keep", "")));
    EXPECT_EQ(text.ranks, 1);
    ASSERT_EQ(text.arguments.size(), 2u);
    EXPECT_EQ(text.arguments[0].name, "logits");
    EXPECT_EQ(text.arguments[0].shape, "bf16[8,1024]");
    EXPECT_EQ(text.arguments[1].name, "temperature");
    ASSERT_EQ(text.outputs.size(), 2u);
    EXPECT_EQ(text.outputs[0].name, "mask");
    EXPECT_EQ(text.outputs[0].shape, "pred[8,1024]");
    EXPECT_EQ(text.outputs[1].name, "top");
    EXPECT_EQ(text.outputs[1].shape, "s32[8]");
    // A TPU's layouts are tiled, so it is compiled for that and not for the host.
    EXPECT_EQ(text.optimized.find(":T(") != std::string::npos, std::string(target) != "cpu");
  }
}

TEST_F(UsersFunction, LeavesOutWhatNothingReads) {
  Compilers compilers(options());
  for (const char* target : kTargets) {
    if (!here(compilers, target)) continue;
    const CompiledText text = compiled(
        compilers.compile(request_of(kPlain, target, "greedy", "bfloat16[2, 256],int32[3]")));
    ASSERT_EQ(text.arguments.size(), 1u);
    EXPECT_EQ(text.arguments[0].shape, "bf16[2,256]");
    EXPECT_EQ(text.outputs.at(0).name, "result");
  }
}

TEST_F(UsersFunction, TakesNumbersAndKeys) {
  Compilers compilers(options());
  for (const char* key : {"key[]", "u32[2]"}) {
    const CompiledText text = compiled(
        compilers.compile(request_of(kPlain, "cpu", "draw", "f32[2,256],40," + std::string(key))));
    ASSERT_EQ(text.arguments.size(), 2u);
    EXPECT_EQ(text.arguments[1].name, "key");
    EXPECT_EQ(text.arguments[1].shape, "u32[2]");
  }
}

TEST_F(UsersFunction, MayBeAMember) {
  Compilers compilers(options());
  EXPECT_EQ(
      compiled(compilers.compile(request_of(kPlain, "cpu", "Sampler.step", "f32[2,256]"))).ranks,
      1);
}

TEST_F(UsersFunction, RunsOverAMeshThatItsFileMakes) {
  Compilers compilers(options());
  for (const char* target : kTargets) {
    if (!here(compilers, target)) continue;
    for (const char* mesh :
         {"jax.make_mesh((4,), ('tp',))", "Mesh(np.array(jax.devices()), ('tp',))",
          "jax.make_mesh((4,), ('tp',), axis_types=(jax.sharding.AxisType.Auto,))",
          "Mesh(np.array(jax.local_devices()).reshape(1, 4), ('dp', 'tp'))"}) {
      const CompiledText text = compiled(
          compilers.compile(request_of(sharded(mesh), target, "owner", "bf16[8,4096],bf16[]")));
      EXPECT_EQ(text.ranks, 4) << mesh;
      ASSERT_EQ(text.arguments.size(), 2u) << mesh;
      EXPECT_EQ(text.arguments[0].shape, "bf16[8,4096]");
      EXPECT_EQ(text.arguments[0].shard, "bf16[8,1024]") << mesh;
      EXPECT_EQ(text.arguments[0].sharding, Sharding::kAxis) << mesh;
      EXPECT_EQ(text.arguments[0].axis, 1) << mesh;
      EXPECT_EQ(text.arguments[1].sharding, Sharding::kWhole) << mesh;
      EXPECT_EQ(text.outputs.at(0).shard, "pred[1,8]") << mesh;
      EXPECT_EQ(text.optimized.find(":T(") != std::string::npos, std::string(target) != "cpu");
      EXPECT_NE(text.optimized.find("num_partitions=4"), std::string::npos);
      EXPECT_NE(text.optimized.find("all-reduce"), std::string::npos);
    }
  }
}

TEST_F(UsersFunction, ItsOwnJitMaySayHowArgumentsAreSharded) {
  Compilers compilers(options());
  const std::string source = R"(import jax
import jax.numpy as jnp
from jax.sharding import NamedSharding, PartitionSpec as P
mesh = jax.make_mesh((4,), ("tp",), axis_types=(jax.sharding.AxisType.Auto,))
where = NamedSharding(mesh, P(None, "tp"))
top = jax.jit(lambda logits: jnp.argmax(logits, -1), in_shardings=where)
)";
  const CompiledText text =
      compiled(compilers.compile(request_of(source, "cpu", "top", "bf16[8,4096]")));
  EXPECT_EQ(text.ranks, 4);
  EXPECT_EQ(text.arguments.at(0).shard, "bf16[8,1024]");
}

TEST_F(UsersFunction, DevicesOfTheMachineAreNoTargets) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v5e")) GTEST_SKIP() << "no libtpu here";
  const std::string source = R"(import jax
import jax.numpy as jnp
from jax.extend.backend import get_backend
from jax.sharding import SingleDeviceSharding
here = SingleDeviceSharding(get_backend("cpu").devices()[0])
top = jax.jit(lambda logits: jnp.argmax(logits, -1), in_shardings=here)
)";
  const CompileFailure failure =
      failed(compilers.compile(request_of(source, "tpu-v5e", "top", "bf16[8,4096]")));
  EXPECT_EQ(failure.kind, Kind::kSource) << failure.log;
  EXPECT_EQ(failure.message, "expected devices of jax.devices(), found cpu:0");
}

TEST_F(UsersFunction, TheNextOneSeesNothingOfIt) {
  Compilers compilers(options());
  folder_.write("neighbour.py", "import jax\ndevices = jax.devices()\n");
  const std::string source = R"(import sys
import jax
import neighbour
assert not jax.config.jax_enable_x64 and "splitvote_mark" not in sys.modules
assert neighbour.devices == jax.devices()
jax.config.update("jax_enable_x64", True)
def f(x):
    return x + 1
)";
  for (const int ranks : {1, 2}) {
    CompileRequest request = request_of(source, "cpu", "f", "f64[2]", ranks);
    request.file = folder_ / "mine.py";
    const CompiledText text = compiled(compilers.compile(request));
    EXPECT_EQ(text.arguments.at(0).shape, "f64[2]");
  }
}

TEST_F(UsersFunction, WhatItImportsFromBesideItIsPartOfIt) {
  Compilers compilers(options());
  CompileRequest request = request_of("from layers import f\n", "cpu", "f", "f32[2]");
  request.file = folder_ / "mine.py";
  folder_.write("layers.py", "def f(x):\n    return x + 1\n");
  const CompiledText first = compiled(compilers.compile(request));
  EXPECT_TRUE(compiled(compilers.compile(request)).cached);
  folder_.write("layers.py", "def f(x):\n    return x * 3\n");
  const CompiledText second = compiled(compilers.compile(request));
  EXPECT_FALSE(second.cached);
  EXPECT_NE(first.unoptimized, second.unoptimized);
}

TEST_F(UsersFunction, WrongArgumentsAreRefusedInWords) {
  Compilers compilers(options());
  const auto refusal = [&](std::string function, std::string arguments) {
    return failed(
        compilers.compile(request_of(kPlain, "cpu", std::move(function), std::move(arguments))));
  };
  EXPECT_EQ(refusal("keep", "bf17[8]").message,
            "expected a type such as bf16, f32 or s32, found 'bf17'");
  EXPECT_EQ(refusal("keep", "bf16[8").message,
            "expected shapes such as bf16[8,32768],f32[], found 'bf16[8'");
  EXPECT_EQ(refusal("keep", "bf16[8,64]").message,
            "expected the arguments of the function: missing a required argument: 'temperature'");
  EXPECT_EQ(refusal("draw", "").message,
            "expected the shape of parameter 'logits': with --args, or as its annotation, such as "
            "'logits: \"bf16[8,32768]\"'");
  EXPECT_EQ(refusal("keep", "bf16[8").kind, Kind::kArguments);
  const CompileFailure missing = refusal("no_such", "f32[2]");
  EXPECT_EQ(missing.kind, Kind::kSource);
  EXPECT_EQ(missing.message,
            "expected a function 'no_such' in the file: it has keep, greedy, draw, Sampler");
  const CompileFailure shape = refusal("keep", "bf16[8,16],bf16[]");
  EXPECT_EQ(shape.kind, Kind::kSource);
  EXPECT_EQ(shape.line, 6);
}

}  // namespace
}  // namespace splitvote
