#include "harness/identify/probe.h"

#include <cmath>

#include "harness/case/parameter_domain.h"
#include "harness/generate/rng.h"
#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

constexpr int kNeighbours = 8, kFewNeighbours = 2;
constexpr float kAtTheTop = 0.3F;
constexpr float kFewAtTheTop = 4;  // of all tokens: seldom on two ranks

float neighbour_below(float top, int steps, Dtype dtype) {
  const int bits = is_narrow(dtype) ? info(dtype).mantissa_bits : 7;
  const float step = std::ldexp(1.0F, std::ilogb(top) - bits);
  return top - static_cast<float>(steps) * step;
}

std::vector<float> probing_row(std::int32_t vocab_size, Dtype dtype, Rng& rng) {
  const float magnitude = std::ldexp(1.0F, rng.between(-1, 4));
  const bool negative = rng.chance(12);
  const bool flat = rng.chance(12);
  const bool few = !flat && rng.chance(25);
  const int neighbours = few ? kFewNeighbours : kNeighbours;
  const float at_the_top = few ? kFewAtTheTop / static_cast<float>(vocab_size) : kAtTheTop;
  const float top = magnitude * rng.uniform(1.5F, 1.99F);
  std::vector<float> row(static_cast<std::size_t>(vocab_size));
  for (float& value : row) {
    if (flat || rng.unit() < at_the_top) {
      value = neighbour_below(top, rng.between(0, neighbours - 1), dtype);
    } else {
      float far = 0;
      for (int i = 0; i < 4; ++i) far += rng.unit();
      value = top - magnitude * 2 * far;
    }
    if (negative) value = neighbour_below(-top, rng.between(0, kNeighbours - 1), dtype);
    if (is_narrow(dtype)) round_array(&value, &value, 1, Narrowing{dtype});
  }
  return row;
}

}  // namespace

Case probing_case(std::shared_ptr<const Program> program, const CompiledShape& shape,
                  const std::map<std::string, double>& numbers, std::uint64_t seed,
                  std::uint64_t number) {
  Rng rng(seed, number);
  Case test_case;
  const Dtype dtype = program->values[static_cast<std::size_t>(program->logits)].elements[0].dtype;
  test_case.layout = even_layout(shape.tokens_per_rank * shape.ranks, shape.ranks);
  test_case.logits.rows = shape.rows;
  for (int row = 0; row < shape.rows; ++row) {
    test_case.logits.values.push_back(probing_row(test_case.layout.vocab_size, dtype, rng));
  }
  for (const ParameterDomain& domain : parameter_domains(*program)) {
    double& value = test_case.parameters.numbers[domain.name];
    if (const auto given = numbers.find(domain.name); given != numbers.end()) {
      value = given->second;
    } else if (domain.kind == NumberKind::kProbability) {
      value = static_cast<double>(domain.name == "min_p" ? rng.uniform(0.02F, 0.5F)
                                                         : rng.uniform(0.3F, 0.99F));
    } else if (domain.kind == NumberKind::kInteger) {
      value = static_cast<double>(rng.between(std::max<std::int64_t>(domain.lowest, 1),
                                              std::min<std::int64_t>(domain.highest, 64)));
    } else {
      value = static_cast<double>(rng.uniform(0.9F, 1.9F));
    }
  }
  test_case.parameters.seed = rng.next();
  test_case.program = std::move(program);
  return test_case;
}

}  // namespace splitvote
