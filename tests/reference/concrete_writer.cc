#include "tests/reference/concrete_writer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace splitvote {

std::vector<std::string> ConcreteWriter::read(const std::string& op, const std::vector<Ref>& of) {
  const bool reads = operation(*opcode_named(op)).reading == Reading::kReads;
  std::vector<std::string> ids;
  for (const Ref ref : of) {
    ids.push_back(known_[ref].id);
    if (!reads || !is_narrow(known_[ref].dtype) || !rng_.chance(pinned_share_)) continue;
    const std::string pinned = next_id();
    values_.push_back({pinned, "optimization_barrier", {ids.back()}, {}, {}});
    ids.back() = pinned;
  }
  return ids;
}

ConcreteWriter::Ref ConcreteWriter::add(const std::string& op, std::vector<Ref> of,
                                        AttributeMap attributes, Dtype dtype, Sizes shape,
                                        std::vector<RegionDraft> regions) {
  std::vector<std::string> ids = read(op, of);
  const std::string id = next_id();
  values_.push_back({id, op, std::move(ids), std::move(attributes), std::move(regions)});
  return know({id, dtype, std::move(shape)});
}

std::vector<ConcreteWriter::Ref> ConcreteWriter::add_tuple(
    const std::string& op, std::vector<Ref> of, AttributeMap attributes,
    const std::vector<ConcreteValue>& elements, std::vector<RegionDraft> regions,
    bool always_tuple) {
  std::vector<std::string> ids = read(op, of);
  const std::string tuple = next_id();
  values_.push_back({tuple, op, std::move(ids), std::move(attributes), std::move(regions)});
  std::vector<Ref> refs;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    std::string id = tuple;
    if (always_tuple || elements.size() > 1) {
      id = next_id();
      values_.push_back(
          {id, "get_tuple_element", {tuple}, {{"index", whole(static_cast<std::int64_t>(i))}}, {}});
    }
    refs.push_back(know({id, elements[i].dtype, elements[i].shape}));
  }
  return refs;
}

ConcreteWriter::Ref ConcreteWriter::constant(double number, Dtype dtype) {
  return add("constant", {}, {{"value", number}, {"dtype", word(std::string(name(dtype)))}}, dtype,
             {});
}

ConcreteWriter::Ref ConcreteWriter::convert(Ref x, Dtype dtype) {
  if (known_[x].dtype == dtype) return x;
  return add("convert", {x}, {{"dtype", word(std::string(name(dtype)))}}, dtype, known_[x].shape);
}

ConcreteWriter::Ref ConcreteWriter::broadcast(Ref x, const Sizes& shape,
                                              const std::vector<std::int64_t>& dimensions) {
  return add("broadcast", {x}, {{"shape", shape}, {"dimensions", dimensions}}, known_[x].dtype,
             shape);
}

ConcreteWriter::Ref ConcreteWriter::reshape(Ref x, const Sizes& shape) {
  return add("reshape", {x}, {{"shape", shape}}, known_[x].dtype, shape);
}

ConcreteWriter::Ref ConcreteWriter::fitting(Dtype dtype, const Sizes& shape) {
  const auto begins = [&](const ConcreteValue& v) {
    return v.shape.size() <= shape.size() &&
           std::equal(v.shape.begin(), v.shape.end(), shape.begin());
  };
  if (rng_.chance(80)) {
    const auto same = pick([&](const ConcreteValue& v) { return v.dtype == dtype && begins(v); });
    if (same >= 0) return static_cast<Ref>(same);
  }
  const auto other = pick(begins);
  if (other >= 0 && rng_.chance(60)) return convert(static_cast<Ref>(other), dtype);
  return constant(number(dtype), dtype);
}

double ConcreteWriter::number(Dtype dtype) {
  static const std::array<double, 12> kFloats = {0,   1,    -1,   0.5,  0.7,      -0.0,
                                                 257, 1e-6, 0.95, -448, 0x1.01p0, 0x1p-126};
  static const std::array<double, 12> kWholes = {0,   1,   2,     3,     7,          31,
                                                 127, 255, 32767, 65535, 2147483647, 4294967295};
  if (dtype == Dtype::kPred) return static_cast<double>(rng_.below(2));
  if (is_float(dtype)) {
    if (rng_.chance(5)) return std::numeric_limits<double>::infinity() * (rng_.chance(50) ? 1 : -1);
    if (rng_.chance(3)) return std::numeric_limits<double>::quiet_NaN();
    return rng_.pick(kFloats);
  }
  const bool negative = info(dtype).kind == DtypeKind::kSigned && rng_.chance(40);
  return negative ? -rng_.pick(kWholes) : rng_.pick(kWholes);
}

Dtype ConcreteWriter::float_dtype() {
  static const std::array<Dtype, 8> kChoices = {
      Dtype::kFloat32,  Dtype::kFloat32, Dtype::kBfloat16, Dtype::kBfloat16,
      Dtype::kBfloat16, Dtype::kFloat16, Dtype::kTf32,     Dtype::kFloat8E5m2};
  return rng_.pick(kChoices);
}

Dtype ConcreteWriter::integer_dtype() {
  static const std::array<Dtype, 9> kChoices = {Dtype::kS8,  Dtype::kU8,  Dtype::kS16,
                                                Dtype::kU16, Dtype::kS32, Dtype::kS32,
                                                Dtype::kU32, Dtype::kS64, Dtype::kU64};
  return rng_.pick(kChoices);
}

}  // namespace splitvote
