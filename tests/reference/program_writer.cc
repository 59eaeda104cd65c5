#include "tests/reference/program_writer.h"

#include <array>
#include <limits>

namespace splitvote {

ProgramWriter::ProgramWriter(const std::string& name, std::uint64_t seed, int site_count_max)
    : rng_(seed), builder_(name), site_count_max_(site_count_max) {
  shapes_ = {{0, true, 0, 1}, {1, true, 0, 1}, {2, false, 0, 1}, {2, true, 0, 1}};
}

int ProgramWriter::derived_shape(int from, const std::string& how, const ShapeClass& made) {
  const std::string key = std::to_string(from) + ":" + how;
  const auto [entry, is_new] = derived_.emplace(key, static_cast<int>(shapes_.size()));
  if (is_new) shapes_.push_back(made);
  return entry->second;
}

ProgramWriter::Ref ProgramWriter::push(TypedValue value) {
  values_.push_back(std::move(value));
  return static_cast<Ref>(values_.size()) - 1;
}

ProgramWriter::Ref ProgramWriter::barrier(Ref x) {
  const TypedValue& read = value(x);
  const Dtype dtype = read.dtype;
  const int shape = read.shape;
  const std::string id = builder_.add("optimization_barrier", {read.id});
  return push({id, dtype, shape, false, {}});
}

ProgramWriter::Ref ProgramWriter::add(const std::string& op, std::vector<Ref> of,
                                      AttributeMap attributes, Dtype dtype, int shape,
                                      ResultKind kind, std::size_t data_from) {
  const bool reads = operation(*opcode_named(op)).reading == Reading::kReads;
  TypedValue result{"", dtype, shape, kind == ResultKind::kArithmetic && is_narrow(dtype),
                    Narrowing{dtype}};
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const bool data = kind == ResultKind::kSelecting && i >= data_from;
    const bool conflicts = data && value(of[i]).may_differ && result.may_differ &&
                           !(value(of[i]).narrowing == result.narrowing);
    if (conflicts || (reads && value(of[i]).may_differ && !sites_left())) of[i] = barrier(of[i]);
    const TypedValue& operand = value(of[i]);
    ids.push_back(operand.id);
    if (!operand.may_differ) continue;
    if (reads) ++sites_;
    if (data) {
      result.may_differ = true;
      result.narrowing = operand.narrowing;
    }
  }
  result.id = builder_.add(op, std::move(ids), std::move(attributes));
  return push(std::move(result));
}

std::vector<ProgramWriter::Ref> ProgramWriter::add_tuple(const std::string& op, std::vector<Ref> of,
                                                         AttributeMap attributes,
                                                         std::vector<RegionDraft> regions,
                                                         const std::vector<TypedValue>& elements) {
  const bool sorts = op == "sort";
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const bool reads = !(sorts && i > 0);
    if (reads && value(of[i]).may_differ && !sites_left()) of[i] = barrier(of[i]);
    if (reads && value(of[i]).may_differ) ++sites_;
    ids.push_back(value(of[i]).id);
  }
  const std::string id =
      builder_.add(op, std::move(ids), std::move(attributes), std::move(regions));
  std::vector<Ref> out;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    TypedValue element = elements[i];
    element.id = elements.size() == 1 ? id : builder_.element(id, static_cast<std::int64_t>(i));
    out.push_back(push(std::move(element)));
  }
  return out;
}

ProgramWriter::Ref ProgramWriter::parameter(const std::string& name, Dtype dtype,
                                            std::optional<double> default_number) {
  AttributeMap attributes = {{"name", word(name)},
                             {"dtype", word(std::string(splitvote::name(dtype)))}};
  if (default_number) attributes["default"] = *default_number;
  const std::string id = builder_.add("parameter", {}, std::move(attributes));
  return push({id, dtype, name == "logits" ? kShardSlice : kScalar, false, {}});
}

ProgramWriter::Ref ProgramWriter::constant(double number, Dtype dtype) {
  const std::string id = builder_.constant(number, std::string(name(dtype)));
  return push({id, dtype, kScalar, false, {}});
}

ProgramWriter::Ref ProgramWriter::convert(Ref x, Dtype dtype) {
  return value(x).dtype == dtype ? x : convert(x, Narrowing{dtype});
}

