#include "harness/oracle/relation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <utility>
#include <vector>

#include "harness/case/first_rows.h"
#include "harness/oracle/referee.h"
#include "harness/oracle/true_rounding.h"
#include "src/numeric/dtype.h"

namespace splitvote {
namespace {

const Value* temperature_of(const Program& program) {
  const auto found =
      std::find_if(program.values.begin(), program.values.end(), [](const Value& value) {
        return value.opcode == Opcode::kParameter &&
               value.attributes.parameter_name == "temperature";
      });
  return found == program.values.end() ? nullptr : &*found;
}

void add_dtypes(const std::vector<Value>& values, std::set<Dtype>& dtypes) {
  for (const Value& value : values) {
    for (const Element& element : value.elements) {
      for (const Dtype dtype : {element.dtype, element.narrowing.dtype}) {
        if (is_float(dtype)) dtypes.insert(dtype);
      }
    }
    if (value.opcode == Opcode::kReducePrecision) dtypes.insert(value.attributes.precision.dtype);
    for (const Region& region : value.regions) add_dtypes(region.values, dtypes);
  }
}

// Everything that a number of the program may be rounded to; float32 always.
std::set<Dtype> dtypes_of(const Program& program) {
  std::set<Dtype> dtypes = {Dtype::kFloat32};
  add_dtypes(program.values, dtypes);
  return dtypes;
}

bool pads(const Layout& layout) {
  return std::any_of(layout.padding.begin(), layout.padding.end(),
                     [](std::int32_t columns) { return columns > 0; });
}

// Whether `holds` is true of every finite number that the sampler is given as a logit.
template <typename Holds>
bool all_finite(const Case& test_case, Holds holds) {
  const Layout& layout = test_case.layout;
  if (pads(layout) && std::isfinite(layout.pad_value) && !holds(layout.pad_value)) return false;
  std::vector<float> row(static_cast<std::size_t>(layout.vocab_size));
  for (std::int32_t at = 0; at < test_case.logits.rows; ++at) {
    materialize_row(test_case.logits, layout.vocab_size, at, row.data());
    const bool all = std::all_of(
        row.begin(), row.end(), [&](float logit) { return !std::isfinite(logit) || holds(logit); });
    if (!all) return false;
  }
  return true;
}

// Even shards, of either split, in rank order, of one class, with nothing after them.
bool is_even(const Layout& layout) {
  Layout even = even_layout(layout.vocab_size, layout.rank_count());
  even.split = layout.split;
  even.pad_value = layout.pad_value;
  return layout == even;
}

std::string layouts_fault(const Layout& layout, const Relation& relation) {
  const Layout& other = relation.layout;
  if (other.vocab_size != layout.vocab_size) return "other_layout/vocab_size: that of the case";
  if (std::string fault = layout_fault(other); !fault.empty()) return "other_layout/" + fault;
  if (relation.verdict == Verdict::kOrderSplit) {
    Layout ordered = other;
    ordered.rank_order = layout.rank_order;
    if (!(ordered == layout) || other == layout) {
      return "other_layout: that of the case, but for the order of its ranks";
    }
  }
  if (relation.verdict == Verdict::kShardCountSplit &&
      (!is_even(layout) || !is_even(other) || other.split != layout.split ||
       other.rank_count() == layout.rank_count())) {
    return "other_layout: even shards as those of the case, but another number of them";
  }
  return "";
}

std::string scale_fault(const Case& test_case, int exponent) {
  const Value* parameter = temperature_of(*test_case.program);
  const std::string wanted = "temperature_exponent: ";
  if (parameter == nullptr) return wanted + "a program that has a temperature";
  constexpr int kExponentMax = 64;
  if (exponent == 0 || std::abs(exponent) > kExponentMax) {
    return wanted + "a whole number from -64 to 64, and not 0";
  }
  const double temperature = true_parameter(test_case, "temperature", 1).value();
  if (!(temperature > 0)) return wanted + "a temperature above 0";
  const double scaled = std::ldexp(temperature, exponent);
  const std::set<Dtype> dtypes = dtypes_of(*test_case.program);
  // Far enough from both ends that rounding up does not leave the normal numbers.
  const auto is_normal = [&](double number) {
    return std::all_of(dtypes.begin(), dtypes.end(), [&](Dtype dtype) {
      return number >= std::ldexp(1.0, info(dtype).exponent_min) &&
             number <= std::ldexp(1.0, info(dtype).exponent_max);
    });
  };
  const auto holds = [&](float logit) {
    const double magnitude = std::fabs(static_cast<double>(logit));
    return magnitude == 0 || (is_normal(magnitude) && is_normal(magnitude / temperature) &&
                              is_normal(magnitude / scaled));
  };
  if (!is_normal(temperature) || !is_normal(scaled) || !is_normal(1 / temperature) ||
      !is_normal(1 / scaled) || !all_finite(test_case, holds)) {
    return wanted + "quotients that no dtype of the program takes for subnormal or infinite";
  }
  return "";
}

std::string shift_fault(const Case& test_case, float constant) {
  if (constant == 0 || !std::isfinite(constant)) return "logits_plus: a finite number, and not 0";
  const std::set<Dtype> dtypes = dtypes_of(*test_case.program);
  const double added = static_cast<double>(constant);
  const auto holds = [&](float logit) {
    const double sum = static_cast<double>(logit) + added;
    const auto held = static_cast<float>(sum);
    if (!std::isfinite(held) || static_cast<double>(held) != sum) return false;
    return std::all_of(dtypes.begin(), dtypes.end(), [&](Dtype dtype) {
      const float rounded = true_round(held, dtype);
      return std::isfinite(rounded) &&
             static_cast<double>(rounded) == static_cast<double>(true_round(logit, dtype)) + added;
    });
  };
  return all_finite(test_case, holds)
             ? ""
             : "logits_plus: a constant whose sums with the logits every dtype of the program "
               "holds as exactly as the logits";
}

// float64 holds the sum of two float32 numbers of which float32 holds the sum.
float shifted(float logit, float constant) {
  if (!std::isfinite(logit)) return logit;
  return static_cast<float>(static_cast<double>(logit) + static_cast<double>(constant));
}

}  // namespace

Relation to_layout(Layout layout) {
  Relation relation;
  relation.layout = std::move(layout);
  return relation;
}

std::string relation_fault(const Case& test_case, const Relation& relation) {
  if (relation.lays_out()) return layouts_fault(test_case.layout, relation);
  if (relation.verdict == Verdict::kScaleSplit) return scale_fault(test_case, relation.exponent);
  if (relation.verdict == Verdict::kShiftSplit) return shift_fault(test_case, relation.constant);
  if (relation.row_count < 1 || relation.row_count >= test_case.logits.rows) {
    return "first_rows: at least 1, and fewer than the case has";
  }
  return "";
}

Case related_case(const Case& test_case, const Relation& relation) {
  if (relation.verdict == Verdict::kBatchSplit) return first_rows(test_case, relation.row_count);
  Case related = test_case;
  if (relation.lays_out()) {
    related.layout = relation.layout;
  } else if (relation.verdict == Verdict::kScaleSplit) {
    related.parameters.numbers["temperature"] =
        std::ldexp(true_parameter(test_case, "temperature", 1).value(), relation.exponent);
  } else {
    if (pads(related.layout)) {
      related.layout.pad_value = shifted(related.layout.pad_value, relation.constant);
    }
    std::vector<std::vector<float>> rows = materialize(test_case.logits, related.layout.vocab_size);
    for (std::vector<float>& row : rows) {
      for (float& logit : row) logit = shifted(logit, relation.constant);
    }
    related.logits = {};
    related.logits.rows = test_case.logits.rows;
    related.logits.values = std::move(rows);
  }
  return related;
}

std::optional<Ruling> compare_related(const Judge& judge, const Relation& relation,
                                      const Outcome& outcome, const Layout& related_layout,
                                      const Outcome& related_outcome) {
  if (relation_info(relation.verdict)->compares_candidates) {
    return judge.compare_names(relation.verdict, outcome, related_outcome, relation.row_count);
  }
  return judge.compare_tops(relation.verdict, outcome, related_outcome, related_layout);
}

}  // namespace splitvote
