#include "tests/reference/lockstep.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "tests/reference/formats.h"
#include "tests/reference/whole_numbers.h"

namespace splitvote::reference {
namespace {

Numbers numbers_of(const Array& x, bool unrounded) {
  return {x.dtype, x.axes, unrounded || x.r.empty() ? x.u : x.r, x.whole};
}

// r is u rounded to the declared dtype; where the two are one number by type, whatever rounding
// there is makes both.
void round_result(const Value& value, const Element& element, Array& out) {
  if (!is_float(out.dtype)) return;
  if (element.may_differ) {
    out.r.resize(out.u.size());
    round_each(out.u, element.narrowing, out.r);
  } else if (value.opcode == Opcode::kConvert) {
    round_each(out.u, value.attributes.precision, out.u);
  }
}

double standard_parameter(const std::string& name) {
  if (name == "temperature" || name == "top_p") return 1;
  if (name == "top_k") return std::numeric_limits<std::int32_t>::max();
  return 0;
}

}  // namespace

Lockstep::Lockstep(const Case& test_case, const LayoutMap& layout,
                   const std::vector<std::vector<float>>& rows, const Plan& plan)
    : case_(test_case),
      layout_(layout),
      rows_(rows),
      plan_(plan),
      values_(test_case.program->values),
      takes_part_(static_cast<std::size_t>(layout.rank_count()), true),
      arrays_(values_.size()),
      nan_decision_(rows.size(), false),
      needed_(values_.size(), false) {
  find_needed();
}

void Lockstep::find_needed() {
  const Program& program = *case_.program;
  const Observe& o = program.observe;
  for (const int index : {o.candidates_mask, o.candidates_ids, o.top_id, o.top_value, o.draw_id,
                          o.owner_mask, o.travels_id, o.travels_key, o.travels_source}) {
    if (index >= 0) needed_[static_cast<std::size_t>(index)] = true;
  }
  for (std::size_t index = program.values.size(); index-- > 0;) {
    const Value& value = program.values[index];
    if (!needed_[index] || value.opcode == Opcode::kGetDimensionSize)
      continue;  // a size is no dependence
    for (const int operand : value.operands) needed_[static_cast<std::size_t>(operand)] = true;
  }
}

void Lockstep::run() { run_from(0); }

void Lockstep::run_from(std::size_t first) {
  for (std::size_t index = first; index < values_.size(); ++index) {
    const Value& value = values_[index];
    if (value.opcode == Opcode::kWhile) {
      loop(value, arrays_[index]);
      continue;
    }
    for (int rank = 0; rank < layout_.rank_count(); ++rank) {
      if (!takes_part_[static_cast<std::size_t>(rank)]) {
        arrays_[index].emplace_back();
        continue;
      }
      if (needed_[index] && !inside_) mark_nan(value, rank);
      std::vector<Array> result = evaluate(value, rank);
      for (std::size_t i = 0; i < result.size(); ++i)
        round_result(value, value.elements[i], result[i]);
      arrays_[index].push_back(std::move(result));
    }
  }
}

int Lockstep::rank_class(int rank) const {
  return case_.layout.rank_class[static_cast<std::size_t>(rank)];
}

bool Lockstep::promoted(int rank, int site) const {
  return !inside_ && site >= 0 && plan_.promoted(rank_class(rank), site);
}

Numbers Lockstep::read(const Value& value, std::size_t position, int rank) const {
  const Array& x = at(value.operands[position], rank)[0];
  const bool payload = value.opcode == Opcode::kSort && value.regions.empty() && position > 0;
  const bool moves = operation(value.opcode).reading == Reading::kMoves || payload;
  if (moves || inside_) return numbers_of(x, moves);  // a region has no sites
  return numbers_of(x, promoted(rank, value.operand_sites[position]));
}

std::vector<Numbers> Lockstep::read_all(const Value& value, int rank) const {
  std::vector<Numbers> out;
  if (value.opcode == Opcode::kGetTupleElement) return out;
  for (std::size_t position = 0; position < value.operands.size(); ++position) {
    out.push_back(read(value, position, rank));
  }
  return out;
}

Adder Lockstep::adder(const Value& value, int rank) const {
  const bool narrow = is_narrow(value.attributes.accumulator.dtype);
  return {value.attributes.accumulator, narrow && !promoted(rank, value.accumulator_site)};
}

std::int64_t Lockstep::count(const Count& count, int rank) const {
  if (count.parameter.empty()) return count.number;
  const Program& program = *case_.program;
  for (std::size_t index = 0; index < program.values.size(); ++index) {
    const Value& value = program.values[index];
    if (value.opcode != Opcode::kParameter || value.attributes.parameter_name != count.parameter)
      continue;
    const std::int64_t number = at(static_cast<int>(index), rank)[0].whole[0];
    const bool huge = value.elements[0].dtype == Dtype::kU64 && number < 0;
    return huge ? std::numeric_limits<std::int64_t>::max() : number;
  }
  std::abort();
}

void Lockstep::mark_nan(const Value& value, int rank) {
  if (!operation(value.opcode).decision) return;
  for (std::size_t position = 0; position < value.operands.size(); ++position) {
    if (value.opcode == Opcode::kSort && value.regions.empty() && position > 0)
      break;  // payloads are moved, not read
    const Numbers x = read(value, position, rank);
    for (std::size_t i = 0; i < x.floats.size(); ++i) {
      if (x.floats[i] == x.floats[i]) continue;
      if (!x.axes.empty() && x.axes[0] != case_.logits.rows) continue;
      if (x.axes.empty()) {
        nan_decision_.assign(nan_decision_.size(), true);
      } else {
        nan_decision_[i / (x.size() / static_cast<std::size_t>(x.axes[0]))] = true;
      }
    }
  }
}

std::vector<Array> Lockstep::evaluate(const Value& value, int rank) {
  const Attributes& a = value.attributes;
  const std::vector<Numbers> in = read_all(value, rank);
  switch (value.opcode) {
    case Opcode::kParameter:
      return {parameter(value, rank)};
    case Opcode::kConstant:
      return {scalar(value.elements[0].dtype, a.number)};
    case Opcode::kIota: {
      if (a.shape) {
        const Array zero = scalar(value.elements[0].dtype, 0);
        Array out = broadcast(numbers_of(zero, true), *a.shape);
        std::size_t inner = 1;
        for (auto axis = static_cast<std::size_t>(a.dimension) + 1; axis < a.shape->size(); ++axis)
          inner *= static_cast<std::size_t>((*a.shape)[axis]);
        const auto n = static_cast<std::size_t>((*a.shape)[static_cast<std::size_t>(a.dimension)]);
        for (std::size_t i = 0; i < out.whole.size(); ++i)
          out.whole[i] = wrapped(i / inner % n, value.elements[0].dtype);
        return {std::move(out)};
      }
      Array out = whole_array(value.elements[0].dtype, at(a.like, rank)[0].axes);
      const std::size_t n = row_size(out.axes);
      for (std::size_t i = 0; i < out.whole.size(); ++i) {
        out.whole[i] = wrapped(i % n, value.elements[0].dtype);
      }
      return {std::move(out)};
    }
    case Opcode::kPartitionId:
      return {scalar(Dtype::kS32, rank)};
    case Opcode::kShardOffset:
      return {scalar(Dtype::kS32, layout_.offset(rank))};
    case Opcode::kGetDimensionSize:
      return {scalar(Dtype::kS32, static_cast<double>(row_size(in[0].axes)))};
    case Opcode::kConvert:
      return {convert(in[0], a.precision)};
    case Opcode::kBitcastConvert:
      return {bitcast_convert(in[0], value.elements[0].dtype)};
    case Opcode::kReducePrecision: {
      Array out = copy_of(in[0]);
      // Kept in the operand's dtype: float16 holds no bfloat16 above 65504.
      for (float& x : out.u) x = round_to(round_to(x, a.precision), Narrowing{out.dtype});
      return {std::move(out)};
    }
    case Opcode::kOptimizationBarrier:
      return {copy_of(in[0])};
    case Opcode::kBroadcast:
      if (a.shape) return {broadcast_along(in[0], *a.shape, a.dimensions)};
      return {broadcast(in[0], at(a.like, rank)[0].axes)};
    case Opcode::kReshape:
      return {reshape(in[0], a.shape)};
    case Opcode::kTranspose:
      return {transpose(in[0], a.dimensions)};
    case Opcode::kSlice:
      if (!a.starts.empty()) return {slice_axes(in[0], a)};
      return {slice(in[0], a.start, a.limit, a.stride)};
    case Opcode::kConcatenate:
      return {concatenate(in)};
    case Opcode::kReverse:
      return {reverse(in[0])};
    case Opcode::kGather:
      return {gather(in[0], in[1])};
    case Opcode::kScatter:
      return {scatter(in[0], in[1], in[2], a.combine)};
    case Opcode::kGetTupleElement: {
      const Array& x = at(value.operands[0], rank)[static_cast<std::size_t>(a.index)];
      return {copy_of(numbers_of(x, true))};
    }
    case Opcode::kReduce:
      if (a.combine == Combine::kRegion)
        return reduce_region(value, in, promoted(rank, value.accumulator_site));
      return {reduce(value, in[0], adder(value, rank))};
    case Opcode::kArgmax:
      return {argmax(value, in[0])};
    case Opcode::kCumsum:
      return {running_sum(value, in[0], adder(value, rank))};
    case Opcode::kReduceWindow:
      return {reduce_window(value, in[0], adder(value, rank))};
    case Opcode::kDot:
      return {dot(value, in[0], in[1])};
    case Opcode::kSort:
      return sort(value, in);
    case Opcode::kTopK:
      return top_k(in[0], count(a.count, rank), a);
    case Opcode::kApproxTopK:
      return approx_top_k(value, in[0]);
    case Opcode::kKthValue:
      return {kth_value(in[0], count(a.count, rank), a)};
    case Opcode::kBitSearchThreshold:
      return {bit_search_threshold(in)};
    case Opcode::kAllGather:
    case Opcode::kAllReduce:
    case Opcode::kCollectiveBroadcast:
      return {collective(value, rank)};
    case Opcode::kThreefryUniform:
      return {threefry_uniform(in[0], in[1], a.counter_is_token, layout_)};
    default:
      return {elementwise(value, in)};
  }
}

Array Lockstep::parameter(const Value& value, int rank) const {
  const std::string& name = value.attributes.parameter_name;
  const Dtype dtype = value.elements[0].dtype;
  if (name != "logits") {
    if (name == "seed") {
      Array out = whole_array(dtype, value.attributes.shape.value_or(Position{}));
      out.whole.back() = wrapped(case_.parameters.seed, dtype);
      if (out.whole.size() == 2) out.whole[0] = wrapped(case_.parameters.seed >> 32, dtype);
      return out;
    }
    const auto given = case_.parameters.numbers.find(name);
    const double number = given != case_.parameters.numbers.end()
                              ? given->second
                              : value.attributes.default_number.value_or(standard_parameter(name));
    Array one = scalar(dtype, number);
    if (!value.attributes.shape) return one;
    return broadcast(numbers_of(one, true), *value.attributes.shape);
  }
  const std::int64_t n = layout_.size(rank);
  Array out = float_array(dtype, {static_cast<std::int64_t>(rows_.size()), n});
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    layout_.cut(rows_[row].data(), rank, out.u.data() + row * static_cast<std::size_t>(n));
  }
  round_each(out.u, Narrowing{dtype}, out.u);
  return out;
}

Array Lockstep::collective(const Value& value, int rank) const {
  if (value.opcode == Opcode::kAllGather) return all_gather(value, rank);
  if (value.opcode == Opcode::kCollectiveBroadcast)
    return copy_of(read(value, 0, value.attributes.root));
  std::vector<Numbers> of_rank;
  std::vector<Adder> adders;
  for (const int each : group(value, rank)) {
    of_rank.push_back(read(value, 0, each));
    adders.push_back(adder(value, each));
  }
  return all_reduce(value, of_rank, adders);
}

std::vector<int> Lockstep::group(const Value& value, int rank) const {
  const Attributes& a = value.attributes;
  if (a.groups.empty()) return layout_.group(a.stage, rank);
  for (auto begin = a.groups.begin();; begin += a.group_size) {
    const auto end = begin + a.group_size;
    if (std::find(begin, end, rank) != end) return {begin, end};
  }
}

Array Lockstep::all_gather(const Value& value, int rank) const {
  std::vector<Numbers> parts;
  for (const int each : group(value, rank)) {
    const bool own = each == rank && value.operands.size() == 2;
    parts.push_back(read(value, own ? 1 : 0, each));
  }
  return join(parts);
}

}  // namespace splitvote::reference
