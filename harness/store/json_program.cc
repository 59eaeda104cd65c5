#include "harness/store/json_program.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

// Whole numbers beyond 64 bits are numbers all the same.
AttributeValue attribute_of(const JsonPlace& place) {
  const Json& value = place.value();
  if (const bool* truth = value.boolean()) return *truth;
  if (const std::string* text = value.string()) return *text;
  if (const Json::Number* number = value.number()) {
    std::int64_t whole = 0;
    const char* const end = number->text.data() + number->text.size();
    const std::from_chars_result result = std::from_chars(number->text.data(), end, whole);
    if (number->text != "-0" && result.ec == std::errc{} && result.ptr == end) return whole;
    return place.float64("an attribute");
  }
  if (value.items() != nullptr) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    std::vector<std::int64_t> numbers;
    for (const JsonPlace& item : place.items("whole numbers"))
      numbers.push_back(item.integer("an attribute's number", -kMost - 1, kMost));
    return numbers;
  }
  place.refuse("an attribute: true, false, a number, a string or a list of whole numbers");
}

Json json_of(const AttributeValue& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return Json(*truth);
  if (const std::int64_t* whole = std::get_if<std::int64_t>(&value)) return Json::integer(*whole);
  if (const double* number = std::get_if<double>(&value)) return Json::float64(*number);
  if (const std::string* text = std::get_if<std::string>(&value)) return Json(*text);
  Json list = Json::array();
  for (const std::int64_t each : std::get<std::vector<std::int64_t>>(value))
    list.add(Json::integer(each));
  return list;
}

std::vector<std::string> strings_of(const JsonPlace& place, std::string_view meaning) {
  std::vector<std::string> strings;
  for (const JsonPlace& item : place.items(meaning)) strings.push_back(item.string(meaning));
  return strings;
}

Json json_of(const std::vector<std::string>& strings) {
  Json list = Json::array();
  for (const std::string& text : strings) list.add(Json(text));
  return list;
}

// A value's only region, or the two of a while, in their order.
constexpr std::array<std::string_view, 3> kRegionNames = {"region", "condition", "body"};
bool is_region(std::string_view name) {
  return std::find(kRegionNames.begin(), kRegionNames.end(), name) != kRegionNames.end();
}

std::vector<ValueDraft> values_of(const JsonPlace& place);

RegionDraft region_of(const JsonPlace& place) {
  place.allow_only({"parameters", "values", "yields"});
  RegionDraft region;
  region.parameters =
      strings_of(place.member("parameters", "the region's parameters"), "a parameter's name");
  region.values = values_of(place.member("values", "the region's values"));
  region.yields =
      strings_of(place.member("yields", "the values that the region yields"), "a value's id");
  return region;
}

ValueDraft value_of(const JsonPlace& place) {
  ValueDraft value;
  value.id = place.member("id", "the value's id").string("the value's id");
  value.op = place.member("op", "an operation").string("an operation's name");
  for (const auto& [name, member] : place.members()) {
    if (name == "id" || name == "op") continue;
    if (name == "of") {
      value.of = strings_of(member, "an operand's id");
    } else if (!is_region(name)) {
      value.attributes.emplace(name, attribute_of(member));
    }
  }
  for (const std::string_view name : kRegionNames) {
    if (const auto member = place.optional_member(name))
      value.regions.push_back(region_of(*member));
  }
  const bool alone = place.optional_member("region").has_value();
  if (value.regions.size() != (alone ? 1U : value.regions.empty() ? 0U : 2U)) {
    place.refuse("either a \"region\", or a \"condition\" and a \"body\"");
  }
  return value;
}

std::vector<ValueDraft> values_of(const JsonPlace& place) {
  std::vector<ValueDraft> values;
  for (const JsonPlace& item : place.items("values")) values.push_back(value_of(item));
  return values;
}

Json json_of(const std::vector<ValueDraft>& values);

