// `splitvote targets` and `splitvote compile` on the command line. What really compiles needs the
// compilers that scripts/compilers installs, and says so where it skips.
#include <gtest/gtest.h>

#include "tests/cli/command.h"
#include "tests/compilers/real_compilers.h"

namespace splitvote {
namespace {

// Before a command: no Python that has compilers.
const std::string kNoPython = "SPLITVOTE_COMPILERS_PYTHON=/no/such/python ";

const std::string kSampler = R"(import jax
import jax.numpy as jnp
from jax.sharding import PartitionSpec as P

mesh = jax.make_mesh((4,), ("tp",))

@jax.jit
def best(logits, temperature):
    def local(logits, temperature):
        y = jax.lax.all_gather(logits / temperature, "tp", axis=1, tiled=True)
        return jnp.argmax(y, axis=-1)
    return jax.shard_map(local, mesh=mesh, in_specs=(P(None, "tp"), P()), out_specs=P(),
                         check_vma=False)(logits, temperature)
)";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(TargetsCommand, WithoutAPythonSaysWhatToRun) {
  const Workplace place;
  const Said said = place.say(kNoPython + "splitvote targets");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_EQ(count_of(said.out, "run scripts/compilers"), 13u);
  EXPECT_EQ(count_of(said.out, "run scripts/compilers --cuda"), 5u);
  EXPECT_NE(said.err.find("/no/such/python"), std::string::npos);
  const Said json = place.say(kNoPython + "splitvote targets --json");
  EXPECT_EQ(count_of(json.out, "\"works\": false"), 13u);
}

TEST(CompileCommand, WithoutAPythonIsBadInput) {
  const Workplace place;
  const Said said = place.say(kNoPython + "splitvote compile xla_excess_topk --for cpu");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_NE(said.err.find("SPLITVOTE_COMPILERS_PYTHON"), std::string::npos);
}

TEST(CompileCommand, RefusesWhatItCannotAsk) {
  const Workplace place;
  place.write("mine.py", kSampler);
  const auto refused = [&place](const std::string& line, const std::string& why) {
    const Said said = place.say("splitvote compile " + line);
    EXPECT_EQ(said.exit_code, 2) << line;
    EXPECT_NE(said.err.find(why), std::string::npos) << said.err;
  };
  refused("xla_excess_topk --for tpu-v9", "found 'tpu-v9'");
  refused("xla_excess_topk --for cpu --vocab 1001 --ranks 4", "expected a multiple of 4");
  refused("xla_excess_topk --for cpu --xla nonsense", "expected OPTION=VALUE, found 'nonsense'");
  refused("xla_excess_topk --for cpu --batch 0", "--batch");
  refused("mine.py --for cpu", "mine.py:sample");
  refused("nowhere.py:best --for cpu", "nowhere.py");
  refused("no_such_program --for cpu", "no_such_program");
  refused("--for cpu", "SAMPLER");
  refused("xla_excess_topk", "--for");
  refused("--from .", "expected records of compilations, found none");
  refused("xla_excess_topk --from '" SPLITVOTE_CORPUS "/compiled/README.md'",
          "expected records of xla_excess_topk, found none");
}

TEST(CompileCommand, ShowsRecordsWithNoCompiler) {
  const Workplace place;
  const std::string line = kNoPython + "splitvote compile --probes 4 --fresh 1 --from '" +
                           SPLITVOTE_CORPUS
                           "/compiled/tpu-v5e/greedy.py_greedy_first-tpu-v5e-b8-r1-32768.hlo'";
  const Said said = place.say(line);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find("ge.7:div.3                    promoted/promoted"), std::string::npos)
      << said.out;
  EXPECT_NE(said.out.find("optimized HLO of libtpu 0.0.52 for tpu-v5e, batch 8, 1 rank of 32,768"),
            std::string::npos);
  const Said json = place.say(line + " --json");
  EXPECT_EQ(json.exit_code, 0) << json.err;
  EXPECT_NE(json.out.find("\"ge.7:div.3\""), std::string::npos) << json.out;
}

