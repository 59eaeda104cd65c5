#include "harness/trace/decision_trace.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "src/evaluate/run.h"
#include "src/numeric/order.h"

namespace splitvote {
namespace {

constexpr std::array<std::string_view, 6> kDirectionNames = {"GE", "GT", "LE", "LT", "EQ", "NE"};

class Tracer {
 public:
  Tracer(const Case& test_case, const Plan& plan, int row, std::int32_t wanted,
         bool whatever_is_decided)
      : case_(test_case),
        plan_(plan),
        row_(row),
        wanted_(wanted),
        whatever_is_decided_(whatever_is_decided),
        logits_(materialize(test_case.logits, test_case.layout.vocab_size)),
        evaluator_({test_case.program.get(), &test_case.layout, &logits_,
                    test_case.parameters.numbers, test_case.parameters.seed}),
        values_(test_case.program->values.size()),
        in_token_order_(test_case.program->values.size(), false) {
    run(evaluator_, plan,
        [&](int index, const DistributedRef& u) { values_[static_cast<std::size_t>(index)] = u; });
    find_token_order();
  }

  std::vector<TracedDecision> trace() {
    std::vector<TracedDecision> decisions;
    const Program& program = evaluator_.program();
    for (std::size_t index = 0; index < program.values.size(); ++index) {
      const Value& value = program.values[index];
      if (!value.needed || !operation(value.opcode).decision) continue;
      const Value& read = program.values[static_cast<std::size_t>(value.operands[0])];
      if (!is_float(read.elements[0].dtype)) continue;
      if (!value.regions.empty()) continue;  // what a comparator found close, only it could say
      const std::size_t first_entry = decisions.size();
      for (int rank = 0; rank < evaluator_.rank_count(); ++rank) {
        std::optional<TracedDecision> decision = at(static_cast<int>(index), rank);
        if (!decision) continue;
        const auto same = std::find_if(
            decisions.begin() + static_cast<std::ptrdiff_t>(first_entry), decisions.end(),
            [&](const TracedDecision& other) { return alike(other, *decision); });
        if (same == decisions.end()) {
          decision->ranks = {rank};
          decisions.push_back(std::move(*decision));
        } else {
          same->ranks.push_back(rank);
        }
      }
    }
    return decisions;
  }

 private:
  static bool alike(const TracedDecision& a, const TracedDecision& b) {
    return a.first == b.first && a.second == b.second && a.holds == b.holds &&
           a.turned == b.turned && a.turned_count == b.turned_count &&
           a.true_count == b.true_count && a.taken == b.taken;
  }

  // No groups, or the one of all ranks in their order.
  bool joins_all_ranks(const Attributes& attributes) const {
    return attributes.group_size == 0 ||
           (attributes.group_size == evaluator_.rank_count() &&
            std::is_sorted(attributes.groups.begin(), attributes.groups.end()));
  }

  // Values whose positions along the last axis are columns of this rank's slice, or ids of the
  // padded concatenation, in order.
  void find_token_order() {
    const Program& program = evaluator_.program();
    for (std::size_t index = 0; index < program.values.size(); ++index) {
      const Value& value = program.values[index];
      const auto ordered = [&](int of) { return in_token_order_[static_cast<std::size_t>(of)]; };
      switch (value.opcode) {
        case Opcode::kParameter:
          in_token_order_[index] = static_cast<int>(index) == program.logits;
          break;
        case Opcode::kBroadcast:
          in_token_order_[index] = value.attributes.like >= 0 && ordered(value.attributes.like);
          break;
        case Opcode::kAllGather:
        case Opcode::kScatter:
          in_token_order_[index] = ordered(value.operands[0]) && value.attributes.stage < 0 &&
                                   joins_all_ranks(value.attributes);
          break;
        case Opcode::kAdd:
        case Opcode::kSubtract:
        case Opcode::kMultiply:
        case Opcode::kDivide:
        case Opcode::kMaximum:
        case Opcode::kMinimum:
        case Opcode::kNegate:
        case Opcode::kAbs:
        case Opcode::kExponential:
        case Opcode::kLog:
        case Opcode::kTanh:
        case Opcode::kSqrt:
        case Opcode::kFloor:
        case Opcode::kSelect:
        case Opcode::kClamp:
        case Opcode::kConvert:
        case Opcode::kReducePrecision:
        case Opcode::kOptimizationBarrier:
        case Opcode::kCompare:
          in_token_order_[index] = elementwise_in_order(value);
          break;
        default:
          break;
      }
    }
  }

