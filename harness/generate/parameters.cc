#include "harness/generate/parameters.h"

#include <algorithm>
#include <array>
#include <optional>

#include "harness/case/parameter_domain.h"

namespace splitvote {
namespace {

std::optional<float> choose_temperature(Rng& rng) {
  constexpr std::array<float, 5> kUsual = {0.6f, 0.7f, 0.8f, 1.0f, 1.1f};
  constexpr std::array<float, 4> kPowersOfTwo = {0.25f, 0.5f, 2, 4};
  constexpr std::array<float, 4> kTiny = {1e-2f, 1e-4f, 1e-5f, 1e-6f};
  constexpr std::array<int, 8> kWeights = {8, 36, 36, 10, 5, 2, 2, 1};
  switch (rng.weighted(kWeights)) {
    case 0:
      return std::nullopt;
    case 1:
      return rng.pick(kUsual);
    case 2:
      return rng.uniform(0.9f, 1.9f);
    case 3:
      return rng.uniform(0.05f, 0.9f);
    case 4:
      return rng.pick(kPowersOfTwo);
    case 5:
      return 0.0f;
    case 6:
      return rng.pick(kTiny);
    default:
      return rng.chance(50) ? -1.0f : -rng.uniform(0.1f, 2.0f);
  }
}

std::optional<std::int64_t> choose_count(const ParameterDomain& domain, Rng& rng) {
  constexpr std::array<std::int64_t, 7> kUsual = {1, 2, 5, 20, 40, 50, 64};
  constexpr std::array<int, 4> kWeights = {12, 70, 15, 3};
  switch (rng.weighted(kWeights)) {
    case 0:
      return std::nullopt;
    case 1:
      return rng.pick(kUsual);
    case 2:
      return rng.between<std::int64_t>(1, 16);
    default:
      return rng.chance(50) ? 256 : domain.highest;
  }
}

std::optional<float> choose_top_p(Rng& rng) {
  constexpr std::array<float, 6> kUsual = {0.8f, 0.9f, 0.95f, 0.99f, 0.999f, 0.5f};
  // 1 - p rounds to 1 for 1e-3 in bfloat16, for the least ones in float32 (mlx-lm#1912).
  constexpr std::array<float, 6> kExtreme = {0, 1e-8f, 1e-7f, 1e-4f, 1e-3f, 1};
  constexpr std::array<int, 4> kWeights = {25, 50, 15, 10};
  switch (rng.weighted(kWeights)) {
    case 0:
      return std::nullopt;
    case 1:
      return rng.pick(kUsual);
    case 2:
      return rng.pick(kExtreme);
    default:
      return rng.unit();
  }
}

std::optional<float> choose_min_p(Rng& rng) {
  if (rng.chance(50)) return std::nullopt;
  return rng.chance(80) ? rng.uniform(0.05f, 0.1f) : rng.unit();
}

std::optional<double> choose_number(const ParameterDomain& domain, Rng& rng) {
  const auto widened = [](std::optional<float> number) -> std::optional<double> {
    if (!number) return std::nullopt;
    return static_cast<double>(*number);
  };
  if (domain.name == "temperature" && domain.kind == NumberKind::kFloat) {
    return widened(choose_temperature(rng));
  }
  if (domain.name == "top_p") return widened(choose_top_p(rng));
  if (domain.name == "min_p") return widened(choose_min_p(rng));
  if (domain.kind == NumberKind::kFloat) {
    if (rng.chance(50)) return std::nullopt;
    // A scale, as published ones positive; sometimes not.
    return static_cast<double>(rng.chance(75) ? rng.uniform(0.05f, 4) : rng.uniform(-4, 4));
  }
  if (domain.kind == NumberKind::kInteger && domain.lowest == 1) {
    const std::optional<std::int64_t> count = choose_count(domain, rng);
    if (!count) return std::nullopt;
    return static_cast<double>(std::min(*count, domain.highest));
  }
  if (domain.kind == NumberKind::kInteger && rng.chance(50)) {
    return static_cast<double>(
        std::clamp(rng.between<std::int64_t>(-2, 16), domain.lowest, domain.highest));
  }
  return std::nullopt;
}

void set_number(Parameters& parameters, const ParameterDomain& domain,
                std::optional<double> number) {
  if (!number && domain.required) {
    const double lowest = static_cast<double>(domain.lowest);
    number = domain.kind == NumberKind::kInteger ? std::max(1.0, lowest) : 1.0;
  }
  if (number) {
    parameters.numbers[domain.name] = *number;
  } else {
    parameters.numbers.erase(domain.name);
  }
}

void choose_anew(Parameters& parameters, const ParameterDomain& domain, Rng& rng) {
  set_number(parameters, domain, choose_number(domain, rng));
}

// What the options fix, where the program has such a parameter.
void apply_fixed(Parameters& parameters, const std::vector<ParameterDomain>& domains,
                 const GeneratorOptions& options) {
  for (const ParameterDomain& domain : domains) {
    const auto fixed = options.numbers.find(domain.name);
    if (fixed != options.numbers.end()) parameters.numbers[domain.name] = fixed->second;
  }
}

}  // namespace

Parameters generate_parameters(const Program& program, const GeneratorOptions& options, Rng& rng) {
  const std::vector<ParameterDomain> domains = parameter_domains(program);
  Parameters parameters;
  parameters.seed = rng.chance(50) ? rng.below(1000) : rng.next();
  // Many a request gives one parameter and leaves the others at their defaults: temperature 1, no
  // filter. Then one rounding alone decides, where several would hide each other.
  const bool by_default = !domains.empty() && rng.chance(25);
  const std::size_t given = by_default ? rng.below(domains.size()) : 0;
  for (std::size_t at = 0; at < domains.size(); ++at) {
    if (by_default && at != given) {
      set_number(parameters, domains[at], std::nullopt);
    } else {
      choose_anew(parameters, domains[at], rng);
    }
  }
  apply_fixed(parameters, domains, options);
  return parameters;
}

void mutate_parameters(Parameters& parameters, const Program& program,
                       const GeneratorOptions& options, Rng& rng) {
  const std::vector<ParameterDomain> domains = parameter_domains(program);
  if (domains.empty() || rng.chance(10)) {
    parameters.seed = rng.next();
    return;
  }
  choose_anew(parameters, rng.pick(domains), rng);
  apply_fixed(parameters, domains, options);
}

}  // namespace splitvote
