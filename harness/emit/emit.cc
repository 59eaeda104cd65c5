#include "harness/emit/emit.h"

#include "harness/emit/emitted.h"
#include "harness/emit/printers.h"
#include "harness/emit/reproducer.h"

namespace splitvote {

std::optional<Language> language_named(std::string_view text) {
  for (std::size_t at = 0; at < kLanguageNames.size(); ++at) {
    if (kLanguageNames[at] == text) return static_cast<Language>(at);
  }
  return std::nullopt;
}

std::string emit(const Finding& finding, const Plan& plan, Language language) {
  refuse_unemitted(*finding.test_case.program);
  const Reproducer reproducer = reproducer_of(finding, plan);
  switch (language) {
    case Language::kCpp:
      return print_cpp(reproducer);
    default:
      return print_python(reproducer, language);
  }
}

}  // namespace splitvote
