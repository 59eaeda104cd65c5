#include "harness/compiled/read_back.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/compiled/readable_hlo.h"
#include "harness/identify/identify.h"
#include "tests/compiled/records.h"

namespace splitvote {
namespace {

TEST(ReadBack, OfAFunctionIsTheSamplerWithItsSitesAndThePinnedProgram) {
  const ReadBack back = read_back(record_at(greedy_path("tpu-v5e", 8)), "a.hlo");
  ASSERT_NE(back.sampler, nullptr);
  EXPECT_GT(back.sampler->site_count(), 0);
  EXPECT_EQ(back.compiled.program->site_count(), 0);
  EXPECT_EQ(back.compiled.as.evidence(),
            "optimized HLO of libtpu 0.0.52 for tpu-v5e, batch 8, 1 rank of 32,768 tokens");
  EXPECT_EQ(back.compiled.scopes.size(), back.compiled.program->values.size());
  EXPECT_EQ(back.compiled.instructions.size(), back.compiled.program->values.size());
  EXPECT_EQ(back.compiled.sampler_scopes.size(), back.sampler->values.size());
}

TEST(ReadBack, NamesTheLineOfAnInstruction) {
  const CompiledRecord record = record_at(greedy_path("tpu-v5e", 8));
  const ReadBack back = read_back(record, "a.hlo");
  const auto& instructions = back.compiled.instructions;
  const auto found =
      std::find_if(instructions.begin(), instructions.end(),
                   [](const std::string& each) { return each.rfind("%ge.0 (line ", 0) == 0; });
  ASSERT_NE(found, instructions.end());
  std::size_t at = 0;
  for (int line = 1; line < std::stoi(found->substr(12)); ++line) {
    at = record.optimized.find('\n', at) + 1;
  }
  EXPECT_EQ(record.optimized.substr(at, 8), "  %ge.0 ");
}

TEST(ReadBack, OfAProgramIsThePinnedProgramWithItsCounts) {
  const std::string path = record_path("cpu", "xla_excess_topk-cpu-b8-r4-32768-top_k40");
  const ReadBack back = read_back(record_at(path), path);
  EXPECT_EQ(back.sampler, nullptr);
  EXPECT_EQ(back.compiled.program->site_count(), 0);
  EXPECT_EQ(back.compiled.numbers.at("top_k"), 40);
}

// Two jits included: the second takes what the first gives beside the function's own arguments.
TEST(ReadBack, OfAFunctionWithGivenRolesIsAsOfOneWhoseRolesAreInferred) {
  for (const std::string& path : {greedy_path("tpu-v5e", 8), variant_path("extra_output_div.3"),
                                  variant_path("two_jits_at_div.3")}) {
    CompiledRecord record = record_at(path);
    const ReadBack inferred = read_back(record, path);
    give_roles({{"logits", "temperature"}, {"top.id"}}, record);
    const ReadBack given = read_back(read_record(write_record(record), path), path);
    EXPECT_EQ(given.sampler->draft.values, inferred.sampler->draft.values) << path;
    EXPECT_EQ(given.sampler->draft.observe.entries, inferred.sampler->draft.observe.entries);
    EXPECT_EQ(given.compiled.program->draft.values, inferred.compiled.program->draft.values);
    EXPECT_EQ(given.compiled.program->draft.observe.entries,
              inferred.compiled.program->draft.observe.entries);
    EXPECT_EQ(given.compiled.program->draft.promises, inferred.compiled.program->draft.promises);
  }
}

// libtpu 0.0.52 gathers who owns the maximum as words of four preds. Probing cases have it on every
// rank; here it is on one.
TEST(ReadBack, OwnersGatheredInWordsAreThoseThatOwn) {
  const std::string path = SPLITVOTE_RECORDS "/greedy.py_first_owner_tp-tpu-v5e-b1-r4-4096.hlo";
  const ReadBack back = read_back(record_at(path), path);
  Case test_case;
  test_case.program = back.sampler;
  test_case.layout = even_layout(4 * 4'096, 4);
  test_case.logits.rows = 1;
  test_case.parameters.numbers["temperature"] = 0.5;
  for (int owner = 0; owner < 4; ++owner) {
    const int token = owner * 4'096 + 7 + owner;
    test_case.logits.values.assign(1, std::vector<float>(4 * 4'096, 1));
    test_case.logits.values[0][static_cast<std::size_t>(token)] = 2;
    const Outcome outcome = run_compiled(back.compiled, test_case);
    for (int rank = 0; rank < 4; ++rank) EXPECT_EQ(outcome.at(rank, 0).top, token) << rank;
  }
}

TEST(ReadBack, SaysWhichFlagChangesRounding) {
  const ReadBack back = read_back(record_at(greedy_path("tpu-v5e", 8, true)), "a.hlo");
  EXPECT_EQ(back.compiled.as.flags, "xla_allow_excess_precision=false");
}

}  // namespace
}  // namespace splitvote
