// Bytes to case and back, for fuzzing engines and their corpora.
//
// Total: any bytes decode to a case without fault (case_fault), as numbers out of range are folded
// into it and missing ones are zero. Invertible: decode(encode(c)) is c, bit for bit, for every
// case without fault; so encode(decode(bytes)) decodes to what bytes decode to.
//
// Format, version 1, little-endian, in this order:
//    1  version      read, not judged: there is one version so far, and unknown ones decode as it
//    1  flags        bit 0 values written out, 1 strided, 2 sizes listed, 3 padding listed, 4 rank
//    order listed,
//                    5 classes listed, 6 gather stages listed; what is not listed is as even_layout
//                    has it
//    8  program      XXH3 (64 bits, seed 0) of its name; an unknown one counts through the registry
//    instead 1  rows - 1 1  ranks - 1 4  vocab_size - 1   (values written out: the rest of the
//    bytes decides) 8  seed 4  pad_value    bits .  sizes 4 per shard but the last; padding 4 per
//    shard; rank order 1 per rank, which of the shards still left;
//       classes 8, one bit per rank; gather stages 1 + 1 per stage but the last, which of the
//       divisors still left
//    .  parameters   in program order: 1 present, then 4 (float bits) or 8 (integer)
//    then either    1 background kind, 8 seed, 4 center, 4 scale, and to the end 9 per planted
//    value: row, token, bits or             to the end 4 per value, rows after rows
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "harness/case/case.h"

namespace splitvote {

// The programs that bytes may name; names differ, and there is at least one. With exactly one, all
// bytes mean that one.
using ProgramRegistry = std::span<const std::shared_ptr<const Program>>;

std::uint64_t program_hash(std::string_view name);

Case decode_case(std::span<const std::uint8_t> bytes, ProgramRegistry programs);

// `test_case` has no fault.
std::vector<std::uint8_t> encode_case(const Case& test_case);

}  // namespace splitvote
