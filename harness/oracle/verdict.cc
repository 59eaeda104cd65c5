#include "harness/oracle/verdict.h"

#include <optional>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kFlag = "--fail-on";

std::optional<Verdict> verdict_named(std::string_view text) {
  for (const VerdictInfo& row : kVerdicts) {
    if (row.name == text) return row.verdict;
  }
  return std::nullopt;
}

std::optional<Grade> grade_named(std::string_view text) {
  for (std::size_t at = 0; at < kGradeNames.size(); ++at) {
    if (kGradeNames[at] == text) return static_cast<Grade>(at);
  }
  return std::nullopt;
}

template <typename Names, typename NameOf>
std::string listed(const Names& names, NameOf name_of) {
  std::string text;
  for (const auto& each : names) {
    if (!text.empty()) text += ", ";
    text += name_of(each);
  }
  return text;
}

void apply_word(std::string_view word, FailRule& rule) {
  const std::size_t colon = word.find(':');
  const std::string_view verdict_text = word.substr(0, colon);
  const std::optional<Verdict> verdict = verdict_named(verdict_text);
  if (!verdict) {
    throw InputError(std::string(kFlag),
                     "a verdict (" +
                         listed(kVerdicts, [](const VerdictInfo& row) { return row.name; }) +
                         "), not '" + std::string(verdict_text) + "'");
  }
  Grade from = info(*verdict).fails_from;
  if (colon != std::string_view::npos) {
    const std::string_view grade_text = word.substr(colon + 1);
    const std::optional<Grade> grade = grade_named(grade_text);
    if (!grade) {
      throw InputError(std::string(kFlag),
                       "a grade (" +
                           listed(kGradeNames, [](std::string_view name) { return name; }) +
                           ") after '" + std::string(verdict_text) + ":', not '" +
                           std::string(grade_text) + "'");
    }
    from = *grade;
  }
  const auto at = static_cast<std::size_t>(*verdict);
  rule.fails[at] = true;
  rule.from[at] = from;
}

}  // namespace

FailRule::FailRule() : fails{}, from{} {
  for (const VerdictInfo& row : kVerdicts) {
    const auto at = static_cast<std::size_t>(row.verdict);
    fails[at] = row.fails;
    from[at] = row.fails_from;
  }
}

FailRule parse_fail_rule(std::string_view text) {
  FailRule rule;
  rule.fails.fill(false);
  for (;;) {
    const std::size_t comma = text.find(',');
    apply_word(text.substr(0, comma), rule);
    if (comma == std::string_view::npos) return rule;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace splitvote
