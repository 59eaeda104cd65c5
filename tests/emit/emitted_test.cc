#include "harness/emit/emitted.h"

#include <gtest/gtest.h>

#include "src/program/input_error.h"
#include "tests/reference/draft_builder.h"

namespace splitvote {
namespace {

std::string refusal(DraftBuilder& b, const std::string& x) {
  const std::string top = b.add("argmax", {x});
  b.observe("top", {{"id", top}});
  try {
    refuse_unemitted(check_program(b.draft()));
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(Emitted, RefusesAnOperationByName) {
  DraftBuilder b("turned");
  const std::string x = b.logits("float32");
  const std::string turned =
      b.add("transpose", {x}, {{"permutation", std::vector<std::int64_t>{0, 1}}});
  EXPECT_EQ(refusal(b, turned), "/program: transpose \"v1\": no file can show this operation yet");
}

TEST(Emitted, RefusesAFormOfAnOperation) {
  DraftBuilder groups("groups");
  const std::string x = groups.logits("float32");
  const std::string gathered = groups.add(
      "all_gather", {x}, {{"groups", std::vector<std::int64_t>{0, 1}}, {"group_size", whole(2)}});
  EXPECT_EQ(refusal(groups, gathered),
            "/program: all_gather \"v1\": no file can show groups of ranks yet");
  DraftBuilder packed("packed");
  const std::string best = packed.add("kth_value", {packed.logits("bfloat16")},
                                      {{"k", whole(3)}, {"key", std::string("packed")}});
  EXPECT_EQ(refusal(packed, packed.add("reshape", {best})),
            "/program: kth_value \"v1\": no file can show packed keys yet");
  DraftBuilder small("small");
  const std::string narrow = small.convert(small.logits("float32"), "u8");
  EXPECT_EQ(refusal(small, narrow),
            "/program: convert \"v1\": no file can show integers of 8 or 16 bits yet");
}

TEST(Emitted, AcceptsTheRestAndWhatNothingNeeds) {
  DraftBuilder b("plain");
  const std::string x = b.logits("bfloat16");
  b.add("transpose", {x}, {{"permutation", std::vector<std::int64_t>{0, 1}}});
  EXPECT_EQ(refusal(b, x), "");
}

}  // namespace
}  // namespace splitvote
