#include "harness/case/order.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <numeric>

#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

constexpr std::int32_t kVocabSizeWrittenOut = 64;

using Key = std::vector<std::uint64_t>;

template <typename T>
void append(Key& key, T number) {
  key.push_back(static_cast<std::uint64_t>(number));
}

template <typename Number>
std::size_t text_length(Number number) {
  char text[64];
  return static_cast<std::size_t>(std::to_chars(text, text + sizeof text, number).ptr - text);
}

// Magnitude first, then sign; the patterns of NaN are beyond infinity's.
std::uint64_t rank_of(float number) { return std::rotl(std::bit_cast<std::uint32_t>(number), 1); }
std::uint64_t rank_of(double number) { return std::rotl(std::bit_cast<std::uint64_t>(number), 1); }

// Every float that stands in the logits, in order.
std::vector<float> numbers_of(const Logits& logits) {
  std::vector<float> numbers;
  if (logits.explicit_values()) {
    for (const std::vector<float>& row : logits.values) {
      numbers.insert(numbers.end(), row.begin(), row.end());
    }
    return numbers;
  }
  for (const Planted& planted : logits.planted) numbers.push_back(planted.value);
  numbers.push_back(logits.background.center);
  if (logits.background.kind != BackgroundKind::kConstant)
    numbers.push_back(logits.background.scale);
  return numbers;
}

std::size_t number_count(const Case& c) {
  const Logits& logits = c.logits;
  const std::size_t written_out =
      static_cast<std::size_t>(logits.rows) * static_cast<std::size_t>(c.layout.vocab_size);
  if (logits.explicit_values()) return written_out;
  return 2 * logits.planted.size() + (logits.background.kind == BackgroundKind::kConstant ? 1 : 2) +
         (c.layout.vocab_size <= kVocabSizeWrittenOut ? written_out : 0);
}

// A background counts as a whole: few of its numbers are bfloat16's.
std::size_t inexact_count(const Case& c) {
  const Logits& logits = c.logits;
  if (!logits.explicit_values()) {
    return static_cast<std::size_t>(logits.rows) * static_cast<std::size_t>(c.layout.vocab_size);
  }
  std::size_t count = 0;
  for (const std::vector<float>& row : logits.values) {
    count += static_cast<std::size_t>(std::count_if(row.begin(), row.end(), [](float number) {
      return !is_representable(number, Dtype::kBfloat16);
    }));
  }
  return count;
}

// What is observed, role by role, and what is promised about it.
std::size_t judged_count(const ProgramDraft& draft) {
  std::size_t count = draft.promises.size();
  for (const auto& [what, roles] : draft.observe.entries) count += roles.size();
  return count;
}

std::size_t distinct_count(const std::vector<float>& numbers) {
  std::vector<std::uint64_t> ranks;
  ranks.reserve(numbers.size());
  for (float number : numbers) ranks.push_back(rank_of(number));
  std::sort(ranks.begin(), ranks.end());
  return static_cast<std::size_t>(std::unique(ranks.begin(), ranks.end()) - ranks.begin());
}

void append_liberties(const Layout& layout, Key& key) {
  const Layout even = even_layout(layout.vocab_size, layout.rank_count());
  const bool liberties[] = {layout.split == Split::kStrided, layout.shard_sizes != even.shard_sizes,
                            layout.rank_order != even.rank_order, layout.class_count() > 1,
                            layout.gather_stages.size() > 1};
  append(key, std::count(std::begin(liberties), std::end(liberties), true));
  for (bool taken : liberties) append(key, taken);
}

// Parts 1 to 9: everything that is counted.
Key counts_of(const Case& c) {
  Key key;
  append(key, inexact_count(c));
  append(key, c.program ? c.program->values.size() : 0);
  append(key, c.program ? c.program->sites.size() : 0);
  append(key, c.program ? judged_count(c.program->draft) : 0);
  append(key, c.layout.rank_count());
  append(key, c.layout.vocab_size);
  append(key, c.logits.rows);
  append(key, number_count(c));
  append(key, std::accumulate(c.layout.padding.begin(), c.layout.padding.end(), std::int64_t{0}));
  append_liberties(c.layout, key);
  append(key, c.parameters.numbers.size() + (c.parameters.seed != 0 ? 1 : 0));
  return key;
}

std::size_t text_length(const Case& c, const std::vector<float>& numbers) {
  std::size_t length = 0;
  for (float number : numbers) length += text_length(number);
  for (const Planted& planted : c.logits.planted) length += text_length(planted.token);
  for (const auto& [name, number] : c.parameters.numbers) length += text_length(number);
  return length + text_length(c.parameters.seed) + text_length(c.layout.pad_value);
}

// Parts 10 and 11; only looked at when all counts agree.
Key details_of(const Case& c) {
  const std::vector<float> numbers = numbers_of(c.logits);
  Key key;
  append(key, distinct_count(numbers));
  append(key, text_length(c, numbers));
  for (float number : numbers) append(key, rank_of(number));
  for (const auto& [name, number] : c.parameters.numbers) {
    for (char letter : name) append(key, static_cast<unsigned char>(letter));
    append(key, 0);  // ends a name: no name is a prefix of another
    append(key, rank_of(number));
  }
  append(key, c.parameters.seed);
  append(key, c.logits.explicit_values());
  if (!c.logits.explicit_values()) {
    for (const Planted& planted : c.logits.planted) {
      append(key, planted.row);
      append(key, planted.token);
    }
    append(key, c.logits.background.kind);
    append(key, c.logits.background.seed);
    append(key, rank_of(c.logits.background.scale));
  }
  append(key, rank_of(c.layout.pad_value));
  for (const auto* list : {&c.layout.shard_sizes, &c.layout.padding, &c.layout.rank_order,
                           &c.layout.rank_class, &c.layout.gather_stages}) {
    append(key, list->size());
    for (std::int32_t number : *list) append(key, number);
  }
  return key;
}

}  // namespace

bool simpler(const Case& a, const Case& b) {
  const Key a_counts = counts_of(a);
  const Key b_counts = counts_of(b);
  if (a_counts != b_counts) return a_counts < b_counts;
  return details_of(a) < details_of(b);
}

}  // namespace splitvote
