// Every decision on floats that one row of a case came to under one plan, with the two numbers that
// it hung on.
//
// 1. The program is run under the plan and every value's u kept.
// 2. For each operation that decides, on each rank, the pair of elements is found that would be
//    decided otherwise with both read rounded or both unrounded, or that came closest.
// 3. Ranks with equal entries are one entry.
// Decisions on integers have no u and r, and are left out; so are those with nothing to decide (one
// element, or all taken).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/trace/closest_call.h"
#include "src/program/plan.h"

namespace splitvote {

// One element that a decision read.
struct TracedNumber {
  std::string value;      // whose element it is
  std::string site;       // where u or r is chosen; empty where there is no choice
  bool promoted = false;  // u was read
  float u = 0, r = 0;
  Dtype narrow = Dtype::kFloat32;  // what r is rounded to
  std::int64_t position = -1;      // along the last axis; -1: one number a row
  std::int32_t token = -1;         // where positions are those of the vocabulary; -1: none

  [[nodiscard]] float read() const { return promoted ? u : r; }
  friend bool operator==(const TracedNumber&, const TracedNumber&);
};

struct TracedDecision {
  int value = -1;
  std::string id;
  std::string operation;  // compare, argmax, sort, top_k, ...
  std::string direction;  // compare: GE, ...
  int row = 0;
  std::vector<int> ranks;  // on which it is the same
  TracedNumber first, second;
  bool holds = false;  // compare
  Turned turned = Turned::kNot;
  std::int64_t turned_count = 0;  // compare: elements turned so, on one rank
  std::int64_t true_count = 0;    // compare: elements for which it holds, on one rank
  std::int64_t taken = 0;         // selections: how many are taken; 0: compare, sort
  // Between the two numbers read; nothing where one is a NaN or both are infinite.
  std::optional<std::int64_t> float32_ulps;
  std::optional<double> narrow_ulps;      // in ulps of `narrow_dtype` at the larger number
  Dtype narrow_dtype = Dtype::kBfloat16;  // that of the numbers, or what the program grades in
};

// In program order, then by first rank. `wanted` is the token that is shown where several would be
// decided otherwise (-1: none); with `whatever_is_decided` comparisons show it in any case.
std::vector<TracedDecision> decision_trace(const Case& test_case, const Plan& plan, int row,
                                           std::int32_t wanted = -1,
                                           bool whatever_is_decided = false);

}  // namespace splitvote
