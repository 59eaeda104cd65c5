#include <gtest/gtest.h>

#include <set>

#include "tests/samplers/near_ties.h"
#include "tests/samplers/shown.h"

namespace splitvote {
namespace {

using Ids = std::vector<std::int32_t>;

// Reference case R4 (flashinfer-ai/flashinfer#3774): probabilities 0.4, 0.3, 0.3 and 0 for k = 2.
Case boundary_tie(const std::string& program) {
  return written_case(program, {{4, 3.71875F, 3.71875F, -60}}, 2, {{"top_k", 2}});
}

TEST(FlashinferReject, AcceptsEveryTieWithTheBoundary) {
  EXPECT_EQ(kept(boundary_tie("flashinfer_reject"), "rounded"), (Ids{0, 1, 2}));
  EXPECT_EQ(kept(boundary_tie("flashinfer_total_order"), "rounded"), (Ids{0, 2}));
}

// The loop draws what can be accepted, all of it and nothing else.
TEST(FlashinferReject, TheLoopDrawsEveryCandidateAndNoOther) {
  for (const char* program : {"flashinfer_reject", "flashinfer_total_order"}) {
    Case test_case = boundary_tie(program);
    std::set<std::int64_t> drawn;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      test_case.parameters.seed = seed;
      drawn.insert(outcome_of(test_case, "rounded").at(1, 0).draw);
    }
    const Ids candidates = kept(test_case, "rounded");
    EXPECT_EQ(drawn, std::set<std::int64_t>(candidates.begin(), candidates.end())) << program;
  }
}

TEST(FlashinferReject, TheLoopStaysWithinTheCandidatesOfRandomRows) {
  int beyond_the_first = 0;
  for (int number = 0; number < 300; ++number) {
    Rng rng(static_cast<std::uint64_t>(number), 41);
    for (const char* program : {"flashinfer_reject", "flashinfer_total_order"}) {
      Case test_case = near_tie_case(program, 128, 4, 12,
                                     {{"temperature", 1.25}, {"top_k", 6}, {"top_p", 0.875}}, rng);
      test_case.parameters.seed = rng.next();
      const Outcome outcome = outcome_of(test_case, "rounded");
      EXPECT_TRUE(outcome.at(0, 0).candidates->contains(outcome.at(0, 0).draw))
          << program << " " << number;
      beyond_the_first += outcome.at(0, 0).draw == outcome.at(0, 0).top ? 0 : 1;
    }
  }
  EXPECT_GT(beyond_the_first, 100);
}

}  // namespace
}  // namespace splitvote
