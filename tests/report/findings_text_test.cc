#include "harness/report/findings_text.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"

namespace splitvote {
namespace {

TEST(FindingsText, PutsTheWorstFirstAndTheSentenceBelow) {
  std::vector<Finding> findings(2);
  for (Finding& finding : findings) finding.test_case.program = builtin_program("xla_excess_topk");
  findings[0].signature = "aaaaaaaaaaaaaaaa";
  findings[0].sentence = "it is close";
  findings[1].signature = "bbbbbbbbbbbbbbbb";
  findings[1].verdict = Verdict::kMaxVanished;
  findings[1].grade = Grade::kWide;
  findings[1].probability_lost = 0.25;
  findings[1].sentence = "it is gone";
  const std::vector<FindingLine> lines = {{&findings[0], "a.json"}, {&findings[1], ""}};
  EXPECT_EQ(findings_text(lines, false),
            "signature         sampler          verdict       grade    lost  file\n"
            "bbbbbbbbbbbbbbbb  xla_excess_topk  max_vanished  wide   25.0 %\n"
            "    it is gone\n"
            "aaaaaaaaaaaaaaaa  xla_excess_topk  rank_split    tie       0 %  a.json\n"
            "    it is close\n");
}

TEST(FindingsText, IsTheTitlesAloneWithoutFindings) {
  EXPECT_EQ(findings_text({}, false), "signature  sampler  verdict  grade  lost  file\n");
}

}  // namespace
}  // namespace splitvote
