#include "harness/identify/lowerings.h"

#include <array>
#include <utility>

namespace splitvote {
namespace {

struct Rule {
  std::string_view name;
  bool (*applies)(const Program& sampler, const Value& value);
  void (*change)(ValueDraft& draft);
};

bool can_be_packed(const Program& sampler, const Value& value) {
  if (value.opcode != Opcode::kTopK && value.opcode != Opcode::kKthValue) return false;
  const auto x = static_cast<std::size_t>(value.operands[0]);
  const Attributes& a = value.attributes;
  return sampler.values[x].elements[0].dtype == Dtype::kBfloat16 &&
         a.key_order == KeyOrder::kTotal && a.tie == Tie::kLowestIndex &&
         a.selection_key == SelectionKey::kNumber;
}

void pack(ValueDraft& draft) { draft.attributes["key"] = std::string("packed"); }

std::string suffix_of(const Rule& rule) { return ", " + std::string(rule.name); }

constexpr std::array kRules = {Rule{"packed top_k keys", can_be_packed, pack}};

}  // namespace

std::vector<Lowering> lowerings_of(const std::shared_ptr<const Program>& sampler) {
  std::vector<Lowering> all = {{"", sampler}};
  for (const Rule& rule : kRules) {
    ProgramDraft draft = sampler->draft;
    bool changed = false;
    for (std::size_t at = 0; at < draft.values.size(); ++at) {
      if (!rule.applies(*sampler, sampler->values[at])) continue;
      rule.change(draft.values[at]);
      changed = true;
    }
    if (!changed) continue;
    const std::string suffix = suffix_of(rule);
    draft.name += suffix;
    if (!draft.reduced_from.empty()) draft.reduced_from += suffix;
    all.push_back(
        {std::string(rule.name), std::make_shared<const Program>(check_program(std::move(draft)))});
  }
  return all;
}

std::string_view written_name(std::string_view name) {
  for (const Rule& rule : kRules) {
    const std::string suffix = suffix_of(rule);
    if (name.size() < suffix.size()) continue;
    const std::size_t border = name.size() - suffix.size();
    if (name.substr(border) == suffix) return name.substr(0, border);
  }
  return name;
}

}  // namespace splitvote
