// Bytes as text (RFC 4648, section 4: the standard alphabet, padded).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

std::string to_base64(std::span<const std::uint8_t> bytes);
// Nothing when `text` is not what to_base64 writes.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace splitvote
