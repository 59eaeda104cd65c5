// Modules as JAX lowers them, run by XLA:CPU and by splitvote, bit for bit.
//
// Where jax is installed (tests/pythons.h); skipped, saying so, elsewhere.
// SPLITVOTE_XLA_CPU_PROGRAMS: how many random programs besides the samplers (default 220).
// SPLITVOTE_XLA_CPU_MODULES: a folder of modules written before, instead of running Python.
#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>

#include "src/numeric/dtype.h"
#include "src/numeric/rounding.h"
#include "src/program/input_error.h"
#include "tests/hlo/hlo_run.h"
#include "tests/hlo/xla_cpu/kept_outputs.h"
#include "tests/pythons.h"

namespace splitvote {
namespace {

struct Expected {
  std::string name;
  int ranks = 1;
  ModuleInputs inputs;
  std::map<int, std::vector<std::vector<std::uint8_t>>> outputs;  // [index][rank]
};

std::vector<std::uint8_t> bytes_of(const std::string& digits) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::vector<float> floats_of(const std::string& digits) {
  const auto bytes = bytes_of(digits);
  std::vector<float> numbers(bytes.size() / 4);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::uint32_t bits = 0;
    for (std::size_t b = 4; b-- > 0;) bits = bits << 8 | bytes[4 * i + b];
    numbers[i] = std::bit_cast<float>(bits);
  }
  return numbers;
}

Expected expected_of(const std::string& path) {
  Expected expected;
  std::istringstream file(text_of(path));
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string key, digits;
    words >> key;
    if (key == "name") std::getline(words >> std::ws, expected.name);
    if (key == "ranks") words >> expected.ranks;
    if (key == "seed") words >> expected.inputs.seed;
    if (key == "temperature") {
      words >> digits;
      expected.inputs.temperature = static_cast<double>(floats_of(digits)[0]);
    }
    if (key == "logits") {
      std::size_t rows = 0, tokens = 0;
      words >> rows >> tokens >> digits;
      const auto numbers = floats_of(digits);
      for (std::size_t row = 0; row < rows; ++row) {
        const auto begin = numbers.begin() + static_cast<std::ptrdiff_t>(row * tokens);
        expected.inputs.logits.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(tokens));
      }
    }
    if (key == "output") {
      int index = 0, rank = 0;
      std::size_t count = 0;
      words >> index >> rank >> count >> digits;
      expected.outputs[index].push_back(bytes_of(digits));
    }
  }
  return expected;
}

// Elements as KeptOutput has them.
std::vector<std::uint64_t> bits_of(const std::vector<std::uint8_t>& bytes, Dtype dtype) {
  const auto width = static_cast<std::size_t>(info(dtype).storage_bits) / 8;
  std::vector<std::uint64_t> all;
  for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
    std::uint64_t bits = 0;
    for (std::size_t b = width; b-- > 0;) bits = bits << 8 | bytes[at + b];
    const auto narrow = static_cast<std::uint16_t>(bits);
    if (dtype == Dtype::kBfloat16) bits = std::bit_cast<std::uint32_t>(bfloat16_from_bits(narrow));
    if (dtype == Dtype::kFloat16) bits = std::bit_cast<std::uint32_t>(float16_from_bits(narrow));
    all.push_back(bits);
  }
  return all;
}

// NaN equals NaN; XLA:CPU flushes subnormal float32 numbers to zero.
std::uint64_t comparable(std::uint64_t bits, Dtype dtype) {
  if (!is_float(dtype)) return bits;
  const float number = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  if (std::isnan(number)) return 0x7fc00000;
  return std::fpclassify(number) == FP_SUBNORMAL ? bits & 0x80000000U : bits;
}

class Comparison {
 public:
  void module(const std::string& base) {
    const Expected expected = expected_of(base + ".txt");
    SCOPED_TRACE(expected.name + " (" + base + ".hlo)");
    try {
      const auto outputs = kept_outputs(text_of(base + ".hlo"), expected.outputs.size(),
                                        expected.inputs, CpuLowerings{});
      bool exact = false;
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (outputs[i].approximate) {
          ++approximate_;
          continue;
        }
        exact = true;
        ++compared_;
        same(outputs[i], expected.outputs.at(static_cast<int>(i)), i);
      }
      modules_ += exact ? 1 : 0;
    } catch (const InputError& error) {
      ADD_FAILURE() << error.what();
    }
  }

  [[nodiscard]] int modules() const { return modules_; }
  [[nodiscard]] std::string summary() const {
    return std::to_string(modules_) + " modules, " + std::to_string(compared_) +
           " results equal or reported, " + std::to_string(approximate_) +
           " left out (sums of floats, transcendental functions)";
  }

 private:
  void same(const KeptOutput& output, const std::vector<std::vector<std::uint8_t>>& expected,
            std::size_t index) {
    ASSERT_EQ(output.bits.size(), expected.size());
    for (std::size_t rank = 0; rank < expected.size(); ++rank) {
      const auto theirs = bits_of(expected[rank], output.dtype);
      const auto& ours = output.bits[rank];
      ASSERT_EQ(ours.size(), theirs.size()) << "result " << index << " rank " << rank;
      std::size_t differ = 0, first = 0;
      for (std::size_t i = ours.size(); i-- > 0;) {
        if (comparable(ours[i], output.dtype) == comparable(theirs[i], output.dtype)) continue;
        ++differ;
        first = i;
      }
      EXPECT_EQ(differ, 0U) << "result " << index << " (" << name(output.dtype) << ") rank " << rank
                            << ": of " << ours.size() << " elements, first at " << first << ": 0x"
                            << std::hex << ours[first] << " here, 0x" << theirs[first]
                            << " on XLA:CPU";
    }
  }

  int modules_ = 0, compared_ = 0, approximate_ = 0;
};

TEST(XlaCpu, ComputesTheSameBits) {
  std::string folder;
  std::filesystem::path made;
  if (const char* given = std::getenv("SPLITVOTE_XLA_CPU_MODULES")) {
    folder = given;
  } else {
    const std::string python = python_with_jax();
    if (python.empty()) {
      GTEST_SKIP()
          << "no Python here has jax with shard_map (scripts/python-frameworks installs it)";
    }
    made = std::filesystem::temp_directory_path() /
           ("splitvote_xla_cpu_" + std::to_string(::getpid()));
    std::filesystem::create_directories(made);
    folder = made.string();
    const char* programs = std::getenv("SPLITVOTE_XLA_CPU_PROGRAMS");
    const std::string command =
        "'" + python + "' " SPLITVOTE_ROOT "/tests/hlo/xla_cpu/modules.py '" + folder + "' " +
        (programs == nullptr ? "220" : programs) + " > '" + folder + "/log' 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << text_of(folder + "/log");
  }
  Comparison comparison;
  for (int number = 0; std::filesystem::exists(folder + "/" + std::to_string(number) + ".txt");
       ++number)
    comparison.module(folder + "/" + std::to_string(number));
  std::cout << comparison.summary() << "\n";
  if (std::getenv("SPLITVOTE_XLA_CPU_MODULES") == nullptr &&
      std::getenv("SPLITVOTE_XLA_CPU_PROGRAMS") == nullptr) {
    EXPECT_GE(comparison.modules(), 300);
  }
  if (!made.empty() && !::testing::Test::HasFailure()) std::filesystem::remove_all(made);
}

}  // namespace
}  // namespace splitvote
