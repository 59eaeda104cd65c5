// Every random program is well-formed, and together they use the whole language.
#include "tests/reference/random_program.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "src/program/input_error.h"
#include "src/program/program.h"
#include "tests/reference/random_case.h"
#include "tests/reference/random_compiled.h"

namespace splitvote {
namespace {

constexpr std::uint64_t kProgramCount = 3000;

TEST(RandomProgram, IsAcceptedAndKeepsToItsSites) {
  for (std::uint64_t seed = 0; seed < kProgramCount; ++seed) {
    const int site_count_max = static_cast<int>(seed % 13);
    for (const auto& random : {random_program, random_compiled_program}) {
      try {
        const Program program = check_program(random(seed, site_count_max));
        EXPECT_LE(program.site_count(), site_count_max) << "seed " << seed;
      } catch (const InputError& error) {
        FAIL() << "seed " << seed << ": " << error.what();
      }
    }
  }
}

TEST(RandomProgram, UsesEveryOperationAttributeWordAndDtype) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < kProgramCount; ++seed) {
    for (const ProgramDraft& draft :
         {random_program(seed, 12), random_compiled_program(seed, 12)}) {
      for (const ValueDraft& value : draft.values) {
        seen.insert(value.op);
        for (const auto& [name, attribute] : value.attributes) {
          const auto* text = std::get_if<std::string>(&attribute);
          seen.insert(value.op + " " + name + (text != nullptr ? " " + *text : ""));
        }
      }
    }
  }
  for (const Operation& operation : operations()) {
    const std::string op(operation.name);
    EXPECT_EQ(seen.count(op), 1u) << op;
    for (const AttributeSpec& attribute : operation.attributes) {
      const std::string name = op + " " + std::string(attribute.name);
      std::string words(attribute.words);
      if (attribute.kind == AttributeKind::kDtype &&
          (op == "convert" || op == "reduce_precision")) {
        for (const DtypeInfo& dtype : kDtypes) {
          const bool offered = op == "convert" || dtype.kind == DtypeKind::kFloat;
          if (offered) words += (words.empty() ? "" : " ") + std::string(dtype.name);
        }
      }
      while (!words.empty()) {
        const std::string first = words.substr(0, words.find(' '));
        words.erase(0, first.size() + 1);
        // Defaults: most are written out in some places, these in none.
        const bool left_out = first == "nearest_even" || first == "kept" || first == "quotient";
        EXPECT_EQ(seen.count(name + " " + first), left_out ? 0u : 1u) << name << " " << first;
      }
      if (attribute.words.empty() && attribute.kind != AttributeKind::kDtype &&
          attribute.kind != AttributeKind::kName && attribute.kind != AttributeKind::kValue &&
          attribute.kind != AttributeKind::kCount) {
        EXPECT_EQ(seen.count(name), 1u) << name;
      }
    }
  }
  EXPECT_EQ(seen.count("top_k k top_k"), 1u);
}

TEST(RandomProgram, IsAFunctionOfItsSeed) {
  EXPECT_EQ(random_program(7, 12), random_program(7, 12));
  EXPECT_FALSE(random_program(7, 12) == random_program(8, 12));
}

TEST(RandomCase, LayoutsAreConsistent) {
  const auto program = std::make_shared<const Program>(check_program(random_program(1, 4)));
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const Case made = random_case(program, seed, CaseSize::kMixed);
    ASSERT_EQ(layout_fault(made.layout), "") << "seed " << seed;
    ASSERT_EQ(made.logits.values.size(), static_cast<std::size_t>(made.logits.rows));
  }
}

}  // namespace
}  // namespace splitvote
