// Colours of a terminal, for text that people read there.
#pragma once

#include <cstdint>
#include <string>

namespace splitvote {

enum class Colour : std::uint8_t { kNone, kRed, kYellow, kGreen, kCyan, kBold, kDim };

// The text between the escapes of a colour; as it is when there is none or nothing to paint.
std::string painted(std::string text, Colour colour);

// Code points of UTF-8: sampler names and sources may hold any.
std::size_t display_width(const std::string& text);

}  // namespace splitvote
