// What the writers of operations share: the module being written, and the values in sight.
//
// Private to this room. One function per family of operations, in the file of that family; each
// gives a Python expression over the names of the operands.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "src/jax/names.h"
#include "src/jax/shapes.h"
#include "src/program/program.h"

namespace splitvote {

// Functions that a module defines when it uses them (helpers.cc).
enum class JaxHelper : std::uint8_t {
  kTotalOrder,
  kOneZeroOneNan,
  kArgmaxLast,
  kArgmaxOfNumbers,
  kSortBy,
  kTopKBy,
  kBitSearchThreshold,
  kThreefryUniform,
  kTokenCounter,
};
// The functions, and those that they use, each followed by two empty lines.
std::string text_of(const std::set<JaxHelper>& helpers);

struct JaxModule {
  const Program& program;
  const JaxSizes& sizes;
  PythonNames names;
  std::set<JaxHelper> helpers;
  bool wide_integers = false;  // 64-bit integers, which JAX has only when told
  bool raw_seed = false;       // the seed is key data

  [[nodiscard]] bool one_rank() const { return sizes.shapes().ranks == 1; }
};

// The values of the program, or of one region of it. Regions over scalars are compiled into the
// operation: they hold calls of lax alone.
class JaxScope {
 public:
  JaxScope(JaxModule& module, const std::vector<Value>& values, std::string place, bool of_scalars)
      : module_(module),
        values_(values),
        names_(values.size()),
        place_(std::move(place)),
        of_scalars_(of_scalars) {}

  [[nodiscard]] JaxModule& module() const { return module_; }
  [[nodiscard]] const JaxSizes& sizes() const { return module_.sizes; }
  [[nodiscard]] const Value& value(int index) const {
    return values_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const Value& operand(const Value& value, std::size_t position) const {
    return this->value(value.operands[position]);
  }
  [[nodiscard]] const Element& operand_element(const Value& value, std::size_t position) const {
    return operand(value, position).elements[0];
  }
  [[nodiscard]] bool of_scalars() const { return of_scalars_; }
  [[nodiscard]] const std::string& place() const { return place_; }

  void set_name(int index, std::string name) {
    names_[static_cast<std::size_t>(index)] = std::move(name);
  }
  [[nodiscard]] const std::string& name(int index) const {
    return names_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const std::string& name(const Value& value, std::size_t position) const {
    return name(value.operands[position]);
  }
  // The operand with as many axes as `axes`, the missing ones at the end: "m[:, None]".
  [[nodiscard]] std::string aligned(const Value& value, std::size_t position,
                                    std::size_t axes) const;
  [[nodiscard]] std::string aligned(const Value& value, std::size_t position) const {
    return aligned(value, position, value.elements[0].shape.size());
  }

  // Whether get_tuple_element takes every element of the tuple.
  [[nodiscard]] bool all_results_taken(const Value& value) const;

  void use(JaxHelper helper) const { module_.helpers.insert(helper); }
  // "jnp.bfloat16"; refuses what JAX has no arrays of.
  [[nodiscard]] std::string dtype(const Value& value, Dtype dtype) const;
  [[noreturn]] void refuse(const Value& value, const std::string& why) const;

 private:
  JaxModule& module_;
  const std::vector<Value>& values_;
  std::vector<std::string> names_;
  std::string place_;
  bool of_scalars_;
};

// One value as source: lines that come before, an expression, and whether it computes anything that
// deserves a scope. In a region nothing has a scope of its own.
struct JaxStatement {
  std::vector<std::string> before;
  std::string expression;
  bool computes = true;
};
JaxStatement write_value(const JaxScope& scope, const Value& value);

std::string write_constant(const JaxScope& scope, const Value& value);
std::string write_elementwise(const JaxScope& scope, const Value& value);
std::string write_moving(const JaxScope& scope, const Value& value);
std::string write_reduction(const JaxScope& scope, const Value& value);
JaxStatement write_region_reduction(const JaxScope& scope, const Value& value);
JaxStatement write_while(const JaxScope& scope, const Value& value);
std::string write_selection(const JaxScope& scope, const Value& value);
std::string write_collective(const JaxScope& scope, const Value& value);

// The values of a region that its yields need, one statement a line, indented by four spaces; names
// are taken for all of them.
std::vector<std::string> write_region_body(JaxScope& inside, const Region& region);

// x at ids along the last axis, ids clamped into it.
std::string take_along_last(const std::string& x, const std::string& ids);

}  // namespace splitvote
