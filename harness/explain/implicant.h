// A partial assignment of the choices: the plans that make these choices so.
#pragma once

#include <bit>

#include "src/program/plan.h"

namespace splitvote {

struct Implicant {
  PlanBits choices = 0;   // the choices that it decides
  PlanBits promoted = 0;  // among them, those promoted

  [[nodiscard]] bool holds(PlanBits plan) const { return (plan & choices) == promoted; }
  [[nodiscard]] int literal_count() const { return std::popcount(choices); }
  // The same with one of its choices left open, or made the other way.
  [[nodiscard]] Implicant without(int choice) const {
    const PlanBits bit = PlanBits{1} << choice;
    return {choices & ~bit, promoted & ~bit};
  }
  [[nodiscard]] Implicant flipped(int choice) const {
    return {choices, promoted ^ (PlanBits{1} << choice)};
  }
  friend bool operator==(const Implicant&, const Implicant&) = default;
};

}  // namespace splitvote
