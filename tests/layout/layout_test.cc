#include "src/layout/layout.h"

#include <gtest/gtest.h>

#include <numeric>

namespace splitvote {
namespace {

Layout strided_layout(std::int32_t vocab_size, int ranks) {
  Layout layout =
      even_layout(vocab_size, ranks);  // the sizes are the same: the first shards have one more
  layout.split = Split::kStrided;
  return layout;
}

// Every token has one id, every id maps back, and padding maps to no token.
void expect_bijection(const Layout& layout) {
  ASSERT_EQ(layout_fault(layout), "");
  const LayoutMap map(layout);
  std::int32_t tokens = 0;
  for (std::int64_t id = 0; id < map.padded_size(); ++id) {
    const std::int32_t token = map.token_of(id);
    const int rank = map.rank_of_id(id);
    ASSERT_GE(rank, 0);
    ASSERT_EQ(map.token_at(rank, static_cast<std::int32_t>(id) - map.offset(rank)), token);
    if (token == kNoToken) continue;
    ++tokens;
    ASSERT_EQ(map.id_of(token), id);
  }
  EXPECT_EQ(tokens, layout.vocab_size);
  EXPECT_EQ(map.token_of(-1), kNoToken);
  EXPECT_EQ(map.token_of(map.padded_size()), kNoToken);
}

TEST(Layout, MapsIdsToTokensAndBack) {
  for (std::int32_t vocab : {1, 2, 7, 16, 100}) {
    for (int ranks : {1, 2, 3, 8, 64}) {
      expect_bijection(even_layout(vocab, ranks));
      expect_bijection(padded_layout(vocab, vocab + 5, ranks, -1e4F));
      expect_bijection(strided_layout(vocab, ranks));
      Layout turned = padded_layout(vocab, vocab + 3, ranks, 0);
      std::reverse(turned.rank_order.begin(), turned.rank_order.end());
      expect_bijection(turned);
    }
  }
}

TEST(Layout, CutsARowAsItMapsIds) {
  for (Layout layout : {padded_layout(11, 15, 4, -7.0F), strided_layout(11, 4)}) {
    layout.rank_order = {2, 0, 3, 1};
    std::vector<float> row(11);
    std::iota(row.begin(), row.end(), 0.0F);
    const LayoutMap map(layout);
    for (int rank = 0; rank < 4; ++rank) {
      std::vector<float> slice(static_cast<std::size_t>(map.size(rank)));
      map.cut(row.data(), rank, slice.data());
      for (std::int32_t column = 0; column < map.size(rank); ++column) {
        const std::int32_t token = map.token_at(rank, column);
        EXPECT_EQ(slice[static_cast<std::size_t>(column)],
                  token == kNoToken ? layout.pad_value : static_cast<float>(token));
      }
    }
  }
}

TEST(Layout, GatherStagesSplitTheRankIntoDigits) {
  Layout layout = even_layout(64, 12);
  layout.gather_stages = {4, 3};
  const LayoutMap map(layout);
  EXPECT_EQ(map.group(0, 6), (std::vector<int>{4, 5, 6, 7}));
  EXPECT_EQ(map.group(1, 6), (std::vector<int>{2, 6, 10}));
  EXPECT_EQ(map.group(2, 6), (std::vector<int>{6}));
  EXPECT_EQ(map.group(-1, 6).size(), 12U);
}

TEST(Layout, FaultsAreNamed) {
  const auto fault_of = [](auto change) {
    Layout layout = even_layout(10, 4);
    change(layout);
    return layout_fault(layout);
  };
  EXPECT_EQ(fault_of([](Layout& l) { l.shard_sizes[0] = 4; }),
            "sizes: their sum to be the vocabulary's 10 tokens, not 11");
  EXPECT_EQ(fault_of([](Layout& l) {
              l.rank_order = {0, 1, 1, 3};
            }),
            "rank_order: a permutation of 0..3");
  EXPECT_EQ(fault_of([](Layout& l) {
              l.gather_stages = {2, 3};
            }),
            "stages: factors whose product is the rank count 4");
  EXPECT_EQ(fault_of([](Layout& l) {
              l.rank_class = {0, 2, 0, 0};
            }),
            "classes: whole numbers from 0, none left out");
  EXPECT_EQ(fault_of([](Layout& l) { l.padding[1] = -1; }), "padding: no negative count");
}

TEST(NamedVocabularies, AreConsistentAndUnique) {
  std::vector<std::string_view> names;
  for (const NamedVocabulary& each : named_vocabularies()) {
    EXPECT_GE(each.padded_size, each.vocab_size) << each.name;
    EXPECT_LE(each.padded_size, 262'144) << each.name;
    EXPECT_TRUE(each.name.ends_with(std::to_string(each.padded_size))) << each.name;
    EXPECT_EQ(std::count(names.begin(), names.end(), each.name), 0);
    names.push_back(each.name);
  }
}

}  // namespace
}  // namespace splitvote
