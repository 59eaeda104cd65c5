#include "tests/evaluate/print.h"

#include <bit>
#include <cstdio>
#include <vector>

namespace splitvote {
namespace {

constexpr std::size_t kShownMax = 70;  // tokens of a row, ids of a set

std::string float_text(float x) {
  char text[64];
  std::snprintf(text, sizeof text, "%.9g(%08x)", static_cast<double>(x),
                std::bit_cast<std::uint32_t>(x));
  return text;
}

std::string attribute_text(const AttributeValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&value)) {
    char text[64];
    std::snprintf(text, sizeof text, "%a", *real);
    return text;
  }
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  std::string text = "[";
  for (const std::int64_t each : std::get<std::vector<std::int64_t>>(value))
    text += (text.size() == 1 ? "" : ",") + std::to_string(each);
  return text + "]";
}

std::string value_text(const ValueDraft& value, const std::string& indent) {
  std::string text = indent + value.id + " = " + value.op + "(";
  for (std::size_t i = 0; i < value.of.size(); ++i) text += (i == 0 ? "" : ", ") + value.of[i];
  text += ")";
  for (const auto& [name, attribute] : value.attributes)
    text += " " + name + "=" + attribute_text(attribute);
  text += "\n";
  for (const RegionDraft& region : value.regions) {
    text += indent + "  region(";
    for (const std::string& parameter : region.parameters) text += parameter + " ";
    text += ")\n";
    for (const ValueDraft& inner : region.values) text += value_text(inner, indent + "    ");
    text += indent + "    yields";
    for (const std::string& yielded : region.yields) text += " " + yielded;
    text += "\n";
  }
  return text;
}

template <typename Number>
std::string list_text(const char* name, const std::vector<Number>& numbers) {
  std::string text = std::string(" ") + name + "=";
  for (const Number number : numbers) text += std::to_string(number) + ",";
  return text;
}

std::string ids_text(const IdSet& ids) {
  std::string text = "{";
  std::size_t shown = 0;
  ids.for_each([&](std::int32_t id) {
    if (shown++ < kShownMax) text += " " + std::to_string(id);
  });
  for (const std::int64_t id : ids.outside()) text += " outside:" + std::to_string(id);
  return text + " }";
}

std::string id_text(std::int64_t id) { return id == kNotObserved ? "-" : std::to_string(id); }
std::string observed_text(Observed observed) {
  return observed == Observed::kNot ? "-" : observed == Observed::kTrue ? "true" : "false";
}

}  // namespace

std::string program_text(const ProgramDraft& draft) {
  std::string text = "program " + draft.name + "\n";
  for (const ValueDraft& value : draft.values) text += value_text(value, "  ");
  for (const auto& [what, roles] : draft.observe.entries) {
    text += "  observe " + what;
    for (const auto& [role, id] : roles) text += " " + role + "=" + id;
    text += "\n";
  }
  if (draft.observe.on_ranks) text += list_text("on_ranks", *draft.observe.on_ranks) + "\n";
  return text;
}

std::string case_text(const Case& test_case) {
  const Layout& layout = test_case.layout;
  std::string text =
      "layout: vocab_size=" + std::to_string(layout.vocab_size) +
      (layout.split == Split::kStrided ? " strided" : "") + list_text("sizes", layout.shard_sizes) +
      list_text("padding", layout.padding) + " pad=" + float_text(layout.pad_value) +
      list_text("rank_order", layout.rank_order) + list_text("classes", layout.rank_class) +
      list_text("stages", layout.gather_stages) + "\n";
  for (const auto& [name, number] : test_case.parameters.numbers) {
    text += "parameter " + name + "=" + attribute_text(number) + "\n";
  }
  text += "seed=" + std::to_string(test_case.parameters.seed) + "\n";
  for (const auto& row : test_case.logits.values) {
    text += "logits:";
    for (std::size_t i = 0; i < row.size() && i < kShownMax; ++i) text += " " + float_text(row[i]);
    text += row.size() > kShownMax ? " ...\n" : "\n";
  }
  return text;
}

std::string outcome_text(const Outcome& outcome) {
  std::string text;
  for (std::size_t i = 0; i < outcome.ranks.size(); ++i) {
    const RankOutcome& rank = outcome.ranks[i];
    const auto rows = static_cast<std::size_t>(outcome.row_count);
    text += "  rank " + std::to_string(i / rows) + " row " + std::to_string(i % rows) + ": ";
    if (!rank.judged) {
      text += "not judged\n";
      continue;
    }
    text += "candidates " + (rank.candidates ? ids_text(*rank.candidates) : "-") + " top " +
            id_text(rank.top) + " finite " + observed_text(rank.top_value_finite) + " draw " +
            id_text(rank.draw) + " owner " + observed_text(rank.owner) + " travelled " +
            observed_text(rank.travelled_intact) + "\n";
  }
  text += "  nan_decision:";
  for (const bool nan : outcome.nan_decision) text += nan ? " true" : " false";
  return text + "\n";
}

std::string element_text(const Array& array, std::size_t index) {
  switch (array.dtype()) {
    case Dtype::kPred:
      return std::to_string(static_cast<std::int64_t>(array.as<std::uint8_t>()[index]));
    case Dtype::kS8:
      return std::to_string(array.as<std::int8_t>()[index]);
    case Dtype::kU8:
      return std::to_string(array.as<std::uint8_t>()[index]);
    case Dtype::kS16:
      return std::to_string(array.as<std::int16_t>()[index]);
    case Dtype::kU16:
      return std::to_string(array.as<std::uint16_t>()[index]);
    case Dtype::kS32:
      return std::to_string(static_cast<std::int64_t>(array.as<std::int32_t>()[index]));
    case Dtype::kU32:
      return std::to_string(static_cast<std::int64_t>(array.as<std::uint32_t>()[index]));
    case Dtype::kS64:
    case Dtype::kU64:
      return std::to_string(array.as<std::int64_t>()[index]);
    default:
      return float_text(array.floats()[index]);
  }
}

std::string element_text(const reference::Array& array, std::size_t index) {
  return is_float(array.dtype) ? float_text(array.u[index]) : std::to_string(array.whole[index]);
}

}  // namespace splitvote
