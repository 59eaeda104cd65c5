#include "harness/cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

[[noreturn]] void cannot_print() {
  throw InputError("", "cannot be written: " + std::generic_category().message(errno),
                   "standard output");
}

}  // namespace

bool Output::coloured() const {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool wanted = no_colour == nullptr || *no_colour == '\0';
  return wanted && !json && isatty(STDOUT_FILENO) == 1;
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) cannot_print();
}

void print_notices(const Output& output, const std::vector<std::string>& notices) {
  if (output.quiet || output.json) return;
  for (const std::string& notice : notices) {
    std::fprintf(stderr, "splitvote: notice: %s\n", notice.c_str());
  }
}

void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) cannot_print();
}

bool stderr_is_terminal() { return isatty(STDERR_FILENO) == 1; }

}  // namespace splitvote
