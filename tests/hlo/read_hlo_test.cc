#include "src/hlo/read_hlo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tests/hlo/hlo_run.h"

namespace splitvote {
namespace {

// A module whose entry has logits x bf16[2,8] and these lines.
std::string module_of(const std::string& lines, const std::string& above = "") {
  return "HloModule m\n\n" + above + "ENTRY main {\n  x.1 = bf16[2,8]{1,0} parameter(0)\n" + lines +
         "\n}\n";
}

std::string refusal(const std::string& text, const HloInterface& interface = {}) {
  try {
    check_program(read_hlo(parse_hlo(text), interface).draft);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

bool has_op(const ProgramDraft& draft, const std::string& op) {
  for (const ValueDraft& value : draft.values) {
    if (value.op == op) return true;
  }
  return false;
}

const char* kArgmaxRegion =
    "r {\n  a = bf16[] parameter(0)\n  i = s32[] parameter(1)\n  b = bf16[] parameter(2)\n"
    "  j = s32[] parameter(3)\n  gt = pred[] compare(a, b), direction=GT\n"
    "  ne = pred[] compare(a, a), direction=NE\n  or = pred[] or(gt, ne)\n"
    "  v = bf16[] select(or, a, b)\n  eq = pred[] compare(a, b), direction=EQ\n"
    "  lt = pred[] compare(i, j), direction=LT\n  and = pred[] and(eq, lt)\n"
    "  or2 = pred[] or(or, and)\n  k = s32[] select(or2, i, j)\n"
    "  ROOT t = (bf16[], s32[]) tuple(v, k)\n}\n\n";

const char* kArgmaxLines =
    "  iota = s32[2,8]{1,0} iota(), iota_dimension=1\n  inf = bf16[] constant(-inf)\n"
    "  zero = s32[] constant(0)\n"
    "  red = (bf16[2]{0}, s32[2]{0}) reduce(x.1, iota, inf, zero), dimensions={1}, to_apply=r\n"
    "  ROOT id = s32[2]{0} get-tuple-element(red), index=1";

TEST(ReadHlo, RecognisesArgmaxByStructureOnly) {
  const ReadHlo same(module_of(kArgmaxLines, kArgmaxRegion));
  EXPECT_TRUE(has_op(same.read.draft, "argmax"));
  // The same names, another tie rule: no argmax.
  std::string other = kArgmaxRegion;
  other.replace(other.find("direction=LT"), 12, "direction=GT");
  const ReadHlo last(module_of(kArgmaxLines, other));
  EXPECT_FALSE(has_op(last.read.draft, "argmax"));
  EXPECT_TRUE(has_op(last.read.draft, "reduce"));
  const std::vector<std::vector<float>> logits{{1, 3, 3, 0, 3, 2, 1, 0}, {5, 0, 0, 0, 0, 0, 0, 5}};
  EXPECT_EQ(same.run(logits, {}).at(0, 0).top, 1);
  EXPECT_EQ(last.run(logits, {}).at(0, 0).top, 4);
  EXPECT_EQ(last.run(logits, {}).at(0, 1).top, 7);
}

TEST(ReadHlo, InfersTheInterfaceAndSaysSo) {
  const ReadHlo hlo(text_of(SPLITVOTE_HLO_DATA "/tpu-v5e_d_owner.hlo"));
  EXPECT_EQ(hlo.read.ranks, 4);
  EXPECT_EQ(hlo.read.batch, 8);
  EXPECT_EQ(hlo.read.tokens_per_rank, 32768);
  EXPECT_EQ(hlo.read.draft.observe.entries.at("top").count("id"), 1U);
  EXPECT_EQ(hlo.read.draft.promises,
            (std::vector<std::string>{"keeps_maximum", "at_least_one", "ranks_agree"}));
  const auto& notes = hlo.read.notes;
  EXPECT_NE(
      std::find(notes.begin(), notes.end(), "inferred: parameter param.3 (bf16[]) is temperature"),
      notes.end());
  EXPECT_TRUE(hlo.program.sites.empty())
      << "an optimized module has its roundings where it has them";
}

// Four ranks of five tokens each, x bf16[rows,5]; `own` pred[rows]: whether this one holds the
// maximum of all; `sick`: whether it holds a NaN.
std::string owners_of(int rows, const std::string& lines) {
  std::string text =
      "HloModule m, num_partitions=4\n\n"
      "max {\n  a = bf16[] parameter(0)\n  b = bf16[] parameter(1)\n"
      "  ROOT m = bf16[] maximum(a, b)\n}\n\n"
      "any {\n  a = pred[] parameter(0)\n  b = pred[] parameter(1)\n"
      "  ROOT m = pred[] or(a, b)\n}\n\n"
      "sum {\n  a = s32[] parameter(0)\n  b = s32[] parameter(1)\n"
      "  ROOT m = s32[] add(a, b)\n}\n\n"
      "ENTRY main {\n  x = bf16[N,5]{1,0} parameter(0)\n"
      "  inf = bf16[] constant(-inf)\n  no = pred[] constant(false)\n"
      "  zero = s32[] constant(0)\n  zeros = s32[N]{0} broadcast(zero), dimensions={}\n"
      "  mine = bf16[N]{0} reduce(x, inf), dimensions={1}, to_apply=max\n"
      "  best = bf16[N]{0} all-reduce(mine), channel_id=1, to_apply=max\n"
      "  own = pred[N]{0} compare(mine, best), direction=GE\n"
      "  one = s32[N]{0} convert(own)\n"
      "  nan = pred[N,5]{1,0} compare(x, x), direction=NE\n"
      "  sick = pred[N]{0} reduce(nan, no), dimensions={1}, to_apply=any\n"
      "  mask = pred[N,5]{1,0} broadcast(own), dimensions={0}\n" +
      lines + "}\n";
  for (std::size_t at = text.find("[N"); at != std::string::npos; at = text.find("[N", at))
    text.replace(at + 1, 1, std::to_string(rows));
  return text;
}

const char* const kGathered =
    "  by = pred[4,2]{1,0} all-gather(own1), channel_id=2, dimensions={0}\n";

TEST(ReadHlo, InfersWhoOwnsTheMaximumInEveryFormItIsWrittenIn) {
  struct Form {
    std::string lines, said;
    bool each;  // of each rank; otherwise of all together
  };
  const std::string own1 = "  own1 = pred[1,2]{1,0} reshape(own)\n";
  const std::string count = "  n = s32[2]{0} all-reduce(one), channel_id=1, to_apply=sum\n";
  const std::string whole =
      " is owner.mask, of all ranks together: nobody owns the maximum where it is 0";
  const std::string every = " is owner.mask, of every rank: each is judged by its own";
  const std::vector<Form> forms = {
      {"  ROOT r = pred[2]{0} copy(own)\n", "(pred[2]) is owner.mask", true},
      {"  ROOT r = pred[2,1]{1,0} reshape(own)\n", "(pred[2,1]) is owner.mask", true},
      {"  ROOT r = pred[1,2]{1,0} reshape(own)\n", "(pred[1,2]) is owner.mask", true},
      {"  ROOT r = s32[2]{0} copy(one)\n", "(s32[2]) is owner.mask", true},
      {own1 + kGathered + "  ROOT r = pred[4,2]{1,0} copy(by)\n", "(pred[4,2])" + every, true},
      {own1 + kGathered + "  ROOT r = pred[2,4]{1,0} transpose(by), dimensions={1,0}\n",
       "(pred[2,4])" + every, true},
      {count + "  ROOT r = s32[2]{0} copy(n)\n", "(s32[2])" + whole, false},
      {count + "  ROOT r = pred[2]{0} compare(n, zeros), direction=GT\n", "(pred[2])" + whole,
       false},
  };
  // Rank 3 holds the first row's maximum, ranks 0 and 1 the second's.
  std::vector<std::vector<float>> logits(2, std::vector<float>(20, 1));
  logits[0][17] = 3;
  logits[1][2] = logits[1][6] = 2;
  for (const Form& form : forms) {
    const ReadHlo hlo(owners_of(2, form.lines));
    EXPECT_EQ(hlo.read.notes.at(1), "inferred: result 0 " + form.said);
    ASSERT_EQ(hlo.read.draft.observe.entries.count("owner"), 1U) << form.lines;
    EXPECT_EQ(hlo.read.draft.observe.entries.size(), 1U) << form.lines;
    const Outcome outcome = hlo.run(logits, {});
    for (int rank = 0; rank < 4; ++rank) {
      const bool first = !form.each || rank == 3, second = !form.each || rank < 2;
      EXPECT_EQ(outcome.at(rank, 0).owner, first ? Observed::kTrue : Observed::kFalse) << form.said;
      EXPECT_EQ(outcome.at(rank, 1).owner, second ? Observed::kTrue : Observed::kFalse)
          << form.said;
    }
  }
}

TEST(ReadHlo, WhatARankSeesInItsOwnSliceAloneOwnsNothing) {
  EXPECT_NE(refusal(owners_of(2, "  ROOT r = pred[2]{0} copy(sick)\n"))
                .find("expected a result that can be judged"),
            std::string::npos);
  const ReadHlo both(owners_of(2, "  ROOT r = (pred[2,5]{1,0}, pred[2]{0}) tuple(mask, sick)\n"));
  EXPECT_EQ(both.read.draft.observe.entries.count("owner"), 0U);
  EXPECT_EQ(both.read.draft.observe.entries.count("candidates"), 1U);
}

TEST(ReadHlo, ANumberOfRanksIsNoToken) {
  const std::string sick =
      "  ill = s32[2]{0} convert(sick)\n"
      "  n = s32[2]{0} all-reduce(ill), channel_id=1, to_apply=sum\n";
  const ReadHlo hlo(owners_of(2, sick + "  ROOT r = (s32[2]{0}, pred[2]{0}) tuple(n, own)\n"));
  EXPECT_EQ(hlo.read.draft.observe.entries.count("top"), 0U);
  EXPECT_EQ(hlo.read.draft.observe.entries.count("owner"), 1U);
}

TEST(ReadHlo, WhichRowsAndWhichRanksIsNotGuessedWhereTheyAreAsMany) {
  const std::string by =
      "  own1 = pred[1,4]{1,0} reshape(own)\n"
      "  by = pred[4,4]{1,0} all-gather(own1), channel_id=2, dimensions={0}\n";
  const ReadHlo hlo(owners_of(4, by + "  ROOT r = (pred[4,4]{1,0}, pred[4]{0}) tuple(by, own)\n"));
  EXPECT_EQ(hlo.read.draft.observe.entries.count("candidates"), 0U);
  EXPECT_EQ(hlo.read.draft.observe.entries.count("owner"), 1U);
  EXPECT_EQ(
      hlo.read.notes.at(1),
      "result 0 has no role: which of 4 rows and which of 4 ranks own the maximum look alike");
  HloInterface interface;
  interface.outputs = {"owner.mask"};
  EXPECT_NE(refusal(owners_of(4, by + "  ROOT r = pred[4,4]{1,0} copy(by)\n"), interface)
                .find("expected an owner.mask whose rows and ranks can be told apart"),
            std::string::npos);
}

TEST(ReadHlo, ReadsWhatLoweringAShardMapPrints) {
  HloInterface interface;
  interface.outputs = {"top.id", "", "", "", "", "", ""};
  const ReadHlo hlo(text_of(SPLITVOTE_HLO_DATA "/shard_map_unoptimized.hlo"), interface);
  EXPECT_EQ(hlo.read.ranks, 4);
  EXPECT_EQ(hlo.read.tokens_per_rank, 16);
  EXPECT_FALSE(hlo.program.sites.empty());
  std::vector<std::vector<float>> logits(4, std::vector<float>(64, 1));
  for (std::size_t row = 0; row < 4; ++row) logits[row][row * 17] = 2;
  const Outcome outcome = hlo.run(logits, {{"temperature", 1}});
  for (int row = 0; row < 4; ++row) {
    for (int rank = 0; rank < 4; ++rank) EXPECT_EQ(outcome.at(rank, row).top, row * 17);
  }
}

// What libtpu makes of a collective over preds: words of four, joined by a region that looks at
// each byte of both.
std::string words_or(const std::string& last_shift) {
  std::string text =
      "any {\n  a = u32[] parameter(0)\n  b = u32[] parameter(1)\n  s0 = u32[] constant(0)\n"
      "  s1 = u32[] constant(8)\n  s2 = u32[] constant(16)\n  s3 = u32[] constant(" +
      last_shift + ")\n";
  for (const char byte : {'0', '1', '2', '3'}) {
    const std::string n(1, byte);
    for (const std::string side : {"a", "b"}) {
      text += "  m" + side + n + " = u32[] shift-right-logical(" + side + ", s" + n + ")\n";
      text += "  u" + side + n + " = u8[] convert(m" + side + n + ")\n";
      text += "  p" + side + n + " = pred[] convert(u" + side + n + ")\n";
    }
    text += "  o" + n + " = pred[] or(pb" + n + ", pa" + n + ")\n  c" + n + " = u8[] convert(o" +
            n + ")\n  w" + n + " = u32[] convert(c" + n + ")\n  l" + n + " = u32[] shift-left(w" +
            n + ", s" + n + ")\n";
  }
  return text + "  x = u32[] or(l2, l0)\n  y = u32[] or(x, l1)\n  ROOT z = u32[] or(l3, y)\n}\n\n";
}

// Who is above 0 among 4 rows and 8 tokens of each of two ranks, in tiles of four rows and four
// tokens, the rows of a word together; and the same memory as a line in tiles of 16.
std::string in_words(const std::string& region, const std::string& mask_tiles = "T(4,4)(4,1)") {
  return "HloModule m, num_partitions=2\n\n" + region +
         "ENTRY main {\n  x = bf16[4,8]{1,0} parameter(0)\n  zero = bf16[] constant(0)\n"
         "  zeros = bf16[4,8]{1,0} broadcast(zero), dimensions={}\n"
         "  up = pred[4,8]{1,0:" +
         mask_tiles +
         "} compare(x, zeros), direction=GT\n"
         "  words = u32[2,4]{1,0:T(1,4)} bitcast(up)\n"
         "  all = u32[2,4]{1,0:T(1,4)} all-reduce(words), channel_id=1, "
         "replica_groups={{0,1}}, use_global_device_ids=true, to_apply=any\n"
         "  line = pred[32]{0:T(16)(4)(4,1)} bitcast(all)\n"
         "  ROOT r = pred[4,8]{1,0} reshape(line)\n}\n";
}

TEST(ReadHlo, PredsInWordsAreJoinedWhereTheirTilesHaveThem) {
  HloInterface interface;
  interface.outputs = {"candidates.mask"};
  const ReadHlo hlo(in_words(words_or("24")), interface);
  std::vector<std::vector<float>> logits(4, std::vector<float>(16, -1));
  bool up[4][8] = {};
  for (std::size_t i = 0; i < 64; i += 5) {
    logits[i / 16][i % 16] = 1;
    up[i / 16][i % 8] = true;  // of either rank
  }
  const Outcome outcome = hlo.run(logits, {});
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t column = 0; column < 8; ++column) {
      const std::size_t line = row * 8 + column;
      const std::size_t tile = line / 16, within = line % 16;
      EXPECT_EQ(outcome.at(0, static_cast<int>(row))
                    .candidates->contains(static_cast<std::int64_t>(column)),
                up[within / 4][tile * 4 + within % 4])
          << row << " " << column;
    }
  }
}

TEST(ReadHlo, WordsThatAreNotKnownToHoldPredsAreRefused) {
  const std::string sum =
      "any {\n  a = u32[] parameter(0)\n  b = u32[] parameter(1)\n  ROOT s = u32[] add(a, "
      "b)\n}\n\n";
  EXPECT_NE(refusal(in_words(sum)).find("bitcast \"line\": expected words made of preds"),
            std::string::npos);
  EXPECT_NE(refusal(in_words(words_or("25"))).find("all-reduce \"all\": expected a region"),
            std::string::npos);
  // As many bytes, a part of which is padding.
  EXPECT_NE(refusal(in_words(words_or("24"), "T(16,2)(4,1)")).find("expected as many preds"),
            std::string::npos);
  std::string padded = in_words(words_or("24"));
  for (std::size_t at = padded.find("[4,8]"); at != std::string::npos; at = padded.find("[4,8]"))
    padded.replace(at, 5, "[3,8]");
  EXPECT_NE(refusal(padded).find("what padding holds is not said"), std::string::npos);
  EXPECT_NE(refusal(in_words(words_or("24"), "")).find("preds and u32 in tiles"),
            std::string::npos);
}

// The greatest of scores and a bias, with how many of each row reach it: inference takes the bias
// for the logits, and the count for the token.
const std::string kBiased =
    "HloModule m\n\nmax {\n  a = bf16[] parameter(0)\n  b = bf16[] parameter(1)\n"
    "  ROOT m = bf16[] maximum(a, b)\n}\n\n"
    "sum {\n  a = s32[] parameter(0)\n  b = s32[] parameter(1)\n  ROOT s = s32[] add(a, b)\n}\n\n" +
    std::string(kArgmaxRegion) +
    "ENTRY main {\n  bias.1 = bf16[2,8]{1,0} parameter(0)\n"
    "  scores.1 = bf16[2,8]{1,0} parameter(1)\n  seed.1 = bf16[] parameter(2)\n"
    "  y = bf16[2,8]{1,0} add(bias.1, scores.1)\n"
    "  inf = bf16[] constant(-inf)\n  zero = s32[] constant(0)\n  one = s32[] constant(1)\n"
    "  best = bf16[2]{0} reduce(y, inf), dimensions={1}, to_apply=max\n"
    "  all = bf16[2,8]{1,0} broadcast(best), dimensions={0}\n"
    "  reach = pred[2,8]{1,0} compare(y, all), direction=GE\n"
    "  ones = s32[2,8]{1,0} broadcast(one), dimensions={}\n"
    "  zeros = s32[2,8]{1,0} broadcast(zero), dimensions={}\n"
    "  counted = s32[2,8]{1,0} select(reach, ones, zeros)\n"
    "  n = s32[2]{0} reduce(counted, zero), dimensions={1}, to_apply=sum\n"
    "  iota = s32[2,8]{1,0} iota(), iota_dimension=1\n"
    "  red = (bf16[2]{0}, s32[2]{0}) reduce(y, iota, inf, zero), dimensions={1}, to_apply=r\n"
    "  id = s32[2]{0} get-tuple-element(red), index=1\n"
    "  ROOT t = (s32[2]{0}, s32[2]{0}) tuple(n, id)\n}\n";

TEST(ReadHlo, GivenRolesStandInPlaceOfInferredOnes) {
  const std::vector<std::vector<float>> logits{{0, 1, 2, 9, 4, 9, 6, 7}, {7, 8, 5, 4, 3, 2, 1, 0}};
  EXPECT_EQ(ReadHlo(kBiased).run(logits, {{"scores", 0}, {"seed_", 0}}).at(0, 0).top, 2);
  HloInterface interface;
  interface.parameters = {"", "logits", ""};
  interface.outputs = {"", "top.id"};
  interface.infer_besides = true;
  const ReadHlo hlo(kBiased, interface);
  // A name that is a role's is not given to what was said to have none.
  EXPECT_EQ(hlo.read.notes, (std::vector<std::string>{
                                "parameter bias.1 (bf16[2,8]) is a parameter of the case: bias",
                                "parameter seed.1 (bf16[]) is a parameter of the case: seed_",
                                "inferred: the top token is the one candidate",
                                "inferred: promises keeps_maximum, at_least_one"}));
  const Outcome outcome = hlo.run(logits, {{"bias", 0}, {"seed_", 0}});
  EXPECT_EQ(outcome.at(0, 0).top, 3);
  EXPECT_EQ(outcome.at(0, 1).top, 1);
  EXPECT_TRUE(outcome.at(0, 1).candidates->contains(1));
  EXPECT_EQ(outcome.at(0, 1).candidates->size(), 1U);
  interface.infer_besides = false;
  EXPECT_EQ(ReadHlo(kBiased, interface).read.draft.observe.entries.count("candidates"), 0U);
}

TEST(ReadHlo, GivenRolesFitWhatTheyAreGivenTo) {
  const auto with = [](std::vector<std::string> parameters, std::vector<std::string> outputs) {
    HloInterface interface;
    interface.parameters = std::move(parameters);
    interface.outputs = std::move(outputs);
    return refusal(kBiased, interface);
  };
  EXPECT_NE(with({"logits", ""}, {}).find("expected a role for each of its 3 parameters, found 2"),
            std::string::npos);
  EXPECT_NE(with({}, {"top.id"}).find("expected a role for each of its 2 results, found 1"),
            std::string::npos);
  EXPECT_NE(with({}, {"candidates.mask", ""})
                .find("result 0: expected pred for candidates.mask, found s32[2]"),
            std::string::npos);
  EXPECT_NE(with({}, {"top.value", ""}).find("expected floats for top.value"), std::string::npos);
  EXPECT_NE(with({"", "", "logits"}, {}).find("expected logits [batch, tokens]"),
            std::string::npos);
}

TEST(ReadHlo, NamesValuesByScopeThenByInstruction) {
  const ReadHlo hlo(module_of(
      "  t.1 = bf16[] parameter(1)\n"
      "  bt = bf16[2,8]{1,0} broadcast(t.1), dimensions={}, metadata={op_name=\"jit(f)/y/div\"}\n"
      "  d = bf16[2,8]{1,0} divide(x.1, bt), metadata={op_name=\"jit(f)/shard_map/y/div\"}\n"
      "  n = bf16[2,8]{1,0} negate(d)\n"
      "  ROOT keep.1 = pred[2,8]{1,0} compare(n, bt), direction=GE"));
  std::vector<std::string> ids;
  for (const ValueDraft& value : hlo.read.draft.values) ids.push_back(value.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"logits", "temperature", "y", "n", "keep.1"}));
  EXPECT_EQ(hlo.read.provenance[2].instruction, "d");
  EXPECT_EQ(hlo.read.provenance[2].scope, "y");
  EXPECT_EQ(hlo.read.provenance[2].line, 7);
  ASSERT_EQ(hlo.program.sites.size(), 2U);
  EXPECT_EQ(hlo.program.sites[0].name, "n:y");
  EXPECT_EQ(hlo.program.sites[1].name, "keep.1:n");
}

