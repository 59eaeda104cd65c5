#include "harness/compiled/readable_hlo.h"

#include <gtest/gtest.h>

#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"

namespace splitvote {
namespace {

TEST(ReadableHlo, LeavesOutTablesAndWhatRefersToThem) {
  EXPECT_EQ(readable_hlo("HloModule m, frontend_attributes={a={b}}\n\nFileNames\n1 \"f.py\"\n\n"
                         "StackFrames\n1 {file_location_id=1 parent_frame_id=1}\n\n\n"
                         "ENTRY %main (x: f32[]) -> f32[] {\n"
                         "  ROOT %x = f32[] parameter(0), metadata={op_name=\"x\" "
                         "stack_frame_id=12}\n}\n"),
            "HloModule m, frontend_attributes={a={b}}\n\n"
            "ENTRY %main (x: f32[]) -> f32[] {\n"
            "  ROOT %x = f32[] parameter(0), metadata={op_name=\"x\"}\n}\n");
}

TEST(ReadableHlo, LeavesOutWhatOnlyCompilersNeed) {
  EXPECT_EQ(
      readable_hlo("  %a = f32[] add(%x, %x), backend_config={\"k\":[\"}, {\",1]}, "
                   "metadata={op_name=\"a\"}\n"
                   "  %b = f32[] parameter(0), sharding={replicated}, "
                   "frontend_attributes={xla.sdy.sharding=\"#sdy<@m, [{}, {\\\"r\\\"}]>\"}\n"),
      "  %a = f32[] add(%x, %x), metadata={op_name=\"a\"}\n"
      "  %b = f32[] parameter(0), sharding={replicated}\n");
}

TEST(ReadableHlo, KeepsWhatACustomCallDoes) {
  const std::string call =
      "  %c = (f32[8], s32[8]) custom-call(%x), custom_call_target=\"PartialReduce\", "
      "backend_config={\"top_k\": 40}\n";
  EXPECT_EQ(readable_hlo(call), call);
}

TEST(ReadableHlo, NeverTouchesWhatStandsInQuotes) {
  const std::string line =
      "  %a = f32[] add(%x, %x), metadata={op_name=\"f, backend_config={ stack_frame_id=3\"}\n";
  EXPECT_EQ(readable_hlo(line), line);
}

TEST(ReadableHlo, IsTheSameProgram) {
  int shorter = 0;
  for (const std::string& file : files_under(SPLITVOTE_HLO_DATA)) {
    const std::string text = read_file(file);
    const std::string readable = readable_hlo(text);
    shorter += readable.size() < text.size() ? 1 : 0;
    const HloProgram given = read_hlo(parse_hlo(text), {});
    const HloProgram made = read_hlo(parse_hlo(readable), {});
    EXPECT_EQ(made.draft.values, given.draft.values) << file;
    EXPECT_EQ(made.notes, given.notes) << file;
    ASSERT_EQ(made.provenance.size(), given.provenance.size()) << file;
    for (std::size_t at = 0; at < made.provenance.size(); ++at) {
      EXPECT_EQ(made.provenance[at].instruction, given.provenance[at].instruction) << file;
      EXPECT_EQ(made.provenance[at].op_name, given.provenance[at].op_name) << file;
    }
  }
  EXPECT_GE(shorter, 5);
}

}  // namespace
}  // namespace splitvote
