// A process that answers: requests go in, answers come out, and its death, its hanging and a stop
// flag end a wait.
//
// Wire: one socket is its standard input, read and written by both sides; a message is its size in
// decimals, a newline, and that many bytes. Its standard output and standard error are kept as the
// log. It leads a process group of its own, so that Ctrl-C at the terminal reaches the caller
// alone.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

struct Patience {
  double seconds = 0;
  const std::atomic<bool>* stop = nullptr;  // ends a wait soon after it turns true
};

struct Exchange {
  enum class Ending { kAnswered, kDied, kTimedOut, kStopped };
  Ending ending = Ending::kDied;
  std::string answer;
  std::string death;  // "signal 6 (Aborted)", "exit code 3", "an answer that is none"
};

class Process {
 public:
  // `environment`: all of it, as "NAME=value". Throws InputError naming arguments[0] when it cannot
  // be run.
  Process(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  // kills it, and waits

  // Sends a message and waits for one; receive() only waits. Anything but kAnswered is the end: it
  // is killed then.
  Exchange ask(std::string_view request, const Patience& patience);
  Exchange receive(const Patience& patience);

  // The last of what it has said since the last call.
  std::string take_log();

 private:
  Exchange exchange(std::string_view request, const Patience& patience);
  bool send_some(std::string_view& left);
  // False: nothing more will come.
  bool receive_some();
  void drain_log();
  std::string reap();

  pid_t id_ = -1;
  int wire_ = -1, log_ = -1;  // descriptors
  std::string received_, said_;
};

}  // namespace splitvote
