#include "harness/campaign/next_case.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/generate/generate.h"
#include "harness/generate/mutate.h"
#include "harness/generate/rng.h"

namespace splitvote {
namespace {

constexpr int kFreshPercent = 50;
constexpr int kCrossoverPercent = 25;  // of those that are not fresh
// Causes do not depend on the vocabulary's size, and a case of real size costs as much as a
// thousand small ones: some are enough.
constexpr std::uint64_t kLargeEvery = 16;
constexpr std::int32_t kSmallVocabSizeMax = 2'048;

}  // namespace

Case next_case(std::uint64_t seed, std::uint64_t number,
               std::span<const std::shared_ptr<const Program>> programs,
               std::span<const std::size_t> turns, const Corpus& corpus,
               std::span<const GeneratorOptions> options_of) {
  Rng rng(seed, number);
  const std::size_t which = turns[number % turns.size()];
  const std::uint64_t round = number / turns.size();
  const GeneratorOptions& options = options_of[options_of.size() == 1 ? 0 : which];
  const std::shared_ptr<const Program>& program = programs[which];
  const std::vector<Case>& known = corpus.of(*program);
  if (known.empty() || rng.chance(kFreshPercent)) {
    GeneratorOptions sized = options;
    if (round % kLargeEvery != kLargeEvery - 1) {
      sized.vocab_size_max =
          std::clamp(kSmallVocabSizeMax, options.vocab_size_min, options.vocab_size_max);
    }
    return generate(sized, program, rng);
  }
  if (known.size() > 1 && rng.chance(kCrossoverPercent)) {
    const Case& a = rng.pick(known);
    const Case& b = rng.pick(known);
    return crossover(a, b, rng, options);
  }
  Case test_case = rng.pick(known);
  mutate(test_case, rng, options);
  return test_case;
}

std::vector<std::size_t> equal_shares(std::span<const double> costs) {
  const double most = *std::max_element(costs.begin(), costs.end());
  std::vector<std::pair<double, std::size_t>> places;  // in the round, from 0 to 1
  for (std::size_t which = 0; which < costs.size(); ++which) {
    const double turns = std::floor(std::clamp(most / costs[which], 1.0, kTurnsMax));
    const double offset = (static_cast<double>(which) + 0.5) / static_cast<double>(costs.size());
    for (double turn = 0; turn < turns; ++turn) places.emplace_back((turn + offset) / turns, which);
  }
  std::sort(places.begin(), places.end());
  std::vector<std::size_t> round;
  for (const auto& [place, which] : places) round.push_back(which);
  return round;
}

}  // namespace splitvote
