#include "harness/report/judged_on.h"

#include <vector>

#include "harness/report/run_text.h"

namespace splitvote {
namespace {

constexpr std::size_t kGroupsShown = 3;

std::string named_by(const LayoutMap& map, const RankOutcome& here) {
  if (!here.judged) return "not judged";
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (here.top != kNotObserved) add("top " + token_text(map, here.top));
  if (here.draw != kNotObserved) add("draw " + token_text(map, here.draw));
  if (here.candidates != nullptr) add(std::to_string(here.candidates->size()) + " candidates");
  if (here.owner != Observed::kNot) add(here.owner == Observed::kTrue ? "owner" : "no owner");
  return text.empty() ? "nothing" : text;
}

// "rank_split wide (fails), max_vanished tie".
std::string verdicts_text(const Judgement& judgement, const FailRule& rule) {
  std::string text;
  for (const Ruling& ruling : judgement.rulings) {
    text += (text.empty() ? "" : ", ") + std::string(name(ruling.verdict)) + " " +
            std::string(name(ruling.grade)) +
            (rule.failing(ruling.verdict, ruling.grade) ? " (fails)" : "");
  }
  return text.empty() ? "nothing is wrong" : text;
}

// "every rank: top 17", or each rank for itself.
std::vector<std::string> row_groups(const Case& test_case, const Outcome& outcome, int row) {
  const LayoutMap map(test_case.layout);
  const std::string first = named_by(map, outcome.at(0, row));
  bool alike = true;
  for (int rank = 1; rank < map.rank_count(); ++rank) {
    alike = alike && named_by(map, outcome.at(rank, row)) == first;
  }
  if (alike) return {(map.rank_count() == 1 ? "rank 0: " : "every rank: ") + first};
  std::vector<std::string> groups;
  for (int rank = 0; rank < map.rank_count(); ++rank) {
    groups.push_back("rank " + std::to_string(rank) + ": " + named_by(map, outcome.at(rank, row)));
  }
  return groups;
}

std::string first_of(const std::vector<std::string>& groups) {
  std::string text;
  for (std::size_t at = 0; at < groups.size() && at < kGroupsShown; ++at) {
    text += (text.empty() ? "" : "; ") + groups[at];
  }
  if (groups.size() > kGroupsShown) {
    text += "; and " + std::to_string(groups.size() - kGroupsShown) + " more";
  }
  return text;
}

}  // namespace

std::string names_text(const Case& test_case, const Outcome& outcome, int rows) {
  std::vector<std::string> groups;
  for (int row = 0; row < rows; ++row) {
    const std::string of_row = rows == 1 ? "" : "row " + std::to_string(row) + ", ";
    for (std::string& group : row_groups(test_case, outcome, row)) {
      groups.push_back(of_row + group);
    }
  }
  return first_of(groups);
}

std::string names_in_row(const Case& test_case, const Outcome& outcome, int row) {
  return first_of(row_groups(test_case, outcome, row));
}

std::string judged_on_text(std::span<const JudgedOn> judged, std::span<const Finding> findings,
                           const FailRule& rule) {
  std::string text;
  for (const JudgedOn& each : judged) {
    text += "\n" + each.as.evidence() + "\n";
    text += "  plan: " + (each.plan.empty() ? "none explains it" : each.plan) + "\n";
    text += "  names: " + each.names + "\n";
    text += "  verdicts: " + verdicts_text(each.judgement, rule) + "\n";
  }
  for (const Finding& finding : findings) {
    text += "\n" + std::string(name(finding.verdict)) + ", " + std::string(name(finding.grade)) +
            "  [" + finding.signature + "]\n  fails when: " + finding.cause + "\n  " +
            finding.sentence + "\n";
    for (const Reached& reached : finding.reached) {
      const CompiledAs& as = reached.as;
      // Of a split, what the two were compiled for is what tells them apart.
      const bool split = finding.verdict == Verdict::kVariantSplit;
      text += "  reached on " + as.target + (split ? ", " + to_string(as.shape) : "") +
              (as.variant.empty() ? "" : ", " + as.variant) +
              (as.flags.empty() ? "" : " with " + as.flags) + "\n";
    }
  }
  return text;
}

}  // namespace splitvote
