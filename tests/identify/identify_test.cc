#include "harness/identify/identify.h"

#include <gtest/gtest.h>

#include "harness/identify/same_names.h"
#include "tests/identify/greedy.h"

namespace splitvote {
namespace {

const CompiledShape kShape{.rows = 4, .tokens_per_rank = 512, .ranks = 1};

TEST(Identify, NamesThePlanOfWhatTheCompilerDid) {
  const Identification found = identify(greedy(), compiled_greedy(kShape), {});
  ASSERT_TRUE(found.explained());
  const auto sampler = greedy();
  ASSERT_EQ(sampler->site_count(), 3);  // m:y, keep:y, keep:m
  EXPECT_EQ(to_string(*sampler, split_plan(*found.plan, 3, 1)), "keep:y=promoted");
  EXPECT_EQ(found.survivors.forced(1), Forced::kPromoted);
  // A maximum may be rounded before or after it is taken.
  EXPECT_EQ(found.survivors.forced(0), Forced::kTied);
  EXPECT_EQ(found.survivors.forced(2), Forced::kTied);
  EXPECT_EQ(found.survivors.count(), 3U);
  EXPECT_EQ(found.fresh, IdentifyOptions{}.fresh);
}

TEST(Identify, ReportsWhatNoPlanDoesWithTheInstructionWhereItStarts) {
  CompiledProgram compiled = compiled_greedy(kShape);
  // A quotient that is truncated where the program rounds.
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "cut", "op": "reduce_precision", "of": ["div"], "to": "bfloat16", "rounding": "toward_zero"},
         {"id": "max", "op": "reduce", "of": ["div"], "kind": "maximum"},
         {"id": "max.1", "op": "reduce_precision", "of": ["max"], "to": "bfloat16"},
         {"id": "keep", "op": "compare", "of": ["cut", "max.1"], "direction": "GE"})",
      kKept);
  compiled.scopes = {"logits", "t", "", "", "", "y", "m", "m", "keep"};
  compiled.instructions[5] = "%cut";
  const Identification found = identify(greedy(), compiled, {});
  EXPECT_FALSE(found.explained());
  ASSERT_TRUE(found.unexplained.has_value());
  EXPECT_EQ(found.unexplained->test_case.logits.rows, 1);
  EXPECT_EQ(found.unexplained->instruction, "%cut");
  const Outcome seen = run_compiled(compiled, found.unexplained->test_case);
  EXPECT_EQ(seen.row_count, 4);
}

// y = x / t; what reaches the third largest stays.
std::shared_ptr<const Program> top_three() {
  return program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "y", "op": "divide", "of": ["logits", "t"]},
         {"id": "third", "op": "kth_value", "of": ["y"], "k": 3},
         {"id": "keep", "op": "compare", "of": ["y", "third"], "direction": "GE"})",
      kKept);
}

