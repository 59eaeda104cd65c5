#include "src/evaluate/evaluator.h"

#include <algorithm>

#include "src/evaluate/kernels.h"
#include "src/evaluate/rank_groups.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/threefry.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// Operations whose result depends on the rank and not only on what it reads.
bool rank_specific(Opcode opcode) {
  switch (opcode) {
    case Opcode::kIota:
    case Opcode::kPartitionId:
    case Opcode::kShardOffset:
    case Opcode::kGetDimensionSize:
    case Opcode::kBroadcast:
      return true;
    default:
      return false;
  }
}

ArrayRef integer_scalar(std::int32_t number) {
  return make_array(Dtype::kS32, Shape{}, [&](Array& out) { *out.fill<std::int32_t>() = number; });
}

// The position along one axis.
ArrayRef iota(Dtype dtype, const Shape& shape, std::size_t axis) {
  return make_array(dtype, shape, [&](Array& out) {
    const auto n = static_cast<std::size_t>(shape.sizes[axis]);
    std::size_t repeat = 1;
    for (auto inner = axis + 1; inner < static_cast<std::size_t>(shape.axes); ++inner)
      repeat *= static_cast<std::size_t>(shape.sizes[inner]);
    with_stored_type(dtype, [&](auto zero) {
      using T = decltype(zero);
      T* to = out.fill<T>();
      T* const end = to + out.count();
      while (to != end) {
        for (std::size_t i = 0; i < n; ++i) to = std::fill_n(to, repeat, static_cast<T>(i));
      }
    });
  });
}

std::size_t passed_over(std::span<const ArrayRef> operands, const std::vector<ArrayRef>& results) {
  std::size_t most = 0;
  for (const ArrayRef& each : operands) most = std::max(most, each->count());
  for (const ArrayRef& each : results) most = std::max(most, each->count());
  return most;
}

}  // namespace

ArrayRef Evaluator::uniform(const Value& value, std::span<const ArrayRef> operands) const {
  const std::uint64_t seed = *operands[0]->as<std::uint64_t>();
  const Array& counters = *operands[1];
  const auto key =
      std::array{static_cast<std::uint32_t>(seed >> 32), static_cast<std::uint32_t>(seed)};
  return make_array(Dtype::kFloat32, counters.shape(), [&](Array& out) {
    const auto rows = static_cast<std::size_t>(counters.shape().sizes[0]);
    const std::size_t width = rows == 0 ? 0 : counters.count() / rows;
    for (std::size_t i = 0; i < counters.count(); ++i) {
      const std::int32_t id = counters.as<std::int32_t>()[i];
      auto counter = static_cast<std::uint32_t>(id);
      if (value.attributes.counter_is_token) {
        const std::int32_t token = map_.token_of(id);
        counter = token == kNoToken ? counter | 0x80000000U : static_cast<std::uint32_t>(token);
      }
      const auto words = threefry2x32(key, {static_cast<std::uint32_t>(i / width), counter});
      out.fill<float>()[i] = uniform_from_bits(words[0]);
    }
  });
}

std::vector<ArrayRef> Evaluator::local(const Value& value, int rank,
                                       std::span<const ArrayRef> operands,
                                       bool round_accumulator) const {
  const auto shape_here = [&] { return shapes_.at(&value)[static_cast<std::size_t>(rank)]; };
  switch (value.opcode) {
    case Opcode::kIota: {
      const Shape shape = shape_here();
      const int axis = value.attributes.shape ? value.attributes.dimension : shape.axes - 1;
      return {iota(value.elements[0].dtype, shape, static_cast<std::size_t>(axis))};
    }
    case Opcode::kPartitionId:
      return {integer_scalar(rank)};
    case Opcode::kShardOffset:
      return {integer_scalar(map_.offset(rank))};
    case Opcode::kGetDimensionSize:
      return {integer_scalar(static_cast<std::int32_t>(shape_here().last()))};
    case Opcode::kConvert:
    case Opcode::kBitcastConvert:
    case Opcode::kReducePrecision:
      return {evaluate_conversion(value, operands[0])};
    case Opcode::kBroadcast:
      return {evaluate_moving(value, operands, shape_here())};
    case Opcode::kReshape:
    case Opcode::kTranspose:
    case Opcode::kSlice:
    case Opcode::kConcatenate:
    case Opcode::kReverse:
    case Opcode::kGather:
    case Opcode::kScatter:
      return {evaluate_moving(value, operands, {})};
    case Opcode::kReduce:
      if (value.attributes.combine == Combine::kRegion) {
        return evaluate_region_reduction(value, operands, round_accumulator);
      }
      [[fallthrough]];
    case Opcode::kCumsum:
      return {evaluate_reduction(value, operands[0], round_accumulator)};
    case Opcode::kReduceWindow:
      return {evaluate_windows(value, *operands[0], round_accumulator)};
    case Opcode::kDot:
      return {evaluate_dot(value, *operands[0], *operands[1])};
    case Opcode::kArgmax:
    case Opcode::kSort:
    case Opcode::kTopK:
    case Opcode::kApproxTopK:
    case Opcode::kKthValue:
    case Opcode::kBitSearchThreshold:
      return evaluate_selection(value, operands, bound_count(value.attributes.count));
    case Opcode::kThreefryUniform:
      return {uniform(value, operands)};
    default:
      return {evaluate_elementwise(value, operands)};
  }
}

