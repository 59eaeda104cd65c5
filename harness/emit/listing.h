// The sampler under one plan, value by value: which number every use reads, and what it is called.
//
// Only needed values, in program order. Language-neutral: a printer walks it.
//
//   u   what an operation computed in float32       called `unrounded_name`
//   r   u rounded to the declared dtype             called `name`
// A value for which the two are one number by type has only `name`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/emit/held.h"
#include "src/program/plan.h"

namespace splitvote {

// One choice for all ranks, or one for each class of ranks where classes differ.
using PerClass = std::vector<bool>;

// What one operand of a value reads.
struct Read {
  int line = -1;       // the operand's place in Listing::lines
  PerClass unrounded;  // {false}: its `name`; {true}: its `unrounded_name`; two entries: by class.
                       // Always {false} where the operand has only one name
};

struct Line {
  const Value* value = nullptr;
  int index = -1;               // of the value in the program
  std::string name;             // r, or the only number, or the tuple
  std::string unrounded_name;   // u; empty where u and r are one, and for tuples
  bool name_used = false;       // something reads r (or the only number), or it is observed
  bool unrounded_used = false;  // something reads u
  std::vector<Read> reads;      // one per operand; none for get_dimension_size
  std::optional<PerClass> accumulator_unrounded;  // nothing: the accumulator is no choice
  std::optional<Held> held;                       // constants, and parameters but the logits
  std::int64_t count = 0;                         // k of top_k, kth_value, approx_top_k
  std::string type;                               // "bfloat16 [batch, shard]"
  std::vector<std::string> remarks;       // one per choice that drops a cast, in the order of sites
  std::vector<std::string> region_names;  // identifiers of the region's values, parameters first

  // How r comes from u: what the first (only) array is rounded to.
  [[nodiscard]] const Narrowing& narrowing() const { return value->elements[0].narrowing; }
};

struct Listing {
  Plan plan;
  std::vector<Line> lines;
  std::vector<int> line_of;  // [value of the program] -1: not needed

  // The line of an observed value; its `name` is what is observed.
  [[nodiscard]] const Line* observed(int value) const {
    return value < 0 ? nullptr
                     : &lines[static_cast<std::size_t>(line_of[static_cast<std::size_t>(value)])];
  }
};

// `class_count`: of all layouts that the listing runs under.
Listing list(const Case& test_case, const Plan& plan, int class_count);

// Values that only their shape is asked of (`like`, get_dimension_size): they are not evaluated, so
// their shapes are data (LaidOut::shapes). Ascending, as indices in the program.
std::vector<int> values_named_for_shape(const Listing& listing);

}  // namespace splitvote
