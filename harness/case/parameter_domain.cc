#include "harness/case/parameter_domain.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

#include "harness/case/case_limits.h"

namespace splitvote {
namespace {

constexpr std::int64_t kExactIntegerMax = std::int64_t{1} << 53;  // beyond, a double skips integers

bool is_standard(const std::string& name) {
  return name == "temperature" || name == "top_p" || name == "min_p" || name == "top_k";
}

// Integer parameters that say how many elements an operation keeps.
std::set<std::string> count_parameters(const Program& program) {
  std::set<std::string> names = {"top_k"};
  for (const Value& value : program.values) {
    if (!value.attributes.count.parameter.empty()) names.insert(value.attributes.count.parameter);
  }
  return names;
}

void set_integer_range(Dtype dtype, ParameterDomain& domain) {
  domain.kind = NumberKind::kInteger;
  switch (dtype) {
    case Dtype::kPred:
      domain.lowest = 0;
      domain.highest = 1;
      break;
    case Dtype::kS8:
    case Dtype::kU8:
    case Dtype::kS16:
    case Dtype::kU16: {
      const bool has_sign = info(dtype).kind == DtypeKind::kSigned;
      domain.highest = (std::int64_t{1} << (info(dtype).storage_bits - (has_sign ? 1 : 0))) - 1;
      domain.lowest = has_sign ? -domain.highest - 1 : 0;
      break;
    }
    case Dtype::kS32:
      domain.lowest = std::numeric_limits<std::int32_t>::min();
      domain.highest = std::numeric_limits<std::int32_t>::max();
      break;
    case Dtype::kU32:
      domain.lowest = 0;
      domain.highest = std::numeric_limits<std::uint32_t>::max();
      break;
    case Dtype::kU64:
      domain.lowest = 0;
      domain.highest = kExactIntegerMax;
      break;
    default:
      domain.lowest = -kExactIntegerMax;
      domain.highest = kExactIntegerMax;
  }
}

std::string shortest(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

}  // namespace

std::vector<ParameterDomain> parameter_domains(const Program& program) {
  const std::set<std::string> counts = count_parameters(program);
  std::vector<ParameterDomain> domains;
  for (const Value& value : program.values) {
    const std::string& name = value.attributes.parameter_name;
    if (value.opcode != Opcode::kParameter || name == "logits" || name == "seed") continue;
    const bool repeated = std::any_of(domains.begin(), domains.end(),
                                      [&](const ParameterDomain& d) { return d.name == name; });
    if (repeated) continue;
    const Dtype dtype = value.elements.empty() ? Dtype::kFloat32 : value.elements.front().dtype;
    ParameterDomain domain;
    domain.name = name;
    domain.required = !value.attributes.default_number.has_value() && !is_standard(name);
    if (is_float(dtype)) {
      domain.kind =
          name == "top_p" || name == "min_p" ? NumberKind::kProbability : NumberKind::kFloat;
    } else {
      set_integer_range(dtype, domain);
      if (counts.contains(name)) {
        domain.lowest = 1;
        domain.highest = std::min<std::int64_t>(domain.highest, kTopKMax);
      }
    }
    domains.push_back(std::move(domain));
  }
  return domains;
}

std::string number_fault(const ParameterDomain& domain, double number) {
  if (domain.kind == NumberKind::kInteger) {
    const bool negative_zero = number == 0 && std::signbit(number);  // no integer
    if (!negative_zero && number == std::floor(number) &&
        number >= static_cast<double>(domain.lowest) &&
        number <= static_cast<double>(domain.highest)) {
      return {};
    }
    return "a whole number in " + std::to_string(domain.lowest) + ".." +
           std::to_string(domain.highest) + ", not " + shortest(number);
  }
  const bool probability = domain.kind == NumberKind::kProbability;
  // The range comes first: converting a double beyond float32 is undefined.
  const double bound = static_cast<double>(std::numeric_limits<float>::max());
  if (std::isfinite(number) && std::abs(number) <= bound &&
      static_cast<double>(static_cast<float>(number)) == number &&
      (!probability || (number >= 0 && number <= 1))) {
    return {};
  }
  return std::string(probability ? "a float32 number in [0, 1]" : "a finite float32 number") +
         ", not " + shortest(number);
}

}  // namespace splitvote
