#include "harness/oracle/judge.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "harness/oracle/docket.h"
#include "harness/oracle/drawn.h"
#include "harness/oracle/true_rounding.h"

namespace splitvote {

const Ruling* Judgement::find(Verdict verdict) const {
  for (const Ruling& ruling : rulings) {
    if (ruling.verdict == verdict) return &ruling;
  }
  return nullptr;
}

Judge::Judge(const Case& test_case) : Judge(test_case, establish_truth(test_case)) {}

Judge::Judge(const Case& test_case, Truth truth)
    : case_(&test_case), map_(test_case.layout), truth_(std::move(truth)) {
  decide_what_is_judged();
  const RowLedger::Questions questions = {judged(Verdict::kOrderViolation),
                                          judged(Verdict::kMassError)};
  ledgers_.reserve(truth_.rows.size());
  for (const TrueRow& row : truth_.rows) {
    ledgers_.emplace_back(row, truth_.parameters, map_, questions);
  }
}

void Judge::decide_what_is_judged() {
  const Program& program = *case_->program;
  const Observe& observe = program.observe;
  const auto promised = [&](Promise promise) { return program.promised(promise); };
  const TrueParameters& parameters = truth_.parameters;
  const double temperature = parameters.temperature.value_or(1);
  const bool candidates = observe.candidates();
  const bool tops = observe.top_id >= 0;
  const bool draws = observe.draw_id >= 0;
  const bool everyone = !observe.on_ranks || [&] {
    // Ranks that are not judged may be the owner.
    std::vector<bool> listed(static_cast<std::size_t>(map_.rank_count()), false);
    for (int rank : *observe.on_ranks) {
      if (rank >= 0 && rank < map_.rank_count()) listed[static_cast<std::size_t>(rank)] = true;
    }
    for (bool each : listed) {
      if (!each) return false;
    }
    return true;
  }();
  const auto set = [&](Verdict verdict, bool is_judged) {
    judged_[static_cast<std::size_t>(verdict)] = is_judged;
  };

  judges_tops_ = tops && promised(Promise::kRanksAgree);
  judges_several_owners_ = observe.owner_mask >= 0 && promised(Promise::kOneOwner);
  judges_no_owner_ = observe.owner_mask >= 0 && everyone;
  set(Verdict::kRankSplit, judges_tops_ || judges_several_owners_ || judges_no_owner_);
  set(Verdict::kMaxVanished, candidates && promised(Promise::kKeepsMaximum) && temperature >= 0);
  set(Verdict::kEmptyCandidates,
      candidates && (promised(Promise::kKeepsMaximum) || promised(Promise::kAtLeastOne)));
  set(Verdict::kOrderViolation, candidates && promised(Promise::kKeepsOrder) && temperature >= 0);
  set(Verdict::kWrongCount,
      candidates && promised(Promise::kExactlyK) && parameters.top_k.has_value());
  set(Verdict::kDrawSplit, draws && promised(Promise::kRanksAgree));
  set(Verdict::kIdCorrupted, candidates || tops || draws || observe.travels_id >= 0);
  set(Verdict::kMassError,
      candidates && promised(Promise::kNucleus) && parameters.top_p.has_value() && temperature > 0);
  set(Verdict::kNotFinite, true);
  set(Verdict::kPlanSplit, tops);
  set(Verdict::kLayoutSplit, judges_tops_);
  const bool drawn_top = depends_on_draw(program, observe.top_id);
  const bool drawn = drawn_top || depends_on_draw(program, observe.candidates_mask) ||
                     depends_on_draw(program, observe.candidates_ids);
  set(Verdict::kOrderSplit, judges_tops_ && !drawn_top);
  set(Verdict::kShardCountSplit, judges_tops_ && !drawn_top);
  set(Verdict::kScaleSplit, tops && !drawn_top && parameters.temperature.value_or(0) > 0);
  set(Verdict::kShiftSplit, tops && !drawn_top);
  set(Verdict::kBatchSplit, (tops || candidates) && !drawn);
  set(Verdict::kVariantSplit, tops || candidates);
  set(Verdict::kUnexplained, tops || candidates);
}

std::vector<Verdict> Judge::not_judged() const {
  std::vector<Verdict> verdicts;
  for (const VerdictInfo& row : kVerdicts) {
    if (!judged(row.verdict)) verdicts.push_back(row.verdict);
  }
  return verdicts;
}

Judgement Judge::judge(const Outcome& outcome) const {
  if (static_cast<std::size_t>(outcome.row_count) > truth_.rows.size()) {
    std::fputs("splitvote: an outcome has more rows than the case it is judged by\n", stderr);
    std::abort();
  }
  Docket docket;
  const int ranks = map_.rank_count();
  for (int row = 0; row < outcome.row_count; ++row) {
    if (judges_tops_) judge_names(outcome, row, Verdict::kRankSplit, &RankOutcome::top, docket);
    judge_owners(outcome, row, docket);
    if (judged(Verdict::kDrawSplit)) {
      judge_names(outcome, row, Verdict::kDrawSplit, &RankOutcome::draw, docket);
    }
    const IdSet* before =
        nullptr;  // ranks that share a set share its rulings: the first one has them
    for (int rank = 0; rank < ranks; ++rank) {
      const RankOutcome& seen = outcome.at(rank, row);
      if (!seen.judged) continue;
      judge_ids(seen, {row, rank}, docket);
      if (seen.candidates == nullptr || seen.candidates.get() == before) continue;
      before = seen.candidates.get();
      judge_candidates(seen, {row, rank}, docket);
    }
    judge_finiteness(outcome, row, docket);
  }
  Judgement judgement;
  for (const std::optional<Ruling>& ruling : docket.worst) {
    if (ruling) judgement.rulings.push_back(*ruling);
  }
  return judgement;
}

double Judge::probability_lost(const Ruling& ruling) const {
  RowLedger& ledger = ledgers_[static_cast<std::size_t>(ruling.row)];
  const double lost =
      ledger.probability(ruling.expected_token) - ledger.probability(ruling.actual_token);
  return lost > 0 ? lost : 0;
}

// The caller has filled in everything but the grade.
void Judge::rule(const Ruling& ruling, Docket& docket) const {
  const auto at = static_cast<std::size_t>(ruling.verdict);
  Ruling graded = ruling;
  graded.grade = grade(ruling.row, ruling.expected_token, ruling.actual_token);
  const double far = distance(ruling.row, ruling.expected_token, ruling.actual_token);
  std::optional<Ruling>& worst = docket.worst[at];
  const bool worse = !worst || graded.grade > worst->grade ||
                     (graded.grade == worst->grade && far > docket.distance[at]);
  if (!worse) return;
  worst = graded;
  docket.distance[at] = far;
}

Grade Judge::grade(int row, std::int32_t expected, std::int32_t actual) const {
  if (expected == kNoToken || actual == kNoToken) return Grade::kWide;
  const std::vector<float>& logits = truth_.rows[static_cast<std::size_t>(row)].logits;
  return grade_between(logits[static_cast<std::size_t>(expected)],
                       logits[static_cast<std::size_t>(actual)], case_->program->grade_dtype);
}

double Judge::distance(int row, std::int32_t expected, std::int32_t actual) const {
  constexpr double kFurthest = std::numeric_limits<double>::infinity();
  if (expected == kNoToken || actual == kNoToken) return kFurthest;
  const std::vector<float>& logits = truth_.rows[static_cast<std::size_t>(row)].logits;
  const float a = logits[static_cast<std::size_t>(expected)];
  const float b = logits[static_cast<std::size_t>(actual)];
  if (a == b) return 0;
  const double far = static_cast<double>(a) - static_cast<double>(b);
  return std::isnan(far) ? kFurthest : far;
}

}  // namespace splitvote
