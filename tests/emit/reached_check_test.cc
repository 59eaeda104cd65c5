// Which compilation and which uses a finding's compile check is about, and what it refuses.
#include "harness/emit/reached_check.h"

#include <gtest/gtest.h>

#include "src/program/input_error.h"
#include "tests/program/program_text.h"

namespace splitvote {
namespace {

const std::string kExcess = "xla_allow_excess_precision=true";

std::shared_ptr<const Program> threshold() {
  return program_of(kLogits + R"(,
      {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
      {"id": "y", "op": "divide", "of": ["x", "t"]},
      {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
      {"id": "keep", "op": "compare", "of": ["y", "m"], "direction": "GE"})",
                    R"("candidates": {"mask": "keep"})");
}

Reached reached_on(const std::string& target, const std::string& plan) {
  return {{target, "libtpu 0.0.52", kExcess, {8, 4096, 1}, ""}, plan, "", "", false};
}

Finding finding_on(const std::vector<Reached>& reached) {
  Finding finding;
  finding.test_case.program = threshold();
  finding.verdict = Verdict::kMaxVanished;
  finding.cause = "keep:m rounded, keep:y promoted";
  finding.cause_literals = {{"keep:m", '\0', false}, {"keep:y", '\0', true}};
  finding.sentence = "in row 0, rank 0 drops token 0";
  finding.probability_lost = 0.5;
  finding.reached = reached;
  return finding;
}

std::string refusal(const Finding& finding, const std::string& target = "") {
  try {
    emit_reached_check(finding, target);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ReachedCheck, IsAboutTheUsesOfTheCause) {
  const std::string text =
      emit_reached_check(finding_on({reached_on("tpu-v5e", "keep:y=promoted,m:y=promoted")}), "");
  EXPECT_TRUE(says(text, "(\"keep\", \"y\", {\"y\"}, \"bf16\")")) << text;
  EXPECT_FALSE(says(text, "(\"m\", \"y\"")) << text;
  EXPECT_TRUE(says(text, "TOPOLOGY = \"v5e:1x1\""));
  EXPECT_TRUE(says(text, "Compiles for batch 8, 4096 tokens a device, 1 device."));
  EXPECT_TRUE(says(text, "in row 0, rank 0 drops token 0 (probability lost: 50")) << text;
  EXPECT_TRUE(says(text, "Seen with libtpu 0.0.52."));
}

TEST(ReachedCheck, TakesTheFirstTargetThatLeavesOneUnroundedOrTheOneAskedFor) {
  Reached elsewhere = reached_on("tpu-v6e", "keep:y=promoted");
  elsewhere.elsewhere = true;
  const Finding finding = finding_on(
      {elsewhere, reached_on("cpu", "rounded"), reached_on("tpu-v5e", "keep:y=promoted")});
  EXPECT_TRUE(says(emit_reached_check(finding, ""), "compiled for tpu-v5e"));
  EXPECT_TRUE(says(emit_reached_check(finding, "tpu-v6e"), "compiled for tpu-v6e"));
  EXPECT_TRUE(says(refusal(finding, "cpu"), "--target: expected a finding that 'cpu' reaches"));
}

TEST(ReachedCheck, OfAFleetIsAboutTheClassThatLeavesItUnrounded) {
  const std::string text =
      emit_reached_check(finding_on({reached_on("cpu,tpu-v5e", "rounded|keep:y=promoted")}), "");
  EXPECT_TRUE(says(text, "compiled for tpu-v5e"));
}

TEST(ReachedCheck, RefusesWhatNoCompilerIsAtFaultFor) {
  EXPECT_TRUE(says(refusal(finding_on({})), "found one that none reaches"));
  EXPECT_TRUE(
      says(refusal(finding_on({reached_on("tpu-v5e", "")})), "found tpu-v5e as plan that none is"));
  EXPECT_NE(refusal(finding_on({reached_on("tpu-v5e", "m:y=promoted")})), "");
  Reached exact = reached_on("tpu-v5e", "keep:y=promoted");
  exact.as.flags = "xla_allow_excess_precision=false";
  EXPECT_NE(refusal(finding_on({exact})), "");
  Finding every = finding_on({reached_on("tpu-v5e", "keep:y=promoted")});
  every.cause_literals.clear();
  every.cause = "every plan";
  EXPECT_TRUE(says(refusal(every), "cause: every plan"));
}

TEST(ReachedCheck, WritesAUsersFunctionAsTheSamplerThatItsHloIs) {
  Finding finding = finding_on({reached_on("tpu-v5e", "keep:y=promoted")});
  Program named = *finding.test_case.program;
  named.draft.name = "mine.py:sample";
  finding.test_case.program = std::make_shared<const Program>(std::move(named));
  EXPECT_TRUE(says(emit_reached_check(finding, ""), "mine.py:sample, compiled for tpu-v5e"));
}

TEST(ReachedCheck, SaysWhatWasSeenToHelpThere) {
  Finding finding = finding_on({reached_on("tpu-v5e", "keep:y=promoted")});
  EXPECT_FALSE(says(emit_reached_check(finding, ""), "Seen to help"));
  const CompiledAs here = finding.reached.front().as;
  CompiledAs there = here;
  there.target = "tpu-v4";
  finding.trials = {{here, "", "", true, 24, 15},
                    {here, "reduce_precision where keep reads y", "", false, 24, 0},
                    {here, "the sampler in float32", "", true, 24, 2},
                    {here, "nonsense", "not compiled", false, 0, 0},
                    {there, "optimization_barrier where keep reads y", "", false, 24, 0}};
  EXPECT_TRUE(
      says(emit_reached_check(finding, ""), "Seen to help: reduce_precision where keep reads y."));
}

}  // namespace
}  // namespace splitvote
