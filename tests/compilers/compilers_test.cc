#include "harness/compilers/compilers.h"

#include <chrono>
#include <thread>

#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/hlo/parse_hlo.h"
#include "src/hlo/variant_hlo.h"
#include "src/program/input_error.h"
#include "tests/compilers/real_compilers.h"

namespace splitvote {
namespace {

using Kind = CompileFailure::Kind;

// Who owns the maximum, over any number of ranks.
const std::string kOwner = R"(import jax
import jax.numpy as jnp
from jax.sharding import NamedSharding, PartitionSpec as P

def sampler(logits, temperature):
    with jax.named_scope("y"):
        y = logits / temperature
    with jax.named_scope("M"):
        M = jax.lax.pmax(jnp.max(y, axis=-1, keepdims=True), "ranks")
    with jax.named_scope("own"):
        return jnp.any(y >= M, axis=-1)[None]

def jitted(mesh):
    return jax.jit(jax.shard_map(sampler, mesh=mesh, in_specs=(P(None, "ranks"), P()),
                                 out_specs=P("ranks"), check_vma=False))

def arguments(mesh):
    return (jax.ShapeDtypeStruct((8, 512 * mesh.size), jnp.bfloat16,
                                 sharding=NamedSharding(mesh, P(None, "ranks"))),
            jax.ShapeDtypeStruct((), jnp.bfloat16, sharding=NamedSharding(mesh, P())))
)";

CompileRequest request_of(const std::string& source, const char* target = "cpu", int ranks = 1) {
  CompileRequest request;
  request.target = find_target(target);
  request.source = source;
  request.file = "sampler.py";
  request.ranks = ranks;
  return request;
}

// A module whose import does `statement`.
CompileRequest doing(const std::string& statement) {
  return request_of("import os, time\n" + statement + "\n" + kOwner);
}

// Of every instruction, in the order of the text.
std::vector<std::string> opcodes_of(const std::string& hlo) {
  std::vector<std::string> opcodes;
  for (const HloComputation& computation : parse_hlo(hlo).computations) {
    for (const HloInstruction& instruction : computation.instructions) {
      opcodes.push_back(instruction.opcode);
    }
  }
  return opcodes;
}

using CompilersTest = RealCompilers;

TEST_F(CompilersTest, ASamplerBecomesHloForEveryTargetHere) {
  Compilers compilers(options());
  for (const Target& target : targets()) {
    if (!here(compilers, target.name.data())) continue;
    for (const int ranks : {1, 4}) {
      const CompiledText text =
          compiled(compilers.compile(request_of(kOwner, target.name.data(), ranks)));
      EXPECT_EQ(text.target, target.name);
      EXPECT_EQ(text.ranks, ranks) << target.name;
      EXPECT_EQ(text.compiler, compilers.compiler_of(target));
      EXPECT_EQ(text.optimized.substr(0, 10), "HloModule ");
      EXPECT_EQ(text.unoptimized.substr(0, 10), "HloModule ");
      EXPECT_EQ(text.unoptimized.find("splitvote_helper"), std::string::npos);
      EXPECT_NE(text.optimized.find("/y/div"), std::string::npos) << "scopes are kept";
      EXPECT_NE(text.unoptimized.find("y/div"), std::string::npos) << "scopes are kept";
      ASSERT_EQ(text.arguments.size(), 2u);
      EXPECT_EQ(text.arguments[0].name, "logits");
      EXPECT_EQ(text.arguments[0].shape, "bf16[8," + std::to_string(512 * ranks) + "]");
      EXPECT_EQ(text.arguments[0].shard, "bf16[8,512]");
      EXPECT_EQ(text.arguments[1].shape, "bf16[]");
      ASSERT_EQ(text.outputs.size(), 1u);
      EXPECT_EQ(text.outputs[0].shape, "pred[" + std::to_string(ranks) + ",8]");
      const auto sharding =
          ranks == 1 ? CompiledArray::Sharding::kWhole : CompiledArray::Sharding::kAxis;
      EXPECT_EQ(text.arguments[0].sharding, sharding) << target.name;
      EXPECT_EQ(text.outputs[0].sharding, sharding) << target.name;
    }
  }
}

TEST_F(CompilersTest, EveryRankCountThatATargetOffersCompiles) {
  Compilers compilers(options());
  for (const Target& target : targets()) {
    if (!here(compilers, target.name.data())) continue;
    for (const Topology& topology : target.topologies) {
      const CompileResult result =
          compilers.compile(request_of(kOwner, target.name.data(), topology.devices));
      EXPECT_EQ(compiled(result).ranks, topology.devices) << target.name;
    }
  }
}

TEST_F(CompilersTest, TheFlagReachesTheCompiler) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v5e")) GTEST_SKIP() << "no libtpu here";
  CompileRequest request = request_of(kOwner, "tpu-v5e");
  const CompiledText on = compiled(compilers.compile(request));
  request.excess_precision = false;
  const CompiledText off = compiled(compilers.compile(request));
  EXPECT_EQ(on.flags, "xla_allow_excess_precision=true");
  EXPECT_EQ(off.flags, "xla_allow_excess_precision=false");
  EXPECT_EQ(on.unoptimized, off.unoptimized);
  EXPECT_NE(on.optimized, off.optimized);
}

