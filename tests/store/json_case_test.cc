#include "harness/store/json_case.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "harness/case/codec.h"
#include "harness/store/builtin.h"
#include "harness/store/json_program.h"
#include "tests/store/refusal.h"
#include "tests/store/tiny_programs.h"

namespace splitvote {
namespace {

// A case of the tiny program around the given members.
std::string case_text(const std::string& logits, const std::string& layout = R"({"ranks": 2})",
                      const std::string& params = R"({"extra": 1.5})",
                      const std::string& more = "") {
  return R"({"format": "splitvote-case", "version": 1, "program": )" + tiny_program_text() +
         R"(, "logits": )" + logits + R"(, "layout": )" + layout + R"(, "params": )" + params +
         more + "}";
}

const std::string kFour = R"({"values": [1, 2, 3, 4]})";

Case read(const std::string& text) { return read_case(text, "a.json").test_case; }
std::string refused(const std::string& text) {
  return refusal([&] { (void)read_case(text, "a.json"); });
}
std::string refused_logits(const std::string& logits) { return refused(case_text(logits)); }
std::string refused_layout(const std::string& layout) { return refused(case_text(kFour, layout)); }
std::string refused_params(const std::string& params) {
  return refused(case_text(kFour, R"({"ranks": 2})", params));
}

TEST(CaseFile, ReadsTheTersestForm) {
  const Case terse = read(case_text(kFour));
  EXPECT_EQ(terse.logits.rows, 1);
  EXPECT_EQ(terse.logits.values, (std::vector<std::vector<float>>{{1, 2, 3, 4}}));
  EXPECT_EQ(terse.layout, even_layout(4, 2));
  EXPECT_EQ(terse.parameters.numbers, (std::map<std::string, double>{{"extra", 1.5}}));
  EXPECT_EQ(terse.parameters.seed, 0U);
}

TEST(CaseFile, ReadsBackTenThousandRandomCasesBitForBit) {
  std::vector<std::shared_ptr<const Program>> programs = {
      read_program(tiny_program_text(), "tiny.json")};
  for (const std::string& name : builtin_names()) programs.push_back(builtin_program(name));
  std::mt19937_64 random(7);
  int written_out = 0;
  int with_nan = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::vector<std::uint8_t> bytes(random() % 1'200);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    // Small cases are the rule: few rows and ranks, every flag.
    if (bytes.size() > 12 && i % 4 != 0) bytes[10] %= 4;
    if (bytes.size() > 12 && i % 4 != 0) bytes[11] %= 9;
    const CaseFile file{decode_case(bytes, programs), std::nullopt, "", "", {}};
    ASSERT_EQ(case_fault(file.test_case), "");
    const std::string text = write_case(file);
    const CaseFile again = read_case(text, "a.json");
    ASSERT_TRUE(same_case(again.test_case, file.test_case)) << text;
    ASSERT_EQ(write_case(again), text);
    written_out += file.test_case.logits.explicit_values() ? 1 : 0;
    with_nan += text.find("nan:0x") != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(written_out, 1'000);
  EXPECT_GT(with_nan, 10);
}

TEST(CaseFile, WritesManyNumbersAsBitsThatReadBack) {
  CaseFile file{read(case_text(kFour)), std::nullopt, "", "", {}};
  std::mt19937 random(3);
  file.test_case.logits.rows = 2;
  file.test_case.logits.values.assign(2, std::vector<float>(5'000));
  for (auto& row : file.test_case.logits.values) {
    for (float& number : row) number = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
  }
  file.test_case.layout = even_layout(5'000, 2);
  const std::string text = write_case(file);
  EXPECT_NE(text.find("\"bits\""), std::string::npos);
  EXPECT_TRUE(same_case(read(text), file.test_case));
}

TEST(CaseFile, KeepsExpectationDescriptionAndSource) {
  const std::string more =
      R"(, "expect": {"verdicts": {"rank_split": "wide", "max_vanished": "any"}, "signature": "abcdefghijklmnop"},
         "description": "d", "source": "s")";
  const CaseFile file =
      read_case(case_text(kFour, R"({"ranks": 2})", R"({"extra": 1})", more), "a.json");
  ASSERT_TRUE(file.expectation.has_value());
  EXPECT_EQ(file.expectation->verdicts->at(Verdict::kRankSplit), Grade::kWide);
  EXPECT_EQ(file.expectation->verdicts->at(Verdict::kMaxVanished), std::nullopt);
  EXPECT_EQ(file.expectation->signature, "abcdefghijklmnop");
  const CaseFile again = read_case(write_case(file), "a.json");
  EXPECT_EQ(again.expectation, file.expectation);
  EXPECT_EQ(again.description, "d");
  EXPECT_EQ(again.source, "s");
}

TEST(CaseFile, ExpectsAListOfVerdictsOfAnyGrade) {
  const CaseFile file = read_case(case_text(kFour, R"({"ranks": 2})", R"({"extra": 1})",
                                            R"(, "expect": {"verdicts": ["rank_split"]})"),
                                  "a");
  EXPECT_EQ(file.expectation->verdicts,
            (std::map<Verdict, std::optional<Grade>>{{Verdict::kRankSplit, std::nullopt}}));
}

TEST(CaseFile, WritesAnEvenLayoutAsItsRanksAlone) {
  const std::string text = write_case({read(case_text(kFour)), std::nullopt, "", "", {}});
  EXPECT_NE(text.find("\"layout\": {\"ranks\": 2}"), std::string::npos) << text;
}

TEST(CaseFile, ReadsSparseLogits) {
  const Case sparse = read(case_text(
      R"({"vocab_size": 9, "rows": 2, "background": {"kind": "normal", "seed": 5, "scale": 2}, "planted": [[3, 1.5], [1, 8, "-inf"]]})"));
  EXPECT_EQ(sparse.logits.rows, 2);
  EXPECT_EQ(sparse.logits.background, (Background{BackgroundKind::kNormal, 5, 0, 2}));
  ASSERT_EQ(sparse.logits.planted.size(), 2U);
  EXPECT_EQ(sparse.logits.planted[0].token, 3);
  EXPECT_EQ(sparse.logits.planted[1].row, 1);
  EXPECT_EQ(sparse.layout.vocab_size, 9);
}

TEST(CaseLogits, RefusesWhatIsNoLogits) {
  EXPECT_EQ(
      refused_logits(R"({"values": [[1, 2], [3]]})"),
      "a.json: /logits/values/1: expected as many numbers as row 0 has (2), found a list of 1");
  EXPECT_EQ(refused_logits(R"({"values": [1, "two"]})"),
            "a.json: /logits/values/1: expected one number, a float32 number, \"inf\", \"-inf\" or "
            "\"nan\", found \"two\"");
  EXPECT_EQ(refused_logits(R"({"values": []})"),
            "a.json: /logits/values: expected a list of rows, or of one row's numbers, found a "
            "list of 0");
  EXPECT_EQ(refused_logits(R"({"values": [1], "rows": 1})"),
            "a.json: /logits/rows: no such member; expected one of values");
  EXPECT_EQ(
      refused_logits(R"({"bits": "AAAA", "vocab_size": 1})"),
      "a.json: /logits/bits: expected base64 of rows * vocab_size * 4 = 4 bytes, found 3 bytes");
  EXPECT_EQ(
      refused_logits(R"({"bits": "AAA", "vocab_size": 1})"),
      "a.json: /logits/bits: expected base64 of rows * vocab_size * 4 = 4 bytes, found no base64");
  EXPECT_EQ(refused_logits(R"({"vocab_size": 300000})"),
            "a.json: /logits/vocab_size: expected the vocabulary's size, a whole number in "
            "1..262144, found 300000");
  EXPECT_EQ(refused_logits(R"({"vocab_size": 8, "rows": 65})"),
            "a.json: /logits/rows: expected the rows, a whole number in 1..64, found 65");
  EXPECT_EQ(refused_logits(R"({"vocab_size": 8, "planted": [[8, 1]]})"),
            "a.json: /logits/planted/0/0: expected a token, a whole number in 0..7, found 8");
  EXPECT_EQ(refused_logits(R"({"vocab_size": 8, "background": {"kind": "cauchy"}})"),
            "a.json: /logits/background/kind: expected constant, normal, uniform, zipf or "
            "quantized, found \"cauchy\"");
  EXPECT_EQ(refused_logits("{}"),
            "a.json: /logits/vocab_size: expected the vocabulary's size, here or as "
            "/layout/vocabulary, found nothing");
  EXPECT_EQ(refused_logits(R"({"file": "/nowhere/x.npy"})"),
            "/nowhere/x.npy: cannot be opened: No such file or directory");
}

TEST(CaseLayout, RefusesWhatIsNoLayout) {
  EXPECT_EQ(refused_layout(R"({"ranks": 65})"),
            "a.json: /layout/ranks: expected the ranks, a whole number in 1..64, found 65");
  EXPECT_EQ(refused_layout(R"({"ranks": 0})"),
            "a.json: /layout/ranks: expected the ranks, a whole number in 1..64, found 0");
  EXPECT_EQ(refused_layout("{}"),
            "a.json: /layout/ranks: expected the ranks, a whole number in 1..64, found nothing");
  EXPECT_EQ(
      refused_layout(R"({"sizes": [5, -1]})"),
      "a.json: /layout/sizes/1: expected tokens of a shard, a whole number in 0..262144, found -1");
  EXPECT_EQ(refused_layout(R"({"sizes": [3, 2]})"),
            "a.json: /layout/sizes: expected their sum to be the vocabulary's 4 tokens, not 5");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "sizes": [4]})"),
            "a.json: /layout/sizes: expected one number per rank (2), found a list of 1");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "rank_order": [0, 0]})"),
            "a.json: /layout/rank_order: expected a permutation of 0..1");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "classes": [0, 2]})"),
            "a.json: /layout/classes/1: expected a rank's class, a whole number in 0..1, found 2");
  EXPECT_EQ(refused_layout(R"({"ranks": 4, "stages": [2, 3]})"),
            "a.json: /layout/stages: expected factors whose product is the rank count 4");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "split": "striped"})"),
            "a.json: /layout/split: expected contiguous or strided, found \"striped\"");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "padded_size": 3})"),
            "a.json: /layout/padded_size: expected columns, padding included, a whole number in "
            "4..524288, found 3");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "padded_size": 6})"),
            "a.json: /layout/pad_value: expected what the padding holds, a number, \"-inf\" or "
            "\"nan\", found nothing");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "padded_size": 6, "pad_value": 0, "sizes": [2, 2]})"),
            "a.json: /layout/sizes: expected either sizes and padding, or padded_size or "
            "vocabulary, found both");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "vocabulary": "llama3-128256"})"),
            "a.json: /layout/vocabulary: expected a vocabulary of 4 tokens, as the logits have, "
            "found \"llama3-128256\"");
  EXPECT_EQ(refused_layout(R"({"ranks": 2, "vocabulary": "no such"})").substr(0, 63),
            "a.json: /layout/vocabulary: expected a vocabulary's name: llama");
}

