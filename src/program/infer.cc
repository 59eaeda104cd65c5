#include <algorithm>

#include "src/program/checker.h"

namespace splitvote {
namespace {

std::string described(const Element& element) {
  return std::string(name(element.dtype)) + to_string(element.shape);
}

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

// Constants are folded, so that slices of interleaved lanes ([value, id, value, id, ...]) have
// equal expressions.
Dim gathered_dim(int stage, const Dim& part) {
  if (stage < 0 && part == constant_dim(1)) return {DimKind::kRanks, 0, {}, {}, 1, {}};
  return {DimKind::kGathered, stage, {}, {}, 1, {part}};
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

class Inference {
 public:
  Inference(const CheckScope& scope, Value& value)
      : scope_(scope), value_(value), a_(value.attributes) {}

  void run();

 private:
  [[nodiscard]] const Element& operand(std::size_t position) const {
    return scope_.value(value_.operands[position]).elements[0];
  }
  [[nodiscard]] std::size_t operand_count() const { return value_.operands.size(); }
  static std::string at(std::size_t position) { return "/of/" + std::to_string(position); }
  [[noreturn]] void refuse(std::size_t position, const std::string& expectation) const {
    scope_.refuse(at(position), expectation + ", found " + described(operand(position)) + " \"" +
                                    scope_.value(value_.operands[position]).id + "\"");
  }

  void want(std::size_t position, bool ok, const std::string& expectation) const {
    if (!ok) refuse(position, expectation);
  }
  void want_float(std::size_t position) const {
    want(position, is_float(operand(position).dtype), "expected a floating-point value");
  }
  void want_integer(std::size_t position) const {
    want(position, is_integer(operand(position).dtype), "expected an integer value");
  }
  void want_pred(std::size_t position) const {
    want(position, operand(position).dtype == Dtype::kPred, "expected a pred value");
  }
  void want_number(std::size_t position) const {
    want(position, operand(position).dtype != Dtype::kPred, "expected a number, not a pred");
  }
  void want_axis(std::size_t position) const {
    want(position, !operand(position).shape.empty(), "expected an array with at least one axis");
  }
  void want_same_dtype(std::size_t position, std::size_t first) const {
    want(position, operand(position).dtype == operand(first).dtype,
         "expected dtype " + std::string(name(operand(first).dtype)) + " like operand " +
             std::to_string(first));
  }

  // The longest of the operands' shapes; every other must be a prefix of it.
  [[nodiscard]] std::vector<Dim> common_shape(std::size_t from, std::size_t to) const {
    std::size_t longest = from;
    for (std::size_t p = from; p < to; ++p) {
      if (operand(p).shape.size() > operand(longest).shape.size()) longest = p;
    }
    for (std::size_t p = from; p < to; ++p) want_prefix(p, operand(longest).shape);
    return operand(longest).shape;
  }
  void want_prefix(std::size_t position, const std::vector<Dim>& shape) const {
    const auto& mine = operand(position).shape;
    const bool ok =
        mine.size() <= shape.size() && std::equal(mine.begin(), mine.end(), shape.begin());
    want(position, ok, "expected a shape that " + to_string(shape) + " begins with");
  }
  [[nodiscard]] static std::vector<Dim> rows_of(const std::vector<Dim>& shape) {
    return {shape.begin(), shape.end() - 1};
  }
  [[nodiscard]] static std::vector<Dim> with_last(std::vector<Dim> rows, const Dim& last) {
    rows.push_back(last);
    return rows;
  }

  void result(Dtype dtype, std::vector<Dim> shape) {
    value_.elements = {Element{dtype, std::move(shape), {}, false}};
    if (is_float(dtype)) value_.elements[0].narrowing.dtype = dtype;
  }
  // The result is one of the operands' numbers (operands [from, to)): it may differ when one of
  // those may.
  void selecting(std::size_t from, std::size_t to, std::size_t element = 0) {
    Element& mine = value_.elements[element];
    for (std::size_t p = from; p < to; ++p) {
      const Element& theirs = operand(p);
      if (!theirs.may_differ) continue;
      if (mine.may_differ && !(mine.narrowing == theirs.narrowing)) {
        refuse(p, "expected values that were narrowed in one way (dtype, rounding, subnormals)");
      }
      mine.may_differ = true;
      mine.narrowing = theirs.narrowing;
    }
  }
  void arithmetic() { value_.elements[0].may_differ = is_narrow(value_.elements[0].dtype); }

  void elementwise();
  void conversion();
  void moving();
  void reduction();
  void region_reduction();
  void selection();
  void collective();

  const CheckScope& scope_;
  Value& value_;
  const Attributes& a_;
};

void Inference::elementwise() {
  const std::size_t n = operand_count();
  switch (value_.opcode) {
    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kXor:
    case Opcode::kNot:
      want(0, !is_float(operand(0).dtype), "expected a pred or an integer");
      break;
    case Opcode::kShiftLeft:
    case Opcode::kShiftRightLogical:
    case Opcode::kShiftRightArithmetic:
      want_integer(0);
      break;
    case Opcode::kExponential:
    case Opcode::kLog:
    case Opcode::kTanh:
    case Opcode::kSqrt:
    case Opcode::kFloor:
    case Opcode::kIsFinite:
      want_float(0);
      break;
    case Opcode::kCompare:
      want(0, a_.compare_order == CompareOrder::kPartial || is_float(operand(0).dtype),
           "expected a floating-point value for the total order");
      break;
    default:
      want_number(0);
  }
  for (std::size_t p = 1; p < n; ++p) want_same_dtype(p, 0);
  const bool predicate = value_.opcode == Opcode::kCompare || value_.opcode == Opcode::kIsFinite;
  result(predicate ? Dtype::kPred : operand(0).dtype, common_shape(0, n));
  switch (value_.opcode) {
    case Opcode::kMaximum:
    case Opcode::kMinimum:
    case Opcode::kNegate:
    case Opcode::kAbs:
    case Opcode::kFloor:
    case Opcode::kClamp:
      selecting(0, n);
      break;
    default:
      if (!predicate) arithmetic();
  }
}

void Inference::conversion() {
  const Element& from = operand(0);
  switch (value_.opcode) {
    case Opcode::kConvert: {
      const Dtype to = a_.precision.dtype;
      result(to, from.shape);
      if (!is_float(to)) break;
      Element& mine = value_.elements[0];
      mine.narrowing = a_.precision;
      if (!is_float(from.dtype)) {
        mine.may_differ = is_narrow(to) && from.dtype != Dtype::kPred;
      } else if (from.dtype == to && !from.may_differ && a_.precision == Narrowing{to}) {
        mine.may_differ = false;
      } else {
        mine.may_differ = is_narrow(to);
      }
      break;
    }
    case Opcode::kBitcastConvert: {
      const Dtype to = value_.elements[0].dtype;
      const auto castable = [](Dtype dtype) {
        return is_integer(dtype) || dtype == Dtype::kFloat32 || dtype == Dtype::kTf32;
      };
      want(0,
           castable(from.dtype) && castable(to) &&
               info(from.dtype).storage_bits == info(to).storage_bits,
           "expected float32, tf32 or an integer of " + std::to_string(info(to).storage_bits) +
               " bits");
      result(to, from.shape);
      break;
    }
    case Opcode::kReducePrecision:
      want_float(0);
      result(from.dtype, from.shape);
      break;
    default:  // optimization_barrier
      result(from.dtype, from.shape);
  }
}

void Inference::moving() {
  switch (value_.opcode) {
    case Opcode::kSelect:
      want_pred(0);
      want_same_dtype(2, 1);
      result(operand(1).dtype, common_shape(0, 3));
      selecting(1, 3);
      break;
    case Opcode::kBroadcast:
      result(operand(0).dtype, scope_.value(a_.like).elements[0].shape);
      want_prefix(0, value_.elements[0].shape);
      selecting(0, 1);
      break;
    case Opcode::kReshape: {
      const auto& shape = operand(0).shape;
      const bool column = shape.size() == 2 && shape[1] == constant_dim(1);
      want(0, shape.size() == 1 || column, "expected [n] or [n, 1]");
      result(operand(0).dtype, column ? rows_of(shape) : with_last(shape, constant_dim(1)));
      selecting(0, 1);
      break;
    }
    case Opcode::kSlice:
      want_axis(0);
      result(operand(0).dtype,
             with_last(rows_of(operand(0).shape), sliced_dim(operand(0).shape.back(), a_)));
      selecting(0, 1);
      break;
    case Opcode::kConcatenate: {
      std::vector<Dim> parts, rows;
      for (std::size_t p = 0; p < operand_count(); ++p) {
        want_axis(p);
        want_same_dtype(p, 0);
        const auto& shape = operand(p).shape;
        const std::vector<Dim> mine = shape.size() == 1 ? shape : rows_of(shape);
        parts.push_back(shape.size() == 1 ? constant_dim(1) : shape.back());
        if (p == 0) rows = mine;
        want(p, rows == mine,
             "expected leading axes " + to_string(rows) + " (one-axis values count as [batch, 1])");
      }
      result(operand(0).dtype, with_last(rows, joined_dim(parts)));
      selecting(0, operand_count());
      break;
    }
    case Opcode::kReverse:
      want_axis(0);
      result(operand(0).dtype, operand(0).shape);
      selecting(0, 1);
      break;
    case Opcode::kGather: {
      want_axis(0);
      want_integer(1);
      const auto rows = rows_of(operand(0).shape);
      const auto& ids = operand(1).shape;
      const bool ok = ids == rows || (!ids.empty() && rows_of(ids) == rows);
      want(1, ok, "expected ids of shape " + to_string(rows) + " or with one more axis");
      result(operand(0).dtype, ids);
      selecting(0, 1);
      break;
    }
    case Opcode::kScatter: {
      want_axis(0);
      want_axis(1);
      want_integer(1);
      want(1, rows_of(operand(1).shape) == rows_of(operand(0).shape),
           "expected the leading axes of the base");
      want_same_dtype(2, 0);
      want_prefix(2, operand(1).shape);
      const Dtype dtype = operand(0).dtype;
      want(0, a_.combine != Combine::kSum || is_integer(dtype),
           "expected integers for combine \"add\"");
      want(0, a_.combine != Combine::kOr || dtype == Dtype::kPred,
           "expected pred for combine \"or\"");
      want(0, a_.combine != Combine::kMaximum || dtype != Dtype::kPred,
           "expected numbers for combine \"maximum\"");
      result(dtype, operand(0).shape);
      selecting(0, 1);
      selecting(2, 3);
      break;
    }
    default:
      break;
  }
}

void Inference::region_reduction() {
  const std::size_t n = operand_count() / 2;
  if (n == 0 || operand_count() % 2 != 0) {
    scope_.refuse("/of", "expected arrays, then as many scalar initial values");
  }
  const Region& region = value_.regions[0];
  if (region.parameter_count != static_cast<int>(2 * n) || region.yields.size() != n) {
    scope_.refuse("/region", "expected " + std::to_string(2 * n) +
                                 " parameters (accumulators, then elements) and " +
                                 std::to_string(n) + " yields");
  }
  value_.elements.clear();
  for (std::size_t p = 0; p < n; ++p) {
    want_axis(p);
    want(p, operand(p).shape == operand(0).shape, "expected shape " + to_string(operand(0).shape));
    want_same_dtype(n + p, p);
    want(n + p, operand(n + p).shape.empty(), "expected a scalar initial value");
    const Dtype yielded =
        region.values[static_cast<std::size_t>(region.yields[p])].elements[0].dtype;
    if (yielded != operand(p).dtype) {
      scope_.refuse("/region/yields/" + std::to_string(p),
                    "expected a value of dtype " + std::string(name(operand(p).dtype)) +
                        ", found " + std::string(name(yielded)));
    }
    value_.elements.push_back(
        {operand(p).dtype, rows_of(operand(p).shape), {}, is_narrow(operand(p).dtype)});
    if (is_float(operand(p).dtype)) value_.elements.back().narrowing.dtype = operand(p).dtype;
  }
  value_.is_tuple = n > 1;
}

void Inference::reduction() {
  if (value_.opcode == Opcode::kReduce && a_.combine == Combine::kRegion) return region_reduction();
  if (operand_count() != 1) scope_.refuse("/of", "expected one operand");
  want_axis(0);
  const Element& x = operand(0);
  if (value_.opcode == Opcode::kCumsum) {
    want_number(0);
    result(x.dtype, x.shape);
    arithmetic();
    return;
  }
  const bool logical = a_.combine == Combine::kAnd || a_.combine == Combine::kOr;
  logical ? want_pred(0) : want_number(0);
  result(x.dtype, rows_of(x.shape));
  if (a_.combine == Combine::kMaximum || a_.combine == Combine::kMinimum) {
    selecting(0, 1);
  } else {
    arithmetic();
  }
}

void Inference::selection() {
  want_axis(0);
  const Element& x = operand(0);
  const auto rows = rows_of(x.shape);
  switch (value_.opcode) {
    case Opcode::kArgmax:
      want_number(0);
      result(Dtype::kS32, rows);
      break;
    case Opcode::kKthValue:
      want_number(0);
      result(x.dtype, rows);
      selecting(0, 1);
      break;
    case Opcode::kBitSearchThreshold: {
      for (std::size_t p = 0; p + 1 < operand_count(); ++p) {
        want(p, operand(p).dtype == Dtype::kFloat32, "expected float32");
        want(p, operand(p).shape == x.shape, "expected shape " + to_string(x.shape));
      }
      const std::size_t target = operand_count() - 1;
      const Dtype wanted = target == 2 ? Dtype::kFloat32 : Dtype::kS32;
      const Element& t = operand(target);
      if (t.dtype != wanted || !(t.shape.empty() || t.shape == rows)) {
        scope_.refuse("/target", "expected " + std::string(name(wanted)) + " [] or " +
                                     to_string(rows) + ", found " + described(t));
      }
      result(Dtype::kFloat32, rows);
      break;
    }
    case Opcode::kTopK:
    case Opcode::kApproxTopK: {
      value_.opcode == Opcode::kTopK ? want_number(0) : want_float(0);
      Dim length = min_dim(count_dim(a_.count), x.shape.back());
      if (value_.opcode == Opcode::kApproxTopK) {
        const Dim bins{DimKind::kBins,
                       0,
                       {},
                       {a_.count.number, a_.reduction_input_size_override},
                       a_.recall_target,
                       {x.shape.back()}};
        length = a_.aggregate_to_topk ? min_dim(constant_dim(a_.count.number), bins) : bins;
      }
      result(x.dtype, with_last(rows, length));
      selecting(0, 1);
      value_.elements.push_back({Dtype::kS32, with_last(rows, length), {}, false});
      value_.is_tuple = true;
      break;
    }
    default: {  // sort
      want_number(0);
      std::vector<Element> elements;
      for (std::size_t p = 0; p < operand_count(); ++p) {
        want(p, operand(p).shape == x.shape, "expected shape " + to_string(x.shape));
        elements.push_back(operand(p));
      }
      value_.elements = std::move(elements);
      value_.is_tuple = operand_count() > 1;
    }
  }
}

void Inference::collective() {
  const Element& x = operand(0);
  if (value_.opcode == Opcode::kAllGather) {
    want_axis(0);
    if (operand_count() == 2) {
      want_same_dtype(1, 0);
      want(1, operand(1).shape == x.shape, "expected shape " + to_string(x.shape));
    }
    const bool column = x.shape.size() == 1;
    result(x.dtype, with_last(column ? x.shape : rows_of(x.shape),
                              gathered_dim(a_.stage, column ? constant_dim(1) : x.shape.back())));
    selecting(0, operand_count());
    return;
  }
  if (value_.opcode == Opcode::kAllReduce) {
    const bool logical = a_.combine == Combine::kAnd || a_.combine == Combine::kOr;
    logical ? want_pred(0) : want_number(0);
  }
  result(x.dtype, x.shape);
  if (value_.opcode == Opcode::kAllReduce && a_.combine == Combine::kSum) {
    arithmetic();
  } else {
    selecting(0, 1);
  }
}

void Inference::run() {
  switch (value_.opcode) {
    case Opcode::kParameter: {
      const Dtype dtype = value_.elements[0].dtype;
      if (a_.parameter_name == "logits") {
        if (!is_float(dtype)) scope_.refuse("/dtype", "expected a floating-point dtype for logits");
        result(dtype,
               {Dim{DimKind::kBatch, 0, {}, {}, 1, {}}, Dim{DimKind::kShard, 0, {}, {}, 1, {}}});
      } else {
        result(dtype, {});
      }
      break;
    }
    case Opcode::kConstant:
      result(value_.elements[0].dtype, {});
      break;
    case Opcode::kIota: {
      const Dtype dtype = value_.elements.empty() ? Dtype::kS32 : value_.elements[0].dtype;
      if (!is_integer(dtype)) scope_.refuse("/dtype", "expected an integer dtype");
      const auto& shape = scope_.value(a_.like).elements[0].shape;
      if (shape.empty()) scope_.refuse("/like", "expected an array with at least one axis");
      result(dtype, shape);
      break;
    }
    case Opcode::kPartitionId:
    case Opcode::kShardOffset:
      result(Dtype::kS32, {});
      break;
    case Opcode::kGetDimensionSize:
      want_axis(0);
      result(Dtype::kS32, {});
      break;
    case Opcode::kConvert:
    case Opcode::kBitcastConvert:
    case Opcode::kReducePrecision:
    case Opcode::kOptimizationBarrier:
      conversion();
      break;
    case Opcode::kSelect:
    case Opcode::kBroadcast:
    case Opcode::kReshape:
    case Opcode::kSlice:
    case Opcode::kConcatenate:
    case Opcode::kReverse:
    case Opcode::kGather:
    case Opcode::kScatter:
      moving();
      break;
    case Opcode::kGetTupleElement: {
      const Value& tuple = scope_.value(value_.operands[0]);
      if (!tuple.is_tuple) refuse(0, "expected a tuple");
      if (a_.index >= static_cast<int>(tuple.elements.size())) {
        scope_.refuse("/index", "expected an index below " + std::to_string(tuple.elements.size()));
      }
      value_.elements = {tuple.elements[static_cast<std::size_t>(a_.index)]};
      break;
    }
    case Opcode::kReduce:
    case Opcode::kCumsum:
      reduction();
      break;
    case Opcode::kArgmax:
    case Opcode::kSort:
    case Opcode::kTopK:
    case Opcode::kApproxTopK:
    case Opcode::kKthValue:
    case Opcode::kBitSearchThreshold:
      selection();
      break;
    case Opcode::kAllGather:
    case Opcode::kAllReduce:
    case Opcode::kCollectiveBroadcast:
      collective();
      break;
    case Opcode::kThreefryUniform:
      want(0, operand(0).dtype == Dtype::kU64 && operand(0).shape.empty(),
           "expected a u64 scalar seed");
      want(1, operand(1).dtype == Dtype::kS32 && !operand(1).shape.empty(),
           "expected an s32 array of counters");
      result(Dtype::kFloat32, operand(1).shape);
      break;
    default:
      elementwise();
  }
}

}  // namespace

void infer_elements(const CheckScope& scope, Value& value) { Inference(scope, value).run(); }

}  // namespace splitvote