TEST(ReadHlo, BitcastsFollowLayoutsAndKeepColumnZeroOfAPrefix) {
  const std::vector<std::vector<float>> logits{{0, 1, 2, 3, 4, 5, 6, 7},
                                               {8, 9, 10, 11, 12, 13, 14, 15}};
  const ReadHlo moved(
      module_of("  b = bf16[4,2,2]{1,0,2} bitcast(x.1)\n"
                "  s = bf16[4,2,1]{2,1,0} slice(b), slice={[0:4], [0:2], [1:2]}\n"
                "  r = bf16[2,4]{1,0} reshape(s)\n"
                "  ROOT c = s32[2,4]{1,0} convert(r)"));
  // Stored order 0..15 under major-to-minor (2, 4, 2): plane 1 holds 8..15.
  const Outcome outcome = moved.run(logits, {});
  EXPECT_TRUE(outcome.at(0, 0).candidates->contains(8));
  EXPECT_TRUE(outcome.at(0, 0).candidates->contains(11));
  EXPECT_FALSE(outcome.at(0, 0).candidates->contains(12));
  EXPECT_TRUE(outcome.at(0, 1).candidates->contains(15));
  const ReadHlo prefix(
      module_of("  i = s32[2,8]{1,0} convert(x.1)\n  ROOT p = s32[2]{0} bitcast(i)"));
  EXPECT_EQ(prefix.run(logits, {}).at(0, 0).top, 0);
  EXPECT_EQ(prefix.run(logits, {}).at(0, 1).top, 8);
}

