// Boolean functions by definition, for the tests of what is worked out cleverly.
#pragma once

#include <algorithm>
#include <bit>
#include <functional>
#include <tuple>
#include <vector>

#include "harness/explain/bit_table.h"
#include "harness/explain/failing_set.h"
#include "harness/explain/implicant.h"

namespace splitvote {

inline std::uint64_t scrambled(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

inline BitTable table_of(int variables, const std::function<bool(std::uint64_t)>& holds) {
  BitTable table(variables);
  for (std::uint64_t a = 0; a < table.assignment_count(); ++a) {
    if (holds(a)) table.set(a);
  }
  return table;
}

inline FailingSet complete_set(BitTable table) {
  FailingSet set;
  set.choice_count = table.variable_count();
  set.table = std::move(table);
  return set;
}

// Every function shape in turn: of any density, of few of its variables, monotone ones, parities.
inline BitTable random_function(int variables, std::uint64_t seed) {
  const std::uint64_t all = (std::uint64_t{1} << variables) - 1;
  const std::uint64_t some = (scrambled(seed) | scrambled(seed + 1)) & all;
  const std::uint64_t mask = seed % 8 == 0 ? all : some;
  const std::uint64_t density = 1 + scrambled(seed + 2) % 9;
  switch (seed % 4) {
    case 0:
      return table_of(variables, [&](std::uint64_t a) {
        return scrambled((a & mask) * 7919 + seed) % 10 < density;
      });
    case 1:
      return table_of(variables, [&](std::uint64_t a) {
        const std::uint64_t first = scrambled(seed + 3) & mask, second = scrambled(seed + 4) & mask;
        return (a & first) == (scrambled(seed + 5) & first) ||
               (a & second) == (scrambled(seed + 6) & second);
      });
    case 2:
      return table_of(variables, [&](std::uint64_t a) {
        return static_cast<std::uint64_t>(std::popcount(a & mask)) * 10 >=
               density * static_cast<std::uint64_t>(std::popcount(mask));
      });
    default:
      return table_of(variables, [&](std::uint64_t a) {
        return std::popcount(a & mask & 0x1f) % 2 == 1 && (a & ~std::uint64_t{0x1f} & mask) != 0;
      });
  }
}

// Merges implicants that differ in one literal until none do (W. V. Quine, 1952): a table over all
// 3^n partial assignments, base-3 digit 2 meaning open.
inline std::vector<Implicant> primes_by_definition(const BitTable& table) {
  const int n = table.variable_count();
  std::vector<std::size_t> power = {1};
  for (int v = 0; v < n; ++v) power.push_back(power.back() * 3);
  std::vector<char> holds(power.back());
  std::vector<int> digits(static_cast<std::size_t>(n), 0);
  std::vector<Implicant> primes;
  const auto count_up = [&] {
    for (int v = 0; v < n; ++v) {
      int& digit = digits[static_cast<std::size_t>(v)];
      if (++digit < 3) return;
      digit = 0;
    }
  };
  for (std::size_t at = 0; at < holds.size(); ++at, count_up()) {
    std::uint64_t assignment = 0;
    int open = -1;
    for (int v = 0; v < n; ++v) {
      const int digit = digits[static_cast<std::size_t>(v)];
      if (digit == 2) open = v;
      if (digit == 1) assignment |= std::uint64_t{1} << v;
    }
    if (open < 0) {
      holds[at] = table.test(assignment);
    } else {
      const std::size_t step = power[static_cast<std::size_t>(open)];
      holds[at] = holds[at - step] != 0 && holds[at - 2 * step] != 0;
    }
  }
  digits.assign(digits.size(), 0);
  for (std::size_t at = 0; at < holds.size(); ++at, count_up()) {
    if (holds[at] == 0) continue;
    Implicant implicant;
    bool prime = true;
    for (int v = 0; v < n && prime; ++v) {
      const int digit = digits[static_cast<std::size_t>(v)];
      if (digit == 2) continue;
      implicant.choices |= std::uint64_t{1} << v;
      if (digit == 1) implicant.promoted |= std::uint64_t{1} << v;
      prime =
          holds[at + static_cast<std::size_t>(2 - digit) * power[static_cast<std::size_t>(v)]] == 0;
    }
    if (prime) primes.push_back(implicant);
  }
  std::sort(primes.begin(), primes.end(), [](const Implicant& a, const Implicant& b) {
    return std::tuple(a.literal_count(), a.choices, a.promoted) <
           std::tuple(b.literal_count(), b.choices, b.promoted);
  });
  return primes;
}

}  // namespace splitvote
