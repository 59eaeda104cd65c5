#include "harness/emit/claim.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "harness/oracle/nucleus.h"
#include "harness/oracle/referee.h"
#include "harness/oracle/token_order.h"
#include "harness/oracle/true_rounding.h"

namespace splitvote {
namespace {

class Claimant {
 public:
  explicit Claimant(const Finding& finding)
      : finding_(finding),
        program_(*finding.test_case.program),
        truth_(establish_truth(finding.test_case)) {
    claim_.verdict = finding.verdict;
    claim_.least_grade = std::min(info(finding.verdict).fails_from, finding.grade);
    claim_.steps = static_cast<std::int64_t>(claim_.least_grade);
  }

  Claim run() {
    switch (finding_.verdict) {
      case Verdict::kRankSplit:
        rank_split();
        break;
      case Verdict::kMaxVanished:
        max_vanished();
        break;
      case Verdict::kEmptyCandidates:
        for (const auto& row : truth_.rows) add_row(row, !row.maximal.empty());
        say_of_rank("every rank keeps at least one candidate", "keeps nothing");
        break;
      case Verdict::kOrderViolation:
        for (const auto& row : truth_.rows) {
          if (RowClaim* claim = add_row(row, !row.maximal.empty())) claim->standing = standing(row);
        }
        say_of_rank("no kept token is less probable than a dropped one" + graded(),
                    "drops a token and keeps a less probable one");
        break;
      case Verdict::kWrongCount:
        wrong_count();
        break;
      case Verdict::kDrawSplit:
        say("all ranks draw the same token of a row", "ranks draw different tokens");
        break;
      case Verdict::kIdCorrupted:
        say_of_rank("every id is that of a token, and of the value it travels with",
                    "names an id that is no token, or not that of its value");
        break;
      case Verdict::kMassError:
        mass_error();
        break;
      case Verdict::kNotFinite:
        for (const auto& row : truth_.rows) add_row(row, !row.has_nan && !row.has_infinity);
        say("no decision reads NaN and the chosen value is finite, as all logits are",
            "a decision reads NaN, or the chosen value is not finite");
        break;
      case Verdict::kPlanSplit:
        say("both plans name the same top token", "the plans name different top tokens");
        break;
      case Verdict::kLayoutSplit:
      case Verdict::kOrderSplit:
      case Verdict::kShardCountSplit:
      case Verdict::kScaleSplit:
      case Verdict::kShiftSplit:
        for (const auto& row : truth_.rows) add_row(row, true)->standing = standing(row);
        say("both " + things() + " name the same top token" + graded(),
            "the " + things() + " name different top tokens");
        break;
      case Verdict::kBatchSplit:
      case Verdict::kVariantSplit:
      case Verdict::kUnexplained:
        break;  // refused before anything is printed (reproducer.cc)
    }
    return std::move(claim_);
  }

 private:
  // The last row added is `row` itself: rows come in order.
  RowClaim* add_row(const TrueRow& row, bool judged) {
    claim_.by_row = true;
    if (!judged) return nullptr;
    claim_.rows.emplace_back();
    claim_.rows.back().row = static_cast<int>(&row - truth_.rows.data());
    return &claim_.rows.back();
  }
  void say(std::string expected, std::string happening) {
    claim_.expected = std::move(expected);
    claim_.happening = std::move(happening);
  }
  void say_of_rank(std::string expected, std::string happening) {
    say(std::move(expected), std::move(happening));
    claim_.about_one_rank = true;
  }
  // "layouts"
  [[nodiscard]] std::string things() const {
    return std::string(relation_info(finding_.verdict)->what) + "s";
  }
  [[nodiscard]] std::string graded() const {
    if (claim_.least_grade == Grade::kTie) return "";
    const std::string dtype(name(program_.grade_dtype));
    return claim_.least_grade == Grade::kNear
               ? " (tokens whose logits are equal in " + dtype + " apart)"
               : " (tokens whose logits are neighbours in " + dtype + " apart)";
  }

  // With a tie failing too, any two different logits are a step apart.
  [[nodiscard]] std::vector<std::optional<std::int64_t>> standing(const TrueRow& row) {
    std::vector<std::optional<std::int64_t>> places;
    if (claim_.least_grade != Grade::kTie) {
      for (const float logit : row.logits) {
        places.push_back(std::isnan(logit) ? std::nullopt
                                           : std::optional(place(logit, program_.grade_dtype)));
      }
      return places;
    }
    if (finding_.verdict == Verdict::kOrderViolation) claim_.steps = 1;
    std::set<float> distinct;
    for (const float logit : row.logits) {
      if (!std::isnan(logit)) distinct.insert(logit + 0.0F);
    }
    for (const float logit : row.logits) {
      places.emplace_back();
      if (std::isnan(logit)) continue;
      places.back() = std::distance(distinct.begin(), distinct.find(logit + 0.0F));
    }
    return places;
  }

