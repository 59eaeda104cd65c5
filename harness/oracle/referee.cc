#include "harness/oracle/referee.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "harness/oracle/lanes.h"
#include "harness/oracle/true_rounding.h"

namespace splitvote {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// maxima[b]: the greatest logit of block b, NaN ignored. A maximum does not depend on the order of
// the lanes. Returns whether all are finite: a finite number times 0 is a zero, anything else makes
// the sum NaN.
SPLITVOTE_ORACLE_INLINE bool find_maxima_inline(const float* logits, std::size_t blocks,
                                                float* maxima) {
  Floats zeros = {}, other_zeros = {};
  for (std::size_t block = 0; block < blocks; ++block) {
    const float* first = logits + block * TrueRow::kBlock;
    Floats best = Floats{} - kInfinity, other_best = best;
    for (std::size_t at = 0; at < TrueRow::kBlock; at += 2 * kFloatLanes) {
      Floats here, there;
      load_floats(first + at, here);
      load_floats(first + at + kFloatLanes, there);
      best = here > best ? here : best;
      other_best = there > other_best ? there : other_best;
      zeros += here * 0.0F;
      other_zeros += there * 0.0F;
    }
    best = other_best > best ? other_best : best;
    float maximum = best[0];
    for (std::size_t lane = 1; lane < kFloatLanes; ++lane) {
      maximum = best[lane] > maximum ? best[lane] : maximum;
    }
    maxima[block] = maximum;
  }
  zeros += other_zeros;
  bool finite = true;
  for (std::size_t lane = 0; lane < kFloatLanes; ++lane) finite = finite && zeros[lane] == 0;
  return finite;
}
bool find_maxima(const float* logits, std::size_t blocks, float* maxima) {
  return find_maxima_inline(logits, blocks, maxima);
}
SPLITVOTE_ORACLE_AVX2 bool find_maxima_avx2(const float* logits, std::size_t blocks,
                                            float* maxima) {
  return find_maxima_inline(logits, blocks, maxima);
}

// All blocks, the last one perhaps shorter. Returns whether all logits are finite.
bool find_block_maxima(const std::vector<float>& logits, std::vector<float>& maxima) {
  const std::size_t whole = logits.size() / TrueRow::kBlock;
  maxima.resize(whole);
  bool finite = (runs_avx2() ? find_maxima_avx2 : find_maxima)(logits.data(), whole, maxima.data());
  if (whole * TrueRow::kBlock == logits.size()) return finite;
  std::array<float, TrueRow::kBlock> rest{};
  rest.fill(logits.back());
  std::copy(logits.begin() + static_cast<std::ptrdiff_t>(whole * TrueRow::kBlock), logits.end(),
            rest.begin());
  maxima.push_back(0);
  return find_maxima(rest.data(), 1, &maxima.back()) && finite;
}

void note_special(const std::vector<float>& logits, TrueRow& row) {
  for (float logit : logits) {
    row.has_nan = row.has_nan || std::isnan(logit);
    row.has_infinity = row.has_infinity || std::isinf(logit);
  }
}

TrueRow true_row(std::vector<float> logits, Dtype dtype) {
  TrueRow row;
  const std::size_t size = logits.size();
  true_round(logits, dtype);
  row.logits = std::move(logits);

  const bool finite = find_block_maxima(row.logits, row.block_maxima);
  row.maximum = row.block_maxima.empty()
                    ? -kInfinity
                    : *std::max_element(row.block_maxima.begin(), row.block_maxima.end());
  row.comparable_count = static_cast<std::int32_t>(size);
  if (!finite) {
    note_special(row.logits, row);
    row.comparable_count = static_cast<std::int32_t>(std::count_if(
        row.logits.begin(), row.logits.end(), [](float logit) { return logit > -kInfinity; }));
  }
  if (row.maximum == -kInfinity) return row;
  for (std::size_t block = 0; block < row.block_maxima.size(); ++block) {
    if (row.block_maxima[block] != row.maximum) continue;
    const std::size_t end = std::min(size, (block + 1) * TrueRow::kBlock);
    for (std::size_t token = block * TrueRow::kBlock; token < end; ++token) {
      if (row.logits[token] == row.maximum) row.maximal.push_back(static_cast<std::int32_t>(token));
    }
  }
  return row;
}

}  // namespace

std::optional<double> true_parameter(const Case& test_case, std::string_view name, double silent) {
  for (const Value& value : test_case.program->values) {
    if (value.opcode != Opcode::kParameter || value.attributes.parameter_name != name) continue;
    const auto given = test_case.parameters.numbers.find(std::string(name));
    double number = value.attributes.default_number.value_or(silent);
    if (given != test_case.parameters.numbers.end()) number = given->second;
    const Dtype dtype = value.elements[0].dtype;
    if (!is_float(dtype)) return number;
    return static_cast<double>(true_round(static_cast<float>(number), dtype));
  }
  return std::nullopt;
}

Truth establish_truth(const Case& test_case, std::vector<std::vector<float>> rows) {
  Truth truth;
  const Program& program = *test_case.program;
  const Dtype dtype = program.values[static_cast<std::size_t>(program.logits)].elements[0].dtype;
  truth.rows.reserve(rows.size());
  for (std::vector<float>& logits : rows) truth.rows.push_back(true_row(std::move(logits), dtype));
  truth.parameters.temperature = true_parameter(test_case, "temperature", 1);
  truth.parameters.top_p = true_parameter(test_case, "top_p", 1);
  if (const std::optional<double> k = true_parameter(test_case, "top_k", 2147483647)) {
    truth.parameters.top_k = static_cast<std::int64_t>(*k);
  }
  return truth;
}

Truth establish_truth(const Case& test_case) {
  return establish_truth(test_case, materialize(test_case.logits, test_case.layout.vocab_size));
}

}  // namespace splitvote