// The language scatters float sums in no operation of its own: a loop does, in index order.
TEST(ReadHlo, ScattersAtOnceWhereTheRegionGivesTheUpdateItself) {
  const auto module = [](const std::string& root) {
    return module_of(
        "  r = bf16[16]{0} reshape(x.1)\n  i = s32[16]{0} convert(r)\n"
        "  o = bf16[16]{0} iota(), iota_dimension=0\n"
        "  s = bf16[16]{0} scatter(r, i, o), update_window_dims={}, inserted_window_dims={0}, "
        "scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=last\n"
        "  t = bf16[2,8]{1,0} reshape(s)\n  ROOT c = s32[2,8]{1,0} convert(t)",
        "last {\n  a = bf16[] parameter(0)\n  b = bf16[] parameter(1)\n  ROOT z = bf16[] " + root +
            "\n}\n\n");
  };
  const std::vector<std::vector<float>> logits{{0, 0, 3, 3, 5, 5, 7, 7}, {9, 9, 9, 9, 9, 9, 9, 2}};
  const ReadHlo at_once(module("bitcast(b)")), in_turn(module("add(b, a)"));
  EXPECT_FALSE(has_op(at_once.read.draft, "while"));
  EXPECT_TRUE(has_op(in_turn.read.draft, "while"));
  // Of updates for one place the last stands: the update is its own place.
  const Outcome outcome = at_once.run(logits, {});
  EXPECT_EQ(*outcome.at(0, 0).candidates, IdSet({0, 1, 3, 5, 7, 15}, 8));
  EXPECT_EQ(*outcome.at(0, 1).candidates, IdSet({2, 9, 14}, 8));
}

