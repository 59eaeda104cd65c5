#include "harness/store/load.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "harness/store/builtin.h"
#include "harness/store/json_finding.h"
#include "harness/store/json_program.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

namespace fs = std::filesystem;

// Bytes of an engine may begin with anything; two characters of JSON they hardly ever do.
bool looks_like_json(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t brace = text.find_first_not_of(kBlanks);
  if (brace == std::string_view::npos || text[brace] != '{') return false;
  const std::size_t next = text.find_first_not_of(kBlanks, brace + 1);
  return next == std::string_view::npos || text[next] == '"' || text[next] == '}';
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string name_of(const std::string& path) { return path == "-" ? "standard input" : path; }

FileKind kind_of_document(const Json& document) {
  const JsonPlace place(document);
  const JsonPlace format =
      place.member("format", "splitvote-program, splitvote-case or splitvote-finding");
  const std::string& word = format.string("the file's format");
  if (word == kProgramFormat) return FileKind::kProgram;
  if (word == kCaseFormat) return FileKind::kCase;
  if (word == kFindingFormat) return FileKind::kFinding;
  format.refuse("splitvote-program, splitvote-case or splitvote-finding");
}

}  // namespace

FileKind kind_of(std::string_view text) {
  return looks_like_json(text) ? kind_of_document(parse_json(text)) : FileKind::kBytes;
}

std::shared_ptr<const Program> load_program(const std::string& text) {
  if (auto program = builtin_program(text)) return program;
  if (text != "-" && !file_exists(text)) {
    std::string names;
    for (const std::string& name : builtin_names()) names += (names.empty() ? "" : ", ") + name;
    throw InputError(
        "", "expected a built-in program (" + names + ") or a program file, found neither", text);
  }
  return read_program(read_file(text), name_of(text));
}

CaseFile load_case(const std::string& path, ProgramRegistry programs) {
  if (path != "-" && !file_exists(path) && builtin_program(path) != nullptr) {
    throw InputError("", "expected a case, found a program; --logits FILE gives it logits", path);
  }
  const std::string text = read_file(path);
  if (!ends_with(path, ".json") && !looks_like_json(text)) {
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    return {decode_case(bytes, programs.empty() ? builtin_programs() : programs),
            std::nullopt,
            "",
            "",
            {}};
  }
  try {
    const Json document = parse_json(text);
    if (kind_of_document(document) == FileKind::kFinding) {
      return case_file_of(finding_file_of(JsonPlace(document), folder_of(path)));
    }
    return case_file_of(JsonPlace(document), folder_of(path));
  } catch (const InputError& error) {
    throw error.in_file(name_of(path));
  }
}

std::vector<std::string> files_under(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (path != "-" && !fs::exists(path, error)) {
      throw InputError("", "expected a file or a folder, found neither", path);
    }
    return {path};
  }
  std::vector<std::string> files;
  fs::recursive_directory_iterator at(path, error);
  const auto hidden = [](const std::string& name) { return name.rfind('.', 0) == 0; };
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (hidden(name)) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file(error) && !ends_with(name, ".md") && !ends_with(name, ".py")) {
      files.push_back(at->path().string());
    }
  }
  if (error) throw InputError("", "cannot be read: " + error.message(), path);
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> cases_under(const std::string& path) {
  std::vector<std::string> files = files_under(path);
  if (files.size() == 1 && files.front() == path) return files;
  std::erase_if(files, [](const std::string& file) {
    return ends_with(file, ".hlo") || ends_with(file, ".py") || ends_with(file, ".txt") ||
           ends_with(file, ".sh");
  });
  return files;
}

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool folder_exists(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::string path_from(const std::string& folder, const std::string& path) {
  const fs::path base = fs::absolute(folder.empty() ? "." : folder).lexically_normal();
  return fs::absolute(path).lexically_normal().lexically_relative(base).string();
}

void make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && !fs::is_directory(path)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) throw InputError("", "cannot be made a folder: " + error.message(), path);
}

}  // namespace splitvote
