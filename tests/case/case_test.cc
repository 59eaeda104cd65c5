#include "harness/case/case.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "harness/case/parameter_domain.h"
#include "tests/case/arbitrary.h"

namespace splitvote {
namespace {

Case plain_case() {
  Case c;
  c.program = testing::three_programs()[1];
  c.layout = even_layout(8, 2);
  c.logits.background = {BackgroundKind::kNormal, 1, 0, 1};
  c.logits.planted = {{0, 3, 5.0f}};
  c.parameters.numbers = {{"temperature", 0.5}};
  return c;
}

TEST(SameCase, ACaseIsItself) { EXPECT_TRUE(same_case(plain_case(), plain_case())); }

TEST(SameCase, ComparesFloatsByBits) {
  Case a = plain_case();
  Case b = plain_case();
  a.logits.planted[0].value = 0.0f;
  b.logits.planted[0].value = -0.0f;
  EXPECT_FALSE(same_case(a, b));
  a.logits.planted[0].value = b.logits.planted[0].value = std::numeric_limits<float>::quiet_NaN();
  a.layout.pad_value = b.layout.pad_value = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(same_case(a, b));
  b.layout.pad_value = -b.layout.pad_value;
  EXPECT_FALSE(same_case(a, b));
}

TEST(SameCase, EveryFieldCounts) {
  const std::vector<std::function<void(Case&)>> changes = {
      [](Case& c) { c.program = testing::three_programs()[0]; },
      [](Case& c) { c.logits.rows = 2; },
      [](Case& c) { c.logits.values = {std::vector<float>(8)}; },
      [](Case& c) { c.logits.background.kind = BackgroundKind::kZipf; },
      [](Case& c) { c.logits.background.seed = 2; },
      [](Case& c) { c.logits.background.center = -0.0f; },
      [](Case& c) { c.logits.background.scale = 2; },
      [](Case& c) { c.logits.planted.clear(); },
      [](Case& c) { c.logits.planted[0].row = 1; },
      [](Case& c) { c.logits.planted[0].token = 4; },
      [](Case& c) { c.layout = even_layout(8, 4); },
      [](Case& c) { c.layout.padding[1] = 3; },
      [](Case& c) { c.layout.split = Split::kStrided; },
      [](Case& c) { c.parameters.seed = 9; },
      [](Case& c) { c.parameters.numbers["temperature"] = 0.25; },
      [](Case& c) { c.parameters.numbers["top_k"] = 5; },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Case changed = plain_case();
    changes[i](changed);
    EXPECT_FALSE(same_case(plain_case(), changed)) << i;
    EXPECT_FALSE(same_case(changed, plain_case())) << i;
  }
}

TEST(SameCase, ProgramsAreComparedByWhatIsWritten) {
  Case a = plain_case();
  Case b = plain_case();  // three_programs builds new ones each time
  ASSERT_NE(a.program, b.program);
  EXPECT_TRUE(same_case(a, b));
}

TEST(CaseFault, NamesTheFieldThatIsWrong) {
  const std::vector<std::pair<std::string, std::function<void(Case&)>>> faults = {
      {"program", [](Case& c) { c.program = nullptr; }},
      {"layout/vocab_size", [](Case& c) { c.layout = even_layout(262'145, 2); }},
      {"layout: ranks", [](Case& c) { c.layout = even_layout(128, 65); }},
      {"logits/rows", [](Case& c) { c.logits.rows = 0; }},
      {"logits/rows", [](Case& c) { c.logits.rows = 65; }},
      {"layout/",
       [](Case& c) {
         c.layout.rank_order = {0, 0};
       }},
      {"layout/padding",
       [](Case& c) {
         c.layout.padding = {300'000, 300'000};
       }},
      {"layout/gather_stages", [](Case& c) { c.layout.gather_stages = {1, 1, 1, 1, 1, 1, 2}; }},
      {"logits/values",
       [](Case& c) {
         c.logits.planted.clear(), c.logits.values = {{1, 2, 3}};
       }},
      {"logits/planted", [](Case& c) { c.logits.values = {std::vector<float>(8)}; }},
      {"logits/planted/0: token", [](Case& c) { c.logits.planted[0].token = 8; }},
      {"logits/planted/0: row", [](Case& c) { c.logits.planted[0].row = -1; }},
      {"logits/background",
       [](Case& c) { c.logits.background.scale = std::numeric_limits<float>::infinity(); }},
      {"params/heat", [](Case& c) { c.parameters.numbers["heat"] = 1; }},
      {"params/top_k", [](Case& c) { c.parameters.numbers["top_k"] = 0; }},
      {"params/top_k", [](Case& c) { c.parameters.numbers["top_k"] = 1.5; }},
      {"params/top_p", [](Case& c) { c.parameters.numbers["top_p"] = 2; }},
      {"params/temperature", [](Case& c) { c.parameters.numbers["temperature"] = 0.1; }},
      {"params/temperature", [](Case& c) { c.parameters.numbers["temperature"] = 1e300; }},
      {"params/bias",
       [](Case& c) { c.program = testing::three_programs()[2], c.parameters.numbers.clear(); }},
  };
  for (const auto& [place, spoil] : faults) {
    Case c = plain_case();
    ASSERT_EQ(case_fault(c), "");
    spoil(c);
    EXPECT_EQ(case_fault(c).substr(0, place.size()), place) << case_fault(c);
  }
}

TEST(ParameterDomains, FollowTheProgramAndLeaveOutLogitsAndSeed) {
  const auto domains = parameter_domains(*testing::three_programs()[1]);
  ASSERT_EQ(domains.size(), 3U);
  EXPECT_EQ(domains[0].name, "temperature");
  EXPECT_EQ(domains[1].name, "top_k");
  EXPECT_EQ(domains[1].lowest, 1);
  EXPECT_EQ(domains[2].name, "top_p");
  EXPECT_EQ(domains[2].kind, NumberKind::kProbability);
}

TEST(ParameterDomains, OnlyStandardParametersNeedNoNumberWithoutADefault) {
  const auto domains = parameter_domains(*testing::three_programs()[2]);
  EXPECT_TRUE(domains[0].required);   // bias
  EXPECT_FALSE(domains[3].required);  // min_p
}

}  // namespace
}  // namespace splitvote
