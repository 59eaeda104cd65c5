#include "harness/campaign/corpus.h"

namespace splitvote {
namespace {

// Rows of one's own logits are a megabyte each, and so is every mutation of them.
constexpr std::size_t kBytesMax = std::size_t{1} << 28;

std::size_t bytes_of(const Case& test_case) {
  std::size_t bytes = sizeof(Case) + test_case.logits.planted.size() * sizeof(Planted);
  for (const std::vector<float>& row : test_case.logits.values) bytes += row.size() * sizeof(float);
  return bytes + test_case.layout.shard_sizes.size() * 4 * sizeof(std::int32_t);
}

}  // namespace

void Corpus::admit(const std::string& pattern, const Case& test_case) {
  if (!patterns_.insert(pattern).second) return;
  const std::size_t bytes = bytes_of(test_case);
  if (bytes_ + bytes > kBytesMax) return;
  bytes_ += bytes;
  ++size_;
  cases_[test_case.program.get()].push_back(test_case);
}

const std::vector<Case>& Corpus::of(const Program& program) const {
  static const std::vector<Case> kNone;
  const auto found = cases_.find(&program);
  return found == cases_.end() ? kNone : found->second;
}

}  // namespace splitvote
