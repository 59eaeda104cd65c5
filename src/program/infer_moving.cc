#include "src/program/inference.h"

namespace splitvote {

void Inference::broadcast() {
  const auto& from = operand(0).shape;
  if (!a_.shape) {
    result(operand(0).dtype, scope_.value(a_.like).elements[0].shape);
    want_prefix(0, value_.elements[0].shape);
  } else {
    result(operand(0).dtype, concrete(*a_.shape));
    const auto& to = value_.elements[0].shape;
    bool fits = a_.dimensions.size() == from.size();
    for (std::size_t axis = 0; fits && axis < from.size(); ++axis) {
      const auto into = static_cast<std::size_t>(a_.dimensions[axis]);
      fits = into < to.size() && from[axis] == to[into];
    }
    want(0, fits, "expected one axis of " + to_string(to) + " of the same size for each axis");
  }
  selecting(0, 1);
}

void Inference::reshape() {
  const auto& shape = operand(0).shape;
  if (!a_.shape) {
    const bool column = shape.size() == 2 && shape[1] == constant_dim(1);
    want(0, shape.size() == 1 || column, "expected [n] or [n, 1]");
    result(operand(0).dtype, column ? rows_of(shape) : with_last(shape, constant_dim(1)));
  } else {
    std::int64_t from = 1, to = 1;
    for (const Dim& dim : shape) {
      want(0, dim.kind == DimKind::kConstant, "expected sizes that are whole numbers");
      from *= dim.number;
    }
    for (const std::int64_t size : *a_.shape)
      to = std::min(to, kElementMax + 1) * std::min(size, kElementMax + 1);
    want(0, from == to, "expected as many elements as " + to_string(concrete(*a_.shape)));
    result(operand(0).dtype, concrete(*a_.shape));
  }
  selecting(0, 1);
}

void Inference::transpose() {
  const auto& from = operand(0).shape;
  std::vector<Dim> to;
  for (const int axis : a_.dimensions) {
    if (axis < static_cast<int>(from.size())) to.push_back(from[static_cast<std::size_t>(axis)]);
  }
  if (to.size() != from.size() || a_.dimensions.size() != from.size()) {
    scope_.refuse("/permutation", "expected each of the " + std::to_string(from.size()) +
                                      " axes of \"" + scope_.value(value_.operands[0]).id +
                                      "\" once");
  }
  result(operand(0).dtype, std::move(to));
  selecting(0, 1);
}

void Inference::slice() {
  const auto& from = operand(0).shape;
  if (a_.starts.empty() && a_.limits.empty()) {
    want_axis(0);
    result(operand(0).dtype, with_last(rows_of(from), sliced_dim(from.back(), a_)));
  } else {
    if (a_.starts.size() != from.size() || a_.limits.size() != from.size() ||
        a_.strides.size() != from.size()) {
      scope_.refuse("", "expected one start, limit and stride for each of the " +
                            std::to_string(from.size()) + " axes");
    }
    std::vector<Dim> to;
    for (std::size_t axis = 0; axis < from.size(); ++axis) {
      Attributes one;
      one.start = a_.starts[axis];
      one.limit = a_.limits[axis];
      one.stride = a_.strides[axis];
      to.push_back(sliced_dim(from[axis], one));
    }
    result(operand(0).dtype, std::move(to));
  }
  selecting(0, 1);
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
      broadcast();
      break;
    case Opcode::kReshape:
      reshape();
      break;
    case Opcode::kTranspose:
      transpose();
      break;
    case Opcode::kSlice:
      slice();
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

}  // namespace splitvote
