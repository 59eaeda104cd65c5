#include "harness/reduce/candidate.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

Candidate with_other_ranks(int ranks) {
  Candidate candidate;
  candidate.test_case.program = builtin_program("vllm_local_argmax");
  candidate.test_case.layout = even_layout(4, 2);
  candidate.test_case.logits.values = {{1, 2, 3, 4}};
  candidate.relation = to_layout(even_layout(4, ranks));
  return candidate;
}

TEST(Candidate, WithFewerOtherRanksIsSimpler) {
  EXPECT_TRUE(simpler(with_other_ranks(1), with_other_ranks(2)));
  EXPECT_FALSE(simpler(with_other_ranks(2), with_other_ranks(1)));
  EXPECT_FALSE(simpler(with_other_ranks(2), with_other_ranks(2)));
}

TEST(Candidate, IsSimplerByItsCaseBeforeItsOtherLayout) {
  Candidate simple_case = with_other_ranks(4);
  simple_case.test_case.logits.values = {{1, 1, 1, 1}};
  EXPECT_TRUE(simpler(simple_case, with_other_ranks(1)));
}

TEST(Candidate, HasAFaultWhereTheOtherLayoutIsOfAnotherVocabulary) {
  Candidate candidate = with_other_ranks(2);
  EXPECT_EQ(candidate_fault(candidate), "");
  candidate.relation = to_layout(even_layout(5, 2));
  EXPECT_EQ(candidate_fault(candidate), "other_layout/vocab_size: that of the case");
}

}  // namespace
}  // namespace splitvote