// What libtpu 0.0.52 makes of a sampler, alone and with an extra output, names other tokens: seen
// again, and made simpler, from the records.
TEST(CompileCommand, AVariantSplitIsReplayedAndMinimizedWithoutACompiler) {
  const Workplace place;
  const std::string finding = "corpus/variants/greedy_first-tpu-v5e.json";
  const std::string there = kNoPython + "cd '" SPLITVOTE_ROOT "' && ";
  const Said replayed = place.say(there + "splitvote replay " + finding);
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
  EXPECT_NE(replayed.out.find("variant_split wide"), std::string::npos) << replayed.out;
  const Said swept = place.say(there + "splitvote sweep -q " + finding);
  EXPECT_NE(swept.out.find("batch 8, 1 rank of 32,768 tokens, two jits at div.3"),
            std::string::npos)
      << swept.out;
  const Said minimized = place.say(there + "splitvote minimize " + finding + " -o '" +
                                   place.path("minimal.json") + "'");
  EXPECT_NE(minimized.out.find("still [muacwiurhhxjhazq]"), std::string::npos)
      << minimized.out << minimized.err;
}

class WithCompilers : public RealCompilers {
 protected:
  // The command's own environment: the Python that was found, and a cache of the test's.
  [[nodiscard]] Said say(const std::string& line) const {
    return place_.say("export SPLITVOTE_COMPILERS_PYTHON='" + python_with_jax() +
                      "' XDG_CACHE_HOME='" + folder_ / "" + "'; " + line);
  }
  Workplace place_;
};

TEST_F(WithCompilers, TargetsAreTried) {
  const Said said = say("splitvote targets --try");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  const std::size_t cpu = said.out.find("\ncpu ");
  ASSERT_NE(cpu, std::string::npos);
  EXPECT_NE(said.out.find("yes, ", cpu), std::string::npos) << said.out;
}

TEST_F(WithCompilers, CommittedRecordsAreWhatThePinnedCompilersMake) {
  const std::string line =
      "cd '" SPLITVOTE_ROOT
      "' && splitvote compile corpus/jax_samplers/greedy.py:greedy_first "
      "--args 'bf16[batch,vocab],f32[]' --vocab 32768 --against corpus/compiled --quiet -o '" +
      place_.path("out") + "' --for ";
  const Said said = say(line + "tpu-v5e,cpu");
  if (said.out.find(" libtpu 0.0.52 ") == std::string::npos ||
      said.out.find(" jaxlib 0.10.2 ") == std::string::npos) {
    GTEST_SKIP() << "other compilers than those of the records: " << said.out << said.err;
  }
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find("\n0 changes against corpus/compiled\n"), std::string::npos) << said.out;
  // Another compilation than the recorded ones is a change.
  const Said other = say(line + "cpu --batch 2");
  EXPECT_EQ(other.exit_code, 1) << other.err;
  EXPECT_NE(other.out.find("batch 2, 1 rank of 32,768 tokens: not recorded before"),
            std::string::npos)
      << other.out;
}

TEST_F(WithCompilers, AProgramIsCompiledAndSaved) {
  const std::string line =
      "splitvote compile xla_excess_topk --for cpu --batch 2 --vocab 64 --ranks 2 --set top_k=5 "
      "-o out";
  const Said said = say(line);
  EXPECT_EQ(said.exit_code, 0) << said.err;
  const std::string file = "out/xla_excess_topk-cpu-b2-r2-32-top_k5.hlo";
  EXPECT_NE(said.out.find(file), std::string::npos) << said.out;
  EXPECT_NE(content_of(place_.path(file)).find("HloModule "), std::string::npos);
  EXPECT_NE(say(line).out.find(" cached "), std::string::npos);
  const Said json = say(line + " --json");
  EXPECT_NE(json.out.find("\"cached\": true"), std::string::npos);
  EXPECT_NE(json.out.find("\"logits f32[2,64]\""), std::string::npos) << json.out;
}