Evaluation Evaluator::local_on(Ranks ranks, const Value& value,
                               std::span<const DistributedRef> operands,
                               std::uint32_t rounding_classes) const {
  const std::size_t count = ranks.size();
  const auto rounds_at = [&](std::size_t at) {
    return ((rounding_classes >> rank_class_[static_cast<std::size_t>(ranks[at])]) & 1U) != 0;
  };
  const std::size_t elements = value.elements.size();
  const bool shareable = !rank_specific(value.opcode);
  const bool reads_data = value.opcode != Opcode::kGetDimensionSize;
  Evaluation evaluation;
  std::vector<ArrayRef> arrays(elements * count);
  std::vector<std::size_t> computed;  // where the result was computed, not shared
  std::vector<ArrayRef> mine(reads_data ? operands.size() : 0);
  for (std::size_t at = 0; at < count; ++at) {
    const bool rounds = rounds_at(at);
    const auto same_as = [&](std::size_t other) {
      if (rounds != rounds_at(other)) return false;
      return std::all_of(operands.begin(), operands.end(), [&](const DistributedRef& operand) {
        return operand->arrays[at] == operand->arrays[other] ||
               operand->arrays[at]->id() == operand->arrays[other]->id();
      });
    };
    const auto twin =
        shareable ? std::find_if(computed.begin(), computed.end(), same_as) : computed.end();
    if (twin != computed.end()) {
      for (std::size_t e = 0; e < elements; ++e) arrays[e * count + at] = arrays[e * count + *twin];
      continue;
    }
    for (std::size_t i = 0; i < mine.size(); ++i) mine[i] = operands[i]->arrays[at];
    std::vector<ArrayRef> results = local(value, ranks[at], mine, rounds);
    evaluation.elements += passed_over(mine, results);
    for (std::size_t e = 0; e < elements; ++e) arrays[e * count + at] = std::move(results[e]);
    computed.push_back(at);
  }
  evaluation.value = make_distributed(std::move(arrays));
  return evaluation;
}

Evaluation Evaluator::all_gather(const Value& value,
                                 std::span<const DistributedRef> operands) const {
  const bool own = operands.size() == 2;
  const auto ranks = static_cast<std::size_t>(rank_count());
  Evaluation evaluation;
  std::vector<ArrayRef> arrays(ranks);
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const Ranks group = met_by(value, static_cast<int>(rank));
    const auto first = static_cast<std::size_t>(*std::min_element(group.begin(), group.end()));
    const bool own_differs =
        own && operands[1]->arrays[rank]->id() != operands[0]->arrays[rank]->id();
    // The group's common result is made by its first rank whose own part is what it sent.
    if (!own_differs && first != rank && arrays[first] != nullptr &&
        (!own || operands[1]->arrays[first]->id() == operands[0]->arrays[first]->id())) {
      arrays[rank] = arrays[first];
      continue;
    }
    std::vector<ArrayRef> parts;
    for (int other : group) {
      const auto from = static_cast<std::size_t>(other);
      parts.push_back(own && from == rank ? operands[1]->arrays[rank] : operands[0]->arrays[from]);
    }
    arrays[rank] = concatenate_arrays(parts);
    evaluation.elements += arrays[rank]->count();
  }
  evaluation.value = make_distributed(std::move(arrays));
  return evaluation;
}

Evaluator::Ranks Evaluator::met_by(const Value& value, int rank) const {
  const Attributes& a = value.attributes;
  if (a.group_size != 0) return group_of(a.groups, a.group_size, rank);
  return map_.group(a.stage, rank);
}

Evaluation Evaluator::all_reduce(const Value& value, const std::vector<ArrayRef>& by_rank,
                                 std::uint32_t rounding_classes) const {
  std::vector<ArrayRef> results(by_rank.size());
  for (std::size_t rank = 0; rank < by_rank.size(); ++rank) {
    if (results[rank] != nullptr) continue;
    const Ranks group = met_by(value, static_cast<int>(rank));
    std::vector<ArrayRef> operands;
    std::vector<bool> round;
    for (const int member : group) {
      const auto at = static_cast<std::size_t>(member);
      operands.push_back(by_rank[at]);
      round.push_back(((rounding_classes >> rank_class_[at]) & 1U) != 0);
      if (!(operands.back()->shape() == operands.front()->shape())) {
        throw InputError("/layout/sizes",
                         "all_reduce \"" + value.id + "\" needs equal shards on all ranks");
      }
    }
    const ArrayRef result = evaluate_all_reduce(value, operands, round);
    for (const int member : group) results[static_cast<std::size_t>(member)] = result;
  }
  Evaluation evaluation;
  for (const ArrayRef& each : results) evaluation.elements += each->count();
  evaluation.value = make_distributed(std::move(results));
  return evaluation;
}

