// Outcome against truth: which verdicts hold, how badly, and what the damage is.
//
// A verdict is judged only where the program promises and observes what it is about:
//
//   rank_split        tops (ranks_agree); owners: none among all ranks, or two or more (one_owner)
//   max_vanished      candidates (keeps_maximum); not below temperature 0
//   empty_candidates  candidates (keeps_maximum or at_least_one)
//   order_violation   candidates (keeps_order); not below temperature 0
//   wrong_count       candidates (exactly_k) of a program with a `top_k` parameter: fewer tokens
//                     than min(k, tokens that are neither NaN nor -inf), or more than
//                     min(k, vocabulary). Masked tokens may fill up, and need not
//   draw_split        draws (ranks_agree)
//   id_corrupted      any observed id; no promise needed
//   mass_error        candidates (nucleus) of a program with a `top_p` parameter; temperature > 0
//   not_finite        always
//   plan_split        tops
//   layout_split      tops (ranks_agree)
//   order_, shard_count_, scale_, shift_, batch_split   as relation.h has it: two cases
//   variant_split, unexplained   tops or candidates; of compiled programs only (compare_names)
//
// A row without a true maximum (all NaN or -inf) is not judged for max_vanished, empty_candidates,
// order_violation and mass_error. Two names are one when they mean the same token; an id that is no
// token is a name of its own.
//
// The grade counts steps of the grade dtype from the expected to the actual token; a missing one is
// wide:
//
//   verdict           expected_token                actual_token
//   rank_split        tops: the likeliest named     the least likely of the others named
//                     owners: a true maximum        the best of the worst owner's slice; or none
//   max_vanished      a true maximum                the best kept
//   empty_candidates  a true maximum                none
//   order_violation   the likeliest dropped         the least likely kept
//   wrong_count       a true maximum                the best kept
//   draw_split        the likeliest drawn           the least likely of the others drawn
//   id_corrupted      none                          none
//   mass_error        a true maximum                the best kept
//   not_finite        none                          none
//   plan_, layout_, order_, shard_count_, scale_, shift_split   the likelier of the two; the other
//   batch_split, variant_split, unexplained   tops: as plan_split. Candidates: the likeliest that
//   one keeps and
//                                the other drops, and the best that this other one keeps
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/case/case.h"
#include "harness/oracle/referee.h"
#include "harness/oracle/row_ledger.h"
#include "harness/oracle/verdict.h"
#include "src/evaluate/outcome.h"

namespace splitvote {

// One verdict on one outcome: at its worst over ranks and rows (grade, then distance in logits
// between the two tokens, then first row, then first rank).
struct Ruling {
  Verdict verdict = Verdict::kRankSplit;
  Grade grade = Grade::kTie;
  int row = 0;
  int rank = 0;  // where it shows; for splits the first rank that names the actual token; the first
                 // where it is about all
  std::int32_t expected_token = kNoToken;
  std::int32_t actual_token = kNoToken;
  // wrong_count: tokens promised and kept; mass_error: tokens of the true nucleus, ambiguous ones
  // included, and kept; rank_split by owners: 1 and the owners; -1 elsewhere.
  std::int64_t expected_count = -1;
  std::int64_t actual_count = -1;

  friend bool operator==(const Ruling&, const Ruling&) = default;
};

struct Judgement {
  std::vector<Ruling> rulings;  // at most one per verdict, in verdict order
  [[nodiscard]] const Ruling* find(Verdict verdict) const;
};

class Judge {
 public:
  // Keeps a reference to `test_case`; establishes the truth once.
  explicit Judge(const Case& test_case);
  Judge(const Case& test_case, Truth truth);
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // Everything but what compares outcomes: plan_split, variant_split, unexplained and the verdicts
  // on two cases (relation.h).
  // What is worked out about candidate sets is kept in the judge (row_ledger.h): one thread at a
  // time.
  [[nodiscard]] Judgement judge(const Outcome& outcome) const;
  // One outcome against another of the same logits (another plan, or another case of the same order
  // of logits: relation.h): the tops that their first judged ranks name. Nothing where a top is not
  // observed, or where both name no token (that is id_corrupted). Rank and actual_token are those
  // of the one whose token is less likely.
  [[nodiscard]] std::optional<Ruling> compare_tops(Verdict verdict, const Outcome& outcome,
                                                   const Outcome& other,
                                                   const Layout& other_layout) const;
  // Two outcomes of the same logits and layout, over the first `rows` rows: the tops, and the
  // candidates, of their first judged ranks. Candidates are compared as sets of tokens.
  [[nodiscard]] std::optional<Ruling> compare_names(Verdict verdict, const Outcome& outcome,
                                                    const Outcome& other, int rows) const;
  // Probability of the expected token minus that of the actual one (0 for none), by softmax at the
  // case's temperature, in float64. Never negative.
  [[nodiscard]] double probability_lost(const Ruling& ruling) const;

  [[nodiscard]] bool judged(Verdict verdict) const {
    return judged_[static_cast<std::size_t>(verdict)];
  }
  // Verdicts that the program does not promise or observe what they are about, or that the
  // temperature rules out.
  [[nodiscard]] std::vector<Verdict> not_judged() const;
  [[nodiscard]] const Truth& truth() const { return truth_; }
  [[nodiscard]] const LayoutMap& map() const { return map_; }

 private:
  struct Docket;  // the rulings of one outcome while it is judged
  struct Name;    // what one rank names
  struct Place {
    int row, rank;
  };

  void decide_what_is_judged();
  void judge_names(const Outcome& outcome, int row, Verdict verdict, std::int64_t RankOutcome::*id,
                   Docket& docket) const;
  void judge_owners(const Outcome& outcome, int row, Docket& docket) const;
  void judge_ids(const RankOutcome& seen, Place place, Docket& docket) const;
  void judge_candidates(const RankOutcome& seen, Place place, Docket& docket) const;
  void judge_finiteness(const Outcome& outcome, int row, Docket& docket) const;
  void split(Verdict verdict, int row, const std::vector<Name>& names, Docket& docket) const;
  void rule(const Ruling& ruling, Docket& docket) const;
  void compare_candidates(Verdict verdict, int row, const RankOutcome& here,
                          const RankOutcome& there, Docket& docket) const;
  [[nodiscard]] std::int32_t best_token_of_slice(int row, int rank) const;
  [[nodiscard]] Grade grade(int row, std::int32_t expected, std::int32_t actual) const;
  [[nodiscard]] double distance(int row, std::int32_t expected, std::int32_t actual) const;

  const Case* case_;
  LayoutMap map_;
  Truth truth_;
  std::array<bool, kVerdicts.size()> judged_{};
  bool judges_tops_ = false, judges_no_owner_ = false, judges_several_owners_ = false;
  mutable std::vector<RowLedger> ledgers_;  // [row]
};

}  // namespace splitvote
