// A case and an outcome put together by hand, for tests of what is made of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/case/case.h"
#include "src/evaluate/outcome.h"

namespace splitvote {

// A program of nothing but parameters that observes and promises whatever a test wants.
struct Scene {
  Program program;
  Case test_case;

  explicit Scene(std::vector<std::vector<float>> rows, int rank_count = 2) {
    program.draft.name = "scene";
    test_case.layout = even_layout(static_cast<std::int32_t>(rows[0].size()), rank_count);
    test_case.logits.rows = static_cast<std::int32_t>(rows.size());
    test_case.logits.values = std::move(rows);
    add_parameter("logits", Dtype::kFloat32);
    program.logits = 0;
  }

  Scene& add_parameter(const std::string& name, Dtype dtype) {
    Value value;
    value.id = name;
    value.opcode = Opcode::kParameter;
    value.attributes.parameter_name = name;
    value.elements.resize(1);
    value.elements[0].dtype = dtype;
    program.values.push_back(value);
    return *this;
  }
  Scene& set(const std::string& name, double number, Dtype dtype = Dtype::kFloat32) {
    add_parameter(name, dtype);
    test_case.parameters.numbers[name] = number;
    return *this;
  }
  Scene& promise(Promise promised) {
    program.promises.push_back(promised);
    return *this;
  }
  Scene& observe_candidates() {
    program.observe.candidates_ids = 0;
    return *this;
  }
  Scene& observe_tops() {
    program.observe.top_id = 0;
    return *this;
  }
  Scene& observe_draws() {
    program.observe.draw_id = 0;
    return *this;
  }
  Scene& observe_owners() {
    program.observe.owner_mask = 0;
    return *this;
  }

  // The case, with the program as it now stands.
  const Case& ready() {
    test_case.program = std::make_shared<Program>(program);
    return test_case;
  }

  [[nodiscard]] Outcome silent() const {
    Outcome outcome;
    outcome.row_count = test_case.logits.rows;
    outcome.ranks.resize(
        static_cast<std::size_t>(outcome.row_count * test_case.layout.rank_count()));
    outcome.nan_decision.assign(static_cast<std::size_t>(outcome.row_count), false);
    return outcome;
  }
  static RankOutcome& at(Outcome& outcome, int rank, int row = 0) {
    return outcome.ranks[static_cast<std::size_t>(rank * outcome.row_count + row)];
  }
  // Every rank keeps these ids, in row 0.
  [[nodiscard]] Outcome keeping(const std::vector<std::int64_t>& ids) const {
    Outcome outcome = silent();
    const auto set = candidates(ids);
    for (int rank = 0; rank < test_case.layout.rank_count(); ++rank) {
      at(outcome, rank).candidates = set;
    }
    return outcome;
  }
  // Rank r names tops[r], in row 0.
  [[nodiscard]] Outcome naming(const std::vector<std::int64_t>& tops) const {
    Outcome outcome = silent();
    for (std::size_t rank = 0; rank < tops.size(); ++rank) {
      at(outcome, static_cast<int>(rank)).top = tops[rank];
    }
    return outcome;
  }
  [[nodiscard]] Outcome owning(const std::vector<bool>& owners) const {
    Outcome outcome = silent();
    for (std::size_t rank = 0; rank < owners.size(); ++rank) {
      at(outcome, static_cast<int>(rank)).owner = owners[rank] ? Observed::kTrue : Observed::kFalse;
    }
    return outcome;
  }
  [[nodiscard]] std::shared_ptr<const IdSet> candidates(
      const std::vector<std::int64_t>& ids) const {
    return std::make_shared<IdSet>(ids, LayoutMap(test_case.layout).padded_size());
  }
};

}  // namespace splitvote
