// All ranks through a program, one value after another, under one plan.
#pragma once

#include <vector>

#include "harness/case/case.h"
#include "src/layout/layout.h"
#include "src/program/plan.h"
#include "tests/reference/operations.h"

namespace splitvote::reference {

class Lockstep {
 public:
  Lockstep(const Case& test_case, const LayoutMap& layout,
           const std::vector<std::vector<float>>& rows, const Plan& plan);

  // A region of a `while` on some ranks: parameters are given, everything is read rounded.
  Lockstep(const Lockstep& outer, const Region& region, std::vector<bool> ranks);

  void run();
  // The region's yields for these parameters. [parameter or yield][rank]
  using Carried = std::vector<std::vector<Array>>;
  [[nodiscard]] Carried yields(const Region& region, const Carried& parameters);

  // The arrays of a value (several for a tuple) on one rank.
  [[nodiscard]] const std::vector<Array>& at(int value, int rank) const {
    return arrays_[static_cast<std::size_t>(value)][static_cast<std::size_t>(rank)];
  }
  [[nodiscard]] const std::vector<bool>& nan_decision() const { return nan_decision_; }

 private:
  void run_from(std::size_t first);
  void loop(const Value& value, std::vector<std::vector<Array>>& result);
  [[nodiscard]] std::vector<int> group(const Value& value, int rank) const;
  [[nodiscard]] int rank_class(int rank) const;
  [[nodiscard]] bool promoted(int rank, int site) const;
  // What the use of an operand by a value reads on one rank.
  [[nodiscard]] Numbers read(const Value& value, std::size_t position, int rank) const;
  [[nodiscard]] std::vector<Numbers> read_all(const Value& value, int rank) const;
  [[nodiscard]] Adder adder(const Value& value, int rank) const;
  [[nodiscard]] std::int64_t count(const Count& count, int rank) const;

  [[nodiscard]] std::vector<Array> evaluate(const Value& value, int rank);
  [[nodiscard]] Array parameter(const Value& value, int rank) const;
  [[nodiscard]] Array collective(const Value& value, int rank) const;
  [[nodiscard]] Array all_gather(const Value& value, int rank) const;
  void mark_nan(const Value& value, int rank);
  void find_needed();

  const Case& case_;
  const LayoutMap& layout_;
  const std::vector<std::vector<float>>& rows_;
  const Plan& plan_;
  const std::vector<Value>& values_;
  bool inside_ = false;                // a region: no site is promoted, no decision counts
  std::vector<bool> takes_part_ = {};  // [rank]; the other ranks have left the loop
  std::vector<std::vector<std::vector<Array>>> arrays_;  // [value][rank][element]
  std::vector<bool> nan_decision_;
  std::vector<bool>
      needed_;  // [value] something observed depends on it; other decisions do not count
};

}  // namespace splitvote::reference