  bool elementwise_in_order(const Value& value) const {
    bool any = false;
    for (const int of : value.operands) {
      const Value& operand = evaluator_.program().values[static_cast<std::size_t>(of)];
      if (in_token_order_[static_cast<std::size_t>(of)]) {
        any = true;
      } else if (operand.elements[0].shape.size() == value.elements[0].shape.size()) {
        return false;
      }
    }
    return any;
  }

  TracedNumber number(const Readings& readings, std::size_t at, int rank) const {
    const Value& value = evaluator_.program().values[static_cast<std::size_t>(readings.value)];
    TracedNumber number;
    number.value = value.id;
    number.site = readings.site;
    number.promoted = readings.promoted;
    number.u = readings.u->floats()[at];
    number.r = readings.r->floats()[at];
    number.narrow = readings.narrow;
    if (readings.u->shape().axes < 2) return number;
    const std::size_t size = readings.u->shape().last();
    number.position = static_cast<std::int64_t>(at % size);
    if (!in_token_order_[static_cast<std::size_t>(readings.value)]) return number;
    const LayoutMap& map = evaluator_.map();
    const auto column = static_cast<std::int32_t>(number.position);
    number.token = size == static_cast<std::size_t>(map.padded_size()) && map.rank_count() > 1
                       ? map.token_of(column)
                       : map.token_at(rank, column);
    return number;
  }

  std::size_t count_of(const Count& count) const {
    double number = static_cast<double>(count.number);
    if (!count.parameter.empty()) {
      const auto given = case_.parameters.numbers.find(count.parameter);
      number = 2147483647;
      for (const Value& value : evaluator_.program().values) {
        if (value.opcode != Opcode::kParameter) continue;
        if (value.attributes.parameter_name != count.parameter) continue;
        if (value.attributes.default_number) number = *value.attributes.default_number;
      }
      if (given != case_.parameters.numbers.end()) number = given->second;
    }
    return number < 1 ? 0 : static_cast<std::size_t>(number);
  }

  // How many elements of this row the operation takes.
  std::size_t taken(const Value& value, int index, const Readings& x, std::size_t begin,
                    std::size_t end, int rank) const {
    if (value.opcode == Opcode::kSort) return 1;
    if (value.opcode == Opcode::kArgmax) return 1;
    if (value.opcode != Opcode::kBitSearchThreshold) return count_of(value.attributes.count);
    const Array& thresholds =
        *values_[static_cast<std::size_t>(index)]->arrays[static_cast<std::size_t>(rank)];
    const float threshold = thresholds.floats()[begin / (end - begin)];
    std::size_t reached = 0;
    for (std::size_t at = begin; at < end; ++at) {
      reached += total_order_key(x.read(at)) >= total_order_key(threshold) ? 1 : 0;
    }
    return reached;
  }

  // Whether the leading axis is the batch; of other arrays nothing says where a row lies.
  [[nodiscard]] bool has_rows(const Shape& shape) const {
    return shape.axes == 0 || shape.sizes[0] == evaluator_.row_count();
  }

  // The elements of this row in an array of so many.
  [[nodiscard]] std::pair<std::size_t, std::size_t> row_of(std::size_t count, int axes) const {
    if (axes == 0) return {0, count};
    const std::size_t size = count / static_cast<std::size_t>(evaluator_.row_count());
    return {static_cast<std::size_t>(row_) * size, static_cast<std::size_t>(row_ + 1) * size};
  }

  // Ranks that hold equal arrays share one search.
  std::optional<ClosestCall> selection(int index, const Readings& x, std::size_t begin,
                                       std::size_t end, std::size_t count) {
    const auto same = [&](const Selected& other) {
      return other.index == index && other.begin == begin && other.count == count &&
             other.x.promoted == x.promoted && other.x.u->id() == x.u->id() &&
             other.x.r->id() == x.r->id();
    };
    const auto known = std::find_if(selected_.begin(), selected_.end(), same);
    if (known != selected_.end()) return known->call;
    const Value& value = evaluator_.program().values[static_cast<std::size_t>(index)];
    selected_.push_back({index, begin, count, x, closest_selection(value, x, begin, end, count)});
    return selected_.back().call;
  }

