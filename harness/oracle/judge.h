// Outcome against truth: which verdicts hold, how badly, and what the damage is.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/case/case.h"
#include "harness/oracle/referee.h"
#include "harness/oracle/verdict.h"
#include "src/evaluate/outcome.h"

namespace splitvote {

// One verdict on one outcome: at its worst over ranks and rows (grade, then damage, then first row, then first rank).
struct Ruling {
  Verdict verdict;
  Grade grade;
  double probability_lost = 0;  // of the true maximum, minus that of the best kept (or named) token; >= 0
  int row = 0;
  int rank = 0;                 // where it shows; for splits the first rank that disagrees
  std::int32_t expected_token = kNoToken;  // a true-maximum token, where that means something
  std::int32_t actual_token = kNoToken;    // the best kept or the other named token
};

struct Judgement {
  std::vector<Ruling> rulings;          // at most one per verdict, in verdict order
  [[nodiscard]] const Ruling* find(Verdict verdict) const;
};

class Judge {
 public:
  // Keeps a reference to `test_case`; establishes the truth once.
  explicit Judge(const Case& test_case);
  Judge(const Case& test_case, Truth truth);

  // Everything but plan_split and layout_split, which compare outcomes.
  [[nodiscard]] Judgement judge(const Outcome& outcome) const;
  // One outcome against another of the same logits (another plan, or another layout with its own map).
  [[nodiscard]] std::optional<Ruling> compare_tops(Verdict verdict, const Outcome& outcome, const Outcome& other,
                                                   const Layout& other_layout) const;
  // Verdicts that the program neither promises nor observes: listed as not judged.
  [[nodiscard]] std::vector<Verdict> not_judged() const;
  [[nodiscard]] const Truth& truth() const { return truth_; }

 private:
  const Case* case_;
  LayoutMap map_;
  Truth truth_;
};

}  // namespace splitvote
