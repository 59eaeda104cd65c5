// Collectives over the axis "ranks", and what a rank knows of itself. A program of one rank has no
// axis: it meets nobody.
#include "src/jax/writing.h"

namespace splitvote {
namespace {

// ", axis_index_groups=[[0, 2], [1, 3]]", or nothing.
std::string groups(const JaxScope& scope, const Value& value) {
  const Attributes& a = value.attributes;
  if (a.group_size == 0) return "";
  if (a.groups.size() != static_cast<std::size_t>(scope.sizes().shapes().ranks)) {
    scope.refuse(value, "its groups are not made of " +
                            std::to_string(scope.sizes().shapes().ranks) + " ranks");
  }
  const auto size = static_cast<std::size_t>(a.group_size);
  std::string list;
  for (std::size_t i = 0; i < a.groups.size(); ++i) {
    list += (i == 0 ? "[" : i % size == 0 ? "], [" : ", ") + std::to_string(a.groups[i]);
  }
  return ", axis_index_groups=[" + list + "]]";
}

std::string all_gather(const JaxScope& scope, const Value& value) {
  const Element& x = scope.operand_element(value, 0);
  if (value.attributes.stage >= 0) {
    scope.refuse(value,
                 "a gather stage is a feature of the layout that a compiled program does not have");
  }
  const std::size_t axes = x.shape.size() == 1 ? 2 : x.shape.size();
  const std::string axis = std::to_string(axes - 1);
  const bool has_own = value.operands.size() == 2;
  if (scope.module().one_rank()) return scope.aligned(value, has_own ? 1 : 0, axes);
  const std::string tiled = x.shape.size() == 1 ? ")" : ", tiled=True)";
  std::string gathered = "lax.all_gather(" + scope.name(value, 0) + ", \"ranks\", axis=" + axis +
                         groups(scope, value) + tiled;
  if (!has_own) return gathered;
  if (value.attributes.group_size != 0) {
    scope.refuse(value, "JAX knows a rank's place among all ranks, not within a group");
  }
  const std::string size = x.shape.size() == 1 ? "" : " * " + scope.sizes().text(x.shape.back());
  return "lax.dynamic_update_slice_in_dim(" + gathered + ", " + scope.aligned(value, 1, axes) +
         ", lax.axis_index(\"ranks\")" + size + ", axis=" + axis + ")";
}

std::string sum_over_ranks(const JaxScope& scope, const Value& value) {
  const Dtype dtype = value.elements[0].dtype;
  const std::string& x = scope.name(value, 0);
  const Dtype accumulator = value.attributes.accumulator.dtype;
  const std::string among = ", \"ranks\"" + groups(scope, value) + ")";
  if (is_integer(dtype) || accumulator == dtype) return "lax.psum(" + x + among;
  if (accumulator != Dtype::kFloat32) {
    scope.refuse(value, "JAX has no sum of " + std::string(name(dtype)) +
                            " over ranks with an accumulator of another narrow dtype");
  }
  return "lax.psum(" + x + ".astype(jnp.float32)" + among + ".astype(" + scope.dtype(value, dtype) +
         ")";
}

std::string all_reduce(const JaxScope& scope, const Value& value) {
  const std::string& x = scope.name(value, 0);
  if (scope.module().one_rank()) return x;
  switch (value.attributes.combine) {
    case Combine::kSum:
      return sum_over_ranks(scope, value);
    case Combine::kMinimum:
    case Combine::kAnd:
      return "lax.pmin(" + x + ", \"ranks\"" + groups(scope, value) + ")";
    default:
      return "lax.pmax(" + x + ", \"ranks\"" + groups(scope, value) + ")";
  }
}

}  // namespace

std::string write_collective(const JaxScope& scope, const Value& value) {
  switch (value.opcode) {
    case Opcode::kPartitionId:
      return scope.module().one_rank() ? "jnp.int32(0)" : "lax.axis_index(\"ranks\")";
    case Opcode::kShardOffset:
      return scope.module().one_rank() ? "jnp.int32(0)"
                                       : "lax.axis_index(\"ranks\") * TOKENS_PER_RANK";
    case Opcode::kAllGather:
      return all_gather(scope, value);
    case Opcode::kAllReduce:
      return all_reduce(scope, value);
    default: {
      const int root = value.attributes.root;
      if (root >= scope.sizes().shapes().ranks) {
        scope.refuse(value, "there is no rank " + std::to_string(root));
      }
      const std::string& x = scope.name(value, 0);
      if (scope.module().one_rank()) return x;
      return "lax.all_gather(" + x + ", \"ranks\")[" + std::to_string(root) + "]";
    }
  }
}

}  // namespace splitvote