// As libtpu writes it below 65,536 tokens (corpus/compiled/tpu-v5e/top_k.py_top_k_tp-*): number and
// index in one integer, of which `kept_bits` are read back as the number.
CompiledProgram compiled_top_three(const std::string& quotient, const std::string& kept_bits) {
  CompiledProgram compiled;
  compiled.program = program_of(
      R"({"id": "logits", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
         {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
         {"id": "x.1", "op": "convert", "of": ["logits"], "dtype": "float32"},
         {"id": "t.1", "op": "convert", "of": ["t"], "dtype": "float32"},
         {"id": "div", "op": "divide", "of": ["x.1", "t.1"]},
         {"id": "rounded", "op": "reduce_precision", "of": ["div"], "to": "bfloat16"},
         {"id": "bits", "op": "bitcast_convert", "of": [")" +
          quotient + R"("], "dtype": "s32"},
         {"id": "magnitude", "op": "constant", "value": 2147483647, "dtype": "s32"},
         {"id": "unsigned", "op": "and", "of": ["bits", "magnitude"]},
         {"id": "all", "op": "constant", "value": 31, "dtype": "s32"},
         {"id": "sign", "op": "shift_right_arithmetic", "of": ["bits", "all"]},
         {"id": "ordered", "op": "xor", "of": ["unsigned", "sign"]},
         {"id": "lower", "op": "constant", "value": 65535, "dtype": "s32"},
         {"id": "filled", "op": "or", "of": ["ordered", "lower"]},
         {"id": "index", "op": "iota", "like": "filled"},
         {"id": "key", "op": "xor", "of": ["filled", "index"]},
         {"id": "third", "op": "kth_value", "of": ["key"], "k": 3},
         {"id": "unsigned.1", "op": "and", "of": ["third", "magnitude"]},
         {"id": "sign.1", "op": "shift_right_arithmetic", "of": ["third", "all"]},
         {"id": "plain", "op": "xor", "of": ["unsigned.1", "sign.1"]},
         {"id": "upper", "op": "constant", "value": )" +
          kept_bits + R"(, "dtype": "s32"},
         {"id": "cut", "op": "and", "of": ["plain", "upper"]},
         {"id": "value", "op": "bitcast_convert", "of": ["cut"], "dtype": "float32"},
         {"id": "keep", "op": "compare", "of": ["rounded", "value"], "direction": "GE"})",
      kKept);
  const std::size_t count = compiled.program->values.size();
  compiled.scopes.assign(count, "");
  compiled.instructions.assign(count, "");
  const auto sampler = top_three();
  for (const Value& value : sampler->values) compiled.sampler_scopes.push_back(value.id);
  compiled.as = {"tpu-v5e", "libtpu 0.0.52", "", kShape};
  return compiled;
}

TEST(Identify, NamesTheLoweringWhereItAndAPlanDoWhatTheCompilerDid) {
  const Identification found = identify(top_three(), compiled_top_three("div", "-65536"), {});
  ASSERT_TRUE(found.explained());
  EXPECT_EQ(found.lowering.name, "packed top_k keys");
  EXPECT_EQ(found.lowering.sampler->name(), "greedy, packed top_k keys");
  EXPECT_EQ(written_name(found.lowering.sampler->name()), "greedy");
  EXPECT_EQ(written_name("greedy"), "greedy");
  const auto sampler = top_three();
  ASSERT_EQ(found.lowering.sampler->site_count(), sampler->site_count());
  for (std::size_t site = 0; site < sampler->sites.size(); ++site) {
    EXPECT_EQ(found.lowering.sampler->sites[site].name, sampler->sites[site].name);
  }
  ASSERT_EQ(sampler->sites[0].name, "third:y");
  EXPECT_EQ(found.survivors.forced(0), Forced::kPromoted);
}

TEST(Identify, NamesNoLoweringWhereThePlainPlanDoesTheSame) {
  const Identification found = identify(top_three(), compiled_top_three("rounded", "-65536"), {});
  ASSERT_TRUE(found.explained());
  EXPECT_EQ(found.lowering.name, "");
  EXPECT_EQ(to_string(*top_three(), split_plan(*found.plan, top_three()->site_count(), 1)),
            "rounded");
}

TEST(Identify, NamesNoLoweringThatOnlyNearlyDoesIt) {
  // One bit more is cut away.
  const Identification found = identify(top_three(), compiled_top_three("div", "-131072"), {});
  EXPECT_FALSE(found.explained());
  EXPECT_EQ(found.lowering.name, "");
}

TEST(Identify, FillsTheCompiledBatchWithCopiesOfTheFirstRow) {
  const CompiledProgram compiled = compiled_greedy(kShape);
  Case test_case;
  test_case.program = greedy();
  test_case.layout = even_layout(512, 1);
  test_case.logits.background = {BackgroundKind::kNormal, 7, 0, 3};
  const Outcome seen = run_compiled(compiled, test_case);
  ASSERT_EQ(seen.row_count, 4);
  for (int row = 1; row < 4; ++row) EXPECT_EQ(seen.at(0, row), seen.at(0, 0));
}

}  // namespace
}  // namespace splitvote
