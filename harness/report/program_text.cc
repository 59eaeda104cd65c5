#include "harness/report/program_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "harness/report/colour.h"
#include "harness/report/program_drawing.h"
#include "harness/report/table.h"

namespace splitvote {
namespace {

constexpr std::size_t kLineWidth = 100;

// Words one after the other, in lines that begin with `indent` blanks.
std::string wrapped(const std::vector<std::string>& words, std::size_t indent,
                    std::size_t blanks_between) {
  std::string text, line;
  for (const std::string& word : words) {
    const std::size_t needed = display_width(line) + blanks_between + display_width(word);
    if (!line.empty() && indent + needed > kLineWidth) {
      text += std::string(indent, ' ') + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : std::string(blanks_between, ' ')) + word;
  }
  return line.empty() ? text : text + std::string(indent, ' ') + line + "\n";
}

std::string prose(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return wrapped(words, 2, 1);
}

Dtype narrow_dtype(const Program& program, const Site& site) {
  const Value& consumer = program.values[static_cast<std::size_t>(site.consumer)];
  if (site.operand < 0) return consumer.attributes.accumulator.dtype;
  const int read = consumer.operands[static_cast<std::size_t>(site.operand)];
  return program.values[static_cast<std::size_t>(read)].elements.front().narrowing.dtype;
}

// Their names, as plans and causes have them, by the dtype that a number is rounded to.
std::string sites_text(const Program& program) {
  std::map<Dtype, std::vector<std::string>> names;
  for (const Site& site : program.sites) names[narrow_dtype(program, site)].push_back(site.name);
  const std::string count = std::to_string(program.site_count());
  std::string text = "sites: " + count + ", so one class of ranks has 2^" + count + " plans\n";
  for (const auto& [dtype, listed] : names) {
    text += "  rounded to " + std::string(name(dtype)) + ", or not:\n" + wrapped(listed, 4, 2);
  }
  return text;
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
  std::string text = (coloured ? painted(draft.name, Colour::kBold) : draft.name) + "\n" +
                     prose(draft.description);
  if (!draft.source.empty()) text += prose("from: " + draft.source);
  if (!draft.reduced_from.empty()) text += prose("reduced from: " + draft.reduced_from);
  text += "\n" + program_drawing(program, coloured) + "\n" + sites_text(program);
  if (draft.observe.on_ranks.has_value()) {
    text += "observed on ranks:";
    for (const int rank : *draft.observe.on_ranks) text += " " + std::to_string(rank);
    text += "\n";
  }
  text += "promises:";
  for (const std::string& promise : draft.promises) text += " " + promise;
  if (draft.promises.empty()) text += " none";
  return text + "\ngrades count steps of " + draft.grade_dtype + "\n";
}

}  // namespace splitvote
