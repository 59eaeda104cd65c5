#include "harness/report/site_table_text.h"

#include <map>
#include <vector>

#include "harness/reach/site_table.h"
#include "harness/report/table.h"

namespace splitvote {
namespace {

Cell cell_of(const SiteLine& line) {
  const std::string forced = line.forced ? std::string(name(*line.forced)) : "-";
  const std::string read(name(line.read));
  const bool promoted = line.read == Read::kPromoted || line.forced == Forced::kPromoted;
  const Colour colour = line.differs() || line.read == Read::kMixed
                            ? Colour::kRed
                            : (promoted ? Colour::kYellow : Colour::kNone);
  return {read + "/" + forced, colour};
}

std::string line_of(const Program& sampler, const CompiledSubject& on,
                    const std::vector<SiteLine>& sites) {
  const Identification& found = on.identified;
  std::string text = on.compiled.as.evidence() + ":\n    ";
  if (found.unexplained) {
    text += "no plan does this";
    if (!found.unexplained->instruction.empty()) {
      text += "; it starts at " + found.unexplained->instruction;
    }
  } else if (found.plan) {
    text += "as plan " + to_string(sampler, split_plan(*found.plan, sampler.site_count(), 1)) +
            ", one of " + grouped(found.survivors.count()) + " that agree with " +
            std::to_string(found.probes) + " probing cases; agrees on " +
            std::to_string(found.fresh) + " fresh ones";
  }
  text += "\n";
  for (const SiteLine& site : sites) {
    if (!site.differs()) continue;
    text += "    " + site.site + ": the text reads " + std::string(name(site.read)) + " at " +
            site.instruction + ", the outcomes need " + std::string(name(*site.forced)) + "\n";
  }
  return text;
}

std::string table_of(const Program& sampler, std::span<const Subject* const> shapes,
                     bool coloured) {
  std::vector<Table::Column> columns = {{"site"}};
  std::vector<std::vector<SiteLine>> by_column;
  std::string lines;
  for (const Subject* subject : shapes) {
    for (const CompiledSubject& on : subject->on) {
      columns.push_back({on.compiled.as.target + " b" + std::to_string(subject->shape.rows)});
      by_column.push_back(site_table(sampler, on));
      lines += line_of(sampler, on, by_column.back());
    }
  }
  Table table(columns);
  for (std::size_t site = 0; site < sampler.sites.size(); ++site) {
    std::vector<Cell> row = {{sampler.sites[site].name}};
    for (const std::vector<SiteLine>& column : by_column) row.push_back(cell_of(column[site]));
    table.add(row);
  }
  return table.text(coloured) + lines;
}

}  // namespace

std::string site_table_text(std::span<const Subject> subjects, bool coloured) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Subject*>> by_sampler;
  for (const Subject& subject : subjects) {
    // A user's function may have other sites at another shape.
    std::string sampler = subject.sampler->name();
    for (const Site& site : subject.sampler->sites) sampler += "\n" + site.name;
    if (by_sampler[sampler].empty()) order.push_back(sampler);
    by_sampler[sampler].push_back(&subject);
  }
  std::string text =
      "each use: as the HLO reads / as outcomes tell (free: none depends on it; tied: either, "
      "with another)\n";
  for (const std::string& sampler : order) {
    const std::vector<const Subject*>& shapes = by_sampler[sampler];
    const Program& program = *shapes.front()->sampler;
    text += "\n" + program.name() + "\n" + table_of(program, shapes, coloured);
  }
  return text;
}

}  // namespace splitvote
