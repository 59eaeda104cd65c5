// What real compilers made of samplers (tests/hlo/data, optimized HLO of libtpu 0.0.52 and others)
// does what it was seen to do.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "tests/hlo/hlo_run.h"

namespace splitvote {
namespace {

float as_bfloat16(float x) {
  std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  bits += 0x7fffU + ((bits >> 16) & 1U);
  return std::bit_cast<float>(bits & 0xffff0000U);
}

// Normal logits and temperatures of 0.6 to 1.1.
class Draws {
 public:
  std::vector<std::vector<float>> logits(const HloProgram& program) {
    std::vector<std::vector<float>> rows(
        static_cast<std::size_t>(program.batch),
        std::vector<float>(static_cast<std::size_t>(program.tokens_per_rank * program.ranks)));
    for (auto& row : rows) {
      for (float& x : row) {
        const double u = uniform_(engine_), v = uniform_(engine_);
        x = as_bfloat16(
            static_cast<float>(std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v)));
      }
    }
    return rows;
  }
  double temperature() { return 0.6 + 0.5 * uniform_(engine_); }

 private:
  std::mt19937_64 engine_{20};
  std::uniform_real_distribution<double> uniform_{1e-12, 1};
};

struct Rates {
  double lost = 0;   // the row's maximum is no candidate
  double empty = 0;  // nothing is
};

Rates rates_of(const std::string& name, int runs) {
  const ReadHlo hlo(text_of(std::string(SPLITVOTE_HLO_DATA) + "/" + name + ".hlo"));
  Draws draws;
  Rates rates;
  for (int i = 0; i < runs; ++i) {
    const auto logits = draws.logits(hlo.read);
    const Outcome outcome = hlo.run(logits, {{"temperature", draws.temperature()}});
    for (int row = 0; row < hlo.read.batch; ++row) {
      const auto& numbers = logits[static_cast<std::size_t>(row)];
      const float top = *std::max_element(numbers.begin(), numbers.end());
      const auto& candidates = outcome.at(0, row).candidates;
      bool kept = false, any = false;
      for (std::size_t id = 0; id < numbers.size(); ++id) {
        if (!candidates->contains(static_cast<std::int64_t>(id))) continue;
        any = true;
        kept = kept || numbers[id] == top;
      }
      rates.lost += kept ? 0 : 1;
      rates.empty += any ? 0 : 1;
    }
  }
  rates.lost /= runs * hlo.read.batch;
  rates.empty /= runs * hlo.read.batch;
  return rates;
}

TEST(CompiledSamplers, TheMaximumVanishesOnTpuV5eAtBatch8) {
  const Rates rates = rates_of("tpu-v5e_cmp_max_B8", 25);
  EXPECT_GT(rates.empty, 0.30);
  EXPECT_LT(rates.empty, 0.60);
}

TEST(CompiledSamplers, TheMaximumStaysOnTpuV4AtBatch1AndVanishesAtBatch8) {
  EXPECT_EQ(rates_of("tpu-v4_cmp_max_B1", 100).lost, 0);
  EXPECT_GT(rates_of("tpu-v4_cmp_max_B8", 12).lost, 0.30);
}

TEST(CompiledSamplers, NobodyOwnsTheMaximumOverFourChips) {
  const Rates rates = rates_of("tpu-v5e_d_owner", 12);
  EXPECT_GT(rates.lost, 0.25);
  EXPECT_LT(rates.lost, 0.65);
  EXPECT_EQ(rates_of("tpu7x_d_owner", 4).lost, 0);
}

// top_k below 65,536 tokens packs the unrounded quotient into an integer and cuts its low bits.
TEST(CompiledSamplers, PackedTopKTruncates) {
  const ReadHlo hlo(text_of(SPLITVOTE_HLO_DATA "/tpu-v5e_topk_B8.hlo"));
  Draws draws;
  int truncated = 0, rows = 0;
  for (int i = 0; i < 10; ++i) {
    const auto logits = draws.logits(hlo.read);
    const double temperature = draws.temperature();
    const Outcome outcome = hlo.run(logits, {{"temperature", temperature}});
    const float t = as_bfloat16(static_cast<float>(temperature));
    for (int row = 0; row < hlo.read.batch; ++row) {
      const auto& numbers = logits[static_cast<std::size_t>(row)];
      // With the low 16 bits cut, ids are those of the 40 largest truncated quotients, lower ids
      // first among equals.
      std::vector<std::pair<float, int>> order;
      for (std::size_t id = 0; id < numbers.size(); ++id) {
        const auto bits = std::bit_cast<std::uint32_t>(numbers[id] / t);
        order.emplace_back(-std::bit_cast<float>(bits & 0xffff0000U), static_cast<int>(id));
      }
      std::stable_sort(order.begin(), order.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
      int rounded_differs = 0;
      for (int k = 0; k < 40; ++k) {
        const int id = order[static_cast<std::size_t>(k)].second;
        EXPECT_TRUE(outcome.at(0, row).candidates->contains(id)) << row << " " << k;
        const float u = numbers[static_cast<std::size_t>(id)] / t;
        rounded_differs += as_bfloat16(u) != -order[static_cast<std::size_t>(k)].first ? 1 : 0;
      }
      truncated += rounded_differs > 0 ? 1 : 0;
      ++rows;
    }
  }
  EXPECT_GT(truncated, rows / 2);
}

TEST(CompiledSamplers, EveryFileReadsAndRuns) {
  std::vector<std::string> folders{SPLITVOTE_HLO_DATA};
  if (const char* more = std::getenv("SPLITVOTE_HLO")) folders.emplace_back(more);
  int files = 0;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".hlo") continue;
      SCOPED_TRACE(entry.path().string());
      try {
        const ReadHlo hlo(text_of(entry.path().string()));
        EXPECT_EQ(hlo.read.provenance.size(), hlo.read.draft.values.size());
        EXPECT_FALSE(hlo.read.notes.empty());
        Draws draws;
        const Outcome outcome =
            hlo.run(draws.logits(hlo.read), {{"temperature", 0.7}, {"w", 0.01}, {"W", 0.01}});
        EXPECT_EQ(outcome.row_count, hlo.read.batch);
      } catch (const InputError& error) {
        ADD_FAILURE() << error.what();
      }
      ++files;
    }
  }
  EXPECT_GE(files, 10);
}

}  // namespace
}  // namespace splitvote
