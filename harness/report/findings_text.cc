#include "harness/report/findings_text.h"

#include <algorithm>
#include <vector>

#include "harness/report/table.h"
#include "harness/report/trials_text.h"

namespace splitvote {
std::string findings_text(std::span<const FindingLine> lines, bool coloured) {
  std::vector<FindingLine> sorted(lines.begin(), lines.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const FindingLine& a, const FindingLine& b) {
    return worse(*a.finding, *b.finding);
  });
  Table table({{"signature"},
               {"sampler"},
               {"verdict"},
               {"grade"},
               {"lost", Table::Align::kRight},
               {"file"}});
  for (const FindingLine& line : sorted) {
    const Finding& finding = *line.finding;
    table.add({{finding.signature},
               {signature_name(*finding.test_case.program)},
               {std::string(name(finding.verdict))},
               {std::string(name(finding.grade)),
                finding.grade == Grade::kWide ? Colour::kRed : Colour::kYellow},
               {percent(finding.probability_lost)},
               {line.file}});
  }
  // The sentences stand between the table's lines: they are too long for a column.
  const std::string text = table.text(coloured);
  std::string out;
  std::size_t begin = 0;
  for (std::size_t row = 0; row <= sorted.size(); ++row) {
    const std::size_t end = text.find('\n', begin) + 1;
    out += text.substr(begin, end - begin);
    begin = end;
    if (row == 0) continue;
    const Finding& finding = *sorted[row - 1].finding;
    out += "    " + finding.sentence + "\n";
    for (const Reached& reached : finding.reached) {
      out += "    reached: " + reached.as.evidence() +
             (reached.plan.empty() ? "" : " (plan: " + reached.plan + ")") +
             (reached.elsewhere ? ", on another case" : "") + "\n";
    }
    out += trials_lines(finding.trials);
  }
  return out;
}

}  // namespace splitvote
