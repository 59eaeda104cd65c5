#include <gtest/gtest.h>

#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

TEST(MegatronFloat32, ReachesTheNucleusThatBfloat16SumsMiss) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    Case test_case = written_case("megatron_bf16", {{0}}, 1, {{"top_p", 0.8984375}});
    test_case.layout = even_layout(128'256, 8);
    test_case.logits.values.clear();
    test_case.logits.background = {BackgroundKind::kNormal, seed, 0, 2};
    EXPECT_TRUE(shows(test_case, "rounded", Verdict::kMassError)) << seed;
    EXPECT_EQ(kept(test_case, "rounded").size(), 128'256U) << seed;
    test_case.program = builtin_program("megatron_float32");
    EXPECT_TRUE(judgement_of(test_case, "rounded").rulings.empty()) << seed;
  }
}

TEST(MegatronFloat32, HasNoSiteInWhatWasFixed) {
  EXPECT_EQ(site_names("megatron_float32"),
            (std::vector<std::string>{"kth:y", "below:y", "below:kth", "sorted:filtered", "s32:s",
                                      "z32:z", "top:z"}));
}

}  // namespace
}  // namespace splitvote
