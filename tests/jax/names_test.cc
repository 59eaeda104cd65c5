// Ids become scopes and come back; Python names are legal and differ.
#include "src/jax/names.h"

#include <gtest/gtest.h>

namespace splitvote {
namespace {

TEST(ScopeName, LeavesPlainIdsAlone) { EXPECT_EQ(scope_name("local_ids.2-b"), "local_ids.2-b"); }

TEST(ScopeName, HidesWhatHloGivesAMeaning) {
  EXPECT_EQ(scope_name("jit(f)/y"), "jit=28f=29=2Fy");
  EXPECT_EQ(scope_name("a\"b"), "a=22b");
}

TEST(ScopeName, ComesBack) {
  for (const char* id : {"y", "p=q", "jit(f)/y", "\xc3\xa9", "a[0]", "100%"}) {
    EXPECT_EQ(id_of_scope(scope_name(id)), id);
  }
}

TEST(ScopeName, OfOthersIsNone) {
  for (const char* scope : {"", "jit(f)", "a=2", "a=2f", "a=41", "a b"}) {
    EXPECT_FALSE(id_of_scope(scope)) << scope;
  }
}

TEST(PythonNames, AreLegalAndDiffer) {
  PythonNames names;
  EXPECT_EQ(names.take("y"), "y");
  EXPECT_EQ(names.take("y"), "y_2");
  EXPECT_EQ(names.take("lambda"), "lambda_2");
  EXPECT_EQ(names.take("jnp"), "jnp_2");
  EXPECT_EQ(names.take("sort_by"), "sort_by_2");
  EXPECT_EQ(names.take("a.b/c"), "a_b_c");
  EXPECT_EQ(names.take("2nd"), "v2nd");
}

}  // namespace
}  // namespace splitvote
