#include "harness/oracle/nucleus.h"

#include <algorithm>

#include "harness/oracle/true_exp.h"

namespace splitvote {
namespace {

constexpr double kUndecided = 1e-12;

// What is left of the row by top_k, and the mass it has: between `mass_least` and `mass_most`,
// depending on how a sampler breaks ties at the k-th logit.
struct Remaining {
  std::size_t token_count = 0;
  double mass_least = 0;
  double mass_most = 0;
};

float logit_of(const TrueRow& row, std::int32_t token) {
  return row.logits[static_cast<std::size_t>(token)];
}

Remaining remaining(const TrueRow& row, const TrueParameters& parameters, TokenOrder& order) {
  const double divisor = parameters.divisor();
  if (!parameters.top_k || *parameters.top_k >= row.comparable_count) {
    const double mass = softmax_sum(row.logits, row.maximum, divisor);
    return {row.logits.size(), mass, mass};
  }
  Remaining left;
  left.token_count = static_cast<std::size_t>(*parameters.top_k);
  const std::vector<std::int32_t>& tokens = order.first(left.token_count + 1, row);
  for (std::size_t at = 0; at < left.token_count; ++at) {
    left.mass_least += softmax_weight(logit_of(row, tokens[at]), row.maximum, divisor);
  }
  left.mass_most = left.mass_least;
  const float last = logit_of(row, tokens[left.token_count - 1]);
  if (logit_of(row, tokens[left.token_count]) == last) {
    const auto inside = std::count_if(
        tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(left.token_count),
        [&](std::int32_t token) { return logit_of(row, token) == last; });
    const auto ties = std::count(row.logits.begin(), row.logits.end(), last);
    left.mass_most +=
        static_cast<double>(ties - inside) * softmax_weight(last, row.maximum, divisor);
  }
  return left;
}

// The end of the run of equal logits that begins at `first`, at most `limit`.
std::size_t end_of_ties(const TrueRow& row, TokenOrder& order, std::size_t first,
                        std::size_t limit) {
  std::size_t end = first;
  std::size_t look = first + 1;
  for (;;) {
    const std::vector<std::int32_t>& tokens = order.first(std::min(look, limit), row);
    const std::size_t known = std::min(tokens.size(), limit);
    if (known <= first) return first;
    const float logit = logit_of(row, tokens[first]);
    while (end < known && logit_of(row, tokens[end]) == logit) ++end;
    if (end < known || known == limit || known < look) return end;
    look = 8 * known;
  }
}

}  // namespace

Nucleus true_nucleus(const TrueRow& row, const TrueParameters& parameters, TokenOrder& order) {
  const Remaining left = remaining(row, parameters, order);
  const double top_p = *parameters.top_p;
  Nucleus nucleus;
  double before = 0;
  std::size_t first = 0;
  while (first < left.token_count) {
    if (before / left.mass_most >= top_p + kUndecided) break;
    const std::size_t end = end_of_ties(row, order, first, left.token_count);
    if (end == first) break;
    const float logit = logit_of(row, order.first(end, row)[first]);
    const double after = before + static_cast<double>(end - first) *
                                      softmax_weight(logit, row.maximum, parameters.divisor());
    // The mass before the next token is still below top_p: this one is not the boundary. The k-th
    // token, after which mass_least is used up, never gets here.
    if (after / left.mass_least < top_p - kUndecided) {
      nucleus.surely_count = static_cast<std::int64_t>(end);
      nucleus.surely_from = logit;
    }
    nucleus.possibly_count = static_cast<std::int64_t>(end);
    nucleus.possibly_from = logit;
    before = after;
    first = end;
  }
  return nucleus;
}

}  // namespace splitvote
