#include "harness/compilers/process.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

using Ending = Exchange::Ending;

constexpr Patience kPatient = {60, nullptr};

// Standard input goes both ways.
std::vector<std::string> shell(const std::string& script) { return {"/bin/sh", "-c", script}; }
const std::vector<std::string> kEnvironment = {"PATH=/usr/bin:/bin"};

double seconds_of(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

TEST(Process, AnswersOneRequestAfterTheOther) {
  Process process(shell("while read size; do head -c $size > /dev/null; "
                        "printf '%s\\n' ${#size} >&0; printf %s $size >&0; done"),
                  kEnvironment);
  EXPECT_EQ(process.ask("12345", kPatient).answer, "5");
  EXPECT_EQ(process.ask("123456789012", kPatient).answer, "12");
}

TEST(Process, MessagesMayBeLarge) {
  Process process({"/usr/bin/python3", "-c",
                   "import os\n"
                   "file = os.fdopen(0, 'rb', closefd=False)\n"
                   "text = file.read(int(file.readline()))\n"
                   "text = b'%d\\n' % len(text) + text\n"
                   "while text: text = text[os.write(0, text):]\n"},
                  kEnvironment);
  const std::string request(5'000'000, 'x');
  EXPECT_EQ(process.ask(request, kPatient).answer, request);
}

TEST(Process, ItsDeathIsToldAsItDied) {
  Process exits(shell("exit 3"), kEnvironment);
  EXPECT_EQ(exits.receive(kPatient).death, "exit code 3");
  Process aborts(shell("kill -ABRT $$"), kEnvironment);
  const Exchange exchange = aborts.ask("1", kPatient);
  EXPECT_EQ(exchange.ending, Ending::kDied);
  EXPECT_EQ(exchange.death, "signal 6 (Aborted)");
  // Asked again it is still dead.
  EXPECT_EQ(aborts.ask("1", kPatient).ending, Ending::kDied);
}

TEST(Process, AnAnswerThatIsNoneEndsIt) {
  Process process(shell("echo 'Hello, world' >&0; sleep 60"), kEnvironment);
  EXPECT_EQ(process.receive(kPatient).death, "an answer that is none");
}

TEST(Process, HangingEndsWithItsTime) {
  // What it started would keep the wire open for a minute.
  Process process(shell("sleep 60 & sleep 60"), kEnvironment);
  const double seconds = seconds_of([&] {
    EXPECT_EQ(process.ask("1", {0.2, nullptr}).ending, Ending::kTimedOut);
  });
  EXPECT_LT(seconds, 20);
}

TEST(Process, AStopEndsAWait) {
  Process process(shell("sleep 60"), kEnvironment);
  std::atomic<bool> stop{false};
  std::thread later([&stop] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop = true;
  });
  const double seconds = seconds_of([&] {
    EXPECT_EQ(process.ask("1", {60, &stop}).ending, Ending::kStopped);
  });
  later.join();
  EXPECT_LT(seconds, 20);
}

TEST(Process, WhatItSaysIsKeptButNotAllOfIt) {
  Process process(shell("echo one; echo two >&2; printf '1\\nx' >&0; read line; "
                        "i=0; while [ $i -lt 40000 ]; do echo line $i; i=$((i + 1)); done; "
                        "printf '1\\ny' >&0"),
                  kEnvironment);
  EXPECT_EQ(process.receive(kPatient).answer, "x");
  EXPECT_EQ(process.take_log(), "one\ntwo\n");
  EXPECT_EQ(process.take_log(), "");
  EXPECT_EQ(process.ask("\n", kPatient).answer, "y");
  const std::string log = process.take_log();
  EXPECT_EQ(log.size(), std::size_t{1} << 16);
  EXPECT_EQ(log.substr(log.size() - 12), "\nline 39999\n");
}

TEST(Process, LeadsAGroupOfItsOwn) {
  Process process(
      shell("read -r line < /proc/$$/stat; set -- $line; [ $5 = $$ ] && printf '1\\ny' >&0"),
      kEnvironment);
  EXPECT_EQ(process.receive(kPatient).answer, "y");
}

TEST(Process, WhatCannotBeRunIsNamed) {
  try {
    Process process({"/no/such/python"}, kEnvironment);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), "/no/such/python");
  }
}

}  // namespace
}  // namespace splitvote
