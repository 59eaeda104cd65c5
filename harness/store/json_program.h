// Program files: ProgramDraft <-> JSON ("splitvote-program", version 1).
//
// Every key of a value that is not `id`, `op`, `of` or `region` is an attribute. What the
// attributes mean is check_program's business; its errors carry the same paths. Must not know
// built-in names or the file system.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "harness/store/json_place.h"
#include "src/program/program.h"

namespace splitvote {

inline constexpr std::string_view kProgramFormat = "splitvote-program";
inline constexpr std::int64_t kProgramVersion = 1;

// Throws InputError; reads back what json_of(draft) gave, field by field.
ProgramDraft program_draft_of(const JsonPlace& place);
Json json_of(const ProgramDraft& draft);

// Parsed and checked. Throws InputError with the path under `place`.
std::shared_ptr<const Program> program_of(const JsonPlace& place);
// Parsed and checked; InputErrors name `file`.
std::shared_ptr<const Program> read_program(std::string_view text, const std::string& file);
std::string write_program(const ProgramDraft& draft);

}  // namespace splitvote
