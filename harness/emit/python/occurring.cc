#include "harness/emit/python/occurring.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "src/evaluate/run.h"

namespace splitvote {
namespace {

bool makes_numbers(Opcode opcode) {
  switch (opcode) {
    case Opcode::kAdd:
    case Opcode::kSubtract:
    case Opcode::kMultiply:
    case Opcode::kDivide:
    case Opcode::kExponential:
    case Opcode::kLog:
    case Opcode::kTanh:
    case Opcode::kSqrt:
    case Opcode::kConvert:
    case Opcode::kReducePrecision:
    case Opcode::kBitcastConvert:
      return true;
    default:
      return false;
  }
}

bool adds_up(const Value& value) {
  const bool sums = value.opcode == Opcode::kReduce || value.opcode == Opcode::kAllReduce;
  return value.opcode == Opcode::kCumsum || (sums && value.attributes.combine == Combine::kSum);
}

// What happens inside one operation shows in no value.
bool is_opaque(const Value& value) {
  if (value.opcode != Opcode::kReduce) return false;
  if (value.attributes.combine == Combine::kProduct) return is_float(value.elements[0].dtype);
  if (value.regions.empty()) return false;
  const std::vector<Value>& inner = value.regions[0].values;
  return std::any_of(inner.begin(), inner.end(), [](const Value& step) {
    return is_float(step.elements[0].dtype) && makes_numbers(step.opcode);
  });
}

class Watch {
 public:
  Watch(const Case& test_case, const Layout& layout, const Plan& plan, std::set<int>& subnormal)
      : logits_(materialize(test_case.logits, test_case.layout.vocab_size)),
        evaluator_({test_case.program.get(), &layout, &logits_, test_case.parameters.numbers,
                    test_case.parameters.seed}),
        plan_(plan),
        subnormal_(subnormal),
        values_(test_case.program->values.size()) {}

  bool sees_nan() {
    run(evaluator_, plan_, [&](int index, const DistributedRef& u) { look(index, u); });
    return nan_;
  }

 private:
  void look(int index, const DistributedRef& u) {
    const Value& value = evaluator_.program().values[static_cast<std::size_t>(index)];
    values_[static_cast<std::size_t>(index)] = u;
    look_at(index, *u);
    const Element& element = value.elements[0];
    if (!value.is_tuple && element.may_differ)
      look_at(index, *evaluator_.rounded(u, element.narrowing));
    if (is_opaque(value)) {
      nan_ = true;
      subnormal_.insert(index);
    }
    if (adds_up(value) && may_cancel(*values_[static_cast<std::size_t>(value.operands[0])])) {
      subnormal_.insert(index);
    }
  }

  void look_at(int index, const Distributed& numbers) {
    for (const ArrayRef& array : numbers.arrays) {
      if (!is_float(array->dtype())) continue;
      for (std::size_t i = 0; i < array->count(); ++i) {
        const float number = array->floats()[i];
        nan_ = nan_ || std::isnan(number);
        if (std::fpclassify(number) == FP_SUBNORMAL) subnormal_.insert(index);
      }
    }
  }

  // Sums of numbers from 2^-100 up are multiples of 2^-123: zero, or normal. Numbers of one sign
  // do not cancel.
  static bool may_cancel(const Distributed& summed) {
    bool negative = false, positive = false, tiny = false;
    for (const ArrayRef& array : summed.arrays) {
      if (!is_float(array->dtype())) return false;
      for (std::size_t i = 0; i < array->count(); ++i) {
        const float number = array->floats()[i];
        negative = negative || number < 0;
        positive = positive || number > 0;
        tiny = tiny || (number != 0 && std::fabs(number) < 0x1p-100F);
      }
    }
    return negative && positive && tiny;
  }

  std::vector<std::vector<float>> logits_;
  Evaluator evaluator_;
  const Plan& plan_;
  std::set<int>& subnormal_;
  std::vector<DistributedRef> values_;
  bool nan_ = false;
};

}  // namespace

Occurring occurring_in(const Reproducer& reproducer) {
  Occurring seen;
  std::set<int> subnormal;
  const Case& test_case = reproducer.test_case();
  for (const RunOf& run : reproducer.runs) {
    const Case run_case =
        run.layout == 0 ? test_case : related_case(test_case, *reproducer.finding->relation);
    Watch watch(run_case, run_case.layout, reproducer.listings[run.listing].plan, subnormal);
    seen.nan = watch.sees_nan() || seen.nan;
  }
  const Listing& listing = reproducer.listings[0];
  for (const int index : subnormal) {
    const int line = listing.line_of[static_cast<std::size_t>(index)];
    seen.subnormal.push_back(listing.lines[static_cast<std::size_t>(line)].name);
  }
  return seen;
}

}  // namespace splitvote
