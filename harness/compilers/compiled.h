// What is asked of a compiler, what comes back, and what can go wrong.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "harness/compilers/target.h"

namespace splitvote {

// One sampler for one target. The source is Python that uses JAX.
//
// Without `function`: the source defines jitted(mesh), a jitted function, and arguments(mesh), its
// arguments as jax.ShapeDtypeStruct with shardings; `mesh` has `ranks` devices on an axis "ranks".
//
// With `function`: that function of the source, plain or jitted, on one device or over a mesh that
// the source makes from jax.devices() or jax.make_mesh. While its code runs, the machine seems to
// have `ranks` devices of the target. How arguments are sharded is taken from its jit, or else from
// the shard_map that they go into.
struct CompileRequest {
  const Target* target = nullptr;
  std::string source;
  std::string file;       // what messages and HLO metadata call the source; imports beside it work
  std::string function;   // "sample", "Sampler.step"
  std::string arguments;  // "bf16[8,32768],f32[],40"; empty: the annotations say
  // HLO before optimization that is compiled in place of what the source is lowered to, with its
  // devices and shardings; empty: not. It may take and give other arrays.
  std::string hlo;
  int ranks = 1;
  bool excess_precision = true;                // xla_allow_excess_precision
  std::map<std::string, std::string> options;  // further ones of XLA's
};

// "xla_allow_excess_precision=true xla_gpu_autotune_level=0": all that the compiler is told.
std::string flags_of(const CompileRequest& request);

// One parameter or result of the compiled program, in its order.
struct CompiledArray {
  enum class Sharding {
    kWhole,  // every rank holds all of it
    kAxis,   // rank i holds the i-th part of `axis`
    kOther,
  };
  std::string name;   // of the argument, or the path of the result in what the function returns
  std::string shape;  // "bf16[8,131072]", over all ranks
  std::string shard;  // "bf16[8,32768]", what one rank holds: the shape in the HLO
  Sharding sharding = Sharding::kWhole;
  int axis = 0;
};

struct CompiledText {
  std::string target;
  std::string compiler;  // "libtpu 0.0.52"
  std::string jax;       // "jax 0.10.2"
  std::string flags;
  int ranks = 1;                         // that the program runs on
  std::vector<CompiledArray> arguments;  // those that nothing reads are left out, as jit does
  std::vector<CompiledArray> outputs;    // neither is known of HLO that was given
  std::string unoptimized, optimized;    // HLO text
  double seconds = 0;                    // that compiling took, when it was done
  bool cached = false;

  // "optimized HLO of libtpu 0.0.52 for tpu-v5e": what kind of evidence this is.
  [[nodiscard]] std::string evidence() const;
};

struct CompileFailure {
  enum class Kind {
    kNotHere,    // the target's compiler is not installed
    kSource,     // the source is wrong, at `line` (0: not known)
    kArguments,  // the arguments or the rank count are
    kRefused,    // the compiler says no
    kCrashed,    // it took the helper's process with it
    kTimedOut,
    kStopped,  // by the stop flag
  };
  Kind kind = Kind::kRefused;
  std::string target;
  std::string message;  // one line
  int line = 0;
  std::string log;    // what was said on the way: traceback, stderr
  std::string saved;  // the file that holds request and log; empty where there is none
};

using CompileResult = std::variant<CompiledText, CompileFailure>;

}  // namespace splitvote