TEST(ReadHlo, ScattersFloatSumsInIndexOrder) {
  const std::string add =
      "r {\n  a = bf16[] parameter(0)\n  b = bf16[] parameter(1)\n  ROOT c = bf16[] add(a, "
      "b)\n}\n\n";
  const ReadHlo hlo(
      module_of("  ids = s32[4,2]{1,0} constant({{0,1},{0,1},{1,9},{1,2}})\n"
                "  updates = bf16[4]{0} constant({256, 1, 7, 3})\n"
                "  s = bf16[2,8]{1,0} scatter(x.1, ids, updates), update_window_dims={}, "
                "inserted_window_dims={0,1}, scatter_dims_to_operand_dims={0,1}, "
                "index_vector_dim=1, to_apply=r\n"
                "  ROOT i = s32[2,8]{1,0} convert(s)",
                add));
  const Outcome outcome = hlo.run({{0, -250, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0}}, {});
  // Position (1, 9) is dropped.
  EXPECT_TRUE(outcome.at(0, 0).candidates->contains(7));
  EXPECT_TRUE(outcome.at(0, 1).candidates->contains(3));
  EXPECT_FALSE(outcome.at(0, 1).candidates->contains(7));
}

TEST(ReadHlo, ReadsAsynchronousPairs) {
  const std::string wrapped =
      "w {\n  p = bf16[2,8]{1,0} parameter(0)\n  ROOT n = bf16[2,8]{1,0} negate(p)\n}\n\n";
  const ReadHlo hlo(module_of(
      "  c = (bf16[2,8]{1,0}, bf16[2,8]{1,0}, u32[]) copy-start(x.1)\n"
      "  d = bf16[2,8]{1,0} copy-done(c)\n"
      "  a = ((bf16[2,8]{1,0}), bf16[2,8]{1,0}, s32[]) async-start(d), calls=w\n"
      "  u = ((bf16[2,8]{1,0}), bf16[2,8]{1,0}, s32[]) async-update(a)\n"
      "  n = bf16[2,8]{1,0} async-done(u)\n"
      "  s = ((bf16[2,8]{1,0}), bf16[2,3]{1,0}, u32[]) slice-start(n), slice={[0:2], [2:5]}\n"
      "  e = bf16[2,3]{1,0} slice-done(s)\n"
      "  ROOT i = s32[2,3]{1,0} convert(e)",
      wrapped));
  const Outcome outcome = hlo.run({{0, 0, -1, -2, -3, 0, 0, 0}, {0, 0, -4, -5, -6, 0, 0, 0}}, {});
  for (const int id : {1, 2, 3}) EXPECT_TRUE(outcome.at(0, 0).candidates->contains(id));
  for (const int id : {4, 5, 6}) EXPECT_TRUE(outcome.at(0, 1).candidates->contains(id));
  EXPECT_FALSE(outcome.at(0, 0).candidates->contains(0));
}

