#include "harness/threads/at_once.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace splitvote {

void at_once(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex one_at_a_time;
  std::exception_ptr error;
  const auto run = [&] {
    try {
      for (std::size_t at = next++; at < count; at = next++) work(at);
    } catch (...) {
      const std::lock_guard lock(one_at_a_time);
      error = std::current_exception();
      next = count;
    }
  };
  std::vector<std::thread> threads;
  const std::size_t thread_count = std::min(count, static_cast<std::size_t>(std::max(1, jobs)));
  for (std::size_t at = 1; at < thread_count; ++at) threads.emplace_back(run);
  run();
  for (std::thread& thread : threads) thread.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace splitvote
