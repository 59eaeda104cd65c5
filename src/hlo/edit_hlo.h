// HLO text with instructions put into it: everything else stays, byte for byte.
//
// For text in which every instruction has a line of its own, as XLA prints it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/hlo/hlo_module.h"

namespace splitvote {

class HloEdit {
 public:
  // Throws InputError, place "line N", as parse_hlo does, and where a line holds two instructions.
  explicit HloEdit(std::string_view text);

  // As it was before any change.
  [[nodiscard]] const HloModule& module() const { return module_; }

  // A line on its own, above that of the instruction, or below it; those put at one place keep
  // their order.
  void put_above(const HloInstruction& instruction, const std::string& line);
  void put_below(const HloInstruction& instruction, const std::string& line);
  // Every operand `from` of the instruction is `to`.
  void replace_operand(const HloInstruction& instruction, std::string_view from,
                       std::string_view to);
  // Lines by number, as instructions and computations have theirs.
  void replace_line(int number, const std::string& line);
  [[nodiscard]] const std::string& line(int number) const;

  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::size_t index(const HloInstruction& instruction) const {
    return static_cast<std::size_t>(instruction.line) - 1;
  }

  HloModule module_;
  std::vector<std::string> lines_;
  std::map<std::size_t, std::vector<std::string>> above_, below_;  // by line
};

}  // namespace splitvote