// As libtpu 0.0.52 leaves a gather that runs on SparseCore: the update brings what its start lacks.
std::string on_sparse_core(const std::string& update) {
  const std::string wrapped =
      "c {\n  p = bf16[2,8]{1,0} parameter(0)\n  ROOT n = bf16[2,8]{1,0} negate(p)\n}\n\n"
      "w {\n  p = bf16[2,8]{1,0} parameter(0)\n  ROOT k = bf16[2,8]{1,0} custom-call(p), "
      "custom_call_target=\"TODO(b/522284627)\", called_computations={c}\n}\n\n";
  return module_of(
      "  a = ((), (), (s32[16]{0:T(1024)}, s32[0]{0:T(1)L(128)S(4)})) async-start(), calls=w\n"
      "  y = bf16[2,8]{1,0} add(x.1, x.1)\n"
      "  u = ((bf16[2,8]{1,0}), bf16[2,8]{1,0}, (s32[16]{0})) async-update(" +
          update +
          ")\n"
          "  n = bf16[2,8]{1,0} async-done(u)\n"
          "  ROOT i = s32[2,8]{1,0} convert(n)",
      wrapped);
}

TEST(ReadHlo, TakesOperandsThatAnUpdateBrings) {
  const Outcome outcome = ReadHlo(on_sparse_core("a, y"))
                              .run({{-1, 0, 0, 0, 0, 0, 0, 0}, {0, -2, 0, 0, 0, 0, 0, 0}}, {});
  EXPECT_TRUE(outcome.at(0, 0).candidates->contains(2));
  EXPECT_TRUE(outcome.at(0, 1).candidates->contains(4));
}

