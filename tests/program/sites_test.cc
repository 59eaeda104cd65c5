#include <gtest/gtest.h>

#include "harness/store/builtin.h"
#include "tests/program/program_text.h"

namespace splitvote {
namespace {

std::string sites_of(const Program& program) {
  std::string text;
  for (const Site& site : program.sites) text += (text.empty() ? "" : " ") + site.name;
  return text;
}

TEST(Sites, EveryReadOfARoundedResultIsOne) {
  const auto program = program_of(kLogits + R"(, {"id": "y", "op": "exponential", "of": ["x"]},
      {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
      {"id": "keep", "op": "compare", "of": ["y", "m"], "direction": "GE"})",
                                  R"("candidates": {"mask": "keep"})");
  EXPECT_EQ(sites_of(*program), "m:y keep:y keep:m");
}

TEST(Sites, ParametersAndConstantsMakeNone) {
  const auto program =
      program_of(kLogits + R"(, {"id": "m", "op": "reduce", "of": ["x"], "kind": "maximum"},
      {"id": "keep", "op": "compare", "of": ["x", "m"], "direction": "GE"})",
                 R"("candidates": {"mask": "keep"})");
  EXPECT_EQ(sites_of(*program), "");
}

TEST(Sites, ASecondUseByOneConsumerIsNumbered) {
  const auto program = program_of(kLogits + R"(, {"id": "y", "op": "exponential", "of": ["x"]},
      {"id": "sq", "op": "multiply", "of": ["y", "y"]}, {"id": "top", "op": "argmax", "of": ["sq"]})",
                                  R"("top": {"id": "top"})");
  EXPECT_EQ(sites_of(*program), "sq:y sq:y#2 top:sq");
}

TEST(Sites, MovingDataCarriesTheChoiceToItsReader) {
  const auto program = program_of(kLogits + R"(, {"id": "y", "op": "exponential", "of": ["x"]},
      {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"}, {"id": "wide", "op": "broadcast", "of": ["m"], "like": "y"},
      {"id": "back", "op": "reverse", "of": ["y"]},
      {"id": "keep", "op": "compare", "of": ["back", "wide"], "direction": "GE"})",
                                  R"("candidates": {"mask": "keep"})");
  EXPECT_EQ(sites_of(*program), "m:y keep:back keep:wide");
}

TEST(Sites, PinsMakeNoneAndEndTheDifference) {
  for (const std::string pin :
       {R"("op": "optimization_barrier")", R"("op": "reduce_precision", "to": "bfloat16")"}) {
    const auto program =
        program_of(kLogits + R"(, {"id": "y", "op": "exponential", "of": ["x"]},
        {"id": "pinned", )" +
                       pin + R"(, "of": ["y"]}, {"id": "top", "op": "argmax", "of": ["pinned"]})",
                   R"("top": {"id": "top"})");
    EXPECT_EQ(sites_of(*program), "") << pin;
  }
}

TEST(Sites, ANarrowAccumulatorIsOneMore) {
  const auto program = program_of(kLogits + R"(, {"id": "y", "op": "exponential", "of": ["x"]},
      {"id": "c", "op": "cumsum", "of": ["y"], "accumulator_dtype": "bfloat16"}, {"id": "top", "op": "argmax", "of": ["c"]})",
                                  R"("top": {"id": "top"})");
  EXPECT_EQ(sites_of(*program), "c:y c:accumulator top:c");
}

TEST(Sites, WhatNothingObservedDependsOnHasNone) {
  const auto program = program_of(kLogits + R"(, {"id": "y", "op": "exponential", "of": ["x"]},
      {"id": "unused", "op": "argmax", "of": ["y"]}, {"id": "top", "op": "argmax", "of": ["x"]})",
                                  R"("top": {"id": "top"})");
  EXPECT_EQ(sites_of(*program), "");
}

TEST(Sites, TheReferencePipelineHasItsTenCasts) {
  EXPECT_EQ(sites_of(*builtin_program("gather_topk_topp")),
            "x:logits_bf16 y:scaled_bf16 key:key_bf16 sent:sent_bf16 threshold:kth_bf16 "
            "left:v_bf16 d:shifted_bf16 "
            "e:weight_bf16 p:probability_bf16 cum:running_bf16");
}

}  // namespace
}  // namespace splitvote
