#include <algorithm>
#include <bit>

#include "harness/generate/rng.h"
#include "tests/emit/telling_cases.h"
#include "tests/reference/draft_builder.h"

namespace splitvote {
namespace {

constexpr int kNumbers = 64;

// A number that lies on a tie of the format, or a float32 step beside one, or is special.
float telling_number(const DtypeInfo& dtype, Rng& rng) {
  const auto sign = static_cast<std::uint32_t>(rng.below(2)) << 31;
  if (rng.chance(10)) {
    const std::uint32_t payload = static_cast<std::uint32_t>(rng.below(0x800000));
    return std::bit_cast<float>(sign | 0x7f800000u | (rng.chance(50) ? payload : 0));
  }
  const int shift = 23 - dtype.mantissa_bits;
  const int lowest = std::max(dtype.exponent_min - dtype.mantissa_bits - 2, -127);
  const int exponent = rng.chance(30)   ? dtype.exponent_max + rng.between(0, 1)
                       : rng.chance(50) ? rng.between(lowest, dtype.exponent_min)
                                        : rng.between(dtype.exponent_min, dtype.exponent_max);
  const auto biased = static_cast<std::uint32_t>(std::min(exponent, 127) + 127);
  auto mantissa = static_cast<std::uint32_t>(rng.below(std::uint64_t{1} << dtype.mantissa_bits));
  if (rng.chance(40)) mantissa |= (1u << dtype.mantissa_bits) - 2u;  // close to the next power
  // Below the normal numbers the step is a larger part of the mantissa.
  const int coarser = std::clamp(dtype.exponent_min - exponent, 0, 22 - shift);
  const std::uint32_t kept = (mantissa << shift) >> (shift + coarser) << (shift + coarser);
  const std::uint32_t half = 1u << (shift + coarser - 1);
  return std::bit_cast<float>(
      sign | ((biased << 23 | kept) + half + static_cast<std::uint32_t>(rng.between(-1, 1))));
}

// convert, or reduce_precision on float32, to `dtype`; what is observed are the bits.
Case casting_case(const DtypeInfo& dtype, const char* mode, const char* subnormals, bool convert,
                  Rng& rng) {
  DraftBuilder b("cast");
  const std::string x = b.logits("float32");
  const AttributeMap how = {{convert ? "dtype" : "to", word(std::string(dtype.name))},
                            {"rounding", word(mode)},
                            {"subnormals", word(subnormals)}};
  const std::string cast = b.add(convert ? "convert" : "reduce_precision", {x}, how);
  const std::string wide = b.convert(cast, "float32");
  const std::string bits = b.add("bitcast_convert", {wide}, {{"dtype", word("u32")}});
  b.observe("candidates", {{"ids", bits}});
  Case made;
  made.program = std::make_shared<const Program>(check_program(b.draft()));
  made.logits.values.emplace_back();
  for (int i = 0; i < kNumbers; ++i) made.logits.values[0].push_back(telling_number(dtype, rng));
  made.layout = even_layout(kNumbers, 1);
  return made;
}

}  // namespace

std::vector<TellingCase> casting_cases() {
  Rng rng(1, 5);
  std::vector<TellingCase> cases;
  for (const DtypeInfo& dtype : kDtypes) {
    if (!is_narrow(dtype.dtype)) continue;
    for (const char* mode : {"nearest_even", "toward_zero", "ties_away"}) {
      for (const char* subnormals : {"kept", "flushed"}) {
        const bool convert = cases.size() % 2 == 1;
        cases.push_back({std::string(dtype.name) + " " + mode + " " + subnormals,
                         casting_case(dtype, mode, subnormals, convert, rng)});
      }
    }
  }
  return cases;
}

}  // namespace splitvote
