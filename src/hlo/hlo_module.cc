#include "src/hlo/hlo_module.h"

#include <algorithm>
#include <array>

namespace splitvote {
namespace {

constexpr std::array kTypes = {
    HloType{"pred", "pred", HloKind::kPredicate, 8},
    HloType{"s8", "s8", HloKind::kSigned, 8},
    HloType{"s16", "s16", HloKind::kSigned, 16},
    HloType{"s32", "s32", HloKind::kSigned, 32},
    HloType{"s64", "s64", HloKind::kSigned, 64},
    HloType{"u8", "u8", HloKind::kUnsigned, 8},
    HloType{"u16", "u16", HloKind::kUnsigned, 16},
    HloType{"u32", "u32", HloKind::kUnsigned, 32},
    HloType{"u64", "u64", HloKind::kUnsigned, 64},
    HloType{"f8e4m3fn", "float8_e4m3fn", HloKind::kFloat, 8},
    HloType{"f8e5m2", "float8_e5m2", HloKind::kFloat, 8},
    HloType{"bf16", "bfloat16", HloKind::kFloat, 16},
    HloType{"f16", "float16", HloKind::kFloat, 16},
    HloType{"f32", "float32", HloKind::kFloat, 32},
    HloType{"f64", "", HloKind::kOther, 64},
    HloType{"s1", "", HloKind::kOther, 1},
    HloType{"s2", "", HloKind::kOther, 2},
    HloType{"s4", "", HloKind::kOther, 4},
    HloType{"u1", "", HloKind::kOther, 1},
    HloType{"u2", "", HloKind::kOther, 2},
    HloType{"u4", "", HloKind::kOther, 4},
    HloType{"f4e2m1fn", "", HloKind::kOther, 4},
    HloType{"f8e3m4", "", HloKind::kOther, 8},
    HloType{"f8e4m3", "", HloKind::kOther, 8},
    HloType{"f8e4m3b11fnuz", "", HloKind::kOther, 8},
    HloType{"f8e4m3fnuz", "", HloKind::kOther, 8},
    HloType{"f8e5m2fnuz", "", HloKind::kOther, 8},
    HloType{"f8e8m0fnu", "", HloKind::kOther, 8},
    HloType{"c64", "", HloKind::kOther, 64},
    HloType{"c128", "", HloKind::kOther, 128},
    HloType{"token", "", HloKind::kOther, 0},
    HloType{"opaque", "", HloKind::kOther, 0},
};

}  // namespace

const HloType* hlo_type_named(std::string_view name) {
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const HloType& t) { return t.name == name; });
  return found == kTypes.end() ? nullptr : found;
}

std::int64_t HloShape::count() const {
  std::int64_t count = 1;
  for (const std::int64_t size : dimensions) count *= size;
  return count;
}

std::string to_string(const HloShape& shape) {
  std::string text;
  if (shape.tuple) {
    for (const HloShape& part : shape.parts) text += (text.empty() ? "(" : ", ") + to_string(part);
    return text.empty() ? "()" : text + ")";
  }
  for (const std::int64_t size : shape.dimensions)
    text += (text.empty() ? "" : ",") + std::to_string(size);
  return std::string(shape.type->name) + "[" + text + "]";
}

const std::string* HloInstruction::attribute(std::string_view wanted) const {
  for (const auto& [name_of, text] : attributes) {
    if (name_of == wanted) return &text;
  }
  return nullptr;
}

int HloModule::computation_named(std::string_view wanted) const {
  for (std::size_t i = computations.size(); i-- > 0;) {
    if (computations[i].name == wanted) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace splitvote
