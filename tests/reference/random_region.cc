#include <string>

#include "tests/reference/random_steps.h"

namespace splitvote {
namespace {

using Ref = ProgramWriter::Ref;

struct RegionValue {
  std::string id;
  Dtype dtype;
};

// A region being written: scalars, by dtype.
class RegionWriter {
 public:
  explicit RegionWriter(ProgramWriter& w) : w_(w) {}

  void parameter(const std::string& id, Dtype dtype) {
    draft_.parameters.push_back(id);
    values_.push_back({id, dtype});
  }

  void random_step();
  void yield(std::size_t accumulator);
  RegionDraft take() { return std::move(draft_); }
  [[nodiscard]] bool narrow() const {
    for (const RegionValue& v : values_) {
      if (is_narrow(v.dtype)) return true;
    }
    return false;
  }

 private:
  RegionValue pick() { return w_.rng().pick(values_); }
  RegionValue of_dtype(Dtype dtype) {
    std::vector<RegionValue> found;
    for (const RegionValue& v : values_) {
      if (v.dtype == dtype) found.push_back(v);
    }
    return found.empty() ? add("constant", {},
                               {{"value", w_.random_number(dtype)},
                                {"dtype", word(std::string(name(dtype)))}},
                               dtype)
                         : w_.rng().pick(found);
  }
  RegionValue add(const std::string& op, const std::vector<RegionValue>& of,
                  AttributeMap attributes, Dtype dtype) {
    std::vector<std::string> ids;
    for (const RegionValue& v : of) ids.push_back(v.id);
    const std::string id = "r" + std::to_string(draft_.values.size());
    draft_.values.push_back({id, op, std::move(ids), std::move(attributes), {}});
    values_.push_back({id, dtype});
    return values_.back();
  }

  ProgramWriter& w_;
  RegionDraft draft_;
  std::vector<RegionValue> values_;
};

void RegionWriter::random_step() {
  Rng& rng = w_.rng();
  const RegionValue a = pick();
  const RegionValue b = of_dtype(a.dtype);
  if (rng.chance(25)) {
    static const std::vector<std::string> kDirections = {"GE", "GT", "LE", "LT", "EQ", "NE"};
    const RegionValue which =
        add("compare", {a, b}, {{"direction", word(rng.pick(kDirections))}}, Dtype::kPred);
    add("select", {which, a, b}, {}, a.dtype);
    return;
  }
  if (a.dtype == Dtype::kPred) {
    static const std::vector<std::string> kLogic = {"and", "or", "xor"};
    add(rng.pick(kLogic), {a, b}, {}, a.dtype);
    return;
  }
  if (rng.chance(20)) {
    const Dtype to = is_float(a.dtype) ? w_.random_float_dtype() : w_.random_integer_dtype();
    add("convert", {a}, {{"dtype", word(std::string(name(to)))}}, to);
    return;
  }
  if (rng.chance(10)) {
    add("clamp", {of_dtype(a.dtype), a, b}, {}, a.dtype);
    return;
  }
  if (is_float(a.dtype) && rng.chance(15)) {
    static const std::vector<std::string> kUnary = {"exponential", "tanh", "abs",
                                                    "negate",      "sqrt", "floor"};
    add(rng.pick(kUnary), {a}, {}, a.dtype);
    return;
  }
  static const std::vector<std::string> kBinary = {"add",     "add",     "multiply", "subtract",
                                                   "maximum", "minimum", "divide"};
  add(rng.pick(kBinary), {a, b}, {}, a.dtype);
}

// The last value of the accumulator's dtype, which at least the accumulator itself has; combined
// with the accumulator, so that what came before counts.
void RegionWriter::yield(std::size_t accumulator) {
  const RegionValue mine = values_[accumulator];
  RegionValue last = mine;
  for (const RegionValue& v : values_) {
    if (v.dtype == mine.dtype) last = v;
  }
  static const std::vector<std::string> kBinary = {"add", "maximum", "minimum"};
  if (w_.rng().chance(60)) last = add(w_.rng().pick(kBinary), {mine, last}, {}, mine.dtype);
  draft_.yields.push_back(last.id);
}

}  // namespace

void write_region_reduce(ProgramWriter& w) {
  const Ref first = w.pick([&](const TypedValue& v) {
    return v.dtype != Dtype::kPred && v.shape != kScalar && v.shape != kRows &&
           (!v.may_differ || w.sites_left(3));
  });
  if (first < 0) return;
  const std::size_t count = w.rng().between<std::size_t>(1, 3);
  std::vector<Ref> operands = {first};
  while (operands.size() < count) {
    operands.push_back(w.pick(
        [&](const TypedValue& v) { return v.dtype != Dtype::kPred && v.shape == w.shape(first); }));
  }
  for (std::size_t i = 0; i < count; ++i)
    operands.push_back(w.fitting(w.dtype(operands[i]), kScalar));
  RegionWriter region(w);
  for (std::size_t i = 0; i < 2 * count; ++i) {
    region.parameter((i < count ? "acc" : "x") + std::to_string(i % count), w.dtype(operands[i]));
  }
  for (int steps = w.rng().between(1, 4); steps > 0; --steps) region.random_step();
  for (std::size_t i = 0; i < count; ++i) region.yield(i);
  if (region.narrow()) {
    if (!w.sites_left()) return;
    w.count_accumulator_site();
  }
  std::vector<TypedValue> elements;
  for (std::size_t i = 0; i < count; ++i) {
    const Dtype dtype = w.dtype(operands[i]);
    elements.push_back({"", dtype, kRows, is_narrow(dtype), Narrowing{dtype}});
  }
  w.add_tuple("reduce", operands, {}, {region.take()}, elements);
}

}  // namespace splitvote
