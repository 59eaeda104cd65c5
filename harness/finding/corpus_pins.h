// Which pins fix a whole corpus of findings at once, sampler by sampler.
//
// A pin here is on a site for every class of ranks: the source is one. A reduced program counts as
// its origin, its sites by their names. Findings that no pins fix (every plan fails) are left out,
// and named. Where findings contradict each other, so that no pins fix all of them, they are taken
// worst first (grade, then probability lost) as long as some pins fix all that were taken; the
// others are left out and named. What is said is checked against every finding's own failing set:
// the pins leave no failing plan, and each of them, dropped, leaves one of a finding that it is
// needed for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/explain/cause.h"
#include "harness/explain/failing_set.h"
#include "harness/finding/finding.h"
#include "harness/finding/swept_case.h"

namespace splitvote {

struct CorpusFinding {
  std::string file;
  Finding finding;
  FailingSet failing;  // plans that show its verdict at a grade that fails
};

struct CorpusPin {
  Literal pin;         // without a class
  std::string remedy;  // remedy.h
  struct Need {
    std::size_t finding;  // position in the corpus
    Plan left;            // a plan that fails when only this pin is dropped
  };
  std::vector<Need> needed_for;
};

struct ProgramPins {
  std::string program;             // signature_name
  std::vector<std::size_t> fixed;  // by the pins, all at once: positions in the corpus, ascending
  std::vector<std::size_t> not_fixable;    // those that no pins fix
  std::vector<std::size_t> contradicting;  // those that no pins fix together with all of `fixed`
  bool smallest = true;                    // no smaller set does; false: the search was cut short
  bool complete = true;                    // every plan of every finding was covered
  std::vector<CorpusPin> pins;             // by site name
  std::vector<std::string> others;  // other sets of as many pins, as text; at most kOtherPins
};
inline constexpr std::size_t kOtherPins = 100;

// By program name. Throws InputError where the findings of one program name more than 64 sites that
// matter.
std::vector<ProgramPins> pins_of_corpus(const std::vector<CorpusFinding>& corpus);

}  // namespace splitvote
