#include "harness/compiled/two_jits.h"

#include <map>
#include <utility>
#include <vector>

namespace splitvote {
namespace {

void put_first(std::string& id) { id.insert(0, "first."); }

void rename(ValueDraft& value) {
  put_first(value.id);
  for (std::string& operand : value.of) put_first(operand);
  for (RegionDraft& region : value.regions) {
    for (std::string& parameter : region.parameters) put_first(parameter);
    for (ValueDraft& inside : region.values) rename(inside);
    for (std::string& yield : region.yields) put_first(yield);
  }
}

std::string parameter_name(const ValueDraft& value) {
  if (value.op != "parameter") return "";
  return std::get<std::string>(value.attributes.at("name"));
}

}  // namespace

HloProgram two_jits(HloProgram first, HloProgram second) {
  HloProgram both = std::move(second);
  std::map<std::string, std::string> given;  // by the parameter's name
  for (ValueDraft& value : first.draft.values) {
    rename(value);
    if (!parameter_name(value).empty()) given[parameter_name(value)] = value.id;
  }
  given[kGivenByFirst] = "first." + first.outputs.front();
  std::map<std::string, std::string> instead;  // by the second's id
  std::vector<ValueDraft> values = std::move(first.draft.values);
  std::vector<Provenance> provenance = std::move(first.provenance);
  for (std::size_t at = 0; at < both.draft.values.size(); ++at) {
    ValueDraft& value = both.draft.values[at];
    const auto known = given.find(parameter_name(value));
    if (known != given.end()) {
      instead[value.id] = known->second;
      continue;
    }
    for (std::string& operand : value.of) {
      if (const auto found = instead.find(operand); found != instead.end()) operand = found->second;
    }
    values.push_back(std::move(value));
    provenance.push_back(both.provenance[at]);
  }
  both.draft.values = std::move(values);
  both.provenance = std::move(provenance);
  for (auto& [what, roles] : both.draft.observe.entries) {
    for (auto& [role, id] : roles) {
      if (const auto found = instead.find(id); found != instead.end()) id = found->second;
    }
  }
  both.notes.insert(both.notes.begin(), first.notes.begin(), first.notes.end());
  return both;
}

}  // namespace splitvote
