#include "harness/cli/program_text.h"

#include "harness/report/table.h"

namespace splitvote {
namespace {

struct AttributeText {
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return shortest(static_cast<float>(number)); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const std::vector<std::int64_t>& numbers) const {
    std::string text;
    for (const std::int64_t number : numbers)
      text += (text.empty() ? "" : ",") + std::to_string(number);
    return "[" + text + "]";
  }
};

std::string operation_text(const ValueDraft& draft) {
  std::string text = draft.op + "(";
  for (const std::string& operand : draft.of) text += (text.back() == '(' ? "" : ", ") + operand;
  text += ")";
  for (const auto& [name, value] : draft.attributes) {
    if (name != "dtype") text += " " + name + "=" + std::visit(AttributeText{}, value);
  }
  return text;
}

std::string type_text(const Value& value) {
  std::string text;
  for (const Element& element : value.elements) {
    if (!text.empty()) text += ", ";
    text += std::string(name(element.dtype)) + to_string(element.shape);
  }
  return value.is_tuple ? "(" + text + ")" : text;
}

std::string observed_text(const ProgramDraft& draft) {
  std::string text;
  for (const auto& [what, roles] : draft.observe.entries) {
    text += "  " + what + ":";
    for (const auto& [role, id] : roles) text += " " + role + "=" + id;
    text += "\n";
  }
  if (draft.observe.on_ranks.has_value()) {
    text += "  on ranks:";
    for (const int rank : *draft.observe.on_ranks) text += " " + std::to_string(rank);
    text += "\n";
  }
  return text;
}

std::string sites_text(const Program& program, bool coloured) {
  Table table({{"site", Table::Align::kLeft}, {"reads"}, {"narrowed to"}});
  for (const Site& site : program.sites) {
    const Value& consumer = program.values[static_cast<std::size_t>(site.consumer)];
    if (site.operand < 0) {
      table.add({{site.name},
                 {"its own partial results"},
                 {std::string(name(consumer.attributes.accumulator.dtype))}});
      continue;
    }
    const int read = consumer.operands[static_cast<std::size_t>(site.operand)];
    const Value& value = program.values[static_cast<std::size_t>(read)];
    table.add({{site.name},
               {value.id},
               {std::string(name(value.elements.front().narrowing.dtype)), Colour::kDim}});
  }
  return table.text(coloured, 2);
}

}  // namespace

std::string programs_text(std::span<const std::shared_ptr<const Program>> programs, bool coloured) {
  Table table({{"program"}, {"sites", Table::Align::kRight}, {"what it is"}});
  for (const std::shared_ptr<const Program>& program : programs) {
    table.add(
        {{program->name()}, {std::to_string(program->site_count())}, {program->draft.description}});
    table.add({{""}, {""}, {"from: " + program->draft.source, Colour::kDim}});
  }
  return table.text(coloured);
}

std::string program_text(const Program& program, bool coloured) {
  const ProgramDraft& draft = program.draft;
  std::string text = draft.name + "\n";
  if (!draft.description.empty()) text += "  " + draft.description + "\n";
  if (!draft.source.empty()) text += "  from: " + draft.source + "\n";
  if (!draft.reduced_from.empty()) text += "  reduced from: " + draft.reduced_from + "\n";

  text += "\nvalues\n";
  Table values({{"id"}, {"operation"}, {"type"}});
  for (std::size_t at = 0; at < program.values.size(); ++at) {
    const Value& value = program.values[at];
    const Colour colour = value.needed ? Colour::kNone : Colour::kDim;
    values.add({{value.id, colour},
                {operation_text(draft.values[at]), colour},
                {type_text(value), colour}});
  }
  text += values.text(coloured, 2);

  text += "\nsites: " + std::to_string(program.site_count()) + ", so one class of ranks has 2^" +
          std::to_string(program.site_count()) + " plans\n";
  if (!program.sites.empty()) text += sites_text(program, coloured);
  text += "\nobserved\n" + observed_text(draft);
  text += "\npromises:";
  for (const std::string& promise : draft.promises) text += " " + promise;
  if (draft.promises.empty()) text += " none";
  return text + "\ngrades count steps of " + draft.grade_dtype + "\n";
}

}  // namespace splitvote
