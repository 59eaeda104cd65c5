// Programs and cases by name or file, whatever kind of file it is.
//
// A JSON file says its kind by `format`; a finding file stands wherever a case does. What is no
// JSON is bytes of a fuzzing engine.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/case/codec.h"
#include "harness/store/json_case.h"
#include "src/program/program.h"

namespace splitvote {

enum class FileKind { kProgram, kCase, kFinding, kBytes };

// Throws InputError for JSON whose `format` is none of splitvote's.
FileKind kind_of(std::string_view text);

// `text`: a built-in's name, a program file, or "-".
std::shared_ptr<const Program> load_program(const std::string& text);

// `path`: a case, a finding (its case, and what it found as the expectation), bytes, or "-".
// `programs` are those that bytes may name; the built-in ones when empty.
CaseFile load_case(const std::string& path, ProgramRegistry programs = {});

// `path` itself when it is a file; otherwise every file below it, ascending, but for hidden ones
// and *.md and *.py. Throws InputError.
std::vector<std::string> files_under(const std::string& path);
// The same, without what a folder holds that is no case by its name: *.hlo, *.py, *.txt.
std::vector<std::string> cases_under(const std::string& path);
bool file_exists(const std::string& path);
bool folder_exists(const std::string& path);
// `path` as seen from `folder`; both relative to where the process runs, or absolute.
std::string path_from(const std::string& folder, const std::string& path);
// With its parents; nothing when it is there. Throws InputError.
void make_folder(const std::string& path);

}  // namespace splitvote