// Every kind of variant compiles, is read back, and serves a user's function and a program alike;
// over four ranks all but the cut.
TEST_F(WithCompilers, VariantsAreColumnsBesideTheSampler) {
  const std::string options =
      " --vocab 1024 --batch 2 --variants --probes 2 --fresh 1 -q -o '" + place_.path("out") + "'";
  const std::string function =
      "cd '" SPLITVOTE_ROOT "' && splitvote compile corpus/jax_samplers/greedy.py:";
  const std::string arguments = " --args 'bf16[batch,vocab],f32[]'" + options;
  const Said one = say(function + "greedy_first --for cpu,tpu-v5e" + arguments);
  if (one.out.find(" libtpu ") == std::string::npos) GTEST_SKIP() << "no libtpu: " << one.out;
  EXPECT_EQ(one.exit_code, 0) << one.out << one.err;
  for (const std::string target : {"cpu b2", "tpu-v5e b2"}) {
    for (const char* variant : {", extra output", ", bystander", ", two jits", ", 1,152 tokens"}) {
      EXPECT_EQ(count_of(one.out, target + variant), 1U) << one.out;
    }
  }
  const Said four = say(function + "greedy_tp --ranks 4 --for cpu,tpu-v5e" + arguments);
  EXPECT_EQ(four.exit_code, 0) << four.out << four.err;
  EXPECT_EQ(count_of(four.out, "b2, bystander"), 2U) << four.out;
  EXPECT_EQ(count_of(four.out, "two jits"), 0U) << four.out;
  const Said program = say("splitvote compile vllm_local_argmax --ranks 4 --for tpu-v5e" + options);
  EXPECT_EQ(program.exit_code, 0) << program.out << program.err;
  EXPECT_EQ(count_of(program.out, "b2, extra output"), 1U) << program.out;
}

TEST_F(WithCompilers, AFunctionOfAFileIsCompiledOverItsMesh) {
  place_.write("mine.py", kSampler);
  const std::string line =
      "splitvote compile mine.py:best --args 'bf16[batch,vocab],bf16[]' --for cpu --batch 1,2 "
      "--vocab 64 -o out ";
  for (const char* ranks : {"", "--ranks 4"}) {
    // The HLO is saved whether or not the reader takes it.
    const Said said = say("rm -rf out; " + line + ranks);
    EXPECT_NE(said.exit_code, 2) << said.err;
    for (const char* batch : {"b1", "b2"}) {
      const std::string file = std::string("out/mine.py_best-cpu-") + batch + "-r4-16.hlo";
      EXPECT_NE(content_of(place_.path(file)).find("num_partitions=4"), std::string::npos)
          << said.out;
    }
  }
  const Said one = say(line + "--ranks 1");
  EXPECT_EQ(one.exit_code, 2);
  EXPECT_NE(one.err.find("mine.py: line 5: "), std::string::npos) << one.err;
  EXPECT_NE(one.err.find("(jax.devices() shows 1: --ranks)"), std::string::npos) << one.err;
}

TEST_F(WithCompilers, AFunctionWithoutAMeshTakesOneOfTheDevices) {
  place_.write("plain.py",
               "import jax.numpy as jnp\n\n"
               "def best(logits):\n    return jnp.argmax(logits, axis=-1)\n");
  const Said said = say(
      "splitvote compile plain.py:best --args 'bf16[batch,vocab]' --for cpu --batch 1 --vocab 64 "
      "--ranks 4 -o out");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_NE(said.out.find("1 rank of 64 tokens"), std::string::npos) << said.out;
}

// Inference takes the bias for the logits and the count for the token.
const char* kBiased = R"(import jax
import jax.numpy as jnp

