#include "src/numeric/top_k.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "src/numeric/order.h"
#include "tests/numeric/float_samples.h"

namespace splitvote {
namespace {

std::vector<std::int32_t> keys_of(const std::vector<float>& x, KeyOrder order) {
  std::vector<std::int32_t> keys;
  for (const float value : x) {
    keys.push_back(order == KeyOrder::kTotal ? total_order_key(value) : numeric_order_key(value));
  }
  return keys;
}

// Sorts all indices by key and by the tie rule.
std::vector<std::int32_t> defined_top_k(const std::vector<float>& x, std::size_t k, KeyOrder order,
                                        Tie tie) {
  const std::vector<std::int32_t> keys = keys_of(x, order);
  std::vector<std::int32_t> ids(x.size());
  std::iota(ids.begin(), ids.end(), 0);
  std::sort(ids.begin(), ids.end(), [&](std::int32_t a, std::int32_t b) {
    const std::int32_t key_a = keys[static_cast<std::size_t>(a)];
    const std::int32_t key_b = keys[static_cast<std::size_t>(b)];
    if (key_a != key_b) return key_a > key_b;
    return tie == Tie::kLowestIndex ? a < b : a > b;
  });
  ids.resize(std::min(k, x.size()));
  return ids;
}

void expect_defined(const std::vector<float>& x, std::size_t k) {
  for (const KeyOrder order : {KeyOrder::kTotal, KeyOrder::kNumeric}) {
    for (const Tie tie : {Tie::kLowestIndex, Tie::kHighestIndex}) {
      std::vector<std::int32_t> ids(std::min(k, x.size()));
      top_k(x.data(), x.size(), k, order, tie, ids.data());
      ASSERT_EQ(ids, defined_top_k(x, k, order, tie))
          << "n " << x.size() << ", k " << k << ", order " << static_cast<int>(order) << ", tie "
          << static_cast<int>(tie);
    }
  }
}

// Rows whose shape is hard on some way of finding the largest.
std::vector<std::vector<float>> rows(std::size_t n) {
  std::vector<std::vector<float>> all = {logits(n, n), mixed_floats(n, n + 1),
                                         std::vector<float>(n, 1.0f)};
  all.emplace_back(n, -std::numeric_limits<float>::infinity());
  all.emplace_back(n, float_of(0x7fc00000u));
  all.emplace_back(n, float_of(0x7fffffffu));
  all.emplace_back(n, float_of(0xffffffffu));
  std::vector<float> few(n);  // seven different numbers, both zeros among them
  Seeded seeded(n + 2);
  for (float& x : few) x = static_cast<float>(seeded.below(7)) * -0.5f + 0.0f;
  for (std::size_t i = 0; i < n; i += 3) few[i] = -few[i];
  all.push_back(few);
  std::vector<float> sorted = logits(n, n + 3);
  std::sort(sorted.begin(), sorted.end());
  all.push_back(sorted);
  std::reverse(sorted.begin(), sorted.end());
  all.push_back(sorted);
  std::vector<float> clustered(n, 0.0f);  // the largest all in one block, and ties across blocks
  for (std::size_t i = n / 2; i < std::min(n, n / 2 + 64); ++i)
    clustered[i] = static_cast<float>(i % 5);
  all.push_back(clustered);
  return all;
}

TEST(TopK, FollowsTheDefinitionAtEveryShortLength) {
  for (std::size_t n = 0; n <= 130; ++n) {
    for (const std::vector<float>& row : rows(n)) {
      for (const std::size_t k : {0u, 1u, 2u, 5u, 40u, 1000u}) expect_defined(row, k);
    }
  }
}

TEST(TopK, FollowsTheDefinitionOnLongRows) {
  for (const std::size_t n : {1000u, 4096u, 4133u, 32000u}) {
    for (const std::vector<float>& row : rows(n)) {
      for (const std::size_t k : {1u, 40u, 256u}) expect_defined(row, k);
      expect_defined(row, n / 4 - 1);
      expect_defined(row, n / 4);
      expect_defined(row, n);
    }
  }
}

TEST(TopK, TakesTheNextKeyAboveARaisedBound) {
  // Ties fill the buffer from either side, so that the bound rises; the largest are one step above
  // and come later.
  std::vector<float> x(4096, 0.0f);
  const float tied = 1.0f;
  std::fill(x.begin(), x.begin() + 128, tied);
  std::fill(x.end() - 128, x.end(), tied);
  x[2000] = float_of(bits_of(tied) + 1);
  x[2040] = x[2000];
  expect_defined(x, 2);
  expect_defined(x, 3);
}

TEST(TopK, TakesBothZerosForEqualInNumericOrder) {
  const std::vector<float> x = {-0.0f, 0.0f, -0.0f};
  std::vector<std::int32_t> ids(3);
  top_k(x.data(), 3, 3, KeyOrder::kNumeric, Tie::kLowestIndex, ids.data());
  EXPECT_EQ(ids, (std::vector<std::int32_t>{0, 1, 2}));
  top_k(x.data(), 3, 3, KeyOrder::kTotal, Tie::kLowestIndex, ids.data());
  EXPECT_EQ(ids, (std::vector<std::int32_t>{1, 0, 2}));
  top_k(x.data(), 3, 3, KeyOrder::kTotal, Tie::kHighestIndex, ids.data());
  EXPECT_EQ(ids, (std::vector<std::int32_t>{1, 2, 0}));
}

template <typename Key>
std::vector<std::int32_t> defined_sort(const std::vector<Key>& keys, bool descending) {
  std::vector<std::int32_t> ids(keys.size());
  std::iota(ids.begin(), ids.end(), 0);
  std::sort(ids.begin(), ids.end(), [&](std::int32_t a, std::int32_t b) {
    const Key key_a = keys[static_cast<std::size_t>(a)];
    const Key key_b = keys[static_cast<std::size_t>(b)];
    if (key_a != key_b) return descending ? key_a > key_b : key_a < key_b;
    return a < b;
  });
  return ids;
}

TEST(SortPermutation, IsStableInBothDirections) {
  for (const std::size_t n : {0u, 1u, 2u, 17u, 255u, 256u, 257u, 1000u, 20000u}) {
    for (const std::vector<float>& row : rows(n)) {
      for (const KeyOrder order : {KeyOrder::kTotal, KeyOrder::kNumeric}) {
        for (const bool descending : {false, true}) {
          std::vector<std::int32_t> ids(n);
          sort_permutation(row.data(), n, order, descending, ids.data());
          ASSERT_EQ(ids, defined_sort(keys_of(row, order), descending)) << n;
        }
      }
    }
  }
}

template <typename Integer>
class SortPermutationOfIntegers : public testing::Test {};
using Integers = testing::Types<std::int32_t, std::uint32_t, std::int64_t, std::uint64_t>;
TYPED_TEST_SUITE(SortPermutationOfIntegers, Integers);

TYPED_TEST(SortPermutationOfIntegers, IsStableInBothDirections) {
  Seeded seeded(17);
  std::vector<TypeParam> x(3000);
  for (TypeParam& value : x) {
    value = static_cast<TypeParam>(seeded.below(4) == 0 ? seeded.next() : seeded.below(20) - 10);
  }
  x[7] = std::numeric_limits<TypeParam>::min();
  x[8] = std::numeric_limits<TypeParam>::max();
  for (const bool descending : {false, true}) {
    std::vector<std::int32_t> ids(x.size());
    sort_permutation(x.data(), x.size(), descending, ids.data());
    EXPECT_EQ(ids, defined_sort(x, descending));
  }
}

}  // namespace
}  // namespace splitvote
