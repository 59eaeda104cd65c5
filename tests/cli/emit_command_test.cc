// `splitvote emit` on the command line.
#include <gtest/gtest.h>

#include "tests/cli/command.h"
#include "tests/compilers/real_compilers.h"

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
  const Said unreached = place.say("splitvote emit case.json --as jax-compile -q");
  EXPECT_EQ(unreached.exit_code, 2);
  EXPECT_NE(unreached.err.find("expected a finding that a target reaches"), std::string::npos)
      << unreached.err;
  EXPECT_EQ(place.say("splitvote emit case.json --as jax-compile --plan rounded").exit_code, 2);
  EXPECT_EQ(place.say("splitvote emit case.json --as cpp --target cpu").exit_code, 2);
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

class EmitCompileCheck : public RealCompilers {};

// From a campaign to the file that a compiler's maintainers run.
TEST_F(EmitCompileCheck, NamesTheInstructionsOfWhatATpuReaches) {
  Compilers compilers(options());
  if (!here(compilers, "tpu-v5e")) GTEST_SKIP() << "no libtpu here: scripts/compilers installs it";
  const Workplace place;
  place.write("threshold.json", R"({"format": "splitvote-program", "version": 1,
 "name": "scaled_threshold", "values": [
  {"id": "x", "op": "parameter", "name": "logits", "dtype": "bfloat16"},
  {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
  {"id": "y", "op": "divide", "of": ["x", "t"]},
  {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
  {"id": "keep", "op": "compare", "of": ["y", "m"], "direction": "GE"}],
 "observe": {"candidates": {"mask": "keep"}}, "promises": ["keeps_maximum"]})");
  const std::string python = python_with_jax();
  const Said fuzz = place.say(
      "export SPLITVOTE_COMPILERS_PYTHON='" + python + "' XDG_CACHE_HOME='" + folder_ / "" +
      "'; splitvote fuzz threshold.json --on tpu-v5e --batch 8 --ranks 1 --runs 200 -q "
      "--fail-on max_vanished --out found; grep -l 'keep:y promoted' found/findings/*");
  ASSERT_EQ(fuzz.exit_code, 0) << fuzz.out << fuzz.err;
  const Said emitted = place.say(
      "splitvote emit \"$(grep -l 'keep:y promoted' found/findings/* | head -n 1)\" "
      "--as jax-compile -q -o check.py && '" +
      python + "' check.py");
  EXPECT_EQ(emitted.exit_code, 1) << emitted.out << emitted.err;
  const std::size_t off = emitted.out.find("xla_allow_excess_precision=False");
  const std::size_t unrounded = emitted.out.find("keep reads y UNROUNDED");
  EXPECT_LT(unrounded, off) << emitted.out;
  EXPECT_NE(emitted.out.find("op_name='jit(sampler)/keep/ge'"), std::string::npos) << emitted.out;
  EXPECT_NE(emitted.out.find("keep reads y rounded to bf16", off), std::string::npos)
      << emitted.out;
}

}  // namespace
}  // namespace splitvote
