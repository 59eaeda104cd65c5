// `splitvote emit` on the command line.
#include <gtest/gtest.h>

#include "tests/cli/command.h"

namespace splitvote {
namespace {

TEST(EmitCommand, WritesTheFileThatItPrintsOtherwise) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  const Said printed = place.say("splitvote emit case.json --as cpp -q");
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_NE(printed.out.find("int main()"), std::string::npos);
  const Said saved = place.say("splitvote emit case.json --as cpp -q -o show.cc");
  EXPECT_EQ(saved.exit_code, 0);
  EXPECT_EQ(saved.out, "");
  EXPECT_EQ(content_of(place.path("show.cc")), printed.out);
}

TEST(EmitCommand, TakesAnotherPlan) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  const Said said = place.say("splitvote emit case.json --as cpp -q --plan promoted");
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_NE(said.out.find("// Plan: promoted (not the finding's own"), std::string::npos);
  const Said unknown = place.say("splitvote emit case.json --as cpp -q --plan nobody:y=promoted");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("nobody:y"), std::string::npos);
}

TEST(EmitCommand, RefusesWhatItCannotWrite) {
  const Workplace place;
  place.write("case.json", kFailingCase);
  place.write("harmless.json", kHarmlessCase);
  const Said language = place.say("splitvote emit case.json --as fortran");
  EXPECT_EQ(language.exit_code, 2);
  EXPECT_NE(language.err.find("--as"), std::string::npos);
  EXPECT_NE(language.err.find("fortran"), std::string::npos);
  EXPECT_EQ(place.say("splitvote emit harmless.json --as cpp").exit_code, 2);
}

TEST(EmitCommand, AsksToMinimizeWhatIsTooLargeForPeople) {
  const Workplace place;
  place.write("large.json", R"({"format": "splitvote-case", "version": 1,
 "program": "xla_excess_topk",
 "logits": {"vocab_size": 5000, "background": {"kind": "constant", "center": 0},
            "planted": [[3, 7.1]]},
 "layout": {"ranks": 2}, "params": {"temperature": 0.7}})");
  const Said said = place.say("splitvote emit large.json --as cpp -q");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_NE(said.err.find("minimize the finding first"), std::string::npos) << said.err;
}

}  // namespace
}  // namespace splitvote
