// What a region over scalars computes, brought to a form in which equal meanings look equal: by
// structure, never by name.
//
// Comparisons are turned to LT and LE, operands that commute are sorted, nested `and` and `or` are
// flattened, and conversions between floats that change no number are left out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/hlo/hlo_module.h"

namespace splitvote {

class RegionExpression {
 public:
  // `holds[i]`: a narrower type whose numbers are all that parameter i ever is; null: its own.
  explicit RegionExpression(const HloComputation& body,
                            const std::vector<const HloType*>& holds = {});

  // Regions longer than any that is known are not looked at (they stay general).
  static bool worth_looking(const HloComputation& body) { return body.instructions.size() <= 64; }

  // The expression of an instruction.
  [[nodiscard]] int of(int instruction) const { return of_[static_cast<std::size_t>(instruction)]; }
  [[nodiscard]] int root() const { return of(body_.root); }

  // Expressions to compare with.
  int parameter(int number);
  int make(const std::string& op, std::vector<int> arguments);
  // The expression with parameters 2i and 2i+1 exchanged.
  int swapped(int expression);
  // Whether only parameters of this remainder modulo 2 occur.
  [[nodiscard]] bool only_parameters(int expression, int remainder) const;

 private:
  struct Node {
    std::string op;
    std::vector<int> arguments;
  };

  int instruction_expression(const HloInstruction& instruction);
  [[nodiscard]] const HloType* narrowest(const HloInstruction& instruction) const;

  const HloComputation& body_;
  std::vector<const HloType*> parameter_holds_;
  std::vector<Node> nodes_;
  std::map<std::string, int> known_;
  std::vector<int> of_;                // [instruction]
  std::vector<const HloType*> holds_;  // [instruction] the narrowest type known to hold it
};

// What a region of two scalars of one type does.
struct ReductionKind {
  std::string kind;  // maximum, minimum, add, multiply, and, or; "" for others
  // Its operands are only read rounded to this type; null: as they are.
  const HloType* reads = nullptr;
  // Every result is rounded to this type, narrower than the region's own; null: it is not.
  const HloType* rounds = nullptr;
};
ReductionKind reduction_kind(const HloComputation& body);

// For each parameter that is only ever read through a conversion to one narrower float type: that
// type. Others: null.
std::vector<const HloType*> narrowed_parameters(const HloComputation& body);

}  // namespace splitvote
