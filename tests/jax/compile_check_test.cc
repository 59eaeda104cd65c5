// The compile check of a small sampler: what it says, and what it finds where a compiler is here.
#include "src/jax/compile_check.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/jax/written_modules.h"
#include "tests/program/program_text.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

const std::string kKeep = R"("candidates": {"mask": "keep"})";

std::shared_ptr<const Program> sampler(bool pinned) {
  const std::string quotient = pinned ? "z" : "y";
  const std::string pin =
      R"({"id": "y", "op": "reduce_precision", "of": ["z"], "to": "bfloat16"},)";
  return program_of(
      kLogits + R"(, {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
      {"id": ")" +
          quotient + R"(", "op": "divide", "of": ["x", "t"]},)" + (pinned ? pin : "") + R"(
      {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
      {"id": "keep", "op": "compare", "of": ["y", "m"], "direction": "GE"})",
      kKeep);
}

CompileCheck check_for(const std::string& platform, const std::string& topology) {
  CompileCheck check;
  check.target = platform == "tpu" ? "tpu-v5e" : platform;
  check.platform = platform;
  check.topology = topology;
  check.sites = {{"keep", "y"}, {"m", "y"}};
  check.seen = {"libtpu 0.0.52 with jax 0.10.2"};
  check.pins = {"lax.reduce_precision(y, 8, 7)"};
  return check;
}

struct Ran {
  int exit_code;
  std::string out;
};
Ran run(const std::string& python, const std::string& source) {
  const ScratchFolder folder;
  const std::string file = folder.write("check.py", source);
  const int status = std::system(
      ("'" + python + "' '" + file + "' > '" + folder / "out" + "' 2> /dev/null").c_str());
  std::ifstream out(folder / "out");
  return {WEXITSTATUS(status), {std::istreambuf_iterator<char>(out), {}}};
}

TEST(CompileCheck, SaysWhatItIsAbout) {
  const std::string text =
      write_compile_check(*sampler(false), {8, 32768, 1, {}}, check_for("tpu", "v5e:2x2"));
  EXPECT_NE(text.find("(\"keep\", \"y\", {\"y\"}, \"bf16\"),"), std::string::npos);
  EXPECT_NE(text.find("Seen with libtpu 0.0.52 with jax 0.10.2."), std::string::npos);
  EXPECT_NE(text.find("Seen to help: lax.reduce_precision(y, 8, 7)."), std::string::npos);
  EXPECT_NE(text.find("TOPOLOGY = \"v5e:2x2\""), std::string::npos);
}

TEST(CompileCheck, RefusesSitesThatTheProgramDoesNotHave) {
  for (const CompileCheckSite& site :
       {CompileCheckSite{"keep", "x2"}, {"keep", "keep"}, {"y", "m"}}) {
    CompileCheck check = check_for("cpu", "");
    check.sites = {site};
    EXPECT_THROW(write_compile_check(*sampler(false), {1, 8, 1, {}}, check), InputError)
        << site.consumer << ":" << site.operand;
  }
}

TEST(CompileCheck, PassesWhereTheCompilerKeepsTheRounding) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  const Ran ran =
      run(*python, write_compile_check(*sampler(false), {8, 4096, 1, {}}, check_for("cpu", "")));
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("keep reads y rounded to bf16"), std::string::npos) << ran.out;
}

TEST(CompileCheck, FailsOnTheTpuCompilerUntilItIsPinned) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  if (std::system(("'" + *python + "' -c 'import libtpu' > /dev/null 2>&1").c_str()) != 0) {
    GTEST_SKIP() << "SKIPPED: no Python here has libtpu";
  }
  const JaxShapes shapes{8, 32768, 1, {}};
  const CompileCheck check = check_for("tpu", "v5e:2x2");
  const Ran ran = run(*python, write_compile_check(*sampler(false), shapes, check));
  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_NE(ran.out.find("keep reads y UNROUNDED"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("m reads y rounded to bf16"), std::string::npos) << ran.out;
  const Ran pinned = run(*python, write_compile_check(*sampler(true), shapes, check));
  EXPECT_EQ(pinned.exit_code, 0) << pinned.out;
}

TEST(CompileCheck, SaysTwoWhereNothingCompiles) {
  const std::optional<std::string> python = python_for_modules();
  if (!python) GTEST_SKIP() << "SKIPPED: no Python here has jax.shard_map";
  const Ran ran = run(*python, write_compile_check(*sampler(false), {8, 4096, 1, {}},
                                                   check_for("tpu", "no such topology")));
  EXPECT_EQ(ran.exit_code, 2) << ran.out;
}

}  // namespace
}  // namespace splitvote