TEST(CaseLayout, ANamedVocabularyGivesItsSizes) {
  for (const NamedVocabulary& vocabulary : named_vocabularies()) {
    const Case named = read(case_text("{}", R"({"ranks": 8, "pad_value": "-inf", "vocabulary": ")" +
                                                std::string(vocabulary.name) + "\"}"));
    EXPECT_EQ(named.layout, padded_layout(vocabulary.vocab_size, vocabulary.padded_size, 8,
                                          named.layout.pad_value));
    EXPECT_TRUE(same_case(read(write_case({named, std::nullopt, "", "", {}})), named));
  }
}

TEST(CaseParameters, RefusesWhatTheProgramDoesNotTake) {
  EXPECT_EQ(refused_params(R"({"extra": 1, "top_k": 0})"),
            "a.json: /params/top_k: expected top_k, a whole number in 1..262144, found 0");
  EXPECT_EQ(refused_params(R"({"extra": 1, "temperatur": 0.7})"),
            "a.json: /params/temperatur: expected a parameter of tiny (temperature, top_k, extra) "
            "or seed");
  EXPECT_EQ(
      refused_params("{}"),
      "a.json: /params/extra: expected a number, for which tiny has no default, found nothing");
  EXPECT_EQ(refused_params(R"({"extra": 1, "temperature": "inf"})"),
            "a.json: /params/temperature: expected a finite float32 number, not inf");
  EXPECT_EQ(refused_params(R"({"extra": 1, "seed": -1})"),
            "a.json: /params/seed: expected the seed, a whole number in 0..2^64-1, found -1");
}