def biased(bias, scores, temperature):
    y = (scores + bias) / temperature.astype(scores.dtype)
    best = jnp.max(y, axis=-1, keepdims=True)
    ids = jnp.arange(y.shape[-1], dtype=jnp.int32)
    count = jnp.sum((y >= best).astype(jnp.int32), axis=-1)
    return count, jnp.min(jnp.where(y >= best, ids, y.shape[-1]), axis=-1)
)";

TEST_F(WithCompilers, GivenRolesAreKeptInRecords) {
  place_.write("mine.py", kBiased);
  const std::string line =
      "splitvote compile mine.py:biased --args 'bf16[batch,vocab],bf16[batch,vocab],f32[]' --for "
      "cpu --batch 2 --vocab 64 -o out ";
  const Said guessed = say(line);
  EXPECT_NE(guessed.err.find("bias.1 (bf16[2,64]) is the logits"), std::string::npos)
      << guessed.err;
  EXPECT_NE(guessed.err.find("result 0 (s32[2]) is top.id"), std::string::npos) << guessed.err;
  const Said said = say(line + "--parameters _,logits,temperature --outputs _,top.id");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  const std::string own = "parameter bias.1 (bf16[2,64]) is a parameter of the case: bias";
  EXPECT_NE(said.err.find(own), std::string::npos) << said.err;
  EXPECT_EQ(said.err.find("is top.id"), std::string::npos) << said.err;
  const Said again = place_.say(kNoPython + "splitvote compile --from out");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NE(again.err.find(own), std::string::npos) << again.err;
  const Said other = place_.say(
      kNoPython + "splitvote compile mine.py:biased --from out --parameters logits,_,temperature");
  EXPECT_NE(other.err.find("scores.1 (bf16[2,64]) is a parameter of the case: scores"),
            std::string::npos)
      << other.err;
  const Said fewer = say(line + "--outputs top.id");
  EXPECT_EQ(fewer.exit_code, 2);
  EXPECT_NE(
      fewer.err.find("--outputs: expected a role for each of the 2 results of mine.py:biased"),
      std::string::npos)
      << fewer.err;
}

TEST_F(WithCompilers, WhatACompilerRefusesIsToldAndSaved) {
  const Said said = say(
      "splitvote compile xla_excess_topk --for cpu --batch 1 --vocab 64 --ranks 1 --set top_k=5 "
      "--xla xla_no_such_option=1 -o out");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_NE(said.out.find("xla_no_such_option"), std::string::npos);
  EXPECT_NE(said.out.find("what it failed on: " + folder_ / ""), std::string::npos) << said.out;
}

// `timeout` runs the binary itself, not the shell's function of that name.
const std::string kForever =
    "'" SPLITVOTE_BINARY "' compile slow.py:f --args 'f32[2]' --for cpu --batch 1 -o out";

TEST_F(WithCompilers, CtrlCEndsAWait) {
  place_.write("slow.py", "import time\ntime.sleep(600)\n");
  const Said said = say("timeout -s INT 3 " + kForever + "; echo exit $?");
  EXPECT_NE(said.out.find("stopped"), std::string::npos) << said.out << said.err;
  EXPECT_NE(said.out.find("exit 124"), std::string::npos) << said.out;
}

TEST_F(WithCompilers, NoHelperOutlivesItsCaller) {
  place_.write("slow.py", "import time\ntime.sleep(600)\n");
  const std::string helpers =
      "grep -l 'splitvote_helpe[r]' /proc/[0-9]*/cmdline 2> /dev/null | xargs -r grep -l '" +
      folder_ / "" + "' 2> /dev/null | wc -l";
  const Said said = say("timeout -s KILL 4 " + kForever + " & sleep 2; " + helpers +
                        "; wait; sleep 1; " + helpers);
  EXPECT_EQ(said.out, "1\n0\n") << said.err;
}

}  // namespace
}  // namespace splitvote
