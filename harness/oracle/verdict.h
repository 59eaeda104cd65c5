// What can be wrong with an outcome, and how badly. Closed lists; names derive from one table.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

enum class Verdict : std::uint8_t {
  kRankSplit,
  kMaxVanished,
  kEmptyCandidates,
  kOrderViolation,
  kWrongCount,
  kDrawSplit,
  kIdCorrupted,
  kMassError,
  kNotFinite,
  kPlanSplit,
  kLayoutSplit,
  kOrderSplit,
  kShardCountSplit,
  kScaleSplit,
  kShiftSplit,
  kBatchSplit,
  kVariantSplit,
  kUnexplained,
};

enum class Grade : std::uint8_t { kTie, kNear, kWide };

struct VerdictInfo {
  Verdict verdict;
  std::string_view name;
  bool fails;        // false: information only
  Grade fails_from;  // the least grade that fails by default
  std::string_view meaning;
};

inline constexpr std::array<VerdictInfo, 18> kVerdicts = {{
    {Verdict::kRankSplit, "rank_split", true, Grade::kTie,
     "ranks name different top tokens, or nobody owns the maximum"},
    {Verdict::kMaxVanished, "max_vanished", true, Grade::kNear,
     "no true-maximum token is among the candidates"},
    {Verdict::kEmptyCandidates, "empty_candidates", true, Grade::kTie, "nothing is kept"},
    {Verdict::kOrderViolation, "order_violation", true, Grade::kNear,
     "a kept token's true logit is lower than a dropped one's"},
    {Verdict::kWrongCount, "wrong_count", true, Grade::kTie,
     "another number of tokens is kept than promised"},
    {Verdict::kDrawSplit, "draw_split", true, Grade::kTie,
     "ranks draw different tokens from the same random numbers"},
    {Verdict::kIdCorrupted, "id_corrupted", true, Grade::kTie,
     "an id is no token, or not that of the value it travelled with"},
    {Verdict::kMassError, "mass_error", true, Grade::kTie,
     "the nucleus differs from the true one by 2 tokens or more"},
    {Verdict::kNotFinite, "not_finite", true, Grade::kTie,
     "a decision reads NaN, or the chosen value is NaN or infinite, and the row held neither"},
    {Verdict::kPlanSplit, "plan_split", false, Grade::kTie, "two plans name different top tokens"},
    {Verdict::kLayoutSplit, "layout_split", true, Grade::kNear,
     "another layout of the same logits names another top token"},
    {Verdict::kOrderSplit, "order_split", true, Grade::kNear,
     "another order of the same ranks names another top token"},
    {Verdict::kShardCountSplit, "shard_count_split", true, Grade::kNear,
     "another number of shards of the same logits names another top token"},
    {Verdict::kScaleSplit, "scale_split", true, Grade::kNear,
     "the temperature times a power of two changes the top token"},
    {Verdict::kShiftSplit, "shift_split", true, Grade::kNear,
     "a constant added to every logit, exactly, changes the top token"},
    {Verdict::kBatchSplit, "batch_split", true, Grade::kTie,
     "rows that come after it in the batch change what a row names"},
    {Verdict::kVariantSplit, "variant_split", true, Grade::kNear,
     "one target compiles another batch size to a program that names other tokens"},
    {Verdict::kUnexplained, "unexplained", true, Grade::kTie,
     "a compiled program does what no plan does"},
}};
inline constexpr std::array<std::string_view, 3> kGradeNames = {"tie", "near", "wide"};

constexpr const VerdictInfo& info(Verdict verdict) {
  return kVerdicts[static_cast<std::size_t>(verdict)];
}
// Whether a plan of the sampler can show it; the others compare compiled programs.
constexpr bool of_plans(Verdict verdict) {
  return verdict != Verdict::kVariantSplit && verdict != Verdict::kUnexplained;
}
constexpr std::string_view name(Verdict verdict) { return info(verdict).name; }
constexpr std::string_view name(Grade grade) {
  return kGradeNames[static_cast<std::size_t>(grade)];
}

// Which verdicts fail, and from which grade: `--fail-on VERDICT[:GRADE],...` changes the default.
struct FailRule {
  std::array<bool, kVerdicts.size()> fails;
  std::array<Grade, kVerdicts.size()> from;

  FailRule();
  [[nodiscard]] bool failing(Verdict verdict, Grade grade) const {
    const auto at = static_cast<std::size_t>(verdict);
    return fails[at] && grade >= from[at];
  }
};
// Throws InputError naming the word that is no verdict or grade. Verdicts not named do not fail;
// one named without a grade fails from the grade it fails from by default.
FailRule parse_fail_rule(std::string_view text);

}  // namespace splitvote
