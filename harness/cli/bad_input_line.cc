#include "harness/cli/bad_input_line.h"

namespace splitvote {
namespace {

constexpr std::size_t kLineMax = 1'000;

}  // namespace

std::string bad_input_line(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string line = "splitvote: ";
  for (const char letter : text) {
    if (line.size() >= kLineMax) return line + "...";
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '\n') {
      line += "\\n";
    } else if (code < 0x20 || code == 0x7f) {
      line += "\\x";
      line += kHex[code >> 4];
      line += kHex[code & 0xfU];
    } else {
      line += letter;
    }
  }
  return line;
}

std::string bad_input_line(const InputError& error) { return bad_input_line(error.what()); }

}  // namespace splitvote