ProgramWriter::Ref ProgramWriter::convert(Ref x, const Narrowing& to) {
  AttributeMap attributes = {{"dtype", word(std::string(name(to.dtype)))}};
  if (to.mode == RoundingMode::kTowardZero) attributes["rounding"] = word("toward_zero");
  if (to.mode == RoundingMode::kTiesAway) attributes["rounding"] = word("ties_away");
  if (to.subnormals == Subnormals::kFlushed) attributes["subnormals"] = word("flushed");
  const Dtype from = value(x).dtype;
  const bool same = from == to.dtype && !value(x).may_differ && to == Narrowing{to.dtype};
  const bool rounds = is_narrow(to.dtype) && from != Dtype::kPred && !same;
  const Ref out =
      add("convert", {x}, std::move(attributes), to.dtype, shape(x), ResultKind::kExact);
  values_.back().may_differ = rounds;
  values_.back().narrowing = to;
  return out;
}

ProgramWriter::Ref ProgramWriter::pick_float(int axes) {
  return pick([&](const TypedValue& v) {
    return is_float(v.dtype) &&
           (axes < 0 || shapes_[static_cast<std::size_t>(v.shape)].axes == axes);
  });
}

ProgramWriter::Ref ProgramWriter::pick_integer(int axes) {
  return pick([&](const TypedValue& v) {
    return is_integer(v.dtype) &&
           (axes < 0 || shapes_[static_cast<std::size_t>(v.shape)].axes == axes);
  });
}

ProgramWriter::Ref ProgramWriter::fitting(Dtype dtype, int shape) {
  if (rng_.chance(80)) {
    const Ref found =
        pick([&](const TypedValue& v) { return v.dtype == dtype && begins_with(shape, v.shape); });
    if (found >= 0) return found;
  }
  if (rng_.chance(50) && dtype != Dtype::kPred) {
    const Ref found = pick([&](const TypedValue& v) { return begins_with(shape, v.shape); });
    if (found >= 0) return convert(found, dtype);
  }
  return constant(random_number(dtype), dtype);
}

ProgramWriter::Ref ProgramWriter::exactly(Dtype dtype, int shape) {
  const Ref found = pick([&](const TypedValue& v) { return v.dtype == dtype && v.shape == shape; });
  if (found >= 0 && rng_.chance(90)) return found;
  Ref like = pick([&](const TypedValue& v) { return v.shape == shape; });
  if (like < 0) {  // only one number a row can be missing
    like = add_exact("argmax", {0}, {}, Dtype::kS32, kRows);
  }
  if (rng_.chance(50)) return convert(like, dtype);
  return add("broadcast", {fitting(dtype, shape)}, {{"like", word(value(like).id)}}, dtype, shape,
             ResultKind::kSelecting);
}

double ProgramWriter::random_number(Dtype dtype) {
  static const std::array<double, 30> kFloats = {
      0,      1,       -1,       0.5,       2,       0.9,    0.95,   1e-6,
      -1e30,  1e-4,    65504,    0x1p-7,    0x1p-24, -0.0,   3,      0.7,
      448,    0x1p127, 0x1p-126, 0x1p-133,  100.25,  257,    0x1p31, 0x1p32,
      0x1p63, 0x1p64,  0x1.01p0, 0x1.002p0, 0x1.1p0, 0x1.2p0};  // the last four: ties of bfloat16,
                                                                // float16, e4m3fn, e5m2
  if (dtype == Dtype::kPred) return static_cast<double>(rng_.below(2));
  if (is_float(dtype)) {
    if (rng_.chance(6)) return std::numeric_limits<double>::infinity() * (rng_.chance(50) ? 1 : -1);
    if (rng_.chance(3)) return std::numeric_limits<double>::quiet_NaN();
    if (rng_.chance(25)) return static_cast<double>(rng_.uniform(-8.0f, 8.0f));
    return rng_.pick(kFloats);
  }
  static const std::array<double, 15> kWholes = {0,  1,  2,  3,   7,     16,         31,        32,
                                                 33, 63, 64, 255, 65535, 2147483647, 2147483648};
  const double number = rng_.pick(kWholes);
  const bool is_signed = dtype == Dtype::kS32 || dtype == Dtype::kS64;
  return is_signed && rng_.chance(40) ? -number : number;
}

Dtype ProgramWriter::random_float_dtype() {
  static const std::array<Dtype, 10> kChoices = {
      Dtype::kFloat32,  Dtype::kFloat32, Dtype::kFloat32, Dtype::kBfloat16,     Dtype::kBfloat16,
      Dtype::kBfloat16, Dtype::kFloat16, Dtype::kTf32,    Dtype::kFloat8E4m3fn, Dtype::kFloat8E5m2};
  return rng_.pick(kChoices);
}

Dtype ProgramWriter::random_integer_dtype() {
  static const std::array<Dtype, 5> kChoices = {Dtype::kS32, Dtype::kS32, Dtype::kU32, Dtype::kS64,
                                                Dtype::kU64};
  return rng_.pick(kChoices);
}

}  // namespace splitvote
