// HLO text as data: a module, its computations, their instructions, nothing interpreted yet.
//
// Instructions refer to instructions above them in their computation, computations to computations
// above them in the module, so nothing here is cyclic. Must not know the sampler language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace splitvote {

enum class HloKind : std::uint8_t { kPredicate, kSigned, kUnsigned, kFloat, kOther };

// One element type of HLO. `language_name` is the sampler language's; empty where it has none.
struct HloType {
  std::string_view name;
  std::string_view language_name;
  HloKind kind;
  int bits;
};

// Null where HLO has no such type.
const HloType* hlo_type_named(std::string_view name);

// An array (`type`, `dimensions`) or a tuple (`parts`).
struct HloShape {
  const HloType* type = nullptr;
  std::vector<std::int64_t> dimensions;
  std::vector<std::int64_t> minor_to_major;  // empty where the text gives no layout: major first
  std::vector<std::int64_t> tile;            // of the most minor axes, as T(8,128); empty: none
  std::vector<std::vector<std::int64_t>>
      inner_tiles;  // of what the tile cut, as (4,1) of T(8,128)(4,1)
  bool tuple = false;
  std::vector<HloShape> parts;

  [[nodiscard]] std::int64_t count() const;
};

// "bf16[8,40]", "(f32[], s32[4])".
std::string to_string(const HloShape& shape);

// One element of a constant: a whole number, or a float and, for a NaN, the payload written down.
struct HloElement {
  std::int64_t whole = 0;  // of u64, the same 64 bits
  double number = 0;
  std::optional<std::uint64_t> nan_bits;  // NaNs other than "nan": sign and payload bits
};

struct HloInstruction {
  std::string name;
  std::string opcode;
  HloShape shape;
  std::vector<int> operands;                                    // indices in the computation
  std::vector<std::pair<std::string, std::string>> attributes;  // text after `name=`
  std::vector<HloElement> literal;                              // constant: row-major
  int parameter = -1;                                           // parameter: its number
  std::string op_name;                                          // of metadata
  int line = 0;

  // Null where the instruction does not have the attribute.
  [[nodiscard]] const std::string* attribute(std::string_view name) const;
};

struct HloComputation {
  std::string name;
  std::vector<HloInstruction> instructions;
  std::vector<int> parameters;  // [number] index of the instruction
  int root = -1;
  int line = 0;
};

struct HloModule {
  std::string name;
  int partitions = 0;  // 0: the header does not say
  int replicas = 0;
  bool scheduled = false;  // optimized: what a compiler made
  std::string frontend_attributes;
  std::vector<HloComputation> computations;
  int entry = -1;

  // -1 where there is none of that name.
  [[nodiscard]] int computation_named(std::string_view name) const;
};

}  // namespace splitvote
