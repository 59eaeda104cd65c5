// Two compiled programs as one fleet: ranks of one class run the first, of the other the second.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/reach/reached_findings.h"
#include "harness/reach/seen.h"
#include "src/numeric/rounding.h"
#include "src/program/input_error.h"
#include "tests/identify/greedy.h"

namespace splitvote {
namespace {

constexpr CompiledShape kShape = {1, 4, 2};

std::shared_ptr<const Program> owners(const std::string& values) {
  return read_program(
      R"({"format": "splitvote-program", "version": 1, "name": "owners", "description": "d",
          "source": "s", "values": [)" +
          values + R"(], "observe": {"candidates": {"mask": "keep"}},
          "promises": ["keeps_maximum", "at_least_one"]})",
      "owners.json");
}

const char* const kHead =
    R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
       {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},)";

// The tokens of a rank that reach the maximum over all ranks.
std::shared_ptr<const Program> sampler() {
  return owners(std::string(kHead) +
                R"({"id": "y", "op": "divide", "of": ["logits", "t"]},
        {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
        {"id": "all", "op": "all_reduce", "of": ["m"], "kind": "maximum"},
        {"id": "keep", "op": "compare", "of": ["y", "all"], "direction": "GE"})");
}

std::shared_ptr<const Program> promoting() {
  return owners(std::string(kHead) +
                R"({"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
        {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
        {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
        {"id": "rounded", "op": "convert", "of": ["div"], "dtype": "bfloat16"},
        {"id": "max", "op": "reduce", "of": ["rounded"], "kind": "maximum"},
        {"id": "all", "op": "all_reduce", "of": ["max"], "kind": "maximum"},
        {"id": "all.1", "op": "convert", "of": ["all"], "dtype": "float32"},
        {"id": "keep", "op": "compare", "of": ["div", "all.1"], "direction": "GE"})");
}

std::shared_ptr<const Program> without_collective() {
  return owners(std::string(kHead) +
                R"({"id": "y", "op": "divide", "of": ["logits", "t"]},
        {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
        {"id": "keep", "op": "compare", "of": ["y", "m"], "direction": "GE"})");
}

CompiledSubject on(const std::string& target, std::shared_ptr<const Program> program,
                   const std::string& plan) {
  CompiledSubject made;
  made.compiled.program = std::move(program);
  made.compiled.as = {target, "libtpu 0.0.52", "", kShape, ""};
  made.record = target + ".hlo";
  made.identified.plan = joined(parse_plan(*sampler(), plan), sampler()->site_count());
  return made;
}

Subject fleet(const CompiledSubject& a, const CompiledSubject& b) {
  return {sampler(), kShape, {a, b}, true};
}

// Rank 1 holds the maximum, whose quotient rounds up.
Case maximum_on_rank_1() {
  Case test_case;
  test_case.program = sampler();
  test_case.layout = even_layout(8, 2);
  test_case.logits.values = {{0, 1, 2, 3, 4, 5, 6, 7}};
  test_case.parameters.numbers["temperature"] = 0.703125;  // 7 / 0.703125 = 9.9556 -> 9.9375
  for (float top = 6; top < 8; top += 1.0F / 32) {
    test_case.logits.values[0][7] = top;
    const float quotient = top / 0.703125F;
    if (round_to(quotient, {Dtype::kBfloat16}) > quotient) break;
  }
  return test_case;
}

const Finding* with(const std::vector<Finding>& findings, Verdict verdict) {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.verdict == verdict;
  });
  return found == findings.end() ? nullptr : &*found;
}

TEST(Fleet, HasTheCauseOfTheClassThatFails) {
  const Subject subject =
      fleet(on("tpu-v4", sampler(), "rounded"), on("tpu-v5e", promoting(), "keep:y=promoted"));
  const std::vector<Finding> found =
      reached_findings(subject, maximum_on_rank_1(), FailRule(), SweepLimits());
  const Finding* vanished = with(found, Verdict::kMaxVanished);
  ASSERT_NE(vanished, nullptr);
  ASSERT_EQ(vanished->reached.size(), 1U);
  EXPECT_EQ(vanished->reached[0].as.target, "tpu-v4,tpu-v5e");
  EXPECT_EQ(vanished->reached[0].record, "tpu-v4.hlo,tpu-v5e.hlo");
  EXPECT_EQ(vanished->reached[0].plan, "rounded|keep:y=promoted");
  EXPECT_NE(vanished->cause.find("keep:y"), std::string::npos) << vanished->cause;
}

TEST(Fleet, TheOtherWayRoundNothingIsReached) {
  const Subject subject =
      fleet(on("tpu-v5e", promoting(), "keep:y=promoted"), on("tpu-v4", sampler(), "rounded"));
  EXPECT_EQ(reached_findings(subject, maximum_on_rank_1(), FailRule(), SweepLimits()).size(), 0U);
}

TEST(Fleet, IsUnexplainedWhereTheTwoPlansDoNotDoIt) {
  const Subject subject =
      fleet(on("tpu-v4", sampler(), "rounded"), on("tpu-v5e", promoting(), "rounded"));
  const std::vector<Finding> found =
      reached_findings(subject, maximum_on_rank_1(), FailRule(), SweepLimits());
  const Finding* vanished = with(found, Verdict::kMaxVanished);
  ASSERT_NE(vanished, nullptr);
  EXPECT_EQ(vanished->cause, "unexplained:tpu");
  EXPECT_EQ(vanished->reached[0].contradicts, "rounded|rounded");
}

TEST(Fleet, IsRefusedWhereTheCompilersLeftDifferentCollectives) {
  const Subject subject =
      fleet(on("tpu-v4", sampler(), "rounded"), on("tpu-v5e", without_collective(), "rounded"));
  try {
    see(subject, maximum_on_rank_1());
    FAIL() << "expected a refusal";
  } catch (const InputError& error) {
    EXPECT_NE(error.expectation().find("tpu-v5e has none"), std::string::npos) << error.what();
  }
}

TEST(Fleet, EvenRanksAreOfTheFirstClassUnlessTheLayoutSaysOtherwise) {
  EXPECT_EQ(fleet_layout(even_layout(8, 4)).rank_class, (std::vector<std::int32_t>{0, 1, 0, 1}));
  Layout own = even_layout(8, 4);
  own.rank_class = {0, 0, 0, 1};
  EXPECT_EQ(fleet_layout(own), own);
  EXPECT_THROW(fleet_layout(even_layout(8, 1)), InputError);
}

}  // namespace
}  // namespace splitvote
