#include "harness/generate/generate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "harness/case/codec.h"
#include "harness/generate/margins.h"
#include "harness/generate/placement.h"
#include "tests/case/arbitrary.h"

namespace splitvote {
namespace {

std::vector<Case> cases_of(int count, const GeneratorOptions& options = {},
                           std::uint64_t seed = 1) {
  const auto programs = testing::three_programs();
  std::vector<Case> cases;
  for (int i = 0; i < count; ++i) {
    Rng rng(seed, static_cast<std::uint64_t>(i));
    cases.push_back(generate(options, programs[1 + rng.below(2)], rng));
  }
  return cases;
}

TEST(Generate, EveryCaseIsWithoutFaultAndSurvivesTheCodec) {
  const auto programs = testing::three_programs();
  for (const Case& c : cases_of(20'000)) {
    ASSERT_EQ(case_fault(c), "");
    ASSERT_TRUE(same_case(decode_case(encode_case(c), programs), c));
  }
}

TEST(Generate, TheSameSeedGivesTheSameCases) {
  const std::vector<Case> once = cases_of(200);
  const std::vector<Case> again = cases_of(200);
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_TRUE(same_case(once[i], again[i]));
}

TEST(Generate, CasesStayOnTheirBytesWhateverTheMachine) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const Case& c : cases_of(2000)) {
    for (std::uint8_t byte : encode_case(c)) hash = (hash ^ byte) * 0x100000001b3u;
  }
  EXPECT_EQ(hash, 6013481749216359787u);
}

TEST(Generate, KeepsToItsOptions) {
  GeneratorOptions options;
  options.vocab_size_min = options.vocab_size_max = 131'072;
  options.rank_count_min = 2;
  options.rank_count_max = 8;
  options.row_count_max = 1;
  options.planted_count_max = 48;
  options.numbers = {{"top_k", 5}};
  for (const Case& c : cases_of(2000, options)) {
    EXPECT_EQ(c.layout.vocab_size, 131'072);
    EXPECT_TRUE(c.layout.rank_count() >= 2 && c.layout.rank_count() <= 8);
    EXPECT_EQ(c.logits.rows, 1);
    EXPECT_LE(c.logits.planted.size(), 48U);
    if (c.program->name() == "sampler") {
      EXPECT_EQ(c.parameters.numbers.at("top_k"), 5);
    }
  }
}

TEST(Generate, LargeVocabulariesAreBackgroundAndFewPlantedValues) {
  for (const Case& c : cases_of(5000)) {
    if (c.layout.vocab_size <= 64) continue;
    EXPECT_FALSE(c.logits.explicit_values());
    EXPECT_LE(c.logits.planted.size(), 64U);
  }
}

// Tokens of row 0, highest first.
std::vector<float> sorted_row(const Case& c) {
  std::vector<float> row(static_cast<std::size_t>(c.layout.vocab_size));
  materialize_row(c.logits, c.layout.vocab_size, 0, row.data());
  std::sort(row.begin(), row.end(), [](float a, float b) { return a > b || (b != b && a == a); });
  return row;
}

// What issue 3 asks generators to reach, and how often they must.
TEST(Generate, ReachesEveryShapeWorthTrying) {
  std::map<std::string, int> seen;
  const int count = 4000;
  GeneratorOptions options;
  options.vocab_size_max = 20'000;
  for (const Case& c : cases_of(count, options)) {
    const Layout& layout = c.layout;
    const Layout even = even_layout(layout.vocab_size, layout.rank_count());
    seen["strided"] += layout.split == Split::kStrided;
    seen["uneven"] += layout.shard_sizes != even.shard_sizes;
    seen["empty shard"] += std::count(layout.shard_sizes.begin(), layout.shard_sizes.end(), 0) > 0;
    seen["padded"] += layout.padding != even.padding;
    seen["permuted"] += layout.rank_order != even.rank_order;
    seen["two classes"] += layout.class_count() == 2;
    seen["staged"] += layout.gather_stages.size() > 1;
    seen["64 ranks"] += layout.rank_count() == 64;
    seen["several rows"] += c.logits.rows > 1;
    seen["written out"] += c.logits.explicit_values();
    seen["all masked"] += c.logits.planted.size() <= 3 && c.logits.background.center <= -3000;
    const auto temperature = c.parameters.numbers.find("temperature");
    if (temperature != c.parameters.numbers.end()) {
      seen["greedy"] += temperature->second == 0;
      seen["negative temperature"] += temperature->second < 0;
    }
    const std::vector<float> row = sorted_row(c);
    seen["NaN"] += std::any_of(row.begin(), row.end(), [](float v) { return std::isnan(v); });
    if (row.size() < 2 || !std::isfinite(row[0])) continue;
    seen["exact tie at the top"] += row[0] == row[1];
    const bool one_bfloat16 = bfloat16_near(row[0]) == bfloat16_near(row[1]);
    seen["tie in bfloat16 only"] += row[0] != row[1] && one_bfloat16;
    seen["all negative"] += row[0] < 0;
    seen["flat"] += row.front() == row.back();
    seen["wide margin"] += row[0] - row[1] > 2;
    seen["one far above"] += row[0] - row[1] > 20;
  }
  for (const auto& [shape, times] : seen) {
    EXPECT_GE(times, count / 500) << shape;
    std::printf("%-22s %5.1f %%\n", shape.c_str(), 100.0 * times / count);
  }
}

TEST(Generate, LaysTiesAcrossTheBorderOfTopKAndBeyondAShardsCapacity) {
  GeneratorOptions options;
  options.numbers = {{"top_k", 5}};
  options.row_count_max = 1;
  int across = 0;
  int beyond = 0;
  for (const Case& c : cases_of(2000, options)) {
    const std::vector<float> row = sorted_row(c);
    across += row.size() > 5 && row[4] == row[5] && row[0] != row[5];
    const LayoutMap map(c.layout);
    std::map<int, int> ties;
    for (const Planted& planted : c.logits.planted) {
      if (planted.value == row[0]) ++ties[map.rank_of_id(map.id_of(planted.token))];
    }
    beyond += std::any_of(ties.begin(), ties.end(), [](const auto& t) { return t.second > 5; });
  }
  EXPECT_GE(across, 40);
  EXPECT_GE(beyond, 40);
}

// A kernel that walks a row in strides sees the tokens of one lane together.
TEST(Generate, TokensOfOneLaneLieAMultipleOfEightApartInOneShard) {
  const Layout layout = even_layout(8192, 2);
  const LayoutMap map(layout);
  std::map<int, int> lanes;  // by the greatest power of two that divides all distances
  for (std::uint64_t number = 0; number < 100; ++number) {
    Rng rng(1, number);
    const auto tokens = choose_tokens(map, layout.vocab_size, Placement::kOneLane, 6, {}, rng);
    ASSERT_GE(tokens.size(), 2U);
    std::int32_t distances = 0;
    for (const std::int32_t token : tokens) {
      EXPECT_EQ(map.rank_of_id(map.id_of(token)), map.rank_of_id(map.id_of(tokens.front())));
      distances |= std::abs(token - tokens.front());
    }
    ++lanes[distances & -distances];
  }
  EXPECT_GE(lanes.begin()->first, 8);
  EXPECT_GE(lanes.size(), 4U);
}

TEST(Generate, PutsMaximaAtShardEdgesAndNextToPadding) {
  int first = 0;
  int last = 0;
  int beside_padding = 0;
  for (const Case& c : cases_of(3000)) {
    if (c.logits.planted.empty() || c.layout.vocab_size < 65) continue;
    const LayoutMap map(c.layout);
    const auto top =
        std::max_element(c.logits.planted.begin(), c.logits.planted.end(),
                         [](const Planted& a, const Planted& b) { return a.value < b.value; });
    const std::int32_t id = map.id_of(top->token);
    const int rank = map.rank_of_id(id);
    const std::int32_t column = id - map.offset(rank);
    first += column == 0;
    last += column == map.size(rank) - 1;
    beside_padding += column + 1 < map.size(rank) && map.token_at(rank, column + 1) == kNoToken;
  }
  EXPECT_GE(first, 10);
  EXPECT_GE(last, 10);
  EXPECT_GE(beside_padding, 5);
}

}  // namespace
}  // namespace splitvote
