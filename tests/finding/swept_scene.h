// A sweep put together by hand: which plan leads to which outcome is the test's to say.
#pragma once

#include <functional>
#include <vector>

#include "harness/sweep/sweep.h"
#include "tests/oracle/scene.h"

namespace splitvote {

inline void add_sites(Scene& scene, const std::vector<std::string>& names) {
  for (const std::string& name : names) scene.program.sites.push_back({name, 0, 0});
}

// Every plan of so many sites and classes; equal outcomes are one.
inline Sweep swept(int site_count, int class_count,
                   const std::function<Outcome(PlanBits)>& outcome_of) {
  Sweep sweep;
  sweep.site_count = site_count;
  sweep.class_count = class_count;
  for (PlanBits plan = 0; plan < (PlanBits{1} << sweep.choice_count()); ++plan) {
    Outcome outcome = outcome_of(plan);
    std::size_t at = 0;
    while (at < sweep.outcomes.size() && !(sweep.outcomes[at] == outcome)) ++at;
    if (at == sweep.outcomes.size()) sweep.outcomes.push_back(std::move(outcome));
    sweep.outcome_of.push_back(static_cast<std::uint32_t>(at));
  }
  return sweep;
}

// The same, but only the plans at these positions.
inline Sweep only(const Sweep& complete, const std::vector<PlanBits>& plans) {
  Sweep sweep = complete;
  sweep.coverage = Coverage::kNearBoth;
  sweep.plans = plans;
  sweep.outcome_of.clear();
  for (PlanBits plan : plans) sweep.outcome_of.push_back(complete.outcome_of[plan]);
  return sweep;
}

}  // namespace splitvote
