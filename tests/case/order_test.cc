#include "harness/case/order.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/case/arbitrary.h"

namespace splitvote {
namespace {

TEST(Simpler, IsATotalOrderUpToSameness) {
  Rng rng(1);
  const auto programs = testing::three_programs();
  std::vector<Case> cases;
  for (int i = 0; i < 60; ++i) cases.push_back(testing::arbitrary_case(rng, programs));
  for (const Case& a : cases) {
    EXPECT_FALSE(simpler(a, a));
    for (const Case& b : cases) {
      EXPECT_EQ(simpler(a, b) || simpler(b, a), !same_case(a, b));
      EXPECT_FALSE(simpler(a, b) && simpler(b, a));
      for (const Case& c : cases) {
        if (simpler(a, b) && simpler(b, c)) {
          EXPECT_TRUE(simpler(a, c));
        }
      }
    }
  }
}

Case plain_case() {
  Case c;
  c.program = testing::three_programs()[1];
  c.layout = even_layout(8, 2);
  c.logits.background = {BackgroundKind::kConstant, 0, 0, 1};
  c.logits.planted = {{0, 3, 5.5f}, {0, 1, 5}};
  c.parameters.numbers = {{"temperature", 0.5}};
  return c;
}

TEST(Simpler, EachStepMakesACaseSimpler) {
  const std::vector<std::pair<const char*, std::function<void(Case&)>>> steps = {
      {"a program with fewer operations",
       [](Case& c) { c.program = testing::three_programs()[0]; }},
      {"one rank less", [](Case& c) { c.layout = even_layout(8, 1); }},
      {"one token less", [](Case& c) { c.layout = even_layout(7, 2); }},
      {"one planted value less", [](Case& c) { c.logits.planted.pop_back(); }},
      {"a parameter not mentioned", [](Case& c) { c.parameters.numbers.clear(); }},
      {"a shorter decimal", [](Case& c) { c.logits.planted[0].value = 7; }},
      {"a smaller number", [](Case& c) { c.logits.planted[0].value = 1.5f; }},
      {"equal values", [](Case& c) { c.logits.planted[0].value = 5; }},
      {"a smaller token", [](Case& c) { c.logits.planted[0].token = 0; }},
  };
  for (const auto& [what, step] : steps) {
    Case c = plain_case();
    step(c);
    EXPECT_TRUE(simpler(c, plain_case())) << what;
  }
}

TEST(Simpler, EachComplicationMakesACaseLessSimple) {
  const std::vector<std::pair<const char*, std::function<void(Case&)>>> steps = {
      {"rows", [](Case& c) { c.logits.rows = 2; }},
      {"seeded background", [](Case& c) { c.logits.background.kind = BackgroundKind::kNormal; }},
      {"padding",
       [](Case& c) {
         c.layout.padding = {0, 1};
       }},
      {"strided", [](Case& c) { c.layout.split = Split::kStrided; }},
      {"uneven",
       [](Case& c) {
         c.layout.shard_sizes = {3, 5};
       }},
      {"permuted",
       [](Case& c) {
         c.layout.rank_order = {1, 0};
       }},
      {"two classes",
       [](Case& c) {
         c.layout.rank_class = {0, 1};
       }},
      {"two stages",
       [](Case& c) {
         c.layout.gather_stages = {2, 1};
       }},
      {"a parameter", [](Case& c) { c.parameters.numbers["top_k"] = 5; }},
      {"a seed", [](Case& c) { c.parameters.seed = 1; }},
      {"a longer decimal", [](Case& c) { c.logits.planted[0].value = 5.0625f; }},
      {"a negative number", [](Case& c) { c.logits.planted[0].value = -5.5f; }},
  };
  for (const auto& [what, step] : steps) {
    Case c = plain_case();
    step(c);
    EXPECT_TRUE(simpler(plain_case(), c)) << what;
  }
}

TEST(Simpler, WrittenOutValuesAreSimplerThanPlantedOnesInASmallVocabulary) {
  Case written = plain_case();
  written.layout = even_layout(2, 2);
  Case planted = written;
  written.logits = {};
  written.logits.values = {{5.5f, 5}};
  planted.logits.planted = {{0, 0, 5.5f}, {0, 1, 5}};
  EXPECT_TRUE(simpler(written, planted));
}

}  // namespace
}  // namespace splitvote
