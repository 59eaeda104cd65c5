#include "harness/store/json_words.h"

#include <algorithm>

namespace splitvote {

Verdict verdict_named(const JsonPlace& place, const std::string& name) {
  std::string names;
  for (const VerdictInfo& row : kVerdicts) {
    if (row.name == name) return row.verdict;
    if (!names.empty()) names += ", ";
    names += row.name;
  }
  place.fault("expected a verdict (" + names + "), found \"" + name + "\"");
}

Verdict verdict_at(const JsonPlace& place) {
  return verdict_named(place, place.string("a verdict"));
}

std::optional<Grade> grade_named(std::string_view word) {
  for (std::size_t grade = 0; grade < kGradeNames.size(); ++grade) {
    if (kGradeNames[grade] == word) return static_cast<Grade>(grade);
  }
  return std::nullopt;
}

Grade grade_at(const JsonPlace& place) {
  const std::optional<Grade> grade = grade_named(place.string("tie, near or wide"));
  if (!grade.has_value()) place.refuse("tie, near or wide");
  return *grade;
}

std::string signature_at(const JsonPlace& place) {
  constexpr std::size_t kSignatureSize = 16;
  const std::string& signature = place.string("16 letters");
  const bool letters = std::all_of(signature.begin(), signature.end(),
                                   [](char letter) { return letter >= 'a' && letter <= 'z'; });
  if (!letters || signature.size() != kSignatureSize) place.refuse("16 letters of a..z");
  return signature;
}

}  // namespace splitvote
