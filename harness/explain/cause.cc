#include "harness/explain/cause.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace splitvote {
namespace {

std::vector<Literal> literals_of(const Implicant& implicant, const ChoiceNames& names,
                                 bool swapped) {
  std::vector<Literal> literals;
  const std::size_t site_count = names.sites.size();
  for (int choice = 0; choice < names.choice_count(); ++choice) {
    if (((implicant.choices >> choice) & 1U) == 0) continue;
    Literal literal;
    literal.site = names.sites[static_cast<std::size_t>(choice) % site_count];
    literal.promoted = ((implicant.promoted >> choice) & 1U) != 0;
    if (names.class_count > 1) {
      const bool second = static_cast<std::size_t>(choice) >= site_count;
      literal.class_letter = second != swapped ? 'B' : 'A';
    }
    literals.push_back(std::move(literal));
  }
  std::sort(literals.begin(), literals.end(), [](const Literal& a, const Literal& b) {
    return std::tie(a.site, a.class_letter) < std::tie(b.site, b.class_letter);
  });
  return literals;
}

}  // namespace

std::string cause_text(const std::vector<Literal>& literals) {
  if (literals.empty()) return "every plan";
  std::string text;
  for (const Literal& literal : literals) {
    if (!text.empty()) text += ", ";
    if (literal.class_letter != '\0') (text += literal.class_letter) += ' ';
    text += literal.site;
    text += literal.promoted ? " promoted" : " rounded";
  }
  return text;
}

Cause named_cause(const Implicant& implicant, const ChoiceNames& names, bool second_is_a) {
  std::vector<Literal> literals = literals_of(implicant, names, second_is_a);
  std::string text = cause_text(literals);
  return {std::move(literals), std::move(text)};
}

Cause cause_of(const Implicant& implicant, const ChoiceNames& names) {
  Cause cause = named_cause(implicant, names, false);
  if (names.class_count < 2) return cause;
  Cause swapped = named_cause(implicant, names, true);
  return swapped.text < cause.text ? swapped : cause;
}

Cause cause_of(const FailingSet& failing, const ChoiceNames& names) {
  Cause first;
  std::set<std::pair<PlanBits, PlanBits>> seen;
  fewest_literals(failing, [&](const Implicant& implicant) {
    if (!seen.emplace(implicant.choices, implicant.promoted).second) return;
    Cause cause = cause_of(implicant, names);
    if (first.text.empty() || cause.text < first.text) first = std::move(cause);
  });
  return first;
}

}  // namespace splitvote
