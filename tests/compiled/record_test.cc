#include "harness/compiled/record.h"

#include <gtest/gtest.h>

#include <string>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

CompiledRecord a_record() {
  CompiledRecord record;
  record.sampler = "samplers/mine.py:best";
  record.target = "tpu-v5e";
  record.compiler = "libtpu 0.0.52";
  record.jax = "jax 0.10.2";
  record.flags = "xla_allow_excess_precision=false";
  record.shape = {8, 32'768, 4};
  record.parameters = {"logits", "temperature"};
  record.outputs = {"candidates.mask", "", "top.id"};
  record.numbers = {{"top_k", 40}, {"share", 0.1}};
  record.unoptimized = "HloModule a\n\noptimized 3\nnot a field\n";
  record.optimized = "HloModule b\n";
  return record;
}

// The record with `text` in the field `name`.
std::string with_field(std::string file, const std::string& name, const std::string& text) {
  const std::size_t at = file.rfind("\n" + name + " ") + 1;
  const std::size_t end_of_line = file.find('\n', at);
  const std::size_t size = std::stoul(file.substr(at + name.size() + 1));
  return file.replace(at, end_of_line + 1 + size + 1 - at,
                      name + " " + std::to_string(text.size()) + "\n" + text + "\n");
}

std::string refusal(const std::string& text) {
  try {
    read_record(text, "a.hlo");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Record, IsReadAsItWasWritten) {
  const CompiledRecord record = a_record();
  const std::string text = write_record(record);
  EXPECT_TRUE(is_record(text));
  const CompiledRecord read = read_record(text, "a.hlo");
  EXPECT_EQ(read.sampler, record.sampler);
  EXPECT_EQ(read.target, record.target);
  EXPECT_EQ(read.compiler, record.compiler);
  EXPECT_EQ(read.jax, record.jax);
  EXPECT_EQ(read.flags, record.flags);
  EXPECT_EQ(read.shape, record.shape);
  EXPECT_EQ(read.parameters, record.parameters);
  EXPECT_EQ(read.outputs, record.outputs);
  EXPECT_EQ(read.numbers, record.numbers);
  EXPECT_EQ(read.unoptimized, record.unoptimized);
  EXPECT_EQ(read.optimized, record.optimized);
  EXPECT_EQ(read.arguments, "");
}

TEST(Record, OfAFunctionHoldsItsArguments) {
  CompiledRecord record = a_record();
  EXPECT_EQ(write_record(record).find("arguments"), std::string::npos);
  record.arguments = "bf16[batch,vocab],f32[]";
  EXPECT_EQ(read_record(write_record(record), "a.hlo").arguments, record.arguments);
}

TEST(Record, OfAVariantHoldsBothTexts) {
  CompiledRecord record = a_record();
  EXPECT_EQ(write_record(record).find("variant"), std::string::npos);
  record.variant = "two jits at div.3";
  record.extra_results = 1;
  record.optimized_second = "HloModule c\n";
  const CompiledRecord read = read_record(write_record(record), "a.hlo");
  EXPECT_EQ(read.variant, record.variant);
  EXPECT_EQ(read.extra_results, 1);
  EXPECT_EQ(read.optimized, record.optimized);
  EXPECT_EQ(read.optimized_second, record.optimized_second);
  record.numbers.clear();
  EXPECT_EQ(record_file_name(record),
            "mine.py_best-tpu-v5e-b8-r4-32768-exact-two_jits_at_div.3.hlo");
  for (const char* number : {"", "-1", "one"}) {
    EXPECT_NE(refusal(with_field(write_record(record), "extra-results", number))
                  .find("field extra-results"),
              std::string::npos)
        << number;
  }
}

TEST(Record, RefusesWhatIsNone) {
  EXPECT_FALSE(is_record("HloModule a\n"));
  EXPECT_NE(refusal("HloModule a\n").find("a.hlo: expected a record of a compilation"),
            std::string::npos);
  std::string torn = write_record(a_record());
  torn.resize(torn.size() - 3);
  EXPECT_NE(refusal(torn).find("expected a record"), std::string::npos);
}

TEST(Record, RefusesFieldsByName) {
  const std::string text = write_record(a_record());
  ASSERT_EQ(refusal(text), "");
  for (const char* name : {"sampler", "target", "compiler", "optimized"}) {
    EXPECT_NE(refusal(with_field(text, name, "")).find("field " + std::string(name)),
              std::string::npos)
        << name;
  }
  for (const char* name : {"batch", "ranks", "tokens-per-rank"}) {
    for (const char* count : {"0", "-1", "8 ", "eight", "99999999999"}) {
      EXPECT_NE(refusal(with_field(text, name, count))
                    .find("field " + std::string(name) + ": expected a count"),
                std::string::npos)
          << name << " " << count;
    }
  }
  EXPECT_NE(refusal(with_field(text, "numbers", "top_k\n")).find("field numbers"),
            std::string::npos);
  EXPECT_NE(refusal(with_field(text, "numbers", "top_k forty\n")).find("field numbers"),
            std::string::npos);
}

TEST(Record, IsNamedByWhatWasCompiled) {
  CompiledRecord record = a_record();
  EXPECT_EQ(record_file_name(record), "mine.py_best-tpu-v5e-b8-r4-32768-share0-top_k40-exact.hlo");
  record.flags = "";
  record.numbers.clear();
  EXPECT_EQ(record_file_name(record), "mine.py_best-tpu-v5e-b8-r4-32768.hlo");
}

}  // namespace
}  // namespace splitvote
