#include "src/jax/writing.h"

#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string uniform(const JaxScope& scope, const Value& value) {
  scope.use(JaxHelper::kThreefryUniform);
  const std::string& seed = scope.name(value, 0);
  std::string counter = scope.name(value, 1);
  if (value.attributes.counter_is_token) {
    scope.use(JaxHelper::kTokenCounter);
    counter = "token_counter(" + counter + ")";
  }
  const bool raw =
      scope.module().raw_seed && scope.operand(value, 0).attributes.parameter_name == "seed";
  const std::string key =
      raw ? seed : "((" + seed + " >> 32).astype(jnp.uint32), " + seed + ".astype(jnp.uint32))";
  return "threefry_uniform(" + key + ", " + counter + ")";
}

JaxStatement plain(std::string expression) { return {{}, std::move(expression), false}; }

}  // namespace

std::string JaxScope::aligned(const Value& value, std::size_t position, std::size_t axes) const {
  const std::string& x = name(value, position);
  const std::size_t mine = operand_element(value, position).shape.size();
  if (mine == 0 || mine >= axes) return x;
  if (mine == 1 && axes == 2) return x + "[:, None]";
  std::string missing;
  for (std::size_t i = mine; i < axes; ++i) missing += ", None";
  return x + "[..." + missing + "]";
}

bool JaxScope::all_results_taken(const Value& value) const {
  std::set<int> taken;
  for (const Value& other : values_) {
    if (other.needed && other.opcode == Opcode::kGetTupleElement &&
        &this->value(other.operands[0]) == &value) {
      taken.insert(other.attributes.index);
    }
  }
  return !value.is_tuple || taken.size() == value.elements.size();
}

std::string JaxScope::dtype(const Value& value, Dtype dtype) const {
  switch (dtype) {
    case Dtype::kPred:
      return "jnp.bool_";
    case Dtype::kS8:
      return "jnp.int8";
    case Dtype::kU8:
      return "jnp.uint8";
    case Dtype::kS16:
      return "jnp.int16";
    case Dtype::kU16:
      return "jnp.uint16";
    case Dtype::kS32:
      return "jnp.int32";
    case Dtype::kU32:
      return "jnp.uint32";
    case Dtype::kS64:
      return "jnp.int64";
    case Dtype::kU64:
      return "jnp.uint64";
    case Dtype::kTf32:
      refuse(value, "JAX has no tf32 arrays");
    default:
      return "jnp." + std::string(splitvote::name(dtype));
  }
}

void JaxScope::refuse(const Value& value, const std::string& why) const {
  throw InputError(place_, "\"" + value.id + "\" (" + std::string(operation(value.opcode).name) +
                               ") cannot be written as JAX: " + why);
}

JaxStatement write_value(const JaxScope& scope, const Value& value) {
  switch (value.opcode) {
    case Opcode::kConstant:
      return plain(write_constant(scope, value));
    case Opcode::kGetDimensionSize:
      return plain("jnp.int32(" + scope.sizes().text(scope.operand_element(value, 0).shape.back()) +
                   ")");
    case Opcode::kGetTupleElement:
      return plain(scope.name(value, 0) + "[" + std::to_string(value.attributes.index) + "]");
    case Opcode::kIota: {
      const auto& shape = value.elements[0].shape;
      const int last = static_cast<int>(shape.size()) - 1;
      const int axis = value.attributes.dimension < 0 ? last : value.attributes.dimension;
      return {{},
              "lax.broadcasted_iota(" + scope.dtype(value, value.elements[0].dtype) + ", " +
                  scope.sizes().text(shape) + ", " + std::to_string(axis) + ")"};
    }
    case Opcode::kPartitionId:
    case Opcode::kShardOffset:
    case Opcode::kAllGather:
    case Opcode::kAllReduce:
    case Opcode::kCollectiveBroadcast:
      return {{}, write_collective(scope, value)};
    case Opcode::kBroadcast:
    case Opcode::kReshape:
    case Opcode::kTranspose:
    case Opcode::kSlice:
    case Opcode::kConcatenate:
    case Opcode::kReverse:
    case Opcode::kGather:
    case Opcode::kScatter:
      return {{}, write_moving(scope, value)};
    case Opcode::kReduce:
      if (value.attributes.combine == Combine::kRegion) {
        return write_region_reduction(scope, value);
      }
      [[fallthrough]];
    case Opcode::kCumsum:
    case Opcode::kReduceWindow:
    case Opcode::kDot:
      return {{}, write_reduction(scope, value)};
    case Opcode::kArgmax:
    case Opcode::kSort:
    case Opcode::kTopK:
    case Opcode::kApproxTopK:
    case Opcode::kKthValue:
    case Opcode::kBitSearchThreshold:
      return {{}, write_selection(scope, value)};
    case Opcode::kWhile:
      return write_while(scope, value);
    case Opcode::kThreefryUniform:
      return {{}, uniform(scope, value)};
    default:
      return {{}, write_elementwise(scope, value)};
  }
}

}  // namespace splitvote
