#include "harness/finding/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace splitvote {
namespace {

std::string shortest(float number) {
  if (std::isnan(number)) return "NaN";
  std::array<char, 48> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

bool among(const std::vector<int>& ranks, int rank) {
  return std::find(ranks.begin(), ranks.end(), rank) != ranks.end();
}

// The value as its producer makes it, seen through converts: "the maximum", "the k-th largest".
std::string kind_of(const Program& program, const std::string& id) {
  const auto found = std::find_if(program.values.begin(), program.values.end(),
                                  [&](const Value& value) { return value.id == id; });
  if (found == program.values.end()) return "";
  const Value* value = &*found;
  while (value->opcode == Opcode::kConvert) {
    value = &program.values[static_cast<std::size_t>(value->operands[0])];
  }
  const bool reduces = value->opcode == Opcode::kReduce || value->opcode == Opcode::kAllReduce;
  if (reduces && value->attributes.combine == Combine::kMaximum) return "the maximum ";
  if (reduces && value->attributes.combine == Combine::kMinimum) return "the minimum ";
  return value->opcode == Opcode::kKthValue ? "the k-th largest " : "";
}

class Words {
 public:
  Words(const Finding& finding, const TracedDecision& decision)
      : finding_(finding), decision_(decision) {}

  [[nodiscard]] std::string text(bool none_holds) const {
    const int rank = among(decision_.ranks, finding_.rank) ? finding_.rank : decision_.ranks[0];
    std::string text;
    if (finding_.test_case.logits.rows > 1) text = "in row " + std::to_string(finding_.row) + ", ";
    text += "rank " + std::to_string(rank);
    if (decision_.operation == "compare") {
      text += " compares " + number(decision_.first) + ", with " + number(decision_.second);
      const bool reaches =
          decision_.direction == "GE" || decision_.direction == "EQ" || decision_.direction == "GT";
      if (none_holds && reaches && finding_.actual_token == kNoToken) {
        return text + ": no token reaches it";
      }
    } else {
      const bool sorts = decision_.operation == "sort";
      text += sorts ? " puts " : " takes ";
      text += number(decision_.first) + ", " + (sorts ? "before " : "over ") +
              number(decision_.second) + ", where rounded both would be " +
              shortest(decision_.first.r) + " and " + shortest(decision_.second.r);
    }
    return text + ": " + fact();
  }

 private:
  // What happens, of the finding's sentence; the row was named before.
  [[nodiscard]] std::string fact() const {
    const std::string row = "in row " + std::to_string(finding_.row) + ", ";
    const std::string& sentence = finding_.sentence;
    const std::size_t begin = sentence.rfind(row, 0) == 0 ? row.size() : 0;
    return sentence.substr(begin, sentence.find(": ") - begin);
  }

  [[nodiscard]] std::string number(const TracedNumber& number) const {
    return words_of(*finding_.test_case.program, number);
  }

  const Finding& finding_;
  const TracedDecision& decision_;
};

// [value] whether what the verdict is about depends on it.
std::vector<bool> what_matters(const Finding& finding) {
  const Program& program = *finding.test_case.program;
  const Observe& observe = program.observe;
  std::vector<int> observed;
  switch (finding.verdict) {
    case Verdict::kRankSplit:
      observed = {observe.top_id, observe.owner_mask};
      break;
    case Verdict::kMaxVanished:
    case Verdict::kEmptyCandidates:
    case Verdict::kOrderViolation:
    case Verdict::kWrongCount:
    case Verdict::kMassError:
      observed = {observe.candidates_mask, observe.candidates_ids};
      break;
    case Verdict::kDrawSplit:
      observed = {observe.draw_id};
      break;
    case Verdict::kPlanSplit:
    case Verdict::kLayoutSplit:
    case Verdict::kOrderSplit:
    case Verdict::kShardCountSplit:
    case Verdict::kScaleSplit:
    case Verdict::kShiftSplit:
      observed = {observe.top_id};
      break;
    case Verdict::kBatchSplit:
    case Verdict::kVariantSplit:
    case Verdict::kUnexplained:
      observed = {observe.top_id, observe.candidates_mask, observe.candidates_ids};
      break;
    case Verdict::kIdCorrupted:
    case Verdict::kNotFinite:
      return std::vector<bool>(program.values.size(), true);
  }
  std::vector<bool> matters(program.values.size(), false);
  for (const int value : observed) {
    if (value >= 0) matters[static_cast<std::size_t>(value)] = true;
  }
  for (std::size_t at = program.values.size(); at-- > 0;) {
    if (!matters[at]) continue;
    for (const int operand : program.values[at].operands) {
      matters[static_cast<std::size_t>(operand)] = true;
    }
  }
  return matters;
}

bool in_cause(const Finding& finding, const std::string& site) {
  return !site.empty() && finding.cause.find(site + " ") != std::string::npos;
}

}  // namespace

std::string words_of(const Program& program, const TracedNumber& number) {
  std::string text = kind_of(program, number.value) + "`" + number.value + "`";
  if (number.token >= 0) {
    text += " of token " + std::to_string(number.token);
  } else if (number.position >= 0) {
    text += " at position " + std::to_string(number.position);
  }
  if (number.u != number.r && number.promoted) {
    text += " unrounded";
  } else if (is_narrow(number.narrow)) {
    text += " rounded to " + std::string(name(number.narrow));
  }
  return text + ", " + shortest(number.read());
}

std::string words_of(const Finding& finding, const std::vector<TracedDecision>& trace) {
  const std::vector<bool> matters = what_matters(finding);
  const TracedDecision* best = nullptr;
  int best_score = -1;
  for (const TracedDecision& decision : trace) {
    if (decision.turned != Turned::kRounded) continue;
    if (!matters[static_cast<std::size_t>(decision.value)]) continue;
    const auto about = [&](std::int32_t token) {
      return token != kNoToken && (decision.first.token == token || decision.second.token == token);
    };
    const int score =
        (in_cause(finding, decision.first.site) || in_cause(finding, decision.second.site) ? 4
                                                                                           : 0) +
        (about(finding.expected_token) || about(finding.actual_token) ? 2 : 0) +
        (among(decision.ranks, finding.rank) ? 1 : 0);
    if (score <= best_score) continue;
    best = &decision;
    best_score = score;
  }
  if (best == nullptr) return finding.sentence;
  const bool none_holds = std::all_of(trace.begin(), trace.end(), [&](const TracedDecision& each) {
    return each.value != best->value || each.true_count == 0;
  });
  return Words(finding, *best).text(none_holds);
}

}  // namespace splitvote