TEST_F(CompilersTest, HloTextIsCompiledInPlaceOfTheSource) {
  Compilers compilers(options());
  for (const Target& target : targets()) {
    if (!here(compilers, target.name.data())) continue;
    for (const int ranks : {1, 4}) {
      CompileRequest request = request_of(kOwner, target.name.data(), ranks);
      const CompiledText given = compiled(compilers.compile(request));
      request.hlo = given.unoptimized;
      const CompiledText same = compiled(compilers.compile(request));
      EXPECT_EQ(same.ranks, ranks);
      EXPECT_EQ(same.unoptimized, given.unoptimized);
      EXPECT_EQ(opcodes_of(same.optimized), opcodes_of(given.optimized)) << target.name;

      const std::size_t at = request.hlo.find("divide(");
      ASSERT_NE(at, std::string::npos);
      request.hlo.replace(at, 6, "subtract");
      EXPECT_NE(opcodes_of(compiled(compilers.compile(request)).optimized),
                opcodes_of(given.optimized))
          << target.name;
    }
  }
  CompileRequest request = request_of(kOwner);
  request.hlo = "HloModule none";
  EXPECT_EQ(failed(compilers.compile(request)).kind, Kind::kRefused);
}

// One rank and four, every target: what is added to the HLO comes out as one more result; a cut
// gives two modules.
TEST_F(CompilersTest, VariantsOfHloAreCompiled) {
  Compilers compilers(options());
  const auto results_of = [&](CompileRequest request, const std::string& hlo) {
    request.hlo = hlo;
    const HloModule made = parse_hlo(compiled(compilers.compile(request)).optimized);
    const HloComputation& entry = made.computations[static_cast<std::size_t>(made.entry)];
    return to_string(entry.instructions[static_cast<std::size_t>(entry.root)].shape);
  };
  for (const Target& target : targets()) {
    if (!here(compilers, target.name.data())) continue;
    for (const int ranks : {1, 4}) {
      const CompileRequest request = request_of(kOwner, target.name.data(), ranks);
      const std::string own = compiled(compilers.compile(request)).unoptimized;
      const auto output = with_extra_output(own), bystander = with_bystander(own);
      ASSERT_TRUE(output && bystander) << own;
      EXPECT_EQ(results_of(request, output->text), "(pred[1,8], bf16[8,512])") << target.name;
      EXPECT_EQ(results_of(request, bystander->text),
                ranks == 1 ? "(pred[1,8], f32[8])" : "(pred[1,8], f32[8,1])")
          << target.name;
      const auto cut = cut_in_two(own);
      ASSERT_EQ(cut.has_value(), ranks == 1);
      if (!cut) continue;
      EXPECT_EQ(results_of(request, cut->first), "bf16[8,512]") << target.name;
      EXPECT_EQ(results_of(request, cut->second), "pred[1,8]") << target.name;
    }
  }
}

