// What a compiler made of each use of a narrow value: as its HLO shows it, and as outcomes tell.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/identify/reading.h"
#include "harness/identify/survivors.h"
#include "harness/reach/subject.h"

namespace splitvote {

struct SiteLine {
  std::string site;
  TextReading read = TextReading::kOther;
  std::string instruction;       // that reads so; empty for kOther
  std::optional<Forced> forced;  // nothing where no plan survived
  // The outcomes force another reading than the text shows.
  [[nodiscard]] bool differs() const {
    return (read == TextReading::kRounded && forced == Forced::kPromoted) ||
           (read == TextReading::kPromoted && forced == Forced::kRounded);
  }
};

std::vector<SiteLine> site_table(const Program& sampler, const CompiledSubject& on);

}  // namespace splitvote
