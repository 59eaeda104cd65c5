#include "harness/finding/sentence.h"

#include <array>
#include <charconv>
#include <cmath>

#include "harness/oracle/relation.h"

namespace splitvote {
namespace {

// The shortest decimal that reads back as the same float32.
std::string shortest(float number) {
  if (std::isnan(number)) return "NaN";
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

class Sentence {
 public:
  Sentence(const Ruling& ruling, const Truth& truth) : ruling_(ruling), truth_(truth) {}

  [[nodiscard]] std::string fact() const {
    std::string text;
    if (truth_.rows.size() > 1) text = "in row " + std::to_string(ruling_.row) + ", ";
    return text + happening();
  }

 private:
  [[nodiscard]] std::string rank() const { return "rank " + std::to_string(ruling_.rank); }

  [[nodiscard]] std::string token(std::int32_t token) const {
    if (token == kNoToken) return "no token at all";
    const TrueRow& row = truth_.rows[static_cast<std::size_t>(ruling_.row)];
    return "token " + std::to_string(token) + " (logit " +
           shortest(row.logits[static_cast<std::size_t>(token)]) + ")";
  }
  [[nodiscard]] std::string expected() const { return token(ruling_.expected_token); }
  [[nodiscard]] std::string actual() const { return token(ruling_.actual_token); }

  [[nodiscard]] std::string owners() const {
    if (ruling_.actual_count == 0) {
      return "no rank owns the maximum" +
             (ruling_.expected_token == kNoToken ? "" : ", " + expected());
    }
    return std::to_string(ruling_.actual_count) + " ranks own the maximum, among them " + rank() +
           " with " + actual() + " at best, where the maximum is " + expected();
  }

  [[nodiscard]] std::string happening() const {
    switch (ruling_.verdict) {
      case Verdict::kRankSplit:
        if (ruling_.actual_count >= 0) return owners();
        return rank() + " names " + actual() + " as the top where another rank names " + expected();
      case Verdict::kMaxVanished:
        if (ruling_.actual_token == kNoToken) {
          return rank() + " drops the most probable " + expected() + " and every other token";
        }
        return rank() + " drops the most probable " + expected() + " and keeps " + actual() +
               " at best";
      case Verdict::kEmptyCandidates:
        return rank() + " keeps no token at all, not even the most probable " + expected();
      case Verdict::kOrderViolation:
        return rank() + " drops " + expected() + " but keeps the less probable " + actual();
      case Verdict::kWrongCount:
        return rank() + " keeps " + std::to_string(ruling_.actual_count) + " tokens where " +
               std::to_string(ruling_.expected_count) + " are promised";
      case Verdict::kDrawSplit:
        return rank() + " draws " + actual() + " where another rank draws " + expected() +
               " from the same random numbers";
      case Verdict::kIdCorrupted:
        return rank() + " gives an id that is no token, or not that of the value it came with";
      case Verdict::kMassError:
        return rank() + " keeps " + std::to_string(ruling_.actual_count) +
               " tokens where the nucleus has " + std::to_string(ruling_.expected_count);
      case Verdict::kNotFinite:
        return "a decision reads NaN, or the chosen value is not finite, though every logit is";
      case Verdict::kPlanSplit:
        return "the top is " + actual() + " under one plan and " + expected() + " under another";
      case Verdict::kLayoutSplit:
      case Verdict::kOrderSplit:
      case Verdict::kShardCountSplit:
      case Verdict::kScaleSplit:
      case Verdict::kShiftSplit:
        return "the top is " + actual() + " under one " +
               std::string(relation_info(ruling_.verdict)->what) + " and " + expected() +
               " under another";
      case Verdict::kBatchSplit:
        return "in a batch of one size the row keeps or names " + expected() +
               ", in one of another size " + actual() + " at best";
      case Verdict::kVariantSplit:
        return "one compiled program keeps " + expected() + ", another of the same source " +
               actual() + " at best";
      case Verdict::kUnexplained:
        return "the compiled program keeps other tokens than the sampler does under its nearest "
               "plan, " +
               expected() + " and " + actual() + " at best";
    }
    return "";
  }

  const Ruling& ruling_;
  const Truth& truth_;
};

// "a, b and c"
std::string listed(const std::vector<Literal>& literals, bool promoted) {
  std::vector<std::string> names;
  for (const Literal& literal : literals) {
    if (literal.promoted != promoted) continue;
    std::string name = literal.site;
    if (literal.class_letter != '\0') (name += " in class ") += literal.class_letter;
    names.push_back(std::move(name));
  }
  std::string text;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (at > 0) text += at + 1 == names.size() ? " and " : ", ";
    text += names[at];
  }
  if (!names.empty()) text += names.size() == 1 ? " is " : " are ";
  return text;
}

std::string condition(const std::vector<Literal>& cause) {
  const std::string promoted = listed(cause, true), rounded = listed(cause, false);
  if (promoted.empty() && rounded.empty()) return "under every plan";
  std::string text;
  if (!promoted.empty()) text = promoted + "read unrounded";
  if (!promoted.empty() && !rounded.empty()) text += " while ";
  if (!rounded.empty()) text += rounded + "rounded";
  return text;
}

}  // namespace

std::string sentence_of(const Ruling& ruling, const Truth& truth,
                        const std::vector<Literal>& cause) {
  return sentence_of(ruling, truth) + ": " + condition(cause);
}

std::string sentence_of(const Ruling& ruling, const Truth& truth) {
  return Sentence(ruling, truth).fact();
}

}  // namespace splitvote
