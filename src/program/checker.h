// What the parts of `check_program` share: where in the program we are, and how to refuse it.
#pragma once

#include <string>
#include <vector>

#include "src/program/input_error.h"
#include "src/program/program.h"

namespace splitvote {

// One value being checked, among the values before it.
struct CheckScope {
  enum class Block : std::uint8_t { kProgram, kScalarRegion, kArrayRegion };

  const std::vector<Value>* values;  // values that operands may name, by index
  std::string path;                  // "/values/3"
  Block block = Block::kProgram;

  [[noreturn]] void refuse(const std::string& where, const std::string& expectation) const {
    throw InputError(path + where, expectation);
  }
  [[nodiscard]] const Value& value(int index) const {
    return (*values)[static_cast<std::size_t>(index)];
  }
  // Index of the value with this id; refuses with the ids that are near by name otherwise.
  [[nodiscard]] int find(const std::string& id, const std::string& where) const;
};

// Fills `attributes` from the draft, by the operation's table row. Refuses unknown, missing and
// ill-typed ones.
void check_attributes(const ValueDraft& draft, const Operation& row, const CheckScope& scope,
                      Value& value);

// Fills `elements` (and `is_tuple`) from the operands. Refuses wrong dtypes and shapes.
void infer_elements(const CheckScope& scope, Value& value);

// Appends the value's sites to the program, and notes their numbers in the value.
void derive_sites(Program& program, int value_index);

// Resolves `observe` and the promises.
void check_observe(Program& program);

}  // namespace splitvote
