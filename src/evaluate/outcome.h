// What one plan led to: per rank and row, the candidates, the top token and the drawn token, as the
// program named them.
//
// Plain data; ids are those of the padded concatenation, not yet tokens. A verdict is somebody
// else's business.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "src/evaluate/id_set.h"

namespace splitvote {

// "The program does not observe this, or this rank is not judged."
inline constexpr std::int64_t kNotObserved = std::numeric_limits<std::int64_t>::min();

enum class Observed : std::uint8_t { kFalse, kTrue, kNot };

struct RankOutcome {
  bool judged = true;  // false: the rank is not in observe.on_ranks; nothing else is set
  std::shared_ptr<const IdSet>
      candidates;  // null: not observed. Own-slice masks: the union over ranks, on every rank
  std::int64_t top = kNotObserved;
  std::int64_t draw = kNotObserved;
  Observed owner = Observed::kNot;
  Observed travelled_intact =
      Observed::kNot;  // every (id, key) names a token whose source value is key, bit for bit
  Observed top_value_finite = Observed::kNot;
};

bool operator==(const RankOutcome& a, const RankOutcome& b);

struct Outcome {
  int row_count = 0;
  std::vector<RankOutcome> ranks;  // [rank * row_count + row]
  std::vector<bool> nan_decision;  // [row] a decision on some rank read a NaN

  [[nodiscard]] const RankOutcome& at(int rank, int row) const {
    return ranks[static_cast<std::size_t>(rank) * static_cast<std::size_t>(row_count) +
                 static_cast<std::size_t>(row)];
  }
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace splitvote
