// HLO before optimization as variants of itself: the same sampler, asked for a little more, or cut
// in two. What it named before it must still name, so that a compiler which then chooses otherwise
// is caught.
//
// All are about one value: of a narrow float type and the size of one rank's logits, the one that
// most instructions read, the first of equals. It stands in the entry, or in the body of a
// shard_map that the entry calls; further inside, in what jitted functions call, none is looked
// for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/hlo/hlo_module.h"

namespace splitvote {

struct HloVariant {
  std::string value;  // what it is about: "div.3"
  std::string text;
};

// The value is one more result, the last one. Over several ranks it is cut as the logits are.
// Nothing where there is no such value, or where the shard_map's results are not put together as
// JAX writes it. Throws InputError as HloEdit does; so do the others.
std::optional<HloVariant> with_extra_output(std::string_view text);

// Its sum over the tokens in float32 is one more result, the last one: f32[batch], over several
// ranks f32[batch, ranks].
std::optional<HloVariant> with_bystander(std::string_view text);

struct HloCut {
  std::string value;
  // The first takes what the whole takes and gives the value. The second takes the value after
  // all others, and gives what the whole gives.
  std::string first, second;
};

// Nothing where the value is not in the entry: a shard_map is one piece.
std::optional<HloCut> cut_in_two(std::string_view text);

}  // namespace splitvote
