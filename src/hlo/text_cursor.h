// A place in HLO text that moves forward: skips blanks and comments, takes names, numbers and
// balanced pieces, and refuses with the line it stands on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "src/program/input_error.h"

namespace splitvote {

class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  [[nodiscard]] int line() const { return line_; }
  [[noreturn]] void refuse(const std::string& expectation) const;

  // Blanks, line ends and /* comments */.
  void skip();
  [[nodiscard]] bool at_end();
  [[nodiscard]] bool next_is(std::string_view token);  // after skipping
  [[nodiscard]] bool next_is_digit();
  // Right here, without a blank before it.
  [[nodiscard]] bool adjacent(char c) const { return peek() == c; }
  bool take(std::string_view token);  // takes it where it is next
  void expect(std::string_view token);

  // Letters, digits, '_', '.' and '-', starting with a letter or '_'; "" where there is none.
  std::string_view word();
  // A name of an instruction or computation, '%' optional.
  std::string name(const std::string& what);
  std::int64_t whole(const std::string& what);
  // What stands up to the next ',' or closing bracket outside brackets and quotes, or the line's
  // end.
  std::string_view balanced();
  // One token of a literal: up to a blank, ',' or bracket; "nan(0x..)" is one.
  std::string_view literal_token();
  // Drops the rest of the line.
  void skip_line();

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void advance() {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }
  void quoted();

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace splitvote
