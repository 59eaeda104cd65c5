#include "harness/compiled/program_file.h"

#include <utility>

#include "harness/compiled/read_back.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

NamedProgram from_record(const std::string& text, const std::string& file, const HloRoles& roles) {
  CompiledRecord record = read_record(text, file);
  give_roles(roles, record);
  ReadBack back = read_back(record, file);
  std::vector<std::string> notes;
  for (const ReadNote& note : back.notes) notes.push_back(note.about + ": " + note.text);
  return {std::move(back.compiled.program), back.compiled.as.shape, std::move(notes)};
}

NamedProgram from_hlo(const std::string& text, const std::string& file, const HloRoles& roles) {
  HloInterface interface;
  interface.parameters = roles.parameters;
  interface.outputs = roles.outputs;
  interface.infer_besides = true;
  try {
    HloProgram read = read_hlo(parse_hlo(text), interface);
    const CompiledShape shape = {read.batch, read.tokens_per_rank, read.ranks};
    return {std::make_shared<const Program>(check_program(std::move(read.draft))), shape,
            std::move(read.notes)};
  } catch (const InputError& error) {
    throw error.in_file(file);
  }
}

}  // namespace

bool names_hlo(std::string_view text) { return ends_with(text, ".hlo") || ends_with(text, ".txt"); }

NamedProgram load_named_program(const std::string& text, const HloRoles& roles) {
  if (!names_hlo(text)) {
    if (roles.given()) {
      throw InputError(roles.parameters.empty() ? "--outputs" : "--parameters",
                       "expected FILE.py:FUNCTION or HLO text (*.hlo, *.txt), found '" + text +
                           "', which says itself what is what");
    }
    return {load_program(text), {}, {}};
  }
  const std::string content = read_file(text);
  return is_record(content) ? from_record(content, text, roles) : from_hlo(content, text, roles);
}

}  // namespace splitvote
