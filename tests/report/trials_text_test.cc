#include "harness/report/trials_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace splitvote {
namespace {

std::vector<Trial> trials() {
  CompiledAs v4 = {"tpu-v4", "libtpu 0.0.52", "", {8, 32'768, 1}, ""}, v5e = v4;
  v5e.target = "tpu-v5e";
  return {{v4, "", "", true, 24, 15},
          {v4, "reduce_precision where keep reads y", "", false, 24, 0},
          {v4, "the sampler in float32", "", false, 24, 2},
          {v4, "xla_allow_excess_precision=false", "", true, 24, 9},
          {v5e, "", "the compiler's process ended: signal 6 (Aborted)", false, 0, 0}};
}

TEST(TrialsText, OneTableForEachCompiledProgram) {
  EXPECT_EQ(trials_text(trials(), false),
            "\noptimized HLO of libtpu 0.0.52 for tpu-v4, batch 8, 1 rank of 32,768 tokens, "
            "compiled anew:\n"
            "  tried                                                      fresh cases that fail\n"
            "  as it is                             fails                              15 of 24\n"
            "  reduce_precision where keep reads y  helps                               0 of 24\n"
            "  the sampler in float32               helps this case only                2 of 24\n"
            "  xla_allow_excess_precision=false     does not help                       9 of 24\n"
            "\noptimized HLO of libtpu 0.0.52 for tpu-v5e, batch 8, 1 rank of 32,768 tokens, "
            "compiled anew:\n"
            "  tried                fresh cases that fail\n"
            "  as it is  not tried                         the compiler's process ended: signal 6 "
            "(Aborted)\n");
}

TEST(TrialsText, InShortOneLineForEach) {
  EXPECT_EQ(trials_lines(trials()),
            "    tried on tpu-v4, batch 8, 1 rank of 32,768 tokens: reduce_precision where keep "
            "reads y: helps; the sampler in float32: helps this case only; "
            "xla_allow_excess_precision=false: does not help\n"
            "    tried on tpu-v5e, batch 8, 1 rank of 32,768 tokens: the compiler's process ended: "
            "signal 6 (Aborted)\n");
}

TEST(TrialsText, NothingForNone) {
  EXPECT_EQ(trials_text({}, true), "");
  EXPECT_EQ(trials_lines({}), "");
}

}  // namespace
}  // namespace splitvote