TEST_F(CompilersTest, ARefusalIsKeptWithWhatItWasSavedAs) {
  Compilers compilers(options());
  const std::string asked = options().folder + "/asked";
  CompileRequest request = doing("open('" + asked + "', 'a').write('x')");
  request.options["xla_no_such_option"] = "1";
  const CompileFailure first = failed(compilers.compile(request));
  ASSERT_EQ(first.kind, Kind::kRefused);
  ASSERT_NE(first.saved, "");
  const CompileFailure again = failed(compilers.compile(request));
  EXPECT_EQ(again.kind, Kind::kRefused);
  EXPECT_EQ(again.message, first.message);
  EXPECT_EQ(again.saved, first.saved);
  EXPECT_EQ(read_file(asked), "x");
}

TEST_F(CompilersTest, AFurtherOptionReachesTheCompilerOrIsRefusedByIt) {
  Compilers compilers(options());
  CompileRequest request = request_of(kOwner);
  request.options["xla_no_such_option"] = "1";
  const CompileFailure failure = failed(compilers.compile(request));
  EXPECT_EQ(failure.kind, Kind::kRefused);
  EXPECT_NE(failure.message.find("xla_no_such_option"), std::string::npos);
  request.options = {{"xla_cpu_enable_fast_min_max", "true"}};
  EXPECT_EQ(compiled(compilers.compile(request)).flags,
            "xla_allow_excess_precision=true xla_cpu_enable_fast_min_max=true");
}

TEST_F(CompilersTest, TheSecondTimeItComesFromTheCache) {
  const CompileRequest request = request_of(kOwner);
  CompiledText first;
  {
    Compilers compilers(options());
    first = compiled(compilers.compile(request));
    EXPECT_FALSE(first.cached);
    EXPECT_TRUE(compiled(compilers.compile(request)).cached);
  }
  Compilers compilers(options());
  const CompiledText again = compiled(compilers.compile(request));
  EXPECT_TRUE(again.cached);
  EXPECT_EQ(again.optimized, first.optimized);
  EXPECT_EQ(again.unoptimized, first.unoptimized);
  EXPECT_EQ(again.evidence(), first.evidence());
  EXPECT_EQ(again.seconds, first.seconds);
  CompileRequest other = request;
  other.excess_precision = false;
  EXPECT_FALSE(compiled(compilers.compile(other)).cached);
  other = request;
  other.source += "# a comment\n";
  EXPECT_FALSE(compiled(compilers.compile(other)).cached);
}

TEST_F(CompilersTest, ACrashCostsOneCompilation) {
  Compilers compilers(options());
  const CompileFailure failure =
      failed(compilers.compile(doing("print('before the end'); os.abort()")));
  EXPECT_EQ(failure.kind, Kind::kCrashed);
  EXPECT_EQ(failure.target, "cpu");
  EXPECT_EQ(failure.message, "the compiler's process ended: signal 6 (Aborted)");
  const std::string saved = read_file(failure.saved);
  EXPECT_NE(saved.find("os.abort()"), std::string::npos);
  compiled(compilers.compile(request_of(kOwner)));
}

TEST_F(CompilersTest, HangingCostsOneCompilation) {
  CompilersOptions impatient = options();
  impatient.timeout_seconds = 10;
  Compilers compilers(impatient);
  compiled(compilers.compile(request_of(kOwner)));
  const CompileFailure failure = failed(compilers.compile(doing("time.sleep(600)")));
  EXPECT_EQ(failure.kind, Kind::kTimedOut);
  EXPECT_EQ(failure.message, "no answer within 10 s");
  EXPECT_NE(read_file(failure.saved).find("time.sleep(600)"), std::string::npos);
  compiled(compilers.compile(doing("print('alive')")));
}

