#include "tests/emit/compiled.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

}  // namespace

Compiler usual_compiler() {
  const auto setting = [](const char* name, const char* fallback) {
    const char* text = std::getenv(name);
    return std::string(text == nullptr ? fallback : text);
  };
  return {setting("SPLITVOTE_EMIT_COMPILER", SPLITVOTE_GXX),
          setting("SPLITVOTE_EMIT_FLAGS", "-O0")};
}

Ran compile_and_run(const Compiler& compiler, const std::string& source,
                    const std::string& argument) {
  const ScratchFolder folder;
  folder.write("show.cc", source);
  Ran ran;
  const std::string binary = folder / "show";
  const std::string compile = "'" + compiler.path + "' -std=c++17 -Wall -Werror " + compiler.flags +
                              " '" + folder / "show.cc" + "' -o '" + binary + "' 2> '" +
                              folder / "errors" + "'";
  ran.compiled = exit_code_of(std::system(compile.c_str())) == 0;
  ran.errors = content_of(folder / "errors");
  if (!ran.compiled) return ran;
  const std::string run = "'" + binary + "' " + argument + " > '" + folder / "out" + "'";
  ran.exit_code = exit_code_of(std::system(run.c_str()));
  ran.out = content_of(folder / "out");
  return ran;
}

std::vector<std::string> complaints(const Compiler& compiler,
                                    const std::vector<std::string>& sources) {
  if (sources.empty()) return {};
  const ScratchFolder folder;
  const std::string call = "cd '" + folder / "" + "' && '" + compiler.path +
                           "' -std=c++17 -Wall -Werror " + compiler.flags;
  std::string includes;
  std::istringstream lines(sources[0]);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("#include <", 0) == 0) includes += line + "\n";
  }
  folder.write("std.h", includes);
  if (std::system((call + " -x c++-header std.h -o std.h.gch").c_str()) != 0) return {"std.h"};
  std::vector<std::string> said;
  for (const std::string& source : sources) {
    folder.write("show.cc", source);
    const std::string compile = call + " -include std.h -c show.cc -o show.o 2> errors";
    const bool taken = exit_code_of(std::system(compile.c_str())) == 0;
    said.push_back(taken ? "" : "refused: " + content_of(folder / "errors"));
  }
  return said;
}

std::string joined_source(const std::vector<CppFile>& files) {
  Snippets prelude("cpp");
  std::string bodies, calls;
  for (std::size_t at = 0; at < files.size(); ++at) {
    for (const std::string& name : files[at].prelude.needed()) prelude.need(name);
    std::string body = files[at].body;
    body.replace(body.rfind("int main()"), 10, "int show()");
    const std::string space = "file_" + std::to_string(at);
    bodies += "namespace " + space + " {\n" + body + "}  // namespace " + space + "\n\n";
    calls += "  std::puts(\"== " + std::to_string(at) + "\");\n  std::printf(\"exit %d\\n\", " +
             space + "::show());\n";
  }
  return files[0].head + "namespace op {\n" + prelude.text() + "}  // namespace op\n\n" + bodies +
         "int main() {\n" + calls + "  return 0;\n}\n";
}

std::vector<Ran> separated(const std::string& out) {
  std::vector<Ran> files;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("== ", 0) == 0) {
      files.emplace_back();
      files.back().compiled = true;
    } else if (line.rfind("exit ", 0) == 0) {
      files.back().exit_code = std::atoi(line.c_str() + 5);
    } else {
      files.back().out += line + "\n";
    }
  }
  return files;
}

}  // namespace splitvote
