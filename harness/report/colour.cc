#include "harness/report/colour.h"

#include <algorithm>
#include <string_view>

namespace splitvote {
namespace {

std::string_view escape(Colour colour) {
  switch (colour) {
    case Colour::kRed:
      return "\x1b[31m";
    case Colour::kYellow:
      return "\x1b[33m";
    case Colour::kGreen:
      return "\x1b[32m";
    case Colour::kCyan:
      return "\x1b[36m";
    case Colour::kBold:
      return "\x1b[1m";
    case Colour::kDim:
      return "\x1b[2m";
    case Colour::kNone:
      break;
  }
  return "";
}

}  // namespace

std::string painted(std::string text, Colour colour) {
  if (colour == Colour::kNone || text.empty()) return text;
  return std::string(escape(colour)) + text + "\x1b[0m";
}

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  }));
}

}  // namespace splitvote
