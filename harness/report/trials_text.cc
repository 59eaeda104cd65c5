#include "harness/report/trials_text.h"

#include <vector>

#include "harness/report/table.h"

namespace splitvote {
namespace {

std::string fresh_text(const Trial& trial) {
  if (!trial.tried() || trial.fresh == 0) return "";
  return std::to_string(trial.fresh_shown) + " of " + std::to_string(trial.fresh);
}

Cell verdict_on(const Trial& trial) {
  if (!trial.tried()) return {"not tried", Colour::kDim};
  if (trial.helps()) return {"helps", Colour::kGreen};
  if (trial.remedy.empty()) return {"fails", Colour::kRed};
  return trial.on_case ? Cell{"does not help", Colour::kRed}
                       : Cell{"helps this case only", Colour::kYellow};
}

// The trials on one compiled program after the other.
std::vector<std::span<const Trial>> by_program(std::span<const Trial> trials) {
  std::vector<std::span<const Trial>> groups;
  for (std::size_t begin = 0; begin < trials.size();) {
    std::size_t end = begin + 1;
    while (end < trials.size() && trials[end].as == trials[begin].as) ++end;
    groups.push_back(trials.subspan(begin, end - begin));
    begin = end;
  }
  return groups;
}

}  // namespace

std::string trials_text(std::span<const Trial> trials, bool coloured) {
  std::string text;
  for (const std::span<const Trial> group : by_program(trials)) {
    Table table({{"tried", Table::Align::kLeft},
                 {"", Table::Align::kLeft},
                 {"fresh cases that fail", Table::Align::kRight},
                 {"", Table::Align::kLeft}});
    for (const Trial& trial : group) {
      table.add({{trial.remedy.empty() ? "as it is" : trial.remedy, Colour::kNone},
                 verdict_on(trial),
                 {fresh_text(trial), Colour::kNone},
                 {trial.refusal, Colour::kDim}});
    }
    text += "\n" + group.front().as.evidence() + ", compiled anew:\n" + table.text(coloured, 2);
  }
  return text;
}

std::string trials_lines(std::span<const Trial> trials) {
  std::string text;
  for (const std::span<const Trial> group : by_program(trials)) {
    std::string tried;
    for (const Trial& trial : group) {
      if (trial.remedy.empty()) continue;
      tried += (tried.empty() ? "" : "; ") + trial.remedy + ": " + verdict_on(trial).text;
    }
    const CompiledAs& as = group.front().as;
    text += "    tried on " + as.target + ", " + to_string(as.shape) + ": " +
            (tried.empty() ? group.front().refusal : tried) + "\n";
  }
  return text;
}

}  // namespace splitvote
