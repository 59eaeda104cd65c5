#include "harness/compiled/program_file.h"

#include <gtest/gtest.h>

#include "harness/compiled/record.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

const std::string kTopK = "tpu-v5e/top_k.py_top_k_tp-tpu-v5e-b8-r4-32768.hlo";
const CompiledShape kShape{.rows = 8, .tokens_per_rank = 32'768, .ranks = 4};

// `text` as a file of that ending.
std::string file_of(const std::string& text, const std::string& name) {
  std::string path = testing::TempDir() + name;
  save_file(path, text);
  return path;
}

TEST(ProgramFile, OfARecordIsWhatTheCompilerMade) {
  const NamedProgram named =
      load_named_program(std::string(SPLITVOTE_CORPUS) + "/compiled/" + kTopK);
  EXPECT_EQ(named.shape, kShape);
  EXPECT_EQ(named.program->site_count(), 0);
}

TEST(ProgramFile, OfHloBeforeOptimizationHasItsSitesAndShape) {
  const std::string path = std::string(SPLITVOTE_CORPUS) + "/compiled/" + kTopK;
  const CompiledRecord record = read_record(read_file(path), path);
  const NamedProgram named = load_named_program(file_of(record.unoptimized, "before.txt"));
  EXPECT_EQ(named.shape, kShape);
  ASSERT_EQ(named.program->site_count(), 6);
  EXPECT_EQ(named.program->sites[1].name, "top_k.6.top_k:div.3");
  EXPECT_FALSE(named.notes.empty());
}

TEST(ProgramFile, OfABuiltInServesAnyShape) {
  const NamedProgram named = load_named_program("xla_excess_topk");
  EXPECT_EQ(named.program->name(), "xla_excess_topk");
  EXPECT_FALSE(named.shape.has_value());
}

// Two matrices as wide, and none is called logits.
const char* kTwoMatrices =
    "HloModule m\n\nENTRY main {\n  bias.1 = f32[2,8]{1,0} parameter(0)\n"
    "  scores.1 = f32[2,8]{1,0} parameter(1)\n  y = f32[2,8]{1,0} add(bias.1, scores.1)\n"
    "  ROOT t = (f32[2,8]{1,0}, f32[2,8]{1,0}) tuple(bias.1, y)\n}\n";

TEST(ProgramFile, OfHloHasTheRolesThatAreGiven) {
  const std::string path = file_of(kTwoMatrices, "two.hlo");
  EXPECT_EQ(load_named_program(path).notes.front(),
            "inferred: parameter bias.1 (f32[2,8]) is the logits");
  const NamedProgram named = load_named_program(path, {{"", "logits"}, {"", "scores"}});
  EXPECT_EQ(named.notes.front(), "parameter bias.1 (f32[2,8]) is a parameter of the case: bias");
  EXPECT_EQ(named.program->draft.observe.entries.count("top"), 1U);
  EXPECT_EQ(named.program->draft.observe.entries.count("candidates"), 1U);
}

TEST(ProgramFile, ARecordsRolesAreThoseThatAreGiven) {
  const std::string path = std::string(SPLITVOTE_CORPUS) + "/compiled/" + kTopK;
  const CompiledRecord record = read_record(read_file(path), path);
  const NamedProgram inferred = load_named_program(path);
  ASSERT_EQ(inferred.program->draft.observe.entries.count("candidates"), 1U);
  EXPECT_THROW(load_named_program(path, {{"temperature", "logits"}, {}}), InputError);
  EXPECT_THROW(load_named_program(path, {{"logits"}, {}}), InputError);
}

TEST(ProgramFile, RolesAreForHloAlone) {
  try {
    load_named_program("xla_excess_topk", {{}, {"top.id"}});
    FAIL() << "was read";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()),
              "--outputs: expected FILE.py:FUNCTION or HLO text (*.hlo, *.txt), found "
              "'xla_excess_topk', which says itself what is what");
  }
}

TEST(ProgramFile, ThatIsNoHloIsRefusedByFileAndLine) {
  const std::string path =
      file_of("HloModule m\n\nENTRY %e {\n  %a = f32[2 parameter(0)\n}\n", "bad.hlo");
  try {
    load_named_program(path);
    FAIL() << "was read";
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), path);
    EXPECT_NE(std::string(error.what()).find("line 4"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace splitvote
