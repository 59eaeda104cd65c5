#include "harness/report/explanation_text.h"

#include <algorithm>
#include <limits>
#include <set>

#include "harness/finding/remedy.h"
#include "harness/report/decisions_text.h"
#include "harness/report/ranks_text.h"
#include "harness/report/table.h"

namespace splitvote {
namespace {

constexpr std::size_t kPlansShown = 10;

std::string counted(std::uint64_t count) {
  return count == std::numeric_limits<std::uint64_t>::max() ? "more than 2^64" : grouped(count);
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "none" : text;
}

std::string class_text(const Explanation& explanation) {
  if (explanation.class_of_letter.size() < 2) return "";
  const Layout& layout = explanation.finding.test_case.layout;
  std::string text = "Classes:";
  for (std::size_t letter = 0; letter < explanation.class_of_letter.size(); ++letter) {
    std::vector<int> ranks;
    for (int rank = 0; rank < layout.rank_count(); ++rank) {
      const auto at = static_cast<std::size_t>(rank);
      if (layout.rank_class[at] == explanation.class_of_letter[letter]) ranks.push_back(rank);
    }
    text += std::string(letter == 0 ? " " : ", ") + static_cast<char>('A' + letter) + " is ranks " +
            ranks_text(ranks);
  }
  return text + "; plans are written class " +
         static_cast<char>('A' + explanation.class_of_letter[0]) + " first\n";
}

std::string list_title(const ReasonList& list, const std::string& what, bool complete) {
  std::string text = counted(list.count) + " " + what;
  if (!list.all) {
    text += complete ? " with the fewest literals (there are too many to count)"
                     : " with the fewest literals, among the covered plans only";
  } else if (list.count > list.listed.size()) {
    text += ", the smallest " + grouped(list.listed.size()) + " of them";
  }
  return text;
}

std::string plans_text(const Program& program, const ExtremePlans& plans, const std::string& what) {
  std::string text = "  " + counted(plans.count) + " " + what + ":\n";
  const std::size_t shown = std::min(plans.listed.size(), kPlansShown);
  for (std::size_t at = 0; at < shown; ++at) {
    text += "    " + to_string(program, plans.listed[at]) + "\n";
  }
  if (plans.count > shown) text += "    and " + grouped(plans.count - shown) + " more\n";
  return text;
}

std::string pins_text(const Explanation& explanation) {
  const Finding& finding = explanation.finding;
  const Program& program = *finding.test_case.program;
  const ReasonList& pins = explanation.pins;
  const std::string verdict(name(finding.verdict));
  if (pins.count == 0) {
    return "\nPins: none, " + verdict +
           " fails under every covered plan: precision is not the cause\n";
  }
  std::string text =
      "\nPins: " +
      list_title(pins, "minimal sets under which no covered plan fails with " + verdict,
                 finding.complete) +
      "\n";
  std::set<std::string> seen;
  std::string sources;
  for (const Reason& reason : pins.listed) {
    text += "  " + reason.text;
    if (!explanation.other_verdicts.empty()) {
      std::string left;
      for (const Verdict other : reason.leaves) left += " " + std::string(name(other));
      text +=
          left.empty() ? "  (clears every other failing verdict too)" : "  (leaves" + left + ")";
    }
    text += "\n";
    for (const Literal& literal : reason.literals) {
      const std::string pin = literal.site + (literal.promoted ? " promoted" : " rounded");
      if (seen.insert(pin).second)
        sources += "  " + pin + ": " + remedy_of(program, literal) + "\n";
    }
  }
  text += "\nIn the source\n" + sources;
  text += "  everything rounded " +
          std::string(explanation.all_rounded_fails ? "fails" : "does not fail") + " (" +
          kRoundEverything + ")\n";
  text += "  everything promoted " +
          std::string(explanation.all_promoted_fails ? "fails" : "does not fail") + " (" +
          kPromoteEverything + ")\n";
  return text;
}

}  // namespace

std::string explanation_text(const Explanation& explanation, bool coloured) {
  const Finding& finding = explanation.finding;
  const Program& program = *finding.test_case.program;
  std::string text = explanation.words + "\n\n";
  text += program.name() + ": " + std::string(name(finding.verdict)) + ", " +
          std::string(name(finding.grade)) + ", " + std::string(name(finding.cause_kind)) + "  [" +
          finding.signature + "]\n";
  if (explanation.words != finding.sentence) text += finding.sentence + "\n";
  if (!finding.complete) {
    text += "Not every plan was swept: what follows holds for the " +
            grouped(static_cast<std::uint64_t>(finding.covered_plans)) + " covered plans\n";
  }
  text += class_text(explanation);

  text += "\nDecisions under the plan " + to_string(program, finding.witness) + ", row " +
          std::to_string(finding.row) + "\n" + decisions_text(explanation.trace, coloured);
  if (!explanation.other_trace.empty()) {
    text += "\nDecisions under the same plan in the other layout\n" +
            decisions_text(explanation.other_trace, coloured);
  }
  text += "\nSites that matter: " + joined_words(explanation.sites_that_matter) + "\n";
  text += "Sites that cannot: " + joined_words(explanation.sites_that_cannot) + "\n";

  text += "\nCauses: " +
          list_title(explanation.causes, "minimal, each enough for the failure", finding.complete) +
          "\n";
  Table causes({{"fails whenever"}, {"of the failing plans", Table::Align::kRight}});
  for (const Reason& reason : explanation.causes.listed) {
    causes.add(
        {{reason.text},
         {grouped(reason.plans) + " of " +
          grouped(static_cast<std::uint64_t>(finding.worst_plans)) + ", " +
          percent(static_cast<double>(reason.plans) / static_cast<double>(finding.worst_plans))}});
  }
  text += causes.text(coloured, 2);
  const std::vector<Reason>& listed = explanation.causes.listed;
  if (listed.empty() || listed.front().text != finding.cause) {
    text += "  the signature goes by: " + finding.cause + "\n";
  }

  text += "\nPlans\n" + plans_text(program, explanation.smallest_failing, "smallest that fail") +
          plans_text(program, explanation.largest_safe, "largest that do not");
  return text + pins_text(explanation);
}

}  // namespace splitvote
