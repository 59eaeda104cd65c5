#include "harness/reduce/passes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "tests/reduce/reduced_findings.h"

namespace splitvote {
namespace {

Candidate wide_candidate() {
  Candidate candidate;
  candidate.test_case = load_case(SPLITVOTE_CORPUS "/seeds/excess_precision_2025.json").test_case;
  Layout& layout = candidate.test_case.layout;
  candidate.test_case.logits = {};
  candidate.test_case.logits.background = {BackgroundKind::kNormal, 1, 0, 1};
  candidate.test_case.logits.planted = {{0, 700, 5}, {0, 200, 4}};
  layout = even_layout(4'000, 8);
  return candidate;
}

// Runs one pass; what is interesting is the test's to say.
Candidate after(const char* name, Candidate start, const Interesting& interesting) {
  const ReduceOptions options;
  Reducer reducer(std::move(start), interesting, options);
  for (const Pass& pass : passes()) {
    if (pass.name == name) pass.run(reducer);
  }
  return reducer.best();
}

bool holds(const Candidate& candidate, float value) {
  const Case& test_case = candidate.test_case;
  for (const auto& row : materialize(test_case.logits, test_case.layout.vocab_size)) {
    if (std::find(row.begin(), row.end(), value) != row.end()) return true;
  }
  return false;
}

TEST(Passes, HaveNamesAndWordsOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Pass& pass : passes()) {
    EXPECT_FALSE(pass.what.empty());
    EXPECT_TRUE(names.insert(pass.name).second) << pass.name;
  }
  EXPECT_EQ(passes().back().name, "operations");
}

TEST(Passes, LeadersKeepTheMostProbableTokenOfEachSlice) {
  const Candidate left =
      after("leaders", wide_candidate(), [](const Candidate& c) { return holds(c, 5); });
  EXPECT_EQ(left.test_case.layout.vocab_size, 8);
  EXPECT_EQ(left.test_case.layout.rank_count(), 8);
  EXPECT_TRUE(holds(left, 5));
}

TEST(Passes, RanksGoWithTheirTokens) {
  const Candidate left =
      after("ranks", wide_candidate(), [](const Candidate& c) { return holds(c, 5); });
  EXPECT_EQ(left.test_case.layout.rank_count(), 1);
  EXPECT_EQ(left.test_case.layout.vocab_size, 500);
}

TEST(Passes, TokensGoDownToTheNeededOnes) {
  const Candidate left = after("tokens", wide_candidate(), [](const Candidate& c) {
    return holds(c, 5) && holds(c, 4) && c.test_case.layout.rank_count() == 8;
  });
  EXPECT_EQ(left.test_case.logits.values, (std::vector<std::vector<float>>{{4, 5}}));
}

TEST(Passes, RowsGo) {
  Candidate start = wide_candidate();
  start.test_case.logits.rows = 5;
  start.test_case.logits.planted = {{3, 17, 5}};
  const Candidate left = after("rows", start, [](const Candidate& c) { return holds(c, 5); });
  EXPECT_EQ(left.test_case.logits.rows, 1);
}

TEST(Passes, PaddingGoesToTheLastNeededColumn) {
  Candidate start = wide_candidate();
  start.test_case.layout = padded_layout(100, 160, 4, -1e4F);
  start.test_case.logits.planted.clear();
  const Candidate left = after("padding", start, [](const Candidate& c) {
    for (const std::int32_t columns : c.test_case.layout.padding) {
      if (columns > 0) return true;
    }
    return false;
  });
  std::int32_t columns = 0;
  for (const std::int32_t each : left.test_case.layout.padding) columns += each;
  EXPECT_EQ(columns, 1);
  EXPECT_EQ(left.test_case.layout.pad_value, 0);
}

TEST(Passes, LayoutsComeBackToEvenOnes) {
  Candidate start = wide_candidate();
  start.test_case.layout = even_layout(8, 4);
  start.test_case.logits.planted.clear();
  start.test_case.layout.rank_order = {3, 2, 1, 0};
  start.test_case.layout.rank_class = {0, 0, 1, 1};
  start.test_case.layout.gather_stages = {2, 2};
  start.relation = to_layout(even_layout(8, 8));
  const Candidate left = after("layout", start, [](const Candidate& c) {
    return c.test_case.layout.class_count() == 2 && c.relation->layout.rank_count() > 1;
  });
  Layout expected = even_layout(8, 4);
  expected.rank_class = {0, 0, 1, 1};
  EXPECT_EQ(left.test_case.layout, expected);
  EXPECT_EQ(left.relation, to_layout(even_layout(8, 2)));
}

TEST(Passes, ParametersAndSeedsGoWhereTheyHaveADefault) {
  Candidate start = wide_candidate();
  start.test_case.parameters.numbers = {{"temperature", 0.5}, {"top_k", 3}};
  start.test_case.parameters.seed = 99;
  const Candidate left = after("parameters", start, [](const Candidate& c) {
    return c.test_case.parameters.numbers.contains("top_k");
  });
  EXPECT_EQ(left.test_case.parameters.numbers, (std::map<std::string, double>{{"top_k", 3}}));
  EXPECT_EQ(left.test_case.parameters.seed, 0U);
}

TEST(Passes, MagnitudesKeepTheStepsBetweenLogits) {
  Candidate start = wide_candidate();
  start.test_case.layout = even_layout(2, 1);
  start.test_case.logits = {};
  start.test_case.logits.values = {{171, 172}};
  const Candidate left = after("magnitudes", start, [](const Candidate& c) {
    const auto& row = c.test_case.logits.values[0];
    return row[1] > row[0] && row[0] > row[1] * 0.99F;
  });
  EXPECT_EQ(left.test_case.logits.values, (std::vector<std::vector<float>>{{64.5F, 65}}));
}

TEST(Passes, DigitsMakeEachNumberAsShortAsItCanBe) {
  Candidate start = wide_candidate();
  start.test_case.layout = even_layout(3, 1);
  start.test_case.logits = {};
  start.test_case.logits.values = {{1.2345F, 7.654321F, -3.3F}};
  const Interesting interesting = [](const Candidate& c) {
    const auto& row = c.test_case.logits.values[0];
    return row[0] > 1 && row[1] > 7.5F && row[2] < row[0];
  };
  const Candidate once = after("digits", start, interesting);
  EXPECT_EQ(once.test_case.logits.values, (std::vector<std::vector<float>>{{2, 8, 0}}));
  const Candidate left = after("digits", once, interesting);
  EXPECT_EQ(left.test_case.logits.values, (std::vector<std::vector<float>>{{8, 8, 0}}));
}

TEST(Passes, OrderPutsSmallNumbersFirst) {
  Candidate start = wide_candidate();
  start.test_case.layout = even_layout(4, 2);
  start.test_case.logits = {};
  start.test_case.logits.values = {{4, 3, 2, 1}};
  const Candidate left = after("order", start, [](const Candidate&) { return true; });
  EXPECT_EQ(left.test_case.logits.values, (std::vector<std::vector<float>>{{1, 2, 3, 4}}));
}

TEST(Passes, ObservedTakesItsValuesAndParametersAlong) {
  Candidate start = wide_candidate();
  start.test_case.parameters.numbers = {{"temperature", 0.5}, {"top_k", 3}};
  const Candidate left = after("observed", start, [](const Candidate& c) {
    return c.test_case.program->observe.owner_mask >= 0;
  });
  const Program& program = *left.test_case.program;
  EXPECT_FALSE(program.observe.candidates());
  EXPECT_EQ(program.observe.top_id, -1);
  EXPECT_EQ(program.name(), "xla_excess_topk");
  EXPECT_EQ(program.draft.reduced_from, "xla_excess_topk");
  EXPECT_EQ(left.test_case.parameters.numbers,
            (std::map<std::string, double>{{"temperature", 0.5}}));
  for (const Value& value : program.values) EXPECT_TRUE(value.needed) << value.id;
  std::set<std::string> sites;
  for (const Site& site : start.test_case.program->sites) sites.insert(site.name);
  for (const Site& site : program.sites) EXPECT_TRUE(sites.contains(site.name)) << site.name;
}

TEST(Passes, OperationsGiveWayToWhatTheyAreComputedFrom) {
  Candidate start = wide_candidate();
  start.test_case.layout = even_layout(2, 1);
  start.test_case.logits = {};
  start.test_case.logits.values = {{1, 2}};
  start.test_case.parameters.numbers = {};  // temperature 1: scaling changes nothing
  const std::size_t before = start.test_case.program->values.size();
  const Candidate left = after("operations", start, [](const Candidate& c) {
    return c.test_case.program->observe.owner_mask >= 0;
  });
  const auto& values = left.test_case.program->values;
  EXPECT_LT(values.size(), before);
  for (const Value& value : values) {
    EXPECT_NE(value.opcode, Opcode::kAllReduce) << "one rank reduces nothing";
    EXPECT_NE(value.opcode, Opcode::kMultiply) << "times one changes nothing";
  }
}

TEST(Passes, NormalFormDoesNotDependOnWhereItStarts) {
  const Finding incident =
      find_by_default(load_case(SPLITVOTE_CORPUS "/seeds/excess_precision_2025.json").test_case,
                      std::nullopt, FailRule())[0];
  const SameFinding same(incident, FailRule());
  Candidate one = candidate_of(incident), two = one;
  two.test_case.layout = even_layout(40, 4);
  two.test_case.logits.values = {std::vector<float>(40, 2.5F)};
  two.test_case.logits.values[0][33] = 8.6875F;
  ASSERT_TRUE(same(two));
  EXPECT_TRUE(same_case(after("normal form", one, same).test_case,
                        after("normal form", two, same).test_case));
}

}  // namespace
}  // namespace splitvote
