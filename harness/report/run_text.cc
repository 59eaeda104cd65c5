#include "harness/report/run_text.h"

#include <algorithm>

#include "harness/report/ranks_text.h"
#include "harness/report/table.h"

namespace splitvote {
namespace {

constexpr std::size_t kCandidatesShown = 8;

std::string candidates_text(const LayoutMap& map, const IdSet& candidates) {
  if (candidates.empty()) return "0: none";
  std::string text = std::to_string(candidates.size()) + ":";
  std::size_t shown = 0;
  const auto put = [&](std::int64_t id) {
    if (shown++ < kCandidatesShown) text += (shown > 1 ? ", " : " ") + token_text(map, id);
  };
  candidates.for_each(put);
  for (const std::int64_t id : candidates.outside()) put(id);
  return shown > kCandidatesShown ? text + ", ..." : text;
}

std::string yes_or_no(Observed observed) {
  if (observed == Observed::kNot) return "-";
  return observed == Observed::kTrue ? "yes" : "no";
}

Colour grade_colour(Grade grade, bool fails) {
  if (!fails) return Colour::kDim;
  return grade == Grade::kWide ? Colour::kRed : Colour::kYellow;
}

// "17", "17 (3 tokens)", "-".
std::string named_text(std::int32_t token, std::int64_t count) {
  std::string text = token == kNoToken ? "-" : std::to_string(token);
  if (count >= 0) text += " (of " + std::to_string(count) + ")";
  return text;
}

}  // namespace

std::string token_text(const LayoutMap& map, std::int64_t id) {
  if (id == kNotObserved) return "-";
  const std::int32_t token = map.token_of(id);
  if (token != kNoToken) return std::to_string(token);
  return (map.rank_of_id(id) >= 0 ? "padding (id " : "no token (id ") + std::to_string(id) + ")";
}

std::string outcome_text(const Case& test_case, const Outcome& outcome, bool coloured) {
  const LayoutMap map(test_case.layout);
  Table table(
      {{"row", Table::Align::kRight}, {"ranks"}, {"top"}, {"draw"}, {"owner"}, {"candidates"}});
  for (int row = 0; row < outcome.row_count; ++row) {
    std::vector<bool> shown(static_cast<std::size_t>(map.rank_count()), false);
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      const RankOutcome& here = outcome.at(rank, row);
      if (shown[static_cast<std::size_t>(rank)]) continue;
      std::vector<int> alike;
      for (int other = rank; other < map.rank_count(); ++other) {
        if (!(outcome.at(other, row) == here)) continue;
        alike.push_back(other);
        shown[static_cast<std::size_t>(other)] = true;
      }
      if (!here.judged) {
        table.add({{std::to_string(row)},
                   {ranks_text(alike)},
                   {"not judged", Colour::kDim},
                   {""},
                   {""},
                   {""}});
        continue;
      }
      table.add({{std::to_string(row)},
                 {ranks_text(alike)},
                 {token_text(map, here.top)},
                 {token_text(map, here.draw)},
                 {yes_or_no(here.owner)},
                 {here.candidates == nullptr ? "-" : candidates_text(map, *here.candidates)}});
    }
  }
  return table.text(coloured);
}

std::string rulings_text(const Judge& judge, const Judgement& judgement, const FailRule& rule,
                         bool coloured) {
  std::string out;
  if (judgement.rulings.empty()) {
    out = "no verdict: nothing is wrong under this plan\n";
  } else {
    Table table({{"verdict"},
                 {"grade"},
                 {"fails"},
                 {"row", Table::Align::kRight},
                 {"rank", Table::Align::kRight},
                 {"expected", Table::Align::kRight},
                 {"found", Table::Align::kRight},
                 {"lost", Table::Align::kRight},
                 {"meaning"}});
    for (const Ruling& ruling : judgement.rulings) {
      const bool fails = rule.failing(ruling.verdict, ruling.grade);
      table.add({{std::string(name(ruling.verdict))},
                 {std::string(name(ruling.grade)), grade_colour(ruling.grade, fails)},
                 {fails ? "yes" : "no"},
                 {std::to_string(ruling.row)},
                 {std::to_string(ruling.rank)},
                 {named_text(ruling.expected_token, ruling.expected_count)},
                 {named_text(ruling.actual_token, ruling.actual_count)},
                 {percent(judge.probability_lost(ruling))},
                 {std::string(info(ruling.verdict).meaning), Colour::kDim}});
    }
    out = table.text(coloured);
  }
  const std::vector<Verdict> not_judged = judge.not_judged();
  if (!not_judged.empty()) {
    out += "not judged:";
    for (const Verdict verdict : not_judged) out += " " + std::string(name(verdict));
    out += "\n";
  }
  return out;
}

}  // namespace splitvote
