#include <algorithm>

#include "src/jax/writing.h"

namespace splitvote {
namespace {

template <typename Number>
std::string list_of(const std::vector<Number>& numbers) {
  std::string list;
  for (const Number number : numbers) list += (list.empty() ? "" : ", ") + std::to_string(number);
  return "(" + list + (numbers.size() == 1 ? ",)" : ")");
}

// Whether every number of the value is a position below `size`, by what made it.
bool within(const JaxScope& scope, const Value& value, std::int64_t size) {
  const auto last_size = [&](std::size_t position) {
    return scope.sizes().size(scope.operand_element(value, position).shape.back());
  };
  switch (value.opcode) {
    case Opcode::kIota:
      if (info(value.elements[0].dtype).storage_bits < 32 || value.attributes.shape) return false;
      return scope.sizes().size(value.elements[0].shape.back()) <= size;
    case Opcode::kArgmax:
      return last_size(0) <= size;
    case Opcode::kReshape:
    case Opcode::kTranspose:
    case Opcode::kBroadcast:
    case Opcode::kSlice:
    case Opcode::kReverse:
    case Opcode::kGather:
      return within(scope, scope.operand(value, 0), size);
    case Opcode::kGetTupleElement: {
      const Value& tuple = scope.operand(value, 0);
      const auto index = static_cast<std::size_t>(value.attributes.index);
      if (tuple.opcode == Opcode::kSort) {
        return within(scope, scope.operand(tuple, index), size);
      }
      return tuple.opcode == Opcode::kTopK && index == 1 &&
             scope.sizes().size(scope.operand_element(tuple, 0).shape.back()) <= size;
    }
    default:
      return false;
  }
}

std::string gather(const JaxScope& scope, const Value& value) {
  const Element& x = scope.operand_element(value, 0);
  const std::int64_t size = scope.sizes().size(x.shape.back());
  const bool one_a_row = scope.operand_element(value, 1).shape.size() < x.shape.size();
  std::string ids = scope.aligned(value, 1, x.shape.size());
  if (!within(scope, scope.operand(value, 1), size)) {
    ids = "jnp.clip(" + ids + ", 0, " + scope.sizes().text(x.shape.back()) + " - 1)";
  }
  return take_along_last(scope.name(value, 0), ids) + (one_a_row ? "[..., 0]" : "");
}

std::string scatter(const JaxScope& scope, const Value& value) {
  const Element& base = scope.operand_element(value, 0);
  const std::size_t axes = base.shape.size();
  std::string ids = scope.name(value, 1);
  if (!within(scope, scope.operand(value, 1), scope.sizes().size(base.shape.back()))) {
    // An index below 0 counts from the end in JAX; what is beyond the end is dropped.
    ids = "jnp.where(" + ids + " < 0, " + scope.sizes().text(base.shape.back()) + ", " + ids + ")";
  }
  std::string at;
  for (std::size_t axis = 0; axis + 1 < axes; ++axis) {
    std::string missing;
    for (std::size_t i = axis + 1; i < axes; ++i) missing += ", None";
    at += "jnp.arange(" + scope.sizes().text(base.shape[axis]) + ")[:" + missing + "], ";
  }
  std::string_view method = "set";
  if (value.attributes.combine == Combine::kSum) method = "add";
  if (value.attributes.combine == Combine::kMaximum || value.attributes.combine == Combine::kOr) {
    method = "max";
  }
  return scope.name(value, 0) + ".at[" + at + ids + "]." + std::string(method) + "(" +
         scope.aligned(value, 2, scope.operand_element(value, 1).shape.size()) + ", mode=\"drop\")";
}

std::string slice_every_axis(const JaxScope& scope, const Value& value) {
  const Attributes& a = value.attributes;
  const auto& shape = scope.operand_element(value, 0).shape;
  std::vector<std::int64_t> starts, limits;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const std::int64_t size = scope.sizes().size(shape[axis]);
    const std::int64_t limit = a.limits[axis] < 0 ? size : std::min(a.limits[axis], size);
    starts.push_back(std::min(a.starts[axis], limit));
    limits.push_back(limit);
  }
  return "lax.slice(" + scope.name(value, 0) + ", " + list_of(starts) + ", " + list_of(limits) +
         ", " + list_of(a.strides) + ")";
}

std::string slice(const JaxScope& scope, const Value& value) {
  const Attributes& a = value.attributes;
  if (!a.starts.empty() || !a.limits.empty()) return slice_every_axis(scope, value);
  const std::string start = a.start == 0 ? "" : std::to_string(a.start);
  const std::string limit = a.limit < 0 ? "" : std::to_string(a.limit);
  const std::string stride = a.stride == 1 ? "" : ":" + std::to_string(a.stride);
  return scope.name(value, 0) + "[..., " + start + ":" + limit + stride + "]";
}

}  // namespace

std::string take_along_last(const std::string& x, const std::string& ids) {
  return "jnp.take_along_axis(" + x + ", " + ids + ", axis=-1, mode=\"clip\")";
}

std::string write_moving(const JaxScope& scope, const Value& value) {
  const std::string& x = scope.name(value, 0);
  const auto& shape = value.elements[0].shape;
  switch (value.opcode) {
    case Opcode::kBroadcast:
      if (value.attributes.shape) {
        return "lax.broadcast_in_dim(" + x + ", " + scope.sizes().text(shape) + ", " +
               list_of(value.attributes.dimensions) + ")";
      }
      return "jnp.broadcast_to(" + scope.aligned(value, 0) + ", " + scope.sizes().text(shape) + ")";
    case Opcode::kReshape:
      if (value.attributes.shape) return x + ".reshape(" + scope.sizes().text(shape) + ")";
      return shape.size() == 2 ? x + "[:, None]" : "jnp.squeeze(" + x + ", axis=1)";
    case Opcode::kTranspose:
      return "jnp.transpose(" + x + ", " + list_of(value.attributes.dimensions) + ")";
    case Opcode::kSlice:
      return slice(scope, value);
    case Opcode::kConcatenate: {
      std::string parts;
      for (std::size_t p = 0; p < value.operands.size(); ++p) {
        const bool column = scope.operand_element(value, p).shape.size() == 1;
        parts += (p == 0 ? "" : ", ") + scope.name(value, p) + (column ? "[:, None]" : "");
      }
      return "jnp.concatenate([" + parts + "], axis=-1)";
    }
    case Opcode::kReverse:
      return "jnp.flip(" + x + ", axis=-1)";
    case Opcode::kGather:
      return gather(scope, value);
    default:
      return scatter(scope, value);
  }
}

}  // namespace splitvote
