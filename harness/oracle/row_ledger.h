// What has been worked out about one row so far: order, nucleus, softmax sum, and what each
// candidate set means.
//
// Filled on demand and kept, so that a hundred outcomes that share their candidate sets cost little
// more than one. A candidate set is known by its address and kept alive. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "harness/oracle/nucleus.h"
#include "harness/oracle/referee.h"
#include "harness/oracle/token_order.h"
#include "src/evaluate/id_set.h"
#include "src/layout/layout.h"

namespace splitvote {

// One candidate set in terms of tokens. NaN tokens are counted but neither best nor least, nor in
// or out of the nucleus.
struct Kept {
  std::shared_ptr<const IdSet> set;
  std::int64_t token_count = 0;
  bool holds_no_token = false;          // an id is padding or outside the vocabulary
  bool holds_maximum = false;           // a true-maximum token is among them
  std::int32_t best_token = kNoToken;   // greatest true logit, then lowest token
  std::int32_t least_token = kNoToken;  // least true logit, then lowest token
  // The most probable token that is dropped although the least kept one is less probable; where
  // order was asked for.
  std::int32_t wrongly_dropped = kNoToken;
  // Tokens in the wrong place by the nucleus; where it was asked for.
  std::int64_t nucleus_difference = 0;
};

class RowLedger {
 public:
  struct Questions {
    bool order = false;
    bool nucleus = false;
  };

  // All but the questions must outlive the ledger.
  RowLedger(const TrueRow& row, const TrueParameters& parameters, const LayoutMap& map,
            Questions questions)
      : row_(&row), parameters_(&parameters), map_(&map), questions_(questions) {}

  [[nodiscard]] const TrueRow& row() const { return *row_; }
  const Kept& kept(const std::shared_ptr<const IdSet>& candidates);
  const Nucleus& nucleus();
  // Softmax probability in float64; 0 for kNoToken, and in a row without a maximum.
  double probability(std::int32_t token);

 private:
  void examine(const IdSet& candidates, Kept& kept);
  std::int32_t find_wrongly_dropped(const Kept& kept, std::int64_t comparable_kept,
                                    std::int64_t least_ties);

  const TrueRow* row_;
  const TrueParameters* parameters_;
  const LayoutMap* map_;
  Questions questions_;
  TokenOrder order_;
  std::optional<Nucleus> nucleus_;
  std::optional<double> softmax_sum_;
  std::unordered_map<const IdSet*, Kept> kept_;
  const Kept* last_ = nullptr;
};

}  // namespace splitvote
