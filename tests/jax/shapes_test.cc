// Which layouts one compiled program serves, and sizes as source.
#include "src/jax/shapes.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"
#include "src/program/input_error.h"
#include "tests/program/program_text.h"

namespace splitvote {
namespace {

std::string refusal(const Program& program, const Layout& layout) {
  try {
    shapes_of(program, layout, 1, {});
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(JaxShapes, TakeEvenShardsWithTheirPadding) {
  const JaxShapes shapes =
      shapes_of(*builtin_program("xla_excess_topk"), padded_layout(10, 12, 4, 0), 8, {});
  EXPECT_EQ(shapes.batch, 8);
  EXPECT_EQ(shapes.tokens_per_rank, 3);
  EXPECT_EQ(shapes.ranks, 4);
}

TEST(JaxShapes, RefuseWhatOneProgramCannotServe) {
  const auto program = builtin_program("xla_excess_topk");
  EXPECT_EQ(refusal(*program, even_layout(10, 4)),
            "/layout/shard_sizes: expected shards of one size, padding included: one compiled "
            "program serves all ranks");
  Layout staged = even_layout(8, 4);
  staged.gather_stages = {2, 2};
  EXPECT_EQ(refusal(*program, staged),
            "/layout/gather_stages: expected one stage: the compiled program gathers over all "
            "ranks at once");
}

TEST(JaxShapes, RefusePaddingWhereRandomNumbersAreDrawnByToken) {
  const auto drawing =
      program_of(kLogits32 + R"(, {"id": "seed", "op": "parameter", "name": "seed", "dtype": "u64"},
      {"id": "at", "op": "argmax", "of": ["x"]},
      {"id": "u", "op": "threefry_uniform", "of": ["seed", "at"]},
      {"id": "draw", "op": "convert", "of": ["u"], "dtype": "s32"})",
                 R"("draw": {"id": "draw"})");
  EXPECT_EQ(refusal(*drawing, even_layout(12, 4)), "");
  EXPECT_NE(refusal(*drawing, padded_layout(10, 12, 4, 0)).find("draws by token"),
            std::string::npos);
}

TEST(JaxSizes, WantANumberForWhatCounts) {
  const auto program = builtin_program("gather_topk_topp");
  try {
    const JaxSizes sizes(*program, {1, 64, 1, {}});
    FAIL() << "a count without a number was taken";
  } catch (const InputError& error) {
    EXPECT_EQ(error.place(), "/params/top_k");
  }
  const JaxSizes sizes(*program, {2, 64, 4, {{"top_k", 40}}});
  EXPECT_EQ(sizes.counts().at("top_k"), 40);
  EXPECT_EQ(sizes.text(Dim{DimKind::kShard, 0, {}, {}, 1, {}}), "TOKENS_PER_RANK");
  EXPECT_EQ(sizes.size(Dim{DimKind::kShard, 0, {}, {}, 1, {}}), 64);
  EXPECT_EQ(sizes.text(std::vector<Dim>{constant_dim(3)}), "(3,)");
}

TEST(JaxSizes, NameCountsApartFromTheModulesOwnConstants) {
  EXPECT_EQ(constant_name("top_k"), "TOP_K");
  EXPECT_EQ(constant_name("batch"), "COUNT_BATCH");
  EXPECT_EQ(constant_name("2k"), "COUNT_2K");
}

}  // namespace
}  // namespace splitvote
