#include "harness/campaign/epoch.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::chrono::milliseconds kWait{50};

struct Progress {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::condition_variable changed;
  int threads_left = 0;
  std::exception_ptr error;  // the first one; the epoch ends and throws it
};

void work_on(Progress& progress, std::vector<EpochCase>& cases, const EpochWork& work,
             const std::function<bool()>& ended) {
  try {
    while (!ended()) {
      const std::size_t index = progress.next++;
      if (index >= cases.size()) break;
      try {
        work(index, cases[index]);
      } catch (const SweepStopped&) {
        break;
      } catch (const InputError&) {
        cases[index].refused = true;
      }
    }
  } catch (...) {
    const std::lock_guard lock(progress.mutex);
    if (!progress.error) progress.error = std::current_exception();
    progress.next = cases.size();
  }
  const std::lock_guard lock(progress.mutex);
  --progress.threads_left;
  progress.changed.notify_one();
}

}  // namespace

std::vector<EpochCase> run_epoch(std::size_t case_count, int thread_count, const EpochWork& work,
                                 const std::function<bool()>& ended,
                                 const std::function<void()>& while_waiting) {
  std::vector<EpochCase> cases(case_count);
  Progress progress;
  progress.threads_left =
      std::clamp(thread_count, 1, static_cast<int>(std::max<std::size_t>(case_count, 1)));
  std::vector<std::thread> threads;
  for (int i = progress.threads_left; i > 0; --i) {
    threads.emplace_back([&] { work_on(progress, cases, work, ended); });
  }
  {
    std::unique_lock lock(progress.mutex);
    while (!progress.changed.wait_for(lock, kWait, [&] { return progress.threads_left == 0; })) {
      lock.unlock();
      while_waiting();
      lock.lock();
    }
  }
  for (std::thread& thread : threads) thread.join();
  if (progress.error) std::rethrow_exception(progress.error);
  return cases;
}

}  // namespace splitvote
