// Which number each site reads, for one class of ranks or for several.
//
// Bit i of a plan word is site i of `Program::sites`: 0 rounded, 1 promoted. With C rank classes a
// fleet plan is C such words; `joined` lays them side by side, class c at bit c * site_count, which
// is how a sweep numbers its plans.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/program/program.h"

namespace splitvote {

using PlanBits = std::uint64_t;

struct Plan {
  std::vector<PlanBits>
      per_class;  // at least one; ranks of class c follow per_class[min(c, size - 1)]

  [[nodiscard]] bool promoted(int rank_class, int site) const {
    const std::size_t last = per_class.size() - 1;
    const std::size_t at =
        static_cast<std::size_t>(rank_class) < last ? static_cast<std::size_t>(rank_class) : last;
    return ((per_class[at] >> site) & 1U) != 0;
  }
  friend bool operator==(const Plan&, const Plan&) = default;
};

Plan all_rounded(int class_count);
Plan all_promoted(const Program& program, int class_count);
PlanBits joined(const Plan& plan, int site_count);
Plan split_plan(PlanBits bits, int site_count, int class_count);

// "rounded", "promoted", or "site=promoted,site=rounded,..." (sites not named are rounded). A fleet
// plan is several of these separated by "|", one per class. Throws InputError naming the site that
// the program does not have.
Plan parse_plan(const Program& program, std::string_view text);

// The shortest text that parse_plan reads back: "rounded", "promoted", or the promoted sites.
std::string to_string(const Program& program, const Plan& plan);

}  // namespace splitvote
