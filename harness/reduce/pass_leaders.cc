// All tokens but the most probable few of each slice: what matters is nearly always among them, so
// that a large vocabulary goes at one blow.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/reduce/passes.h"
#include "harness/reduce/slices.h"
#include "src/numeric/order.h"

namespace splitvote {
namespace {

constexpr std::size_t kManyTokens = 1'024;

// Only the `count` most probable tokens of each slice, in any row.
void keep_leaders(std::size_t count, Slices& slices) {
  for (Slice& slice : slices.ranks) {
    std::vector<std::int32_t> leaders;
    for (const std::vector<float>& row : slices.rows) {
      std::vector<std::int32_t> tokens = slice.tokens;
      const std::size_t kept = std::min(count, tokens.size());
      const auto key = [&row](std::int32_t token) {
        return total_order_key(row[static_cast<std::size_t>(token)]);
      };
      std::partial_sort(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(kept),
                        tokens.end(), [&](std::int32_t a, std::int32_t b) {
                          return key(a) != key(b) ? key(a) > key(b) : a < b;
                        });
      leaders.insert(leaders.end(), tokens.begin(),
                     tokens.begin() + static_cast<std::ptrdiff_t>(kept));
    }
    std::sort(leaders.begin(), leaders.end());
    std::erase_if(slice.tokens, [&](std::int32_t token) {
      return !std::binary_search(leaders.begin(), leaders.end(), token);
    });
  }
}

}  // namespace

void reduce_to_leaders(Reducer& reducer) {
  const Slices slices = slices_of(reducer.best().test_case);
  if (slices.rows.front().size() <= kManyTokens) return;
  for (std::size_t count = 1; count <= kManyTokens; count *= 4) {
    Slices fewer = slices;
    keep_leaders(count, fewer);
    Candidate candidate = reducer.best();
    write_back(std::move(fewer), Numbering::kByRank, candidate);
    if (reducer.consider(std::move(candidate))) return;
  }
}

}  // namespace splitvote
