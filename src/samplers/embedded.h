// The sampler programs that the build embeds: every *.json of this folder, as text.
//
// Must not know JSON or programs: the store parses them. The name is the file's, without ".json".
#pragma once

#include <span>
#include <string_view>

namespace splitvote {

struct EmbeddedSampler {
  std::string_view name;
  std::string_view text;
};

// Ascending by name.
std::span<const EmbeddedSampler> embedded_samplers();

}  // namespace splitvote
