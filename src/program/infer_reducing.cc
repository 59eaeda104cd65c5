#include "src/program/inference.h"

namespace splitvote {

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

void Inference::windows() {
  want_axis(0);
  want_number(0);
  const Element& x = operand(0);
  result(x.dtype, with_last(rows_of(x.shape), windowed_dim(x.shape.back(), a_)));
  if (a_.combine == Combine::kSum) {
    arithmetic();
  } else {
    selecting(0, 1);
  }
}

void Inference::dot() {
  for (const std::size_t p : {0U, 1U}) {
    want_float(p);
    want(p, operand(p).shape.size() >= 2, "expected an array with at least two axes");
  }
  want_same_dtype(1, 0);
  const auto& x = operand(0).shape;
  const auto& y = operand(1).shape;
  std::vector<Dim> expected = x;
  if (y.size() == x.size()) expected[x.size() - 2] = y[y.size() - 2];
  want(1, y == expected,
       "expected shape " + to_string(x) + ", the last axis but one being of any size");
  const Dtype dtype = value_.elements.empty() ? operand(0).dtype : value_.elements[0].dtype;
  if (!is_float(dtype)) scope_.refuse("/dtype", "expected a floating-point dtype");
  result(dtype, with_last(rows_of(x), y[y.size() - 2]));
  arithmetic();
}

void Inference::loop() {
  const Region& condition = value_.regions[0];
  const Region& body = value_.regions[1];
  const auto yielded = [](const Region& region, std::size_t position) -> const Element& {
    return region.values[static_cast<std::size_t>(region.yields[position])].elements[0];
  };
  if (condition.yields.size() != 1 || yielded(condition, 0).dtype != Dtype::kPred ||
      !yielded(condition, 0).shape.empty()) {
    scope_.refuse("/condition/yields", "expected one pred scalar");
  }
  if (body.yields.size() != operand_count()) {
    scope_.refuse("/body/yields",
                  "expected " + std::to_string(operand_count()) + " values, one for each carried");
  }
  value_.elements.clear();
  for (std::size_t p = 0; p < operand_count(); ++p) {
    const Element& carried = operand(p);
    const Element& next = yielded(body, p);
    if (next.dtype != carried.dtype || next.shape != carried.shape) {
      scope_.refuse("/body/yields/" + std::to_string(p),
                    "expected " + described(carried) + ", found " + described(next));
    }
    value_.elements.push_back({carried.dtype, carried.shape, {}, false});
    if (is_float(carried.dtype)) value_.elements.back().narrowing.dtype = carried.dtype;
  }
  value_.is_tuple = true;
}

void Inference::selection() {
  want_axis(0);
  const Element& x = operand(0);
  if (a_.selection_key == SelectionKey::kPacked) {
    want(0, x.dtype == Dtype::kBfloat16, "expected bfloat16 for packed keys");
  }
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
      if (value_.regions.empty()) {
        want_number(0);
      } else {
        const Region& comparator = value_.regions[0];
        const bool one = comparator.yields.size() == 1;
        if (!one ||
            comparator.values[static_cast<std::size_t>(comparator.yields[0])].elements[0].dtype !=
                Dtype::kPred) {
          scope_.refuse("/region/yields", "expected one pred: that a goes before b");
        }
      }
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
    const Dim part = column ? constant_dim(1) : x.shape.back();
    result(x.dtype, with_last(column ? x.shape : rows_of(x.shape),
                              a_.group_size == 0 ? gathered_dim(a_.stage, part)
                                                 : grouped_dim(a_.groups, a_.group_size, part)));
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

}  // namespace splitvote
