#include "src/evaluate/lockstep.h"

#include <gtest/gtest.h>

#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "src/program/input_error.h"
#include "tests/samplers/near_ties.h"

namespace splitvote {
namespace {

const std::vector<std::string> kNames = {"one chip", "another chip"};

Case near_ties(int number) {
  Rng rng(static_cast<std::uint64_t>(number), 11);
  return near_tie_case("gather_topk_topp", 64, 4, 12,
                       {{"temperature", 0.7}, {"top_p", 0.9}, {"top_k", 5}}, rng);
}

// The sampler as a compiler would leave it that elides every cast: bfloat16 declared float32.
std::shared_ptr<const Program> without_casts(const Program& program) {
  ProgramDraft draft = program.draft;
  for (ValueDraft& value : draft.values) {
    const auto dtype = value.attributes.find("dtype");
    if (dtype != value.attributes.end() && dtype->second == AttributeValue("bfloat16")) {
      dtype->second = std::string("float32");
    }
  }
  return std::make_shared<const Program>(check_program(draft));
}

Outcome in_lockstep(const Case& a, const Case& b, const std::vector<int>& class_of) {
  const auto logits = materialize(a.logits, a.layout.vocab_size);
  const Evaluator one(evaluator_input(a, logits));
  const Evaluator other(evaluator_input(b, logits));
  const std::vector<const Evaluator*> evaluators = {&one, &other};
  return run_lockstep(evaluators, kNames, class_of);
}

TEST(Lockstep, OfOneProgramTwiceIsThatProgram) {
  for (int number = 0; number < 20; ++number) {
    const Case test_case = near_ties(number);
    const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
    const Evaluator evaluator(evaluator_input(test_case, logits));
    EXPECT_EQ(in_lockstep(test_case, test_case, {0, 1, 1, 0}), run(evaluator, all_rounded(1)));
  }
}

TEST(Lockstep, OfTwoChipsIsTheFleetPlanOfTheirTwoPlans) {
  int splits = 0;
  for (int number = 0; number < 200; ++number) {
    Case rounded = near_ties(number);
    rounded.layout.rank_class = {0, 1, 0, 1};
    Case promoted = rounded;
    promoted.program = without_casts(*rounded.program);
    const auto logits = materialize(rounded.logits, rounded.layout.vocab_size);
    const Evaluator evaluator(evaluator_input(rounded, logits));
    const Plan plan = parse_plan(*rounded.program, "rounded|promoted");
    const Outcome joint = in_lockstep(rounded, promoted, {0, 1, 0, 1});
    ASSERT_EQ(joint, run(evaluator, plan)) << number;
    splits += joint == run(evaluator, all_rounded(2)) ? 0 : 1;
  }
  EXPECT_GT(splits, 0);
}

TEST(Lockstep, RefusesProgramsThatMeetAtDifferentCollectives) {
  const Case test_case = near_ties(1);
  Case other = test_case;
  ProgramDraft draft = test_case.program->draft;
  for (ValueDraft& value : draft.values) {
    if (value.id == "gathered") value.of = {"sent"};
  }
  other.program = std::make_shared<const Program>(check_program(draft));
  try {
    in_lockstep(test_case, other, {0, 0, 1, 1});
    FAIL() << "expected a refusal";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("as collective 1 one chip has all_gather"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace splitvote
