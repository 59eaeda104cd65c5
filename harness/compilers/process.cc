#include "harness/compilers/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <system_error>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr int kWaitMilliseconds = 50;                       // between two looks at the stop flag
constexpr std::size_t kLogBytesMax = std::size_t{1} << 16;  // of the log, the last of it
constexpr std::size_t kChunkBytes = std::size_t{1} << 16;
constexpr std::size_t kHeadBytesMax = 20;  // digits and a newline

[[noreturn]] void cannot(const char* what) {
  std::fprintf(stderr, "splitvote: %s: %s\n", what, std::generic_category().message(errno).c_str());
  std::abort();
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// The message at the front of what was received; nothing while it is incomplete.
std::optional<std::string> take_message(std::string& received, bool& nonsense) {
  const std::size_t newline = received.find('\n');
  if (newline == std::string::npos) {
    nonsense = received.size() > kHeadBytesMax;
    return std::nullopt;
  }
  std::size_t size = 0;
  const char* end = received.data() + newline;
  const auto [rest, error] = std::from_chars(received.data(), end, size);
  nonsense = error != std::errc{} || rest != end;
  if (nonsense || received.size() - newline - 1 < size) return std::nullopt;
  std::string message = received.substr(newline + 1, size);
  received.erase(0, newline + 1 + size);
  return message;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment) {
  int wire[2], log[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, wire) != 0) cannot("socketpair");
  if (::pipe2(log, O_CLOEXEC) != 0) cannot("pipe2");
  wire_ = wire[0];
  log_ = log[0];
  ::fcntl(log_, F_SETFL, O_NONBLOCK);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, wire[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const int error = ::posix_spawn(&id_, arguments[0].c_str(), &actions, &attributes,
                                  pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(wire[1]);
  ::close(log[1]);
  if (error != 0) {
    ::close(wire_);
    ::close(log_);
    throw InputError("", "cannot be run: " + std::generic_category().message(error), arguments[0]);
  }
}

Process::~Process() {
  reap();
  ::close(wire_);
  ::close(log_);
}

Exchange Process::ask(std::string_view request, const Patience& patience) {
  const std::string message = std::to_string(request.size()) + '\n' + std::string(request);
  return exchange(message, patience);
}

Exchange Process::receive(const Patience& patience) { return exchange("", patience); }

Exchange Process::exchange(std::string_view request, const Patience& patience) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  Exchange exchange;
  while (true) {
    bool nonsense = false;
    if (std::optional<std::string> message = take_message(received_, nonsense)) {
      return {Exchange::Ending::kAnswered, std::move(*message), ""};
    }
    if (nonsense) {
      exchange.death = "an answer that is none";
      break;
    }
    if (patience.stop != nullptr && *patience.stop) {
      exchange.ending = Exchange::Ending::kStopped;
      break;
    }
    if (std::chrono::duration<double>(Clock::now() - began).count() > patience.seconds) {
      exchange.ending = Exchange::Ending::kTimedOut;
      break;
    }
    pollfd ready[2] = {{wire_, POLLIN, 0}, {log_, POLLIN, 0}};
    if (!request.empty()) ready[0].events |= POLLOUT;
    if (::poll(ready, 2, kWaitMilliseconds) < 0 && errno != EINTR) cannot("poll");
    drain_log();
    if ((ready[0].revents & POLLOUT) != 0 && !send_some(request)) break;
    if ((ready[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !receive_some()) break;
  }
  const std::string death = reap();
  drain_log();
  if (exchange.ending == Exchange::Ending::kDied && exchange.death.empty()) exchange.death = death;
  return exchange;
}

bool Process::send_some(std::string_view& left) {
  const ssize_t count = ::send(wire_, left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  left.remove_prefix(static_cast<std::size_t>(count));
  return true;
}

bool Process::receive_some() {
  char chunk[kChunkBytes];
  const ssize_t count = ::recv(wire_, chunk, sizeof chunk, MSG_DONTWAIT);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  received_.append(chunk, static_cast<std::size_t>(count));
  return count > 0;
}

void Process::drain_log() {
  char chunk[kChunkBytes];
  for (ssize_t count = 0; (count = ::read(log_, chunk, sizeof chunk)) > 0;) {
    said_.append(chunk, static_cast<std::size_t>(count));
    if (said_.size() > 2 * kLogBytesMax) said_.erase(0, said_.size() - kLogBytesMax);
  }
}

std::string Process::take_log() {
  drain_log();
  if (said_.size() > kLogBytesMax) said_.erase(0, said_.size() - kLogBytesMax);
  return std::exchange(said_, "");
}

// How it ended, or was ended.
std::string Process::reap() {
  if (id_ < 0) return "";
  int status = 0;
  // A process that closed its end of the wire is about to be dead: its own end tells more than
  // ours.
  const auto ended = [this, &status] { return ::waitpid(id_, &status, WNOHANG) == id_; };
  bool by_itself = false;
  for (int wait = 0; wait < 10 && !(by_itself = ended()); ++wait) {
    pollfd gone = {wire_, POLLIN, 0};
    if (::poll(&gone, 1, 0) == 0) break;
    ::usleep(10'000);
  }
  ::kill(-id_, SIGKILL);
  if (!by_itself) {
    while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  id_ = -1;
  if (WIFEXITED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  return "signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
}

}  // namespace splitvote