TEST(ReadHlo, RefusesOperandsThatComeToAStartThatHasItsOwn) {
  EXPECT_NE(
      refusal(on_sparse_core("y, x.1")).find("expected operands of an async-start that has none"),
      std::string::npos);
  EXPECT_NE(refusal(on_sparse_core("a")).find("expected the result to be what the operation gives"),
            std::string::npos);
}

// bf16 + f32: added in float32, and rounded once to what is declared.
TEST(ReadHlo, AddsBfloat16AndFloat32InFloat32) {
  const ReadHlo hlo(
      module_of("  little = f32[] constant(0.00390720367431640625)\n"
                "  all = f32[2,8]{1,0} broadcast(little), dimensions={}\n"
                "  s = f32[2,8]{1,0} multiply(x.1, all)\n"
                "  sum = bf16[2,8]{1,0} add(x.1, s)\n"
                "  rest = bf16[2,8]{1,0} subtract(sum, x.1)\n"
                "  ROOT g = pred[2,8]{1,0} compare(rest, s), direction=GT"));
  // 1 + 2^-8 + 2^-20 is 1 + 2^-7 to the nearest bfloat16; 1 + 2^-8 would be 1.
  const Outcome outcome = hlo.run({{1, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0}}, {});
  EXPECT_TRUE(outcome.at(0, 0).candidates->contains(0));
  EXPECT_FALSE(outcome.at(0, 0).candidates->contains(1));
}

// x fetched in slices, which are then one array: `slices` of [0:2], and what is put together.
std::string fetched(const std::vector<std::string>& slices, const std::string& operands,
                    const std::string& source = "x.1") {
  std::string lines = "  y.1 = bf16[2,8]{1,0} negate(x.1)\n";
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const std::string n = std::to_string(i);
    const std::string from = i == 1 ? source : "x.1";
    lines += "  s" + n + " = ((bf16[2,8]{1,0}), bf16[2,4]{1,0:S(1)}, s32[]) slice-start(" + from +
             "), slice={[0:2], [" + slices[i] + "]}\n  d" + n +
             " = bf16[2,4]{1,0:S(1)} slice-done(s" + n + ")\n";
  }
  return module_of(lines + "  w = bf16[2,8]{1,0:S(1)} custom-call(" + operands +
                   "), custom_call_target=\"ConcatBitcast\"\n"
                   "  ROOT c = s32[2,8]{1,0} convert(w)");
}

TEST(ReadHlo, PutsSlicesWhereTheyWereCutFromInWhateverOrderTheyWereFetched) {
  const std::vector<std::vector<float>> logits{{0, 1, 2, 3, 4, 5, 6, 7}, {7, 6, 5, 4, 3, 2, 1, 0}};
  HloInterface interface;
  interface.outputs = {"candidates.ids"};
  const auto ids = [&](const std::string& text) {
    const ReadHlo hlo(text, interface);
    return hlo.run(logits, {}).at(0, 1).candidates;
  };
  // Row 1 as ids: the same set in any order, so the order is asked of the first column alone.
  const auto first = [&](const std::string& operands) {
    std::string text = fetched({"0:4", "4:8"}, operands);
    const std::string all = "  ROOT c = s32[2,8]{1,0} convert(w)";
    text.replace(text.find(all), all.size(),
                 "  a = bf16[2,3]{1,0} slice(w), slice={[0:2], [0:3]}\n"
                 "  ROOT c = s32[2,3]{1,0} convert(a)");
    return ids(text);
  };
  ASSERT_NE(first("d0, d1"), nullptr);
  EXPECT_EQ(*first("d0, d1"), *first("d1, d0"));
  EXPECT_EQ(*first("d1, d0"), IdSet({5, 6, 7}, 8));
}

TEST(ReadHlo, PutsNothingTogetherThatIsNoWholeArray) {
  const auto why = [](const std::string& text) {
    const std::string said = refusal(text);
    return said.substr(std::min(said.find("expected"), said.size()));
  };
  EXPECT_EQ(
      refusal(fetched({"0:4", "4:8"}, "d0")),
      "line 10: custom-call \"w\": expected slices that make up the array, each element once");
  EXPECT_EQ(why(fetched({"0:4", "0:4"}, "d0, d1")),
            "expected slices that make up the array, each element once");
  EXPECT_EQ(why(fetched({"0:4", "4:8"}, "d0, d1", "y.1")), "expected slices of one array");
  EXPECT_EQ(why(fetched({"0:4", "4:8"}, "x.1")), "expected what slice-done gave");
  EXPECT_EQ(why(fetched({"0:8:2", "4:8"}, "d0, d1")), "expected slices of neighbouring elements");
}

