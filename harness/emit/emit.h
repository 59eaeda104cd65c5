// A finding as one source file that a compiler engineer runs without splitvote.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "harness/finding/finding.h"
#include "src/program/plan.h"

namespace splitvote {

enum class Language { kCpp, kNumpy, kJax, kTorch };
inline constexpr std::array<std::string_view, 4> kLanguageNames = {"cpp", "numpy", "jax", "torch"};
constexpr std::string_view name(Language language) {
  return kLanguageNames[static_cast<std::size_t>(language)];
}
std::optional<Language> language_named(std::string_view text);

// More numbers of logits than this (rows by padded columns, of one layout) make no file for people.
inline constexpr std::size_t kEmittedLogitsMax = 4096;

// The whole text. Run, it prints what each rank names and exits 1 while the finding's verdict holds
// at a failing grade, 0 once it does not. `plan` is the witness, or another to see the check pass.
// Throws InputError when the case is too large, or when no file can show a value (emitted.h).
std::string emit(const Finding& finding, const Plan& plan, Language language);

}  // namespace splitvote
