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
  const bool promoted = line.read == TextReading::kPromoted || line.forced == Forced::kPromoted;
  const Colour colour = line.differs() || line.read == TextReading::kMixed
                            ? Colour::kRed
                            : (promoted ? Colour::kYellow : Colour::kNone);
  return {read + "/" + forced, colour};
}

// A cast that the source spells out, read as rounded in a TPU's HLO (research, real-compilers.md,
// 4).
bool leans_on_a_cast(const Program& sampler, const CompiledSubject& on,
                     const std::vector<SiteLine>& sites) {
  if (on.compiled.as.family() != "tpu") return false;
  for (std::size_t at = 0; at < sites.size(); ++at) {
    const Site& site = sampler.sites[at];
    if (site.operand < 0 || sites[at].read != TextReading::kRounded) continue;
    const Value& consumer = sampler.values[static_cast<std::size_t>(site.consumer)];
    const auto operand =
        static_cast<std::size_t>(consumer.operands[static_cast<std::size_t>(site.operand)]);
    if (sampler.values[operand].opcode == Opcode::kConvert) return true;
  }
  return false;
}

std::string line_of(const Program& sampler, const CompiledSubject& on,
                    const std::vector<SiteLine>& sites) {
  const Identification& found = on.identified;
  std::string text = on.compiled.as.evidence() + ":\n    ";
  if (found.unexplained) {
    text += "no plan does this";
    for (std::size_t at = 0; at < found.unexplained->mixed.size(); ++at) {
      text += (at == 0 ? ": " : ", ") + found.unexplained->mixed[at];
    }
    if (!found.unexplained->mixed.empty()) text += " is read both rounded and unrounded";
    if (!found.unexplained->instruction.empty()) {
      text += "; it starts at " + found.unexplained->instruction;
    }
  } else if (found.plan) {
    if (!found.lowering.name.empty()) text += "with " + found.lowering.name + ", ";
    text += "as plan " + to_string(sampler, split_plan(*found.plan, sampler.site_count(), 1)) +
            ", one of " + grouped(found.survivors.count()) + " that agree with " +
            std::to_string(found.probes) + " probing cases; agrees on " +
            std::to_string(found.fresh) + " fresh ones";
  }
  text += "\n";
  if (leans_on_a_cast(sampler, on, sites)) {
    text +=
        "    an explicit cast rounds here; libtpu was seen to drop such casts below HLO. "
        "lax.reduce_precision and lax.optimization_barrier were seen to hold\n";
  }
  for (const SiteLine& site : sites) {
    if (!site.differs()) continue;
    text += "    " + site.site + ": the text reads " + std::string(name(site.read)) + " at " +
            site.instruction + ", the outcomes need " + std::string(name(*site.forced)) + "\n";
  }
  return text;
}

// "tpu-v5e b8, extra output".
std::string column_title(const CompiledAs& as, const Subject& first) {
  std::string text = as.target + " b" + std::to_string(as.shape.rows);
  if (as.shape.tokens_per_rank != first.shape.tokens_per_rank) {
    text += ", " + grouped(static_cast<std::uint64_t>(as.shape.tokens_per_rank)) + " tokens";
  }
  for (const char* kind : {"extra output", "bystander", "two jits"}) {
    if (as.variant.rfind(kind, 0) == 0) text += std::string(", ") + kind;
  }
  return text;
}

// Of subjects whose sites have the same names.
std::string table_of(std::span<const Subject* const> shapes, bool coloured) {
  std::vector<Table::Column> columns = {{"site"}};
  std::vector<std::vector<SiteLine>> by_column;
  std::string lines;
  for (const Subject* subject : shapes) {
    const Program& sampler = *subject->sampler;
    for (const CompiledSubject& on : subject->on) {
      columns.push_back({column_title(on.compiled.as, *shapes.front())});
      by_column.push_back(site_table(sampler, on));
      lines += line_of(sampler, on, by_column.back());
    }
  }
  const std::vector<Site>& sites = shapes.front()->sampler->sites;
  Table table(columns);
  for (std::size_t site = 0; site < sites.size(); ++site) {
    std::vector<Cell> row = {{sites[site].name}};
    for (const std::vector<SiteLine>& column : by_column) row.push_back(cell_of(column[site]));
    table.add(row);
  }
  return table.text(coloured) + lines;
}

// "greedy on tpu-v5e, batch 8, ...": what one compilation is, whatever the version.
std::string kind_of(const Subject& subject, const CompiledSubject& on) {
  const CompiledAs& as = on.compiled.as;
  return subject.sampler->name() + " on " + as.target + ", " + to_string(as.shape) +
         (as.variant.empty() ? "" : ", " + as.variant) + (as.flags.empty() ? "" : ", " + as.flags);
}

struct Compilation {
  const Subject* subject;
  const CompiledSubject* on;
};

std::map<std::string, Compilation> by_kind(std::span<const Subject> subjects) {
  std::map<std::string, Compilation> compilations;
  for (const Subject& subject : subjects) {
    for (const CompiledSubject& on : subject.on) {
      compilations[kind_of(subject, on)] = {&subject, &on};
    }
  }
  return compilations;
}

void add_changes(const std::string& kind, const Compilation& before, const Compilation& after,
                 std::vector<std::string>& changes) {
  const std::vector<SiteLine> then = site_table(*before.subject->sampler, *before.on);
  const std::vector<SiteLine> now = site_table(*after.subject->sampler, *after.on);
  const std::string versions =
      " (" + before.on->compiled.as.compiler + " -> " + after.on->compiled.as.compiler + ")";
  const auto lowered = [](const Compilation& compilation) {
    const std::string& name = compilation.on->identified.lowering.name;
    return name.empty() ? std::string("as written") : "with " + name;
  };
  if (lowered(before) != lowered(after)) {
    changes.push_back(kind + ": " + lowered(before) + " -> " + lowered(after) + versions);
  }
  if (then.size() != now.size()) {
    changes.push_back(kind + ": another set of sites" + versions);
    return;
  }
  for (std::size_t site = 0; site < now.size(); ++site) {
    const auto change = [&](std::string_view from, std::string_view to, const char* how) {
      if (from == to) return;
      changes.push_back(kind + ": " + now[site].site + " " + std::string(from) + " -> " +
                        std::string(to) + how + versions);
    };
    const auto forced = [](const SiteLine& line) {
      return line.forced ? name(*line.forced) : std::string_view("unexplained");
    };
    change(name(then[site].read), name(now[site].read), " in the HLO");
    change(forced(then[site]), forced(now[site]), " by outcomes");
  }
}

}  // namespace

std::vector<std::string> reading_changes(std::span<const Subject> before,
                                         std::span<const Subject> after) {
  const std::map<std::string, Compilation> then = by_kind(before), now = by_kind(after);
  std::vector<std::string> changes;
  for (const auto& [kind, compilation] : now) {
    const auto earlier = then.find(kind);
    if (earlier == then.end()) {
      changes.push_back(kind + ": not recorded before");
    } else {
      add_changes(kind, earlier->second, compilation, changes);
    }
  }
  return changes;
}

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
    text += "\n" + shapes.front()->sampler->name() + "\n" + table_of(shapes, coloured);
  }
  return text;
}

}  // namespace splitvote
