#include "src/program/dim_algebra.h"

#include <algorithm>

namespace splitvote {

Dim min_dim(const Dim& a, const Dim& b) {
  if (a.kind == DimKind::kConstant && b.kind == DimKind::kConstant) {
    return constant_dim(std::min(a.number, b.number));
  }
  return {DimKind::kMin, 0, {}, {}, 1, {a, b}};
}

Dim count_dim(const Count& count) {
  if (count.parameter.empty()) return constant_dim(count.number);
  return {DimKind::kParameter, 0, count.parameter, {}, 1, {}};
}

Dim gathered_dim(int stage, const Dim& part) {
  if (stage < 0 && part == constant_dim(1)) return {DimKind::kRanks, 0, {}, {}, 1, {}};
  return {DimKind::kGathered, stage, {}, {}, 1, {part}};
}

Dim grouped_dim(const std::vector<int>& groups, int group_size, const Dim& part) {
  if (part.kind == DimKind::kConstant) return constant_dim(group_size * part.number);
  Dim dim{DimKind::kGathered, -1, {}, {group_size}, 1, {part}};
  dim.bounds.insert(dim.bounds.end(), groups.begin(), groups.end());
  return dim;
}

Dim windowed_dim(const Dim& whole, const Attributes& a) {
  const std::int64_t padding = a.pad_low + a.pad_high;
  if (a.stride == 1 && padding == a.window - 1) return whole;
  if (whole.kind == DimKind::kConstant)
    return constant_dim(window_count(whole.number + padding, a.window, a.stride));
  return {DimKind::kWindowed, 0, {}, {a.window, a.stride, padding}, 1, {whole}};
}

Dim sliced_dim(const Dim& whole, const Attributes& a) {
  if (a.start == 0 && a.stride == 1) {
    return a.limit < 0 ? whole : min_dim(constant_dim(a.limit), whole);
  }
  if (whole.kind == DimKind::kConstant) {
    const std::int64_t limit = a.limit < 0 ? whole.number : std::min(a.limit, whole.number);
    return constant_dim(std::max<std::int64_t>(0, (limit - a.start + a.stride - 1) / a.stride));
  }
  const bool lanes = whole.kind == DimKind::kGathered &&
                     whole.parts[0].kind == DimKind::kConstant && a.limit < 0 &&
                     a.start < a.stride && whole.parts[0].number % a.stride == 0;
  if (lanes) {
    return gathered_dim(static_cast<int>(whole.number),
                        constant_dim(whole.parts[0].number / a.stride));
  }
  return {DimKind::kSliced, 0, {}, {a.start, a.limit, a.stride}, 1, {whole}};
}

Dim joined_dim(const std::vector<Dim>& parts) {
  if (parts.size() == 1) return parts[0];
  std::int64_t constants = 0;
  Dim sum{DimKind::kAdd, 0, {}, {}, 1, {}};
  for (const Dim& part : parts) {
    if (part.kind == DimKind::kConstant) {
      constants += part.number;
    } else {
      sum.parts.push_back(part);
    }
  }
  if (sum.parts.empty()) return constant_dim(constants);
  if (constants != 0) sum.parts.push_back(constant_dim(constants));
  return sum.parts.size() == 1 ? sum.parts[0] : sum;
}

}  // namespace splitvote
