#include "harness/trace/closest_call.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <vector>

#include "src/numeric/order.h"

namespace splitvote {
namespace {

bool compares(const Attributes& attributes, float a, float b) {
  if (attributes.compare_order == CompareOrder::kTotal) {
    const std::int32_t x = total_order_key(a), y = total_order_key(b);
    switch (attributes.direction) {
      case Direction::kGe:
        return x >= y;
      case Direction::kGt:
        return x > y;
      case Direction::kLe:
        return x <= y;
      case Direction::kLt:
        return x < y;
      case Direction::kEq:
        return x == y;
      case Direction::kNe:
        return x != y;
    }
  }
  switch (attributes.direction) {
    case Direction::kGe:
      return a >= b;
    case Direction::kGt:
      return a > b;
    case Direction::kLe:
      return a <= b;
    case Direction::kLt:
      return a < b;
    case Direction::kEq:
      return a == b;
    case Direction::kNe:
      return a != b;
  }
  return false;
}

// How far apart two numbers are; nothing is further than a NaN or two infinities.
double apart(float a, float b) {
  const double distance = std::abs(static_cast<double>(a) - static_cast<double>(b));
  return std::isnan(distance) ? std::numeric_limits<double>::infinity() : distance;
}

// The order in which a selection takes elements, best first, of `begin`..`end` as `number` gives
// them; only the first `count` places are in order.
template <typename Number>
std::vector<std::size_t> order_of(const Value& value, std::size_t begin, std::size_t end,
                                  std::size_t count, Number number) {
  const Attributes& attributes = value.attributes;
  const bool sorts = value.opcode == Opcode::kSort;
  const bool numeric =
      value.opcode == Opcode::kArgmax || value.opcode == Opcode::kApproxTopK ||
      (value.opcode != Opcode::kBitSearchThreshold && attributes.key_order == KeyOrder::kNumeric);
  const bool last_first = !sorts && attributes.tie == Tie::kHighestIndex;
  const bool nan_last = value.opcode == Opcode::kArgmax && !attributes.nan_wins;
  const bool packed = attributes.selection_key == SelectionKey::kPacked;
  std::vector<std::int64_t> keys(end - begin);
  for (std::size_t at = begin; at < end; ++at) {
    const float x = packed ? packed_number(number(at)) : number(at);
    std::int64_t key = numeric ? numeric_order_key(x) : total_order_key(x);
    if (nan_last && std::isnan(x)) key = std::numeric_limits<std::int64_t>::min();
    keys[at - begin] = sorts && !attributes.descending ? -key : key;
  }
  std::vector<std::size_t> order(end - begin);
  std::iota(order.begin(), order.end(), begin);
  const auto better = [&](std::size_t a, std::size_t b) {
    if (keys[a - begin] != keys[b - begin]) return keys[a - begin] > keys[b - begin];
    return last_first ? a > b : a < b;
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    better);
  order.resize(count);
  return order;
}

}  // namespace

std::optional<ClosestCall> closest_comparison(const Attributes& attributes, const Readings& left,
                                              const Readings& right, std::size_t result_count,
                                              std::size_t begin, std::size_t end,
                                              std::optional<std::size_t> wanted,
                                              bool whatever_is_decided) {
  if (begin == end || left.count() == 0 || right.count() == 0) return std::nullopt;
  const std::size_t left_step = result_count / left.count(),
                    right_step = result_count / right.count();
  ClosestCall call;
  // What is turned comes first, rounded before unrounded; then the column wanted; then the nearest.
  using Rank = std::tuple<bool, int, bool, double>;
  std::optional<Rank> best;
  std::array<std::size_t, 3> turned_counts = {};
  for (std::size_t at = begin; at < end; ++at) {
    const std::size_t i = at / left_step, j = at / right_step;
    const float a = left.read(i), b = right.read(j);
    const bool holds = compares(attributes, a, b);
    Turned turned = Turned::kNot;
    if (compares(attributes, left.r->floats()[i], right.r->floats()[j]) != holds) {
      turned = Turned::kRounded;
    } else if (compares(attributes, left.u->floats()[i], right.u->floats()[j]) != holds) {
      turned = Turned::kUnrounded;
    }
    call.true_count += holds ? 1 : 0;
    ++turned_counts[static_cast<std::size_t>(turned)];
    const int strength = turned == Turned::kNot ? 0 : turned == Turned::kUnrounded ? 1 : 2;
    const bool is_wanted = wanted && at - begin == *wanted;
    const Rank rank = {whatever_is_decided && is_wanted, strength, strength > 0 && is_wanted,
                       -apart(a, b)};
    if (best && rank <= *best) continue;
    best = rank;
    call.first = i;
    call.second = j;
    call.column = at - begin;
    call.holds = holds;
    call.turned = turned;
  }
  if (call.turned != Turned::kNot) {
    call.turned_count = turned_counts[static_cast<std::size_t>(call.turned)];
  }
  return call;
}

std::optional<ClosestCall> closest_selection(const Value& value, const Readings& x,
                                             std::size_t begin, std::size_t end,
                                             std::size_t taken) {
  const std::size_t size = end - begin;
  const bool sorts = value.opcode == Opcode::kSort;
  if (size < 2 || taken == 0 || (taken >= size && !sorts)) return std::nullopt;
  const std::size_t ordered = sorts ? size : taken + 1;
  const auto read =
      order_of(value, begin, end, ordered, [&](std::size_t at) { return x.read(at); });
  ClosestCall call;
  call.first = read[sorts ? 0 : taken - 1];
  call.second = read[sorts ? 1 : taken];
  const auto turned_by = [&](const ArrayRef& numbers, Turned how) {
    if (call.turned != Turned::kNot || numbers == (x.promoted ? x.u : x.r)) return;
    const auto other =
        order_of(value, begin, end, ordered, [&](std::size_t at) { return numbers->floats()[at]; });
    if (sorts) {
      const auto [mine, theirs] = std::mismatch(read.begin(), read.end(), other.begin());
      if (mine == read.end()) return;
      call = {*mine, *theirs, 0, how};
      return;
    }
    std::vector<std::size_t> in_read(read.begin(), read.end() - 1);
    std::vector<std::size_t> in_other(other.begin(), other.end() - 1);
    std::sort(in_read.begin(), in_read.end());
    std::sort(in_other.begin(), in_other.end());
    if (in_read == in_other) return;
    const auto missing = [](const std::vector<std::size_t>& from,
                            const std::vector<std::size_t>& in) {
      return *std::find_if(from.begin(), from.end(), [&](std::size_t at) {
        return !std::binary_search(in.begin(), in.end(), at);
      });
    };
    const std::size_t first = missing(std::vector(read.begin(), read.end() - 1), in_other);
    call = {first, missing(std::vector(other.begin(), other.end() - 1), in_read), 0, how};
  };
  turned_by(x.r, Turned::kRounded);
  turned_by(x.u, Turned::kUnrounded);
  call.column = call.first - begin;
  return call;
}

}  // namespace splitvote
