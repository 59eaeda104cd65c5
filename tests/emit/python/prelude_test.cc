// The functions of emitted Python: taken with what they use, and no more.
#include "harness/emit/python/prelude.h"

#include <gtest/gtest.h>

#include "harness/emit/identifiers.h"
#include "harness/emit/python/dialect.h"

namespace splitvote {
namespace {

bool defines(const Prelude& prelude, const std::string& name) {
  return prelude.functions().find("def " + name + "(") != std::string::npos;
}

TEST(Prelude, TakesWhatIsUsedAndNoMore) {
  Prelude prelude;
  prelude.use(dialect_of(Language::kNumpy, false).scope, "y = maximum(a, b)");
  EXPECT_TRUE(defines(prelude, "maximum"));
  EXPECT_TRUE(defines(prelude, "total_key"));
  EXPECT_FALSE(defines(prelude, "minimum"));
  EXPECT_FALSE(defines(prelude, "numeric_key"));
}

TEST(Prelude, LooksAtNoCommentStringOrMember) {
  EXPECT_EQ(identifiers_in("y = a.b + c  # d\n\"e\" f\"x: {n.top}\""),
            (std::set<std::string>{"y", "a", "c", "f", "x", "n"}));
}

TEST(Prelude, ServesTheFrameworkFirst) {
  Prelude prelude;
  prelude.use(dialect_of(Language::kTorch, false).scope, "bfloat16(x) + maximum(a, b)");
  EXPECT_NE(prelude.functions().find("x.to(torch.bfloat16)"), std::string::npos);
  EXPECT_NE(prelude.functions().find("torch.where("), std::string::npos);
  EXPECT_EQ(prelude.functions().find("xp."), std::string::npos);
  EXPECT_EQ(prelude.imports().find("numpy"), std::string::npos);
}

TEST(Prelude, OfNumpyWithinAnotherIsNamedApart) {
  Prelude prelude;
  prelude.use(dialect_of(Language::kJax, false).scope,
              "by_numpy(numpy_bit_search_threshold, x, t)");
  prelude.use(numpy_within(false).scope, "by_numpy(numpy_bit_search_threshold, x, t)");
  EXPECT_TRUE(defines(prelude, "numpy_bit_search_threshold"));
  EXPECT_TRUE(defines(prelude, "numpy_bit_search"));
  EXPECT_TRUE(defines(prelude, "by_numpy"));
  EXPECT_NE(prelude.imports().find("import numpy as np"), std::string::npos);
}

TEST(Prelude, MindsNanWhereItOccurs) {
  for (const bool with_nan : {false, true}) {
    Prelude prelude;
    prelude.use(dialect_of(Language::kNumpy, with_nan).scope, "maximum(a, b)");
    EXPECT_EQ(prelude.functions().find("isnan") != std::string::npos, with_nan);
  }
}

// A value of that name would hide the function from the statements behind it.
TEST(Prelude, NamesAreReserved) {
  for (const std::string& name : prelude_names()) {
    EXPECT_NE(Identifiers().take(name), name);
  }
}

}  // namespace
}  // namespace splitvote
