#include "harness/finding/signature.h"

#include <xxhash.h>

#include <array>
#include <cstdint>

namespace splitvote {
namespace {

constexpr std::size_t kLetters = 16;

}  // namespace

std::string signature_of(const Program& program, Verdict verdict, Grade grade,
                         std::string_view cause) {
  std::string text = signature_name(program);
  for (std::string_view part : {name(verdict), name(grade), cause}) {
    text += '|';
    text += part;
  }
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  // Long division by 26, 32 bits at a time, the most significant first.
  std::array<std::uint64_t, 4> digits = {hash.high64 >> 32, hash.high64 & 0xffffffffu,
                                         hash.low64 >> 32, hash.low64 & 0xffffffffu};
  std::string letters(kLetters, 'a');
  for (std::size_t at = kLetters; at-- > 0;) {
    std::uint64_t rest = 0;
    for (std::uint64_t& digit : digits) {
      const std::uint64_t whole = (rest << 32) | digit;
      digit = whole / 26;
      rest = whole % 26;
    }
    letters[at] = static_cast<char>('a' + rest);
  }
  return letters;
}

}  // namespace splitvote
