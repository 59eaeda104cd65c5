#include "src/program/plan.h"

#include <algorithm>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

PlanBits every_site(int site_count) {
  return site_count >= 64 ? ~PlanBits{0} : (PlanBits{1} << site_count) - 1;
}

int site_named(const Program& program, std::string_view name) {
  for (int site = 0; site < program.site_count(); ++site) {
    if (program.sites[static_cast<std::size_t>(site)].name == name) return site;
  }
  std::string known;
  for (const Site& site : program.sites) known += (known.empty() ? "" : ", ") + site.name;
  throw InputError("--plan", "\"" + std::string(name) + "\" is no site of " + program.name() +
                                 " (it has: " + known + ")");
}

PlanBits parse_class(const Program& program, std::string_view text) {
  if (text.empty() || text == "rounded") return 0;
  if (text == "promoted") return every_site(program.site_count());
  PlanBits bits = 0;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view item = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = item.find('=');
    const std::string_view choice = equals == std::string_view::npos ? "" : item.substr(equals + 1);
    if (choice != "promoted" && choice != "rounded") {
      throw InputError("--plan", "expected rounded, promoted or site=promoted,... and found \"" +
                                     std::string(item) + "\"");
    }
    const PlanBits bit = PlanBits{1} << site_named(program, item.substr(0, equals));
    bits = choice == "promoted" ? bits | bit : bits & ~bit;
  }
  return bits;
}

std::string class_text(const Program& program, PlanBits bits) {
  if (bits == 0) return "rounded";
  if (bits == every_site(program.site_count())) return "promoted";
  std::string text;
  for (int site = 0; site < program.site_count(); ++site) {
    if (((bits >> site) & 1U) == 0) continue;
    text += (text.empty() ? "" : ",") + program.sites[static_cast<std::size_t>(site)].name +
            "=promoted";
  }
  return text;
}

}  // namespace

Plan all_rounded(int class_count) {
  return {std::vector<PlanBits>(static_cast<std::size_t>(class_count), 0)};
}

Plan all_promoted(const Program& program, int class_count) {
  return {std::vector<PlanBits>(static_cast<std::size_t>(class_count),
                                every_site(program.site_count()))};
}

PlanBits joined(const Plan& plan, int site_count) {
  PlanBits bits = 0;
  for (std::size_t c = 0; c < plan.per_class.size(); ++c) {
    const auto shift = static_cast<int>(c) * site_count;
    if (shift < 64) bits |= (plan.per_class[c] & every_site(site_count)) << shift;
  }
  return bits;
}

Plan split_plan(PlanBits bits, int site_count, int class_count) {
  Plan plan;
  for (int c = 0; c < class_count; ++c) {
    const int shift = c * site_count;
    plan.per_class.push_back(shift < 64 ? (bits >> shift) & every_site(site_count) : 0);
  }
  return plan;
}

Plan parse_plan(const Program& program, std::string_view text) {
  Plan plan;
  while (true) {
    const std::size_t bar = std::min(text.find('|'), text.size());
    plan.per_class.push_back(parse_class(program, text.substr(0, bar)));
    if (bar == text.size()) return plan;
    text.remove_prefix(bar + 1);
  }
}

std::string to_string(const Program& program, const Plan& plan) {
  std::string text;
  for (PlanBits bits : plan.per_class)
    text += (text.empty() ? "" : "|") + class_text(program, bits);
  return text;
}

}  // namespace splitvote
