// The cause of a failing set: its implicant with the fewest literals, as a text that stays the same
// from input to input.
//
// Of several the one whose text comes first. The two classes of a fleet plan have no names of their
// own: whichever of them is called A is chosen so that the text comes first.
#pragma once

#include <string>
#include <vector>

#include "harness/explain/failing_set.h"
#include "harness/explain/fewest_literals.h"

namespace splitvote {

// What the choices are: class c's site s is choice c * sites.size() + s. At most two classes.
struct ChoiceNames {
  std::vector<std::string> sites;
  int class_count = 1;

  [[nodiscard]] int site_count() const { return static_cast<int>(sites.size()); }
  [[nodiscard]] int choice_count() const { return site_count() * class_count; }
};

struct Literal {
  std::string site;
  char class_letter = '\0';  // 'A' or 'B'; '\0' where there is one class
  bool promoted = false;

  friend bool operator==(const Literal&, const Literal&) = default;
};

struct Cause {
  std::vector<Literal> literals;  // by site name, then class
  std::string
      text;  // "keep:y promoted, m:y rounded"; "A keep:y promoted, B m:y rounded"; "every plan"
};

// The literals in order, the classes named so that the text comes first.
Cause cause_of(const Implicant& implicant, const ChoiceNames& names);
// The literals with the first class called A, or the second one.
Cause named_cause(const Implicant& implicant, const ChoiceNames& names, bool second_is_a);
// `failing` must hold a failing plan.
Cause cause_of(const FailingSet& failing, const ChoiceNames& names);

std::string cause_text(const std::vector<Literal>& literals);

}  // namespace splitvote
