#include "harness/explain/bit_table.h"

#include <algorithm>
#include <array>
#include <bit>

namespace splitvote {
namespace {

using Words = std::vector<std::uint64_t>;

// Bits of a word whose assignment has variable v false.
constexpr std::array<std::uint64_t, 6> kFalse = {0x5555555555555555u, 0x3333333333333333u,
                                                 0x0f0f0f0f0f0f0f0fu, 0x00ff00ff00ff00ffu,
                                                 0x0000ffff0000ffffu, 0x00000000ffffffffu};

// Moves the bits at kFalse[variable] together into the lower half of the word.
std::uint64_t gathered(std::uint64_t word, int variable) {
  word &= kFalse[static_cast<std::size_t>(variable)];
  for (int step = variable; step < 5; ++step) {
    word = (word | (word >> (1 << step))) & kFalse[static_cast<std::size_t>(step + 1)];
  }
  return word;
}

// out = join(function where the variable is false, function where it is true).
template <typename Join>
void join_halves(const Words& in, int variable, Words& out, Join join) {
  if (variable < 6) {
    for (std::size_t at = 0; at < in.size(); ++at) {
      const std::uint64_t half = gathered(join(in[at], in[at] >> (1 << variable)), variable);
      out[at / 2] |= half << (at % 2 * 32);
    }
    return;
  }
  const std::size_t stride = std::size_t{1} << (variable - 6);
  for (std::size_t from = 0, to = 0; from < in.size(); from += 2 * stride, to += stride) {
    for (std::size_t at = 0; at < stride; ++at) {
      out[to + at] = join(in[from + at], in[from + stride + at]);
    }
  }
}

}  // namespace

BitTable::BitTable(int variable_count)
    : variable_count_(variable_count),
      words_(variable_count <= 6 ? 1 : std::size_t{1} << (variable_count - 6), 0) {}

std::uint64_t BitTable::count() const {
  std::uint64_t sum = 0;
  for (std::uint64_t word : words_) sum += static_cast<std::uint64_t>(std::popcount(word));
  return sum;
}

bool BitTable::none() const {
  return std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
}

bool BitTable::depends_on(int variable) const {
  if (variable < 6) {
    const std::uint64_t mask = kFalse[static_cast<std::size_t>(variable)];
    return std::any_of(words_.begin(), words_.end(), [&](std::uint64_t word) {
      return ((word ^ (word >> (1 << variable))) & mask) != 0;
    });
  }
  const auto stride = std::ptrdiff_t{1} << (variable - 6);
  for (auto half = words_.begin(); half != words_.end(); half += 2 * stride) {
    if (!std::equal(half, half + stride, half + stride)) return true;
  }
  return false;
}

BitTable BitTable::where_false(int variable) const {
  BitTable out(variable_count_ - 1);
  join_halves(words_, variable, out.words_,
              [](std::uint64_t when_false, std::uint64_t) { return when_false; });
  return out;
}

BitTable BitTable::negated() const {
  BitTable out(variable_count_);
  const std::uint64_t used = variable_count_ >= 6
                                 ? ~std::uint64_t{0}
                                 : (std::uint64_t{1} << (std::uint64_t{1} << variable_count_)) - 1;
  for (std::size_t at = 0; at < words_.size(); ++at) out.words_[at] = ~words_[at] & used;
  return out;
}

BitTable BitTable::mirrored() const {
  BitTable out(variable_count_);
  const int unused = variable_count_ >= 6 ? 0 : 64 - (1 << variable_count_);
  for (std::size_t at = 0; at < words_.size(); ++at) {
    std::uint64_t word = words_[words_.size() - 1 - at];
    for (int step = 0; step < 6; ++step) {
      const std::uint64_t mask = kFalse[static_cast<std::size_t>(step)];
      word = (word & mask) << (1 << step) | ((word >> (1 << step)) & mask);
    }
    out.words_[at] = word >> unused;
  }
  return out;
}

void BitTable::raise(int variable, Words& out) const {
  if (variable < 6) {
    const std::uint64_t mask = kFalse[static_cast<std::size_t>(variable)];
    for (std::size_t at = 0; at < words_.size(); ++at) {
      out[at] |= (words_[at] & mask) << (1 << variable);
    }
    return;
  }
  const std::size_t stride = std::size_t{1} << (variable - 6);
  for (std::size_t from = 0; from < words_.size(); from += 2 * stride) {
    for (std::size_t at = from; at < from + stride; ++at) out[at + stride] |= words_[at];
  }
}

BitTable BitTable::minimal() const {
  BitTable reached = *this;  // those with a true assignment as a part
  for (int variable = 0; variable < variable_count_; ++variable) {
    reached.raise(variable, reached.words_);
  }
  BitTable above(variable_count_);  // those with another true assignment as a part
  for (int variable = 0; variable < variable_count_; ++variable) {
    reached.raise(variable, above.words_);
  }
  BitTable out = *this;
  for (std::size_t at = 0; at < words_.size(); ++at) out.words_[at] &= ~above.words_[at];
  return out;
}

BitTable BitTable::for_all(int variable) const {
  BitTable out(variable_count_ - 1);
  join_halves(words_, variable, out.words_, [](std::uint64_t when_false, std::uint64_t when_true) {
    return when_false & when_true;
  });
  return out;
}

}  // namespace splitvote