Evaluation Evaluator::collective(const Value& value, std::span<const DistributedRef> operands,
                                 std::uint32_t rounding_classes) const {
  if (value.opcode == Opcode::kAllGather) return all_gather(value, operands);
  const std::vector<ArrayRef>& by_rank = operands[0]->arrays;
  if (value.opcode == Opcode::kAllReduce) return all_reduce(value, by_rank, rounding_classes);
  if (value.attributes.root >= rank_count()) {
    throw InputError("/layout/ranks", "collective_broadcast \"" + value.id + "\" sends from rank " +
                                          std::to_string(value.attributes.root) +
                                          ", so more ranks are needed than " +
                                          std::to_string(rank_count()));
  }
  const ArrayRef& sent = by_rank[static_cast<std::size_t>(value.attributes.root)];
  Evaluation evaluation;
  evaluation.elements = sent->count() * by_rank.size();
  evaluation.value = make_distributed(std::vector<ArrayRef>(by_rank.size(), sent));
  return evaluation;
}

bool Evaluator::passes_on(int index) const {
  const std::vector<Value>& values = program_->values;
  const Value& value = values[static_cast<std::size_t>(index)];
  if (value.opcode == Opcode::kOptimizationBarrier) return true;
  return value.opcode == Opcode::kConvert && is_float(value.elements[0].dtype) &&
         is_float(values[static_cast<std::size_t>(value.operands[0])].elements[0].dtype);
}

Evaluation Evaluator::evaluate_on(Ranks ranks, const Value& value,
                                  std::span<const DistributedRef> operands,
                                  std::uint32_t rounding_classes) const {
  switch (value.opcode) {
    case Opcode::kConstant: {
      const ArrayRef scalar = constant_scalar(value.elements[0].dtype, value.attributes.number);
      return {make_distributed(std::vector<ArrayRef>(ranks.size(), scalar)), 0, 0};
    }
    case Opcode::kOptimizationBarrier:
      return {operands[0], 0, 0};
    case Opcode::kConvert: {
      const bool between_floats =
          is_float(value.elements[0].dtype) && is_float(operands[0]->arrays[0]->dtype());
      if (between_floats) return {operands[0], 0, 0};
      return local_on(ranks, value, operands, rounding_classes);
    }
    case Opcode::kGetTupleElement: {
      const auto count = static_cast<std::ptrdiff_t>(ranks.size());
      const auto begin = operands[0]->arrays.begin() + value.attributes.index * count;
      return {make_distributed(std::vector<ArrayRef>(begin, begin + count)), 0, 0};
    }
    case Opcode::kWhile:
      return loop(ranks, value, operands);
    default:
      return operation(value.opcode).collective
                 ? collective(value, operands, rounding_classes)
                 : local_on(ranks, value, operands, rounding_classes);
  }
}

Evaluation Evaluator::evaluate(int index, std::span<const DistributedRef> operands,
                               std::uint32_t rounding_classes) const {
  const Value& value = program_->values[static_cast<std::size_t>(index)];
  if (value.opcode == Opcode::kParameter || value.opcode == Opcode::kConstant)
    return {parameters_[static_cast<std::size_t>(index)], 0, 0};
  Evaluation evaluation = evaluate_on(all_ranks_, value, operands, rounding_classes);
  if (!operation(value.opcode).decision) return evaluation;
  const bool key_only = value.opcode == Opcode::kSort && value.regions.empty();
  for (const DistributedRef& operand : operands.first(key_only ? 1 : operands.size())) {
    for (const ArrayRef& each : operand->arrays) {
      const Shape& shape = each->shape();
      if (shape.axes == 0 || shape.sizes[0] == row_count_) evaluation.nan_rows |= each->nan_rows();
    }
  }
  return evaluation;
}

DistributedRef Evaluator::rounded(const DistributedRef& value, const Narrowing& narrowing) const {
  if (!value->rounded_known || !(value->rounded_by == narrowing)) {
    std::vector<ArrayRef> arrays;
    bool changed = false;
    for (std::size_t i = 0; i < value->arrays.size(); ++i) {
      const bool shared = i != 0 && value->arrays[i] == value->arrays[i - 1];
      arrays.push_back(shared ? arrays.back() : rounded_array(value->arrays[i], narrowing));
      changed = changed || arrays.back() != value->arrays[i];
    }
    value->rounded = changed ? make_distributed(std::move(arrays)) : nullptr;
    value->rounded_by = narrowing;
    value->rounded_known = true;
  }
  return value->rounded ? value->rounded : value;
}

DistributedRef Evaluator::by_class(const DistributedRef& rounded, const DistributedRef& promoted,
                                   std::uint32_t promoted_classes) const {
  if (rounded == promoted || promoted_classes == 0) return rounded;
  std::vector<ArrayRef> arrays = rounded->arrays;
  bool all = true;
  for (std::size_t rank = 0; rank < arrays.size(); ++rank) {
    if (((promoted_classes >> rank_class_[rank]) & 1U) != 0) {
      arrays[rank] = promoted->arrays[rank];
    } else {
      all = false;
    }
  }
  return all ? promoted : make_distributed(std::move(arrays));
}

}  // namespace splitvote