  std::optional<TracedDecision> at(int index, int rank) {
    const Value& value = evaluator_.program().values[static_cast<std::size_t>(index)];
    const auto readings = [&](std::size_t position) {
      return readings_of(evaluator_, values_, plan_, value, position, rank);
    };
    TracedDecision decision;
    const Readings left = readings(0);
    std::optional<ClosestCall> call;
    Readings right = left;
    if (value.opcode == Opcode::kCompare) {
      right = readings(1);
      const Array& result =
          *values_[static_cast<std::size_t>(index)]->arrays[static_cast<std::size_t>(rank)];
      if (!has_rows(result.shape())) return std::nullopt;
      const auto [begin, end] = row_of(result.count(), result.shape().axes);
      call = closest_comparison(value.attributes, left, right, result.count(), begin, end,
                                column_of(left, rank), whatever_is_decided_);
      decision.direction = kDirectionNames[static_cast<std::size_t>(value.attributes.direction)];
    } else {
      if (!has_rows(left.u->shape())) return std::nullopt;
      const auto [begin, end] = row_of(left.count(), left.u->shape().axes);
      const std::size_t size = left.u->shape().last();
      // Of several lists in one row the first that is turned, else the first.
      for (std::size_t from = begin; size > 0 && from < end; from += size) {
        const std::size_t count = taken(value, index, left, from, from + size, rank);
        const auto here = selection(index, left, from, from + size, count);
        if (!here || (call && here->turned == Turned::kNot)) continue;
        if (call && call->turned != Turned::kNot) continue;
        call = here;
        if (value.opcode != Opcode::kSort) decision.taken = static_cast<std::int64_t>(count);
      }
    }
    if (!call) return std::nullopt;
    decision.value = index;
    decision.id = value.id;
    decision.operation = operation(value.opcode).name;
    decision.row = row_;
    decision.first = number(left, call->first, rank);
    decision.second = number(right, call->second, rank);
    decision.holds = call->holds;
    decision.turned = call->turned;
    decision.turned_count = static_cast<std::int64_t>(call->turned_count);
    decision.true_count = static_cast<std::int64_t>(call->true_count);
    measure(decision);
    return decision;
  }

  std::optional<std::size_t> column_of(const Readings& readings, int rank) const {
    if (wanted_ < 0 || !in_token_order_[static_cast<std::size_t>(readings.value)]) {
      return std::nullopt;
    }
    const LayoutMap& map = evaluator_.map();
    const std::int32_t id = map.id_of(wanted_);
    if (readings.u->shape().last() == static_cast<std::size_t>(map.padded_size())) {
      return static_cast<std::size_t>(id);
    }
    if (map.rank_of_id(id) != rank) return std::nullopt;
    return static_cast<std::size_t>(id - map.offset(rank));
  }

  void measure(TracedDecision& decision) const {
    const float a = decision.first.read(), b = decision.second.read();
    decision.narrow_dtype = is_narrow(decision.first.narrow)    ? decision.first.narrow
                            : is_narrow(decision.second.narrow) ? decision.second.narrow
                                                                : evaluator_.program().grade_dtype;
    if (std::isnan(a) || std::isnan(b)) return;
    decision.float32_ulps = steps_between(a, b, Dtype::kFloat32);
    if (std::isinf(a) || std::isinf(b)) return;
    const double difference = std::abs(static_cast<double>(a) - static_cast<double>(b));
    decision.narrow_ulps =
        difference / ulp(std::max(std::abs(a), std::abs(b)), decision.narrow_dtype);
  }

  const Case& case_;
  const Plan& plan_;
  int row_;
  std::int32_t wanted_;
  bool whatever_is_decided_;
  std::vector<std::vector<float>> logits_;
  Evaluator evaluator_;
  std::vector<DistributedRef> values_;
  std::vector<bool> in_token_order_;

  struct Selected {
    int index;
    std::size_t begin, count;
    Readings x;
    std::optional<ClosestCall> call;
  };
  std::vector<Selected> selected_;
};

}  // namespace

bool operator==(const TracedNumber& a, const TracedNumber& b) {
  const auto bits = [](float x) { return std::bit_cast<std::uint32_t>(x); };
  return a.value == b.value && a.site == b.site && a.promoted == b.promoted &&
         bits(a.u) == bits(b.u) && bits(a.r) == bits(b.r) && a.narrow == b.narrow &&
         a.position == b.position && a.token == b.token;
}

std::vector<TracedDecision> decision_trace(const Case& test_case, const Plan& plan, int row,
                                           std::int32_t wanted, bool whatever_is_decided) {
  return Tracer(test_case, plan, row, wanted, whatever_is_decided).trace();
}

}  // namespace splitvote
