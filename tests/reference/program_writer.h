// Writes a well-formed program value by value, knowing each value's type, so that nothing it writes
// is refused.
//
// Shapes are classes, not expressions: two values are of one shape when they are of one class. A
// class made twice in the same way from the same class is one class; that is less than
// check_program can see, and enough.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/generate/rng.h"
#include "src/program/program.h"
#include "tests/reference/draft_builder.h"

namespace splitvote {

struct ShapeClass {
  int axes;
  bool uniform;  // the same size on every rank, whatever the layout
  int gathers;   // how often it was gathered: what is gathered again grows by the rank count
  int pieces;    // concatenated parts, roughly
};
inline constexpr int kScalar = 0, kRows = 1, kShardSlice = 2, kColumn = 3;

struct TypedValue {
  std::string id;
  Dtype dtype;
  int shape;
  bool may_differ = false;
  Narrowing narrowing = {};
};

// What an operation's result is: new numbers, rounded ones, or some of its operands'.
enum class ResultKind { kExact, kArithmetic, kSelecting };

class ProgramWriter {
 public:
  using Ref = int;  // position in `values()`

  ProgramWriter(const std::string& name, std::uint64_t seed, int site_count_max);

  [[nodiscard]] Rng& rng() { return rng_; }
  [[nodiscard]] ProgramDraft& draft() { return builder_.draft(); }
  [[nodiscard]] const std::vector<TypedValue>& values() const { return values_; }
  [[nodiscard]] const TypedValue& value(Ref ref) const {
    return values_[static_cast<std::size_t>(ref)];
  }
  [[nodiscard]] const ShapeClass& shape_of(Ref ref) const {
    return shapes_[static_cast<std::size_t>(value(ref).shape)];
  }
  [[nodiscard]] Dtype dtype(Ref ref) const { return value(ref).dtype; }
  [[nodiscard]] int shape(Ref ref) const { return value(ref).shape; }
  [[nodiscard]] int sites() const { return sites_; }
  [[nodiscard]] bool sites_left(int count = 1) const { return sites_ + count <= site_count_max_; }

  // The class that `how` makes of the class `from`.
  int derived_shape(int from, const std::string& how, const ShapeClass& made);

  // Operands that would cost more sites than are left, or were narrowed in another way than those
  // they are mixed with, are pinned first. `data_from..` are the operands that the result selects
  // from.
  Ref add(const std::string& op, std::vector<Ref> of, AttributeMap attributes, Dtype dtype,
          int shape, ResultKind kind, std::size_t data_from = 0);
  Ref add_exact(const std::string& op, std::vector<Ref> of, AttributeMap attributes, Dtype dtype,
                int shape) {
    return add(op, std::move(of), std::move(attributes), dtype, shape, ResultKind::kExact);
  }
  // Several results; each becomes a value of its own (get_tuple_element). One result is the value
  // itself.
  std::vector<Ref> add_tuple(const std::string& op, std::vector<Ref> of, AttributeMap attributes,
                             std::vector<RegionDraft> regions,
                             const std::vector<TypedValue>& elements);
  void count_accumulator_site() { ++sites_; }

  Ref parameter(const std::string& name, Dtype dtype, std::optional<double> default_number);
  Ref constant(double number, Dtype dtype);
  Ref convert(Ref x, Dtype dtype);  // x itself when it has the dtype
  Ref convert(Ref x, const Narrowing& to);
  Ref barrier(Ref x);

  // A value that satisfies `wanted`, later ones more often; -1 when none does.
  template <typename Predicate>
  Ref pick(Predicate wanted) {
    std::vector<Ref> found;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (wanted(values_[i])) found.push_back(static_cast<Ref>(i));
    }
    if (found.empty()) return -1;
    std::size_t at = 0;
    for (int i = 0; i < 3; ++i) at = std::max<std::size_t>(at, rng_.below(found.size()));
    return found[at];
  }
  Ref pick_float(int axes);  // -1: any number of axes
  Ref pick_integer(int axes);
  // Of this dtype, and of this shape or one that it begins with; made when there is none.
  Ref fitting(Dtype dtype, int shape);
  // Of exactly this dtype and shape; made when there is none.
  Ref exactly(Dtype dtype, int shape);
  [[nodiscard]] bool begins_with(int shape, int prefix) const {
    return prefix == shape || prefix == kScalar || (prefix == kRows && shape != kScalar);
  }
  double random_number(Dtype dtype);
  Dtype random_float_dtype();
  Dtype random_integer_dtype();

 private:
  Ref push(TypedValue value);

  Rng rng_;
  DraftBuilder builder_;
  int site_count_max_;
  int sites_ = 0;
  std::vector<TypedValue> values_;
  std::vector<ShapeClass> shapes_;
  std::map<std::string, int> derived_;
};

}  // namespace splitvote
