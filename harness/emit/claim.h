// What an emitted file checks: the finding's verdict, with the truth about the case baked in.
//
// The check holds exactly where the judge rules the verdict on the same outcome, at a grade of
// `least_grade` or worse. Each verdict needs little of the truth:
//
//   rank_split        two judged ranks name different ids as the top (`tops`); or no judged rank is
//                     an owner (`no_owner`); or several are (`several_owners`), in one row
//   max_vanished      a row of `rows`, a judged rank: it keeps none of `tokens`
//   empty_candidates  a row of `rows`, a judged rank: its candidate set is empty (ids that are no
//                     token count as kept)
//   order_violation   a row of `rows`, a judged rank: the highest standing of a dropped token is
//                     above the lowest standing of a kept one by `steps` or more. Tokens without a
//                     standing (NaN) count as neither
//   wrong_count       a row of `rows`, a judged rank: fewer than `least` tokens kept, or more than
//                     `most`; ids that are no token are not counted
//   draw_split        two judged ranks name different ids as the draw, in one row
//   id_corrupted      a judged rank names an id that is no token as top, draw or candidate, or its
//                     keys are not those of the tokens they travelled with
//   mass_error        a row of `rows`, a judged rank: tokens of `tokens` that it drops, plus tokens
//                     it keeps that are not in `allowed`, are two or more
//   not_finite        a row of `rows`: a decision on any rank reads NaN, or a judged rank's top
//                     value is not finite
//   plan_split        the tops of the first judged rank under the two plans mean different tokens
//   of a relation     the tops of the first judged rank on the two cases mean different tokens
//                     of the row, and one is no token, or has no standing, or their standings are
//                     `steps` or more apart
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

struct RowClaim {
  int row = 0;
  std::vector<std::int32_t> tokens;   // ascending: max_vanished, mass_error
  std::vector<std::int32_t> allowed;  // ascending: mass_error
  std::int64_t least = 0, most = 0;   // wrong_count
  // order_violation, and two cases: [token] where the token's logit stands among the numbers of the
  // grade dtype, in steps from 0 (or among the row's own logits, where a tie fails too); nothing
  // for NaN.
  std::vector<std::optional<std::int64_t>> standing;
};

struct Claim {
  Verdict verdict = Verdict::kRankSplit;
  Grade least_grade = Grade::kTie;
  bool tops = false, no_owner = false, several_owners = false;
  std::int64_t steps = 0;
  bool by_row = false;         // only `rows` can fail, and they may be none; otherwise any row can
  std::vector<RowClaim> rows;  // ascending
  std::string expected;        // after "expected: "
  // What follows "happens: row 0 rank 1 " (verdicts on one rank) or "happens: row 0: ".
  std::string happening;
  bool about_one_rank = false;
};

// A grade fails from what fails by default, or from the finding's own where that is less.
Claim claim_of(const Finding& finding);

}  // namespace splitvote
