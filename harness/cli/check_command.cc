#include "harness/cli/check_command.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "harness/store/json_case.h"
#include "harness/store/save.h"
#include "harness/sweep/sweep.h"
#include "src/program/input_error.h"

extern char** environ;

namespace splitvote {
namespace {

std::string temporary_folder() {
  const char* set = std::getenv("TMPDIR");
  std::string folder = set != nullptr && *set != '\0' ? set : "/tmp";
  folder += "/splitvote-check-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    throw InputError(
        "--check", "expected to make a folder for candidates: " + std::string(std::strerror(errno)),
        folder);
  }
  return folder;
}

}  // namespace

CheckCommand::CheckCommand(std::string command, bool nonzero)
    : command_(std::move(command)), file_(temporary_folder() + "/case.json"), nonzero_(nonzero) {}

CheckCommand::~CheckCommand() {
  std::remove(file_.c_str());
  rmdir(folder_of(file_).c_str());
}

bool CheckCommand::interesting(const Case& test_case) const {
  CaseFile file;
  file.test_case = test_case;
  save_file(file_, write_case(file));
  const std::string line = command_ + " \"$0\"";
  const char* arguments[] = {"sh", "-c", line.c_str(), file_.c_str(), nullptr};
  pid_t child = 0;
  const int error = posix_spawn(&child, "/bin/sh", nullptr, nullptr,
                                const_cast<char* const*>(arguments), environ);
  int status = 0;
  if (error != 0) {
    throw InputError("--check", "expected to run it: " + std::string(std::strerror(error)));
  }
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      throw InputError("--check", "expected it to end: " + std::string(std::strerror(errno)));
    }
  }
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGINT || signal == SIGTERM) throw SweepStopped();
    last_code_ = 128 + signal;
  } else {
    last_code_ = WEXITSTATUS(status);
    if (last_code_ == 126 || last_code_ == 127) {
      throw InputError("--check", "expected a command that can be run, found exit code " +
                                      std::to_string(last_code_) + " from '" + command_ + "'");
    }
  }
  return (last_code_ == 0) != nonzero_;
}

std::string CheckCommand::last_exit() const { return "exit code " + std::to_string(last_code_); }

}  // namespace splitvote
