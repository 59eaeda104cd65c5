// Where a command's words go: what it found to stdout, what it assumed to stderr.
//
// With --json exactly one document goes to stdout and nothing else does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

struct Output {
  bool json = false;
  bool quiet = false;  // no notices, no progress, and of what was found only the last line

  // Colour only for people: stdout is a terminal and NO_COLOR (no-color.org) is unset or empty.
  [[nodiscard]] bool coloured() const;
};

void print(std::string_view text);

// "splitvote: notice: ..." on stderr, unless quiet or said in the JSON document.
void print_notices(const Output& output, const std::vector<std::string>& notices);

// Throws InputError when what was printed did not reach stdout (a full disk, say).
void flush_output();

bool stderr_is_terminal();

}  // namespace splitvote