TEST(ReadHlo, FillsABufferWithZerosBehindItsLine) {
  const ReadHlo hlo(
      module_of("  s = bf16[1,8]{1,0} slice(x.1), slice={[0:1], [0:8]}\n"
                "  l = bf16[8]{0} reshape(s)\n"
                "  b = bf16[16]{0} custom-call(l), custom_call_target=\"ZeroCrop\"\n"
                "  r = bf16[2,8]{1,0} reshape(b)\n"
                "  ROOT c = s32[2,8]{1,0} convert(r)"));
  const Outcome outcome = hlo.run({{1, 2, 3, 4, 5, 6, 7, 1}, {9, 9, 9, 9, 9, 9, 9, 9}}, {});
  EXPECT_EQ(*outcome.at(0, 0).candidates, IdSet({1, 2, 3, 4, 5, 6, 7}, 8));
  EXPECT_EQ(*outcome.at(0, 1).candidates, IdSet({0}, 8));
  EXPECT_EQ(
      refusal(module_of("  b = bf16[2,16]{1,0} custom-call(x.1), custom_call_target=\"ZeroCrop\"\n"
                        "  ROOT c = s32[2,16]{1,0} convert(b)")),
      "line 5: custom-call \"b\": expected a line, and one at least as long of the same type");
}

TEST(ReadHlo, SplitsWholeNumbersOf64BitsIntoTheirHalves) {
  const auto module = [](const std::string& half) {
    return module_of(
        "  s = s64[2,8]{1,0} convert(x.1)\n  f = s64[] constant(4294967298)\n"
        "  b = s64[2,8]{1,0} broadcast(f), dimensions={}\n"
        "  m = s64[2,8]{1,0} multiply(s, b)\n"
        "  h = u32[2,8]{1,0} custom-call(m), custom_call_target=\"" +
        half + "\"\n  ROOT c = s32[2,8]{1,0} convert(h)");
  };
  const std::vector<std::vector<float>> logits{{0, 1, 2, 3, 0, 0, 0, 0}, {3, 3, 3, 3, 3, 3, 3, 3}};
  // 2^32 + 2, times each.
  const Outcome high = ReadHlo(module("X64SplitHigh")).run(logits, {});
  EXPECT_EQ(*high.at(0, 0).candidates, IdSet({0, 1, 2, 3}, 8));
  EXPECT_EQ(*high.at(0, 1).candidates, IdSet({3}, 8));
  const Outcome low = ReadHlo(module("X64SplitLow")).run(logits, {});
  EXPECT_EQ(*low.at(0, 0).candidates, IdSet({0, 2, 4, 6}, 8));
  EXPECT_EQ(*low.at(0, 1).candidates, IdSet({6}, 8));
  EXPECT_EQ(refusal(module_of("  h = u32[2,8]{1,0} custom-call(x.1), "
                              "custom_call_target=\"X64SplitLow\"\n"
                              "  ROOT c = s32[2,8]{1,0} convert(h)")),
            "line 5: custom-call \"h\": expected whole numbers of 64 bits, and as many of 32");
}

// lax.sort of two keys as libtpu 0.0.52 writes its comparator (sort of maxtext_nucleus): the
// number, then whether it is negative, then the position. `either`: how "the first key decides, or
// the second" is said.
std::string two_keys(const std::string& either) {
  const auto ordered = [](const std::string& x) {
    return "  z" + x + " = pred[] compare(" + x + ", zero), direction=EQ\n  u" + x +
           " = bf16[] select(z" + x + ", zero, " + x + ")\n  n" + x + " = pred[] compare(" + x +
           ", " + x + "), direction=NE\n  c" + x + " = bf16[] select(n" + x + ", nan, u" + x +
           ")\n  f" + x + " = f32[] convert(c" + x + ")\n  i" + x + " = s32[] bitcast-convert(f" +
           x + ")\n  s" + x + " = pred[] compare(i" + x + ", none), direction=LT\n  x" + x +
           " = s32[] xor(most, i" + x + ")\n  k" + x + " = s32[] select(s" + x + ", x" + x + ", i" +
           x + ")\n";
  };
  const std::string comparator =
      "before {\n  zero = bf16[] constant(0)\n  nan = bf16[] constant(nan)\n"
      "  none = s32[] constant(0)\n  most = s32[] constant(2147483647)\n"
      "  a = bf16[] parameter(0)\n  b = bf16[] parameter(1)\n  g = s32[] parameter(2)\n"
      "  h = s32[] parameter(3)\n  p = s32[] parameter(4)\n  q = s32[] parameter(5)\n" +
      ordered("b") + ordered("a") +
      "  e1 = pred[] compare(ka, kb), direction=EQ\n  l1 = pred[] compare(g, h), direction=LT\n"
      "  t1 = pred[] and(e1, l1)\n  d1 = pred[] compare(ka, kb), direction=LT\n  o1 = " +
      either +
      "\n  e2 = pred[] compare(kb, ka), direction=EQ\n  l2 = pred[] compare(h, g), direction=LT\n"
      "  t2 = pred[] and(e2, l2)\n  d2 = pred[] compare(kb, ka), direction=LT\n"
      "  o2 = pred[] or(d2, t2)\n  same = pred[] compare(o1, o2), direction=EQ\n"
      "  first = pred[] compare(p, q), direction=LT\n  ROOT s = pred[] select(same, first, "
      "o1)\n}\n\n";
  return module_of(
      "  w = u16[2,8]{1,0} bitcast-convert(x.1)\n  v = s32[2,8]{1,0} convert(w)\n"
      "  f = s32[] constant(15)\n  fs = s32[2,8]{1,0} broadcast(f), dimensions={}\n"
      "  sign = s32[2,8]{1,0} shift-right-logical(v, fs)\n"
      "  iota = s32[2,8]{1,0} iota(), iota_dimension=1\n"
      "  all = (bf16[2,8]{1,0}, s32[2,8]{1,0}, s32[2,8]{1,0}) sort(x.1, sign, iota), "
      "dimensions={1}, to_apply=before\n"
      "  ids = s32[2,8]{1,0} get-tuple-element(all), index=2\n"
      "  ROOT some = s32[2,3]{1,0} slice(ids), slice={[0:2], [0:3]}",
      comparator);
}

