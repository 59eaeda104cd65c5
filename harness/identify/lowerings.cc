#include "harness/identify/lowerings.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <set>
#include <utility>

namespace splitvote {
namespace {

// Of a program, or of a region in it: operands are places in these.
using Values = std::vector<Value>;

bool can_be_packed(const Values& values, const Value& value) {
  if (value.opcode != Opcode::kTopK && value.opcode != Opcode::kKthValue) return false;
  const auto x = static_cast<std::size_t>(value.operands[0]);
  const Attributes& a = value.attributes;
  return values[x].elements[0].dtype == Dtype::kBfloat16 && a.key_order == KeyOrder::kTotal &&
         a.tie == Tie::kLowestIndex && a.selection_key == SelectionKey::kNumber;
}

void pack(ValueDraft& draft, std::int64_t /*width*/) {
  draft.attributes["key"] = std::string("packed");
}

// A selection can be packed into a sort of any integers: nothing about them says so.
std::set<std::int64_t> always(const Values& /*compiled*/) { return {0}; }

// By what every element of a row, or of the batch, shares.
bool divides_by_shared(const Values& values, const Value& value) {
  if (value.opcode != Opcode::kDivide || value.attributes.by_reciprocal) return false;
  const Value& by = values[static_cast<std::size_t>(value.operands[1])];
  return is_float(value.elements[0].dtype) &&
         (by.opcode == Opcode::kBroadcast ||
          by.elements[0].shape.size() < value.elements[0].shape.size());
}

void divide_by_reciprocal(ValueDraft& draft, std::int64_t /*width*/) {
  draft.attributes["by"] = std::string("reciprocal");
}

// One is divided by something.
std::set<std::int64_t> inverts(const Values& compiled) {
  for (const Value& value : compiled) {
    if (value.opcode != Opcode::kDivide) continue;
    const Value& over = compiled[static_cast<std::size_t>(value.operands[0])];
    if (over.opcode == Opcode::kConstant && over.attributes.number == 1) return {0};
  }
  return {};
}

bool sums_in_order(const Value& value) {
  return is_float(value.elements[0].dtype) && value.attributes.sum_order == SumOrder::kSequential;
}

bool is_sum(const Values& /*values*/, const Value& value) {
  return value.opcode == Opcode::kReduce && value.attributes.combine == Combine::kSum &&
         sums_in_order(value);
}

bool is_running_sum(const Values& /*values*/, const Value& value) {
  return value.opcode == Opcode::kCumsum && sums_in_order(value);
}

void nest(ValueDraft& draft, std::int64_t width) {
  draft.attributes["order"] = std::string("nested");
  draft.attributes["width"] = width;
}

// How many elements sums of this kind are over.
template <bool (*kIsOne)(const Values&, const Value&)>
std::set<std::int64_t> lengths(const Values& compiled) {
  std::set<std::int64_t> found;
  for (const Value& value : compiled) {
    if (!kIsOne(compiled, value)) continue;
    const Dim& last =
        compiled[static_cast<std::size_t>(value.operands[0])].elements[0].shape.back();
    const bool width = last.kind == DimKind::kConstant && last.number >= 2 && last.number <= 4096 &&
                       std::has_single_bit(static_cast<std::uint64_t>(last.number));
    if (width) found.insert(last.number);
  }
  return found;
}

struct Rule {
  std::string_view name;  // a width comes behind it, where there is one
  bool (*applies)(const Values& sampler, const Value& value);
  void (*change)(ValueDraft& draft, std::int64_t width);
  // The widths (0: there is none) in which the compiled program may have it; none: it has not.
  std::set<std::int64_t> (*widths)(const Values& compiled);
};

constexpr std::array kRules = {
    Rule{"packed top_k keys", can_be_packed, pack, always},
    Rule{"division by the reciprocal", divides_by_shared, divide_by_reciprocal, inverts},
    Rule{"sums in blocks of ", is_sum, nest, lengths<is_sum>},
    Rule{"running sums in blocks of ", is_running_sum, nest, lengths<is_running_sum>},
};

// Where a value stands: its place in the program; in a loop, that of the loop, the number of the
// region, and its place there, behind the parameters.
using Place = std::vector<std::size_t>;

// `visit` takes a value, the values beside it, and its place.
template <typename Visit>
void visit_all(const Values& values, std::size_t parameter_count, Place& place, Visit visit) {
  for (std::size_t at = parameter_count; at < values.size(); ++at) {
    place.push_back(at - parameter_count);
    visit(values, values[at], place);
    for (std::size_t number = 0; number < values[at].regions.size(); ++number) {
      const Region& region = values[at].regions[number];
      place.push_back(number);
      visit_all(region.values, static_cast<std::size_t>(region.parameter_count), place, visit);
      place.pop_back();
    }
    place.pop_back();
  }
}

ValueDraft& at_place(ProgramDraft& draft, const Place& place) {
  ValueDraft* value = &draft.values[place.front()];
  for (std::size_t step = 1; step < place.size(); step += 2) {
    value = &value->regions[place[step]].values[place[step + 1]];
  }
  return *value;
}

// One rule, in one width, and the values of the sampler that it changes.
struct Change {
  std::size_t rule;
  std::int64_t width;
  std::vector<Place> places;
};

std::vector<Change> changes_of(const Program& sampler, const Program& compiled) {
  std::vector<Change> changes;
  for (std::size_t rule = 0; rule < kRules.size(); ++rule) {
    std::vector<Place> places;
    Place place;
    visit_all(sampler.values, 0, place,
              [&](const Values& values, const Value& value, const Place& at) {
                if (kRules[rule].applies(values, value)) places.push_back(at);
              });
    if (places.empty()) continue;
    std::set<std::int64_t> widths = kRules[rule].widths(compiled.values);
    visit_all(compiled.values, 0, place, [&](const Values&, const Value& value, const Place&) {
      for (const Region& region : value.regions) widths.merge(kRules[rule].widths(region.values));
    });
    for (const std::int64_t width : widths) changes.push_back({rule, width, places});
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
      for (const Place& place : change->places)
        kRules[change->rule].change(at_place(draft, place), change->width);
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
