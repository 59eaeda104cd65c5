// Writes the values of one block of a compiled program (its own, or those of a region), knowing
// each value's dtype and shape, so that nothing it writes is refused.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/generate/rng.h"
#include "src/program/program.h"
#include "tests/reference/draft_builder.h"

namespace splitvote {

using Sizes = std::vector<std::int64_t>;

inline std::int64_t element_count(const Sizes& sizes) {
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  return count;
}

struct ConcreteValue {
  std::string id;
  Dtype dtype;
  Sizes shape;
};

class ConcreteWriter {
 public:
  using Ref = std::size_t;

  // Ids begin with `prefix`. Of the operands that are narrow floats, so many of a hundred are
  // pinned before they are read.
  ConcreteWriter(Rng& rng, std::string prefix, int rank_count, int pinned_share)
      : rng_(rng),
        prefix_(std::move(prefix)),
        rank_count_(rank_count),
        pinned_share_(pinned_share) {}

  [[nodiscard]] Rng& rng() { return rng_; }
  [[nodiscard]] int rank_count() const { return rank_count_; }
  [[nodiscard]] int pinned_share() const { return pinned_share_; }
  [[nodiscard]] const std::string& prefix() const { return prefix_; }
  [[nodiscard]] const ConcreteValue& at(Ref ref) const { return known_[ref]; }
  [[nodiscard]] std::size_t size() const { return known_.size(); }
  [[nodiscard]] std::vector<ValueDraft>& values() { return values_; }

  // A parameter of a region, or what is known otherwise.
  Ref know(ConcreteValue value) {
    known_.push_back(std::move(value));
    return known_.size() - 1;
  }
  Ref add(const std::string& op, std::vector<Ref> of, AttributeMap attributes, Dtype dtype,
          Sizes shape, std::vector<RegionDraft> regions = {});
  // Several results, each taken apart.
  std::vector<Ref> add_tuple(const std::string& op, std::vector<Ref> of, AttributeMap attributes,
                             const std::vector<ConcreteValue>& elements,
                             std::vector<RegionDraft> regions, bool always_tuple);

  Ref constant(double number, Dtype dtype);
  Ref convert(Ref x, Dtype dtype);
  Ref broadcast(Ref x, const Sizes& shape, const std::vector<std::int64_t>& dimensions);
  Ref reshape(Ref x, const Sizes& shape);

  // A value that satisfies `wanted`, later ones more often; -1 when none does.
  template <typename Predicate>
  std::ptrdiff_t pick(Predicate wanted) {
    std::vector<Ref> found;
    for (Ref ref = 0; ref < known_.size(); ++ref) {
      if (wanted(known_[ref])) found.push_back(ref);
    }
    if (found.empty()) return -1;
    std::size_t at = 0;
    for (int i = 0; i < 2; ++i) at = std::max<std::size_t>(at, rng_.below(found.size()));
    return static_cast<std::ptrdiff_t>(found[at]);
  }
  // Of this dtype, and of this shape or one that it begins with; made when there is none.
  Ref fitting(Dtype dtype, const Sizes& shape);
  double number(Dtype dtype);
  Dtype float_dtype();
  Dtype integer_dtype();

 private:
  std::string next_id() { return prefix_ + std::to_string(values_.size()); }
  std::vector<std::string> read(const std::string& op, const std::vector<Ref>& of);

  Rng& rng_;
  std::string prefix_;
  int rank_count_, pinned_share_;
  std::vector<ConcreteValue> known_;
  std::vector<ValueDraft> values_;
};

}  // namespace splitvote
