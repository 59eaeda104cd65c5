#include "harness/finding/remedy.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

TEST(Remedy, SaysPinsInTheCompilersTerms) {
  const Program& xla = *builtin_program("xla_excess_topk");
  EXPECT_EQ(remedy_of(xla, {"keep:y", '\0', false}),
            "keep reads jax.lax.reduce_precision(y, 8, 7), or y through "
            "jax.lax.optimization_barrier after its cast");
  EXPECT_EQ(remedy_of(xla, {"keep:y", 'A', true}),
            "make y float32 where keep reads it: no cast between them");
  EXPECT_EQ(remedy_of(xla, {"no:site", '\0', true}), "");
  const Program& megatron = *builtin_program("megatron_bf16");
  EXPECT_EQ(remedy_of(megatron, {"cum:accumulator", '\0', true}),
            "accumulate cum in float32 (dtype=float32) and round its result");
  EXPECT_NE(remedy_of(megatron, {"cum:accumulator", '\0', false}).find("(partial, 8, 7)"),
            std::string::npos);
}

// exponent_bits and mantissa_bits as jax.lax.reduce_precision names the formats.
TEST(Remedy, GivesEveryFormatItsBits) {
  const std::vector<std::pair<Dtype, std::string>> formats = {{Dtype::kBfloat16, "y, 8, 7"},
                                                              {Dtype::kFloat16, "y, 5, 10"},
                                                              {Dtype::kFloat8E5m2, "y, 5, 2"},
                                                              {Dtype::kFloat8E4m3fn, "y, 4, 3"},
                                                              {Dtype::kTf32, "y, 8, 10"}};
  for (const auto& [dtype, expected] : formats) {
    Program program = *builtin_program("xla_excess_topk");
    for (Value& value : program.values) {
      if (value.id == "y") value.elements[0].narrowing.dtype = dtype;
    }
    EXPECT_NE(remedy_of(program, {"keep:y", '\0', false}).find(expected), std::string::npos)
        << name(dtype) << ": " << remedy_of(program, {"keep:y", '\0', false});
  }
}

}  // namespace
}  // namespace splitvote
