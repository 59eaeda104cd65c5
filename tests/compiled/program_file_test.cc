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