TEST_F(CompilersTest, AStopEndsAWait) {
  std::atomic<bool> stop{false};
  CompilersOptions stopped = options();
  stopped.stop = &stop;
  Compilers compilers(stopped);
  compiled(compilers.compile(request_of(kOwner)));
  std::thread later([&stop] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stop = true;
  });
  const std::vector<CompileRequest> requests = {doing("time.sleep(600)"), request_of(kOwner)};
  const std::vector<CompileResult> results = compilers.compile_all(requests, nullptr);
  later.join();
  EXPECT_EQ(failed(results[0]).kind, Kind::kStopped);
  EXPECT_EQ(failed(results[1]).kind, Kind::kStopped);
}

TEST_F(CompilersTest, ItsFaultsAreNamedByLine) {
  Compilers compilers(options());
  const CompileFailure syntax = failed(compilers.compile(request_of("import jax\n\ndef f(:\n")));
  EXPECT_EQ(syntax.kind, Kind::kSource);
  EXPECT_EQ(syntax.line, 3);
  EXPECT_EQ(syntax.message.substr(0, 13), "SyntaxError: ");
  const CompileFailure name = failed(compilers.compile(doing("no_such_name")));
  EXPECT_EQ(name.kind, Kind::kSource);
  EXPECT_EQ(name.line, 2);
  EXPECT_EQ(name.message, "NameError: name 'no_such_name' is not defined");
  const CompileFailure empty = failed(compilers.compile(request_of("")));
  EXPECT_EQ(empty.kind, Kind::kSource);
  EXPECT_EQ(empty.message, "expected a function 'jitted' in the file");
}

TEST_F(CompilersTest, TooManyRanksAreRefused) {
  Compilers compilers(options());
  const CompileFailure failure = failed(compilers.compile(request_of(kOwner, "cpu", 33)));
  EXPECT_EQ(failure.kind, Kind::kArguments);
  EXPECT_EQ(failure.message, "expected 1..32 ranks for cpu, found 33");
}

TEST_F(CompilersTest, SeveralProcessesGiveResultsInTheOrderOfRequests) {
  CompilersOptions two = options();
  two.processes = 2;
  Compilers compilers(two);
  std::vector<CompileRequest> requests;
  for (int at = 0; at < 6; ++at) requests.push_back(doing("print(" + std::to_string(at) + ")"));
  requests[3].file = "broken.py";
  requests[3].source = "nothing";
  int told = 0;
  const std::vector<CompileResult> results = compilers.compile_all(
      requests, [&told](const CompileRequest&, const CompileResult&) { ++told; });
  EXPECT_EQ(told, 6);
  for (std::size_t at = 0; at < results.size(); ++at) {
    EXPECT_EQ(std::holds_alternative<CompileFailure>(results[at]), at == 3) << at;
  }
}

TEST(Compilers, WithoutACompilerTheTargetIsNotHere) {
  const ScratchFolder folder;
  CompilersOptions options;
  options.python = "/usr/bin/python3";
  options.folder = folder / "cache";
  Compilers compilers(options);
  if (compilers.missing(*find_target("tpu-v4")).empty()) GTEST_SKIP() << "it has libtpu";
  const CompileFailure failure = failed(compilers.compile(request_of(kOwner, "tpu-v4")));
  EXPECT_EQ(failure.kind, Kind::kNotHere);
  EXPECT_EQ(failure.message.substr(failure.message.find(' ')),
            " is not installed: run scripts/compilers");
}

TEST(Compilers, APythonThatIsNoneEndsEverything) {
  const ScratchFolder folder;
  CompilersOptions options;
  options.python = "/bin/sh";
  options.folder = folder / "cache";
  options.processes = 2;
  Compilers compilers(options);
  const std::vector<CompileRequest> requests(3, request_of(kOwner));
  EXPECT_THROW(compilers.compile_all(requests, nullptr), InputError);
}

}  // namespace
}  // namespace splitvote
