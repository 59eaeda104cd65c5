#include "harness/reach/site_table.h"

namespace splitvote {

std::vector<SiteLine> site_table(const Program& sampler, const CompiledSubject& on) {
  const CompiledProgram& compiled = on.compiled;
  const Scoped source{sampler, compiled.sampler_scopes};
  const Scoped made{*compiled.program, compiled.scopes};
  const std::vector<TextReading> reads = read_sites(source, made);
  const std::vector<int> instructions = reading_instructions(source, made);
  std::vector<SiteLine> lines;
  for (std::size_t site = 0; site < sampler.sites.size(); ++site) {
    SiteLine line;
    line.site = sampler.sites[site].name;
    line.read = reads[site];
    if (instructions[site] >= 0) {
      line.instruction = compiled.instructions[static_cast<std::size_t>(instructions[site])];
    }
    if (on.identified.survivors.any()) {
      line.forced = on.identified.survivors.forced(static_cast<int>(site));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace splitvote