TEST(ReadHlo, SortsByTwoKeysAsTheirComparatorDoes) {
  const ReadHlo by_keys(two_keys("pred[] or(d1, t1)"));
  const ReadHlo by_region(two_keys("pred[] select(d1, d1, t1)"));
  const auto sorts = [](const ReadHlo& hlo, bool regions) {
    return std::count_if(hlo.read.draft.values.begin(), hlo.read.draft.values.end(),
                         [&](const ValueDraft& value) {
                           return value.op == "sort" && value.regions.empty() != regions;
                         });
  };
  EXPECT_EQ(sorts(by_keys, false), 2);
  EXPECT_EQ(sorts(by_keys, true), 0);
  EXPECT_EQ(sorts(by_region, true), 1);
  const float inf = std::numeric_limits<float>::infinity(), nan = std::nanf("");
  const std::vector<float> numbers{0.0F, -0.0F, 1, -1, -inf, nan, -nan};
  std::uint32_t state = 1;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::vector<float>> logits(2, std::vector<float>(8));
    for (auto& row : logits) {
      for (float& number : row) {
        state = state * 1664525U + 1013904223U;
        number = numbers[(state >> 24) % numbers.size()];
      }
    }
    const Outcome a = by_keys.run(logits, {}), b = by_region.run(logits, {});
    for (const int row : {0, 1}) {
      ASSERT_EQ(*a.at(0, row).candidates, *b.at(0, row).candidates)
          << "round " << round << ", row " << row;
    }
  }
}

TEST(ReadHlo, RefusesLogitsThatAreNotCutByTokens) {
  const auto module = [](const std::string& sharding) {
    return "HloModule m, num_partitions=4\n\nENTRY main {\n  x.1 = bf16[2,8]{1,0} parameter(0), "
           "sharding=" +
           sharding + "\n  ROOT n = s32[2,8]{1,0} convert(x.1)\n}\n";
  };
  EXPECT_EQ(refusal(module("{devices=[1,4]<=[4]}")), "accepted");
  for (const char* other :
       {"{replicated}", "{devices=[4,1]<=[4]}", "{devices=[1,2,2]<=[4] last_tile_dim_replicate}"}) {
    EXPECT_EQ(
        refusal(module(other)),
        "line 4: parameter \"x.1\": expected logits whose tokens, and nothing else, are cut over "
        "the ranks, not sharding=" +
            std::string(other));
  }
}

TEST(ReadHlo, BoundsTuplesOfTuples) {
  std::string lines = "  t0 = (bf16[2,8]{1,0}, bf16[2,8]{1,0}) tuple(x.1, x.1)\n";
  for (int i = 1; i < 60; ++i) {
    const std::string n = std::to_string(i), before = std::to_string(i - 1);
    lines +=
        "  t" + n + " = (bf16[2,8]{1,0}, bf16[2,8]{1,0}) tuple(t" + before + ", t" + before + ")\n";
  }
  EXPECT_NE(refusal(module_of(lines + "  ROOT r = bf16[2,8]{1,0} negate(x.1)"))
                .find("line 6: tuple \"t1\": expected the result to be what the operation gives"),
            std::string::npos);
}

TEST(ReadHlo, RefusesByNameAndLine) {
  EXPECT_EQ(refusal(module_of("  ROOT c = bf16[2,8]{1,0} cbrt(x.1)")),
            "line 5: cbrt \"c\": expected an operation that this reader knows");
  EXPECT_EQ(
      refusal(module_of("  ROOT c = bf16[2,8]{1,0} custom-call(x.1), "
                        "custom_call_target=\"mine\"")),
      "line 5: custom-call \"c\": expected a custom call that this reader knows, not \"mine\"");
  EXPECT_EQ(
      refusal(module_of("  ROOT c = bf16[2,9]{1,0} negate(x.1)")),
      "line 5: negate \"c\": expected the result to be what the operation gives, not bf16[2,9]");
  EXPECT_EQ(
      refusal(module_of("  d = f64[2,8]{1,0} convert(x.1)\n  ROOT c = f64[2,8]{1,0} negate(d)")),
      "line 5: convert \"d\": expected an element type that the sampler language has, not f64");
  EXPECT_EQ(
      refusal(module_of("  ROOT c = bf16[2,8]{1,0} call(x.1), to_apply=main")),
      "line 5: call \"c\": expected to_apply to name one computation above this one (calls never "
      "form a cycle)");
  EXPECT_EQ(refusal(module_of("  ROOT c = bf16[2]{0} reshape(x.1)")),
            "line 5: reshape \"c\": expected as many elements");
  EXPECT_EQ(
      refusal(module_of("  ROOT c = bf16[] constant(1)")),
      "line 3: expected a result that can be judged: a mask [batch, tokens], ids [batch, n], an "
      "id [batch], scores [batch, n], or over several ranks who owns the maximum (pred[batch], by "
      "each rank of what a collective gave)");
  EXPECT_EQ(refusal("HloModule m\n\nENTRY main {\n  ROOT k = s32[4]{0} parameter(0)\n}\n"),
            "line 3: expected an entry parameter of floats [batch, tokens] to be the logits");
}

TEST(ReadHlo, BoundsCallsWithinCalls) {
  std::string above = "f0 {\n  ROOT p = bf16[2,8]{1,0} parameter(0)\n}\n\n";
  for (int i = 1; i < 40; ++i) {
    const std::string n = std::to_string(i), before = std::to_string(i - 1);
    above += "f" + n +
             " {\n  p = bf16[2,8]{1,0} parameter(0)\n  a = bf16[2,8]{1,0} call(p), to_apply=f" +
             before + "\n  ROOT b = bf16[2,8]{1,0} call(a), to_apply=f" + before + "\n}\n\n";
  }
  const std::string text = module_of("  ROOT c = bf16[2,8]{1,0} call(x.1), to_apply=f39", above);
  EXPECT_NE(refusal(text).find("at most 2^16 instructions"), std::string::npos) << refusal(text);
}

}  // namespace
}  // namespace splitvote
