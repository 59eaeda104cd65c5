#include "src/hlo/edit_hlo.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "src/hlo/parse_hlo.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

bool in_name(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '.' ||
         letter == '-';
}

}  // namespace

HloEdit::HloEdit(std::string_view text) : module_(parse_hlo(text)) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines_.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::set<int> taken;
  for (const HloComputation& computation : module_.computations) {
    for (const HloInstruction& instruction : computation.instructions) {
      if (taken.insert(instruction.line).second) continue;
      throw InputError(
          "line " + std::to_string(instruction.line),
          "expected one instruction in a line, found \"" + instruction.name + "\" too");
    }
  }
}

void HloEdit::put_above(const HloInstruction& instruction, const std::string& line) {
  above_[index(instruction)].push_back(line);
}

void HloEdit::put_below(const HloInstruction& instruction, const std::string& line) {
  below_[index(instruction)].push_back(line);
}

void HloEdit::replace_operand(const HloInstruction& instruction, std::string_view from,
                              std::string_view to) {
  std::string& line = lines_[index(instruction)];
  std::size_t at = line.find(" " + instruction.opcode + "(") + instruction.opcode.size() + 1;
  int depth = 0;
  while (at < line.size()) {
    if (in_name(line[at])) {
      std::size_t end = at;
      while (end < line.size() && in_name(line[end])) ++end;
      if (std::string_view(line).substr(at, end - at) == from) {
        line.replace(at, end - at, to);
        end = at + to.size();
      }
      at = end;
      continue;
    }
    if (line[at] == '(') ++depth;
    if (line[at] == ')' && --depth == 0) return;
    ++at;
  }
}

void HloEdit::replace_line(int number, const std::string& line) {
  lines_[static_cast<std::size_t>(number) - 1] = line;
}

const std::string& HloEdit::line(int number) const {
  return lines_[static_cast<std::size_t>(number) - 1];
}

std::string HloEdit::text() const {
  std::string text;
  const auto add = [&](const std::map<std::size_t, std::vector<std::string>>& put, std::size_t at) {
    const auto found = put.find(at);
    if (found == put.end()) return;
    for (const std::string& line : found->second) text += line + "\n";
  };
  for (std::size_t at = 0; at < lines_.size(); ++at) {
    add(above_, at);
    text += lines_[at] + "\n";
    add(below_, at);
  }
  return text;
}

}  // namespace splitvote