  void rank_split() {
    const auto promised = [&](Promise promise) { return program_.promised(promise); };
    const Observe& o = program_.observe;
    claim_.tops = o.top_id >= 0 && promised(Promise::kRanksAgree);
    claim_.several_owners = o.owner_mask >= 0 && promised(Promise::kOneOwner);
    claim_.no_owner = o.owner_mask >= 0 && everyone_is_judged();
    std::string expected = claim_.tops ? "all ranks name the same top token of a row" : "";
    if (claim_.no_owner || claim_.several_owners) {
      expected += expected.empty() ? "" : ", and ";
      expected +=
          claim_.several_owners ? "one rank owns its maximum" : "some rank owns its maximum";
    }
    std::string happening = claim_.tops ? "ranks name different top tokens" : "";
    const auto also = [&](bool judged, const char* what) {
      if (judged) happening += (happening.empty() ? "" : ", or ") + std::string(what);
    };
    also(claim_.no_owner, "no rank owns the maximum");
    also(claim_.several_owners, "several ranks own the maximum");
    say(expected, happening);
  }

  [[nodiscard]] bool everyone_is_judged() const {
    const Observe& o = program_.observe;
    if (!o.on_ranks) return true;
    for (int rank = 0; rank < finding_.test_case.layout.rank_count(); ++rank) {
      if (std::find(o.on_ranks->begin(), o.on_ranks->end(), rank) == o.on_ranks->end())
        return false;
    }
    return true;
  }

  // Whatever tokens are kept, the best of them has the greatest logit: it is less than `steps` away
  // from the maximum exactly when one of them is.
  void max_vanished() {
    for (const auto& row : truth_.rows) {
      RowClaim* claim = add_row(row, !row.maximal.empty());
      if (claim == nullptr) continue;
      claim->tokens = row.maximal;
      if (claim_.least_grade == Grade::kTie) continue;
      claim->tokens.clear();
      const std::int64_t highest = place(row.maximum, program_.grade_dtype);
      for (std::size_t token = 0; token < row.logits.size(); ++token) {
        const float logit = row.logits[token];
        if (std::isnan(logit) || highest - place(logit, program_.grade_dtype) >= claim_.steps) {
          continue;
        }
        claim->tokens.push_back(static_cast<std::int32_t>(token));
      }
    }
    const std::string which = claim_.least_grade == Grade::kTie
                                  ? "a token with the greatest logit"
                                  : "a token with the greatest logit, or one equal to it in " +
                                        std::string(name(program_.grade_dtype));
    say_of_rank("every rank keeps " + which, "keeps no token with the greatest logit");
  }

  void wrong_count() {
    const std::int64_t k = *truth_.parameters.top_k;
    for (const auto& row : truth_.rows) {
      RowClaim* claim = add_row(row, true);
      claim->least = std::min<std::int64_t>(k, row.comparable_count);
      claim->most = std::min<std::int64_t>(k, finding_.test_case.layout.vocab_size);
    }
    say_of_rank("every rank keeps as many tokens as top_k says", "keeps another number of tokens");
  }

  void mass_error() {
    for (const auto& row : truth_.rows) {
      RowClaim* claim = add_row(row, !row.maximal.empty());
      if (claim == nullptr) continue;
      TokenOrder order;
      const Nucleus nucleus = true_nucleus(row, truth_.parameters, order);
      for (std::size_t token = 0; token < row.logits.size(); ++token) {
        const float logit = row.logits[token];
        const auto id = static_cast<std::int32_t>(token);
        if (nucleus.surely_count > 0 && logit >= nucleus.surely_from) claim->tokens.push_back(id);
        if (!(logit < nucleus.possibly_from)) claim->allowed.push_back(id);
      }
    }
    say_of_rank("every rank keeps the true nucleus, but for one token at most",
                "keeps another nucleus");
  }

  const Finding& finding_;
  const Program& program_;
  Truth truth_;
  Claim claim_;
};

}  // namespace

Claim claim_of(const Finding& finding) { return Claimant(finding).run(); }

}  // namespace splitvote
