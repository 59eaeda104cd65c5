// while: regions over arrays, run until the condition no longer holds, rank by rank.
#include <algorithm>

#include "src/evaluate/evaluator.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr int kIterationMax = 100'000;  // a loop of a sampler runs once a bit, token or candidate

}  // namespace

// Yields of the region for these arguments. Everything is read, and given, rounded.
std::vector<DistributedRef> Evaluator::run_region(Ranks ranks, const Region& region,
                                                  std::vector<DistributedRef> values,
                                                  std::size_t& elements) const {
  constexpr std::uint32_t kEveryClass = ~std::uint32_t{0};
  for (std::size_t at = values.size(); at < region.values.size(); ++at) {
    const Value& value = region.values[at];
    values.emplace_back();
    if (!value.needed) continue;
    std::vector<DistributedRef> operands;
    for (const int index : value.operands)
      operands.push_back(values[static_cast<std::size_t>(index)]);
    Evaluation evaluation = evaluate_on(ranks, value, operands, kEveryClass);
    elements += evaluation.elements;
    values[at] = std::move(evaluation.value);
    const Element& element = value.elements[0];
    if (!value.is_tuple && element.may_differ) values[at] = rounded(values[at], element.narrowing);
  }
  std::vector<DistributedRef> yields;
  for (const int index : region.yields) yields.push_back(values[static_cast<std::size_t>(index)]);
  return yields;
}

Evaluation Evaluator::loop(Ranks ranks, const Value& value,
                           std::span<const DistributedRef> operands) const {
  const Region& condition = value.regions[0];
  const Region& body = value.regions[1];
  const bool together = condition.collective || body.collective;
  const std::string named = "while \"" + value.id + "\" ";
  Evaluation evaluation;
  std::vector<ArrayRef> results(operands.size() * ranks.size());
  std::vector<std::size_t> places(ranks.size());  // of the ranks that go on, among all
  for (std::size_t at = 0; at < places.size(); ++at) places[at] = at;
  std::vector<int> going(ranks.begin(), ranks.end());
  std::vector<DistributedRef> carried(operands.begin(), operands.end());
  for (int iteration = 0;; ++iteration) {
    const auto holds = run_region(going, condition, carried, evaluation.elements)[0];
    std::vector<std::size_t> kept;  // positions among those that went on until now
    for (std::size_t at = 0; at < going.size(); ++at) {
      if (*holds->arrays[at]->as<bool>()) kept.push_back(at);
    }
    if (kept.size() != going.size()) {
      if (together && !kept.empty()) {
        throw InputError("/program", named +
                                         "meets a collective on some ranks when others have "
                                         "left the loop: a hang");
      }
      for (std::size_t i = 0; i < carried.size(); ++i) {
        for (std::size_t at = 0; at < going.size(); ++at)
          results[i * ranks.size() + places[at]] = carried[i]->arrays[at];
      }
      if (kept.empty()) break;
      for (DistributedRef& each : carried) {
        std::vector<ArrayRef> arrays;
        for (const std::size_t at : kept) arrays.push_back(each->arrays[at]);
        each = make_distributed(std::move(arrays));
      }
      for (std::size_t to = 0; to < kept.size(); ++to) {
        places[to] = places[kept[to]];
        going[to] = going[kept[to]];
      }
      places.resize(kept.size());
      going.resize(kept.size());
    }
    if (iteration == kIterationMax) {
      throw InputError("/program", named + "goes on for more than " +
                                       std::to_string(kIterationMax) + " iterations");
    }
    carried = run_region(going, body, std::move(carried), evaluation.elements);
  }
  evaluation.value = make_distributed(std::move(results));
  return evaluation;
}

}  // namespace splitvote
