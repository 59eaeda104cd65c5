#include "harness/compiled/program_file.h"

#include <string_view>
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

NamedProgram from_record(const std::string& text, const std::string& file) {
  ReadBack back = read_back(read_record(text, file), file);
  return {std::move(back.compiled.program), back.compiled.as.shape, std::move(back.notes)};
}

NamedProgram from_hlo(const std::string& text, const std::string& file) {
  try {
    HloProgram read = read_hlo(parse_hlo(text), {});
    const CompiledShape shape = {read.batch, read.tokens_per_rank, read.ranks};
    return {std::make_shared<const Program>(check_program(std::move(read.draft))), shape,
            std::move(read.notes)};
  } catch (const InputError& error) {
    throw error.in_file(file);
  }
}

}  // namespace

NamedProgram load_named_program(const std::string& text) {
  if (!ends_with(text, ".hlo") && !ends_with(text, ".txt")) return {load_program(text), {}, {}};
  const std::string content = read_file(text);
  return is_record(content) ? from_record(content, text) : from_hlo(content, text);
}

}  // namespace splitvote
