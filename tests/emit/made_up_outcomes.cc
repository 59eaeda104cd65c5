#include "tests/emit/made_up_outcomes.h"

#include <cmath>
#include <limits>

namespace splitvote {
namespace {

constexpr int kRanks = 3;
constexpr std::int32_t kPaddingColumns = 2;

// Ties in the logits and in bfloat16, neighbours in bfloat16, and now and then what is special.
float random_logit(Rng& rng) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (rng.chance(4)) return std::numeric_limits<float>::quiet_NaN();
  if (rng.chance(4)) return rng.chance(50) ? kInfinity : -kInfinity;
  return 8.0f + 0.03125f * static_cast<float>(rng.between(-3, 4)) +
         0.0078125f * static_cast<float>(rng.between(0, 1));
}

}  // namespace

bool needs_two_files(Verdict verdict) {
  const RelationInfo* relation = relation_info(verdict);
  return relation != nullptr && !relation->keeps_parameters_and_rows;
}

MadeUp made_up(Verdict verdict, Rng& rng) {
  std::vector<std::vector<float>> rows(static_cast<std::size_t>(rng.between(1, 2)));
  const std::int32_t tokens = rng.between(4, 9);
  for (auto& row : rows) {
    for (std::int32_t token = 0; token < tokens; ++token) row.push_back(random_logit(rng));
  }
  MadeUp made;
  made.scene = std::make_unique<Scene>(rows, kRanks);
  Scene& scene = *made.scene;
  scene.test_case.layout = padded_layout(tokens, tokens + kPaddingColumns, kRanks, -1e4f);
  scene.set("top_k", rng.between(1, 9), Dtype::kS32);
  scene.set("top_p", static_cast<double>(rng.pick(std::array{0.3f, 0.6f, 0.9f, 0.97f})));
  scene.observe_candidates().observe_tops().observe_draws().observe_owners();
  scene.program.observe.travels_id = 0;
  scene.program.observe.top_value = 0;
  for (int promise = 0; promise < static_cast<int>(kPromiseNames.size()); ++promise) {
    if (promise == static_cast<int>(Promise::kOneOwner) && rng.chance(50)) continue;
    scene.promise(static_cast<Promise>(promise));
  }
  if (rng.chance(30)) scene.program.observe.on_ranks = std::vector<int>{0, 2};
  made.finding.test_case = scene.ready();
  made.finding.verdict = verdict;
  made.finding.grade = static_cast<Grade>(rng.below(3));
  if (relation_info(verdict) !=
      nullptr) {  // the check reads the tops, however the other came about
    made.finding.relation = to_layout(padded_layout(tokens, tokens + kPaddingColumns, 1, -1e4f));
  }
  return made;
}

Outcome random_outcome(const Case& test_case, const Layout& layout, Rng& rng) {
  const LayoutMap map(layout);
  Outcome outcome;
  outcome.row_count = test_case.logits.rows;
  outcome.ranks.resize(static_cast<std::size_t>(outcome.row_count * map.rank_count()));
  const bool beheaded = rng.chance(40);
  const bool special = !beheaded && rng.chance(70);
  const auto any_id = [&] { return static_cast<std::int64_t>(rng.between(-1, map.padded_size())); };
  for (int row = 0; row < outcome.row_count; ++row) {
    const std::vector<float>& logits = test_case.logits.values[static_cast<std::size_t>(row)];
    const auto a_token = [&] {
      return static_cast<std::int64_t>(
          map.id_of(static_cast<std::int32_t>(rng.below(logits.size()))));
    };
    const std::int64_t top = a_token(), draw = a_token();
    const int owner = rng.between(0, map.rank_count() - 1);
    // Without the most probable tokens, now and then; and then nothing else is wrong.
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    const float cut = beheaded ? -kInfinity : random_logit(rng);
    const float ceiling = beheaded ? rng.pick(logits) : kInfinity;
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      RankOutcome& out = Scene::at(outcome, rank, row);
      const auto& judged = test_case.program->observe.on_ranks;
      out.judged = !judged || rank != 1;
      if (!out.judged) continue;
      std::vector<std::int64_t> kept;
      for (std::size_t token = 0; token < logits.size(); ++token) {
        if (logits[token] < cut || logits[token] > ceiling || std::isnan(logits[token])) continue;
        kept.push_back(map.id_of(static_cast<std::int32_t>(token)));
      }
      if (special && rng.chance(30)) kept.push_back(any_id());
      if (special && rng.chance(30) && !kept.empty()) kept.erase(kept.begin());
      if (special && rng.chance(10)) kept.clear();
      out.candidates = std::make_shared<IdSet>(kept, map.padded_size());
      out.top = special && rng.chance(20) ? any_id() : top;
      out.draw = special && rng.chance(20) ? any_id() : draw;
      out.owner = rank == owner || (special && rng.chance(20)) ? Observed::kTrue : Observed::kFalse;
      if (special && rng.chance(30)) out.owner = Observed::kFalse;
      out.travelled_intact = special && rng.chance(10) ? Observed::kFalse : Observed::kTrue;
      out.top_value_finite = special && rng.chance(10) ? Observed::kFalse : Observed::kTrue;
    }
    outcome.nan_decision.push_back(special && rng.chance(20));
  }
  return outcome;
}

}  // namespace splitvote