TEST(CaseParameters, RefusesATopPBeyondOne) {
  std::string text = case_text(kFour, R"({"ranks": 2})", R"({"top_p": 2})");
  const std::size_t at = text.find("\"name\": \"extra\"");
  text.replace(at, 15, "\"name\": \"top_p\"");
  EXPECT_EQ(refused(text), "a.json: /params/top_p: expected a float32 number in [0, 1], not 2");
}

TEST(CaseFile, RefusesAnUnknownProgramByName) {
  const std::string text =
      R"({"format": "splitvote-case", "version": 1, "program": "nowhere", "logits": {"values": [1]}, "layout": {"ranks": 1}})";
  const std::string message = refused(text);
  EXPECT_EQ(message.substr(0, 46), "a.json: /program: expected a built-in program ");
  EXPECT_NE(message.find("found \"nowhere\""), std::string::npos) << message;
}

TEST(CaseFile, NamesThePathInsideAnEmbeddedProgram) {
  std::string text = case_text(kFour);
  const std::size_t at = text.find("\"of\": [\"y\", \"M\"]");
  text.replace(at, 16, "\"of\": [\"y\", \"Q\"]");
  EXPECT_EQ(refused(text).substr(0, 30), "a.json: /program/values/9/of/1");
}

TEST(CaseFile, RefusesAnUnknownVerdictGradeOrSignature) {
  const auto refused_expect = [](const std::string& expect) {
    return refused(
        case_text(kFour, R"({"ranks": 2})", R"({"extra": 1})", R"(, "expect": )" + expect));
  };
  EXPECT_EQ(refused_expect(R"({"verdicts": ["rank_spilt"]})").substr(0, 58),
            "a.json: /expect/verdicts/0: expected a verdict (rank_split");
  EXPECT_EQ(
      refused_expect(R"({"verdicts": {"rank_split": "wider"}})"),
      "a.json: /expect/verdicts/rank_split: expected tie, near, wide or any, found \"wider\"");
  EXPECT_EQ(refused_expect(R"({"signature": "abc"})"),
            "a.json: /expect/signature: expected 16 letters of a..z, found \"abc\"");
}

}  // namespace
}  // namespace splitvote