Json json_of(const ValueDraft& value) {
  Json object = Json::object();
  object.add("id", value.id);
  object.add("op", value.op);
  if (!value.of.empty()) object.add("of", json_of(value.of));
  for (const auto& [name, attribute] : value.attributes) object.add(name, json_of(attribute));
  for (std::size_t i = 0; i < value.regions.size(); ++i) {
    const RegionDraft& region = value.regions[i];
    Json inner = Json::object();
    inner.add("parameters", json_of(region.parameters));
    inner.add("values", json_of(region.values));
    inner.add("yields", json_of(region.yields));
    const std::size_t name = value.regions.size() == 1 ? 0 : i + 1;
    object.add(std::string(kRegionNames.at(name)), std::move(inner));
  }
  return object;
}

Json json_of(const std::vector<ValueDraft>& values) {
  Json list = Json::array();
  for (const ValueDraft& value : values) list.add(json_of(value));
  return list;
}

ObserveDraft observe_of(const JsonPlace& place) {
  ObserveDraft observe;
  for (const auto& [what, member] : place.members()) {
    if (what != "on_ranks") {
      std::map<std::string, std::string>& roles = observe.entries[what];
      for (const auto& [role, id] : member.members()) roles[role] = id.string("a value's id");
      continue;
    }
    const std::string* word = member.value().string();
    if (word != nullptr && *word == "all") continue;
    if (member.value().items() == nullptr) member.refuse("\"all\" or a list of ranks");
    observe.on_ranks = member.integers("a rank", 0, std::numeric_limits<std::int32_t>::max());
  }
  return observe;
}

Json json_of(const ObserveDraft& observe) {
  Json object = Json::object();
  for (const auto& [what, roles] : observe.entries) {
    Json entry = Json::object();
    for (const auto& [role, id] : roles) entry.add(role, id);
    object.add(what, std::move(entry));
  }
  if (observe.on_ranks.has_value()) {
    Json ranks = Json::array();
    for (const int rank : *observe.on_ranks) ranks.add(Json::integer(rank));
    object.add("on_ranks", std::move(ranks));
  }
  return object;
}

}  // namespace

ProgramDraft program_draft_of(const JsonPlace& place) {
  place.check_format(kProgramFormat, kProgramVersion);
  place.allow_only({"format", "version", "name", "description", "source", "grade_dtype",
                    "reduced_from", "values", "observe", "promises"});
  ProgramDraft draft;
  draft.name = place.member("name", "the program's name").string("the program's name");
  const std::pair<std::string_view, std::string*> texts[] = {{"description", &draft.description},
                                                             {"source", &draft.source},
                                                             {"grade_dtype", &draft.grade_dtype},
                                                             {"reduced_from", &draft.reduced_from}};
  for (const auto& [name, field] : texts) {
    if (const auto member = place.optional_member(name)) *field = member->string("a text");
  }
  draft.values = values_of(place.member("values", "the program's values"));
  if (const auto member = place.optional_member("observe")) draft.observe = observe_of(*member);
  if (const auto member = place.optional_member("promises")) {
    draft.promises = strings_of(*member, "a promise");
  }
  return draft;
}

Json json_of(const ProgramDraft& draft) {
  Json object = Json::object();
  object.add("format", kProgramFormat);
  object.add("version", Json::integer(kProgramVersion));
  object.add("name", draft.name);
  if (!draft.description.empty()) object.add("description", draft.description);
  if (!draft.source.empty()) object.add("source", draft.source);
  object.add("grade_dtype", draft.grade_dtype);
  if (!draft.reduced_from.empty()) object.add("reduced_from", draft.reduced_from);
  object.add("values", json_of(draft.values));
  object.add("observe", json_of(draft.observe));
  object.add("promises", json_of(draft.promises));
  return object;
}

std::shared_ptr<const Program> program_of(const JsonPlace& place) {
  ProgramDraft draft = program_draft_of(place);
  try {
    return std::make_shared<const Program>(check_program(std::move(draft)));
  } catch (const InputError& error) {
    throw error.under(place.path());
  }
}

std::shared_ptr<const Program> read_program(std::string_view text, const std::string& file) {
  try {
    const Json document = parse_json(text);
    return program_of(JsonPlace(document));
  } catch (const InputError& error) {
    throw error.in_file(file);
  }
}

std::string write_program(const ProgramDraft& draft) { return write_json(json_of(draft)); }

}  // namespace splitvote
