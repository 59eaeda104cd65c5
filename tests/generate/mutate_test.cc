#include "harness/generate/mutate.h"

#include <gtest/gtest.h>

#include "harness/case/codec.h"
#include "harness/generate/generate.h"
#include "tests/case/arbitrary.h"

namespace splitvote {
namespace {

TEST(Mutate, LeavesACaseWithoutFaultAndInsideTheCodec) {
  const auto programs = testing::three_programs();
  Rng rng(1);
  for (int i = 0; i < 2000; ++i) {
    Case c = i % 2 == 0 ? generate({}, programs[1 + rng.below(2)], rng)
                        : testing::arbitrary_case(rng, programs);
    for (int step = 0; step < 10; ++step) {
      mutate(c, rng);
      ASSERT_EQ(case_fault(c), "");
    }
    ASSERT_TRUE(same_case(decode_case(encode_case(c), programs), c));
  }
}

TEST(Mutate, NearlyAlwaysChangesTheCase) {
  const auto programs = testing::three_programs();
  Rng rng(2);
  int changed = 0;
  for (int i = 0; i < 2000; ++i) {
    const Case before = generate({}, programs[1], rng);
    Case after = before;
    mutate(after, rng);
    changed += !same_case(before, after);
  }
  EXPECT_GT(changed, 1600);
}

TEST(Mutate, KeepsToItsOptions) {
  const auto programs = testing::three_programs();
  GeneratorOptions options;
  options.vocab_size_min = options.vocab_size_max = 1000;
  options.rank_count_min = options.rank_count_max = 8;
  options.row_count_max = 1;
  options.numbers = {{"top_k", 5}};
  Rng rng(3);
  Case c = generate(options, programs[1], rng);
  for (int step = 0; step < 5000; ++step) {
    mutate(c, rng, options);
    ASSERT_EQ(c.layout.vocab_size, 1000);
    ASSERT_EQ(c.layout.rank_count(), 8);
    ASSERT_EQ(c.logits.rows, 1);
    ASSERT_LE(c.logits.planted.size(), 64U);
    ASSERT_EQ(c.parameters.numbers.at("top_k"), 5);
  }
}

TEST(Mutate, TheSameNumbersGiveTheSameCase) {
  const auto programs = testing::three_programs();
  Rng rng(4);
  Case a = generate({}, programs[1], rng);
  Case b = a;
  Rng one(5);
  Rng two(5);
  for (int step = 0; step < 200; ++step) {
    mutate(a, one);
    mutate(b, two);
  }
  EXPECT_TRUE(same_case(a, b));
}

TEST(Mutate, CasesStayOnTheirBytesWhateverTheMachine) {
  const auto programs = testing::three_programs();
  std::uint64_t hash = 0xcbf29ce484222325u;
  Rng rng(9);
  Case a = generate({}, programs[1], rng);
  for (int i = 0; i < 2000; ++i) {
    const Case b = generate({}, programs[1], rng);
    a = crossover(a, b, rng);
    mutate(a, rng);
    for (std::uint8_t byte : encode_case(a)) hash = (hash ^ byte) * 0x100000001b3u;
  }
  EXPECT_EQ(hash, 13964646352836939299u);
}

TEST(Mutate, AVocabularyReadFromAFileChangesNearItsTop) {
  const auto programs = testing::three_programs();
  Rng rng(6);
  Case c;
  c.program = programs[1];
  c.layout = even_layout(10'000, 4);
  c.logits.values = {std::vector<float>(10'000)};
  for (std::size_t i = 0; i < 10'000; ++i) c.logits.values[0][i] = -static_cast<float>(i);
  int near_top = 0;
  for (int i = 0; i < 500; ++i) {
    Case after = c;
    mutate(after, rng);
    if (after.layout.vocab_size != 10'000 || after.logits.rows != 1) continue;
    for (std::size_t token = 0; token < 16; ++token) {
      if (after.logits.values[0][token] != c.logits.values[0][token]) {
        ++near_top;
        break;
      }
    }
  }
  EXPECT_GT(near_top, 100);
}

TEST(Crossover, LeavesACaseWithoutFaultOfTheFirstsProgram) {
  const auto programs = testing::three_programs();
  Rng rng(7);
  for (int i = 0; i < 5000; ++i) {
    const Case a = rng.chance(50) ? generate({}, programs[rng.below(3)], rng)
                                  : testing::arbitrary_case(rng, programs);
    const Case b = rng.chance(50) ? generate({}, programs[rng.below(3)], rng)
                                  : testing::arbitrary_case(rng, programs);
    const Case child = crossover(a, b, rng);
    ASSERT_EQ(case_fault(child), "");
    ASSERT_EQ(child.program, a.program);
  }
}

TEST(Crossover, TakesFromBoth) {
  const auto programs = testing::three_programs();
  Rng rng(8);
  int from_both = 0;
  for (int i = 0; i < 500; ++i) {
    const Case a = generate({}, programs[1], rng);
    const Case b = generate({}, programs[1], rng);
    const Case child = crossover(a, b, rng);
    from_both += !same_case(child, a) && !same_case(child, b);
  }
  EXPECT_GT(from_both, 300);
}

}  // namespace
}  // namespace splitvote
