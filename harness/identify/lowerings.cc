#include "harness/identify/lowerings.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <set>
#include <utility>

namespace splitvote {
namespace {

bool can_be_packed(const Program& sampler, const Value& value) {
  if (value.opcode != Opcode::kTopK && value.opcode != Opcode::kKthValue) return false;
  const auto x = static_cast<std::size_t>(value.operands[0]);
  const Attributes& a = value.attributes;
  return sampler.values[x].elements[0].dtype == Dtype::kBfloat16 &&
         a.key_order == KeyOrder::kTotal && a.tie == Tie::kLowestIndex &&
         a.selection_key == SelectionKey::kNumber;
}

void pack(ValueDraft& draft, std::int64_t /*width*/) {
  draft.attributes["key"] = std::string("packed");
}

// A selection can be packed into a sort of any integers: nothing about them says so.
std::set<std::int64_t> always(const Program& /*compiled*/) { return {0}; }

// By what every element of a row, or of the batch, shares.
bool divides_by_shared(const Program& sampler, const Value& value) {
  if (value.opcode != Opcode::kDivide || value.attributes.by_reciprocal) return false;
  const Value& by = sampler.values[static_cast<std::size_t>(value.operands[1])];
  return is_float(value.elements[0].dtype) &&
         (by.opcode == Opcode::kBroadcast ||
          by.elements[0].shape.size() < value.elements[0].shape.size());
}

void divide_by_reciprocal(ValueDraft& draft, std::int64_t /*width*/) {
  draft.attributes["by"] = std::string("reciprocal");
}

// One is divided by something.
std::set<std::int64_t> inverts(const Program& compiled) {
  for (const Value& value : compiled.values) {
    if (value.opcode != Opcode::kDivide) continue;
    const Value& over = compiled.values[static_cast<std::size_t>(value.operands[0])];
    if (over.opcode == Opcode::kConstant && over.attributes.number == 1) return {0};
  }
  return {};
}

bool sums_in_order(const Value& value) {
  return is_float(value.elements[0].dtype) && value.attributes.sum_order == SumOrder::kSequential;
}

bool is_sum(const Program& /*sampler*/, const Value& value) {
  return value.opcode == Opcode::kReduce && value.attributes.combine == Combine::kSum &&
         sums_in_order(value);
}

bool is_running_sum(const Program& /*sampler*/, const Value& value) {
  return value.opcode == Opcode::kCumsum && sums_in_order(value);
}

void nest(ValueDraft& draft, std::int64_t width) {
  draft.attributes["order"] = std::string("nested");
  draft.attributes["width"] = width;
}

// How many elements sums of this kind are over.
template <bool (*kIsOne)(const Program&, const Value&)>
std::set<std::int64_t> lengths(const Program& compiled) {
  std::set<std::int64_t> found;
  for (const Value& value : compiled.values) {
    if (!kIsOne(compiled, value)) continue;
    const Dim& last =
        compiled.values[static_cast<std::size_t>(value.operands[0])].elements[0].shape.back();
    const bool width = last.kind == DimKind::kConstant && last.number >= 2 && last.number <= 4096 &&
                       std::has_single_bit(static_cast<std::uint64_t>(last.number));
    if (width) found.insert(last.number);
  }
  return found;
}

struct Rule {
  std::string_view name;  // a width comes behind it, where there is one
  bool (*applies)(const Program& sampler, const Value& value);
  void (*change)(ValueDraft& draft, std::int64_t width);
  // The widths (0: there is none) in which the compiled program may have it; none: it has not.
  std::set<std::int64_t> (*widths)(const Program& compiled);
};

constexpr std::array kRules = {
    Rule{"packed top_k keys", can_be_packed, pack, always},
    Rule{"division by the reciprocal", divides_by_shared, divide_by_reciprocal, inverts},
    Rule{"sums in blocks of ", is_sum, nest, lengths<is_sum>},
    Rule{"running sums in blocks of ", is_running_sum, nest, lengths<is_running_sum>},
};

// One rule, in one width, and the values of the sampler that it changes.
struct Change {
  std::size_t rule;
  std::int64_t width;
  std::vector<std::size_t> values;
};

std::vector<Change> changes_of(const Program& sampler, const Program& compiled) {
  std::vector<Change> changes;
  for (std::size_t rule = 0; rule < kRules.size(); ++rule) {
    std::vector<std::size_t> values;
    for (std::size_t at = 0; at < sampler.values.size(); ++at) {
      if (kRules[rule].applies(sampler, sampler.values[at])) values.push_back(at);
    }
    if (values.empty()) continue;
    for (const std::int64_t width : kRules[rule].widths(compiled))
      changes.push_back({rule, width, values});
  }
  return changes;
}

// Those that change each thing in one way, fewest changes first.
using Changes = std::vector<const Change*>;
std::vector<Changes> sets_of(const std::vector<Change>& changes) {
  std::vector<Changes> sets = {{}};
  for (const Change& change : changes) {
    const std::size_t before = sets.size();
    for (std::size_t at = 0; at < before; ++at) {
      if (!sets[at].empty() && sets[at].back()->rule == change.rule) continue;
      sets.push_back(sets[at]);
      sets.back().push_back(&change);
    }
  }
  std::stable_sort(sets.begin(), sets.end(),
                   [](const Changes& a, const Changes& b) { return a.size() < b.size(); });
  return sets;
}

std::string name_of(const Change& change) {
  std::string name(kRules[change.rule].name);
  if (change.width != 0) name += std::to_string(change.width);
  return name;
}

}  // namespace

std::vector<Lowering> lowerings_of(const std::shared_ptr<const Program>& sampler,
                                   const Program& compiled) {
  std::vector<Lowering> all = {{"", sampler}};
  const std::vector<Change> changes = changes_of(*sampler, compiled);
  for (const Changes& set : sets_of(changes)) {
    if (set.empty()) continue;
    ProgramDraft draft = sampler->draft;
    std::string name;
    for (const Change* change : set) {
      for (const std::size_t at : change->values)
        kRules[change->rule].change(draft.values[at], change->width);
      name += (name.empty() ? "" : ", ") + name_of(*change);
    }
    draft.name += ", " + name;
    if (!draft.reduced_from.empty()) draft.reduced_from += ", " + name;
    all.push_back({name, std::make_shared<const Program>(check_program(std::move(draft)))});
  }
  return all;
}

std::string_view written_name(std::string_view name) {
  // The changes stand in the order of the rules.
  for (auto rule = kRules.rbegin(); rule != kRules.rend(); ++rule) {
    const std::string suffix = ", " + std::string(rule->name);
    const std::size_t digits = name.find_last_not_of("0123456789") + 1;
    const std::size_t end = rule->name.back() == ' ' ? digits : name.size();
    if (end < suffix.size() || name.substr(end - suffix.size(), suffix.size()) != suffix) continue;
    name = name.substr(0, end - suffix.size());
  }
  return name;
}

}  // namespace splitvote
