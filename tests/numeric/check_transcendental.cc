// Holds exp_array, log_array and tanh_array against MPFR, bit for bit.
//
//   check_transcendental [--slice N | --all] [--function exp|log|tanh] [--level
//   baseline|avx2|avx512] [--threads N]
//
// --slice N  N inputs spread evenly over all 2^32 patterns, shifted so that low bits vary (default
// 2^24), each by MPFR.
// --all      every pattern. An input whose result the C library's double decides with a margin of
// 2^-46, at least 32
//            times its known error, is held against that; MPFR decides the others. --mpfr-only asks
//            MPFR for each.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "src/numeric/simd.h"
#include "src/numeric/transcendental.h"
#include "tests/numeric/mpfr_reference.h"

namespace splitvote {
namespace {

constexpr std::uint64_t kInputs = std::uint64_t{1} << 32;
constexpr std::uint64_t kChunk = 1 << 16;

struct Function {
  std::string_view name;
  void (*array)(const float*, float*, std::size_t);
  MpfrFunction reference;
  double (*library)(double);
};

constexpr Function kFunctions[] = {
    {"exp", exp_array, mpfr_exp, std::exp},
    {"log", log_array, mpfr_log, std::log},
    {"tanh", tanh_array, mpfr_tanh, std::tanh},
};

struct Settings {
  std::uint64_t count = std::uint64_t{1} << 24;
  bool library_first = false;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency());
};

// The i-th of `count` inputs: one in each of `count` equal cells, at a place in it that varies with
// i.
std::uint32_t input_bits(std::uint64_t i, std::uint64_t count) {
  const std::uint64_t cell = kInputs / count;
  const std::uint64_t place = i * 0x9e3779b97f4a7c15u >> 32;
  return static_cast<std::uint32_t>(i * cell + place % cell);
}

// The result, where the C library's double leaves no doubt about it.
std::optional<float> decided_by_library(const Function& function, float x) {
  const double y = function.library(static_cast<double>(x));
  if (!std::isfinite(y)) return std::nullopt;
  const auto low = static_cast<float>(y * (1.0 - 0x1p-46));
  const auto high = static_cast<float>(y * (1.0 + 0x1p-46));
  if (std::bit_cast<std::uint32_t>(low) != std::bit_cast<std::uint32_t>(high)) return std::nullopt;
  return low;
}

// The number of inputs whose result is wrong; the first few are printed.
std::uint64_t check(const Function& function, const Settings& settings) {
  std::atomic<std::uint64_t> next = 0;
  std::atomic<std::uint64_t> wrong = 0;
  std::atomic<std::uint64_t> by_mpfr = 0;
  std::mutex output;
  const auto work = [&] {
    MpfrReference reference(function.reference);
    std::vector<float> in(kChunk);
    std::vector<float> out(kChunk);
    for (;;) {
      const std::uint64_t begin = next.fetch_add(kChunk);
      if (begin >= settings.count) break;
      const std::size_t n = std::min(kChunk, settings.count - begin);
      for (std::size_t i = 0; i < n; ++i) {
        in[i] = std::bit_cast<float>(input_bits(begin + i, settings.count));
      }
      function.array(in.data(), out.data(), n);
      for (std::size_t i = 0; i < n; ++i) {
        std::optional<float> expected;
        if (settings.library_first) expected = decided_by_library(function, in[i]);
        if (!expected) {
          expected = reference(in[i]);
          by_mpfr.fetch_add(1, std::memory_order_relaxed);
        }
        if (std::bit_cast<std::uint32_t>(*expected) == std::bit_cast<std::uint32_t>(out[i]))
          continue;
        if (wrong.fetch_add(1) >= 10) continue;
        const std::lock_guard lock(output);
        std::printf("%s(%a) is %a, not %a\n", function.name.data(), static_cast<double>(in[i]),
                    static_cast<double>(*expected), static_cast<double>(out[i]));
      }
      const std::uint64_t done = begin + n;
      if (done * 16 / settings.count != begin * 16 / settings.count) {
        const std::lock_guard lock(output);
        std::fprintf(stderr, "%s: %3.0f%%\n", function.name.data(),
                     100.0 * static_cast<double>(done) / static_cast<double>(settings.count));
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < settings.threads; ++i) {
    threads.emplace_back([&] {
      work();
      mpfr_free_cache();  // its constants are kept per thread
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%s: %llu inputs, %llu of them held against MPFR, %llu wrong\n", function.name.data(),
              static_cast<unsigned long long>(settings.count),
              static_cast<unsigned long long>(by_mpfr.load()),
              static_cast<unsigned long long>(wrong.load()));
  std::fflush(stdout);
  return wrong.load();
}

int usage(const char* what) {
  std::fprintf(stderr, "check_transcendental: %s\n", what);
  return 2;
}

int run(int argc, char** argv) {
  Settings settings;
  bool mpfr_only = false;
  std::optional<std::string_view> only;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--all") {
      settings.count = kInputs;
      settings.library_first = true;
      continue;
    }
    if (option == "--mpfr-only") {
      mpfr_only = true;
      continue;
    }
    if (i + 1 == argc) return usage("an option is unknown or lacks its value");
    const char* value = argv[++i];
    if (option == "--slice") {
      settings.count = std::strtoull(value, nullptr, 10);
      if (!std::has_single_bit(settings.count) || settings.count > kInputs) {
        return usage("--slice takes a power of two up to 2^32");
      }
    } else if (option == "--threads") {
      settings.threads = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    } else if (option == "--function") {
      only = value;
    } else if (option == "--level") {
      const auto levels = available_simd_levels();
      const auto level = std::find_if(levels.begin(), levels.end(), [&](SimdLevel candidate) {
        return name(candidate) == value;
      });
      if (level == levels.end()) return usage("this machine lacks that level");
      force_simd_level(*level);
    } else {
      return usage("unknown option");
    }
  }
  if (mpfr_only) settings.library_first = false;
  std::uint64_t wrong = 0;
  for (const Function& function : kFunctions) {
    if (!only || *only == function.name) wrong += check(function, settings);
  }
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace splitvote

int main(int argc, char** argv) { return splitvote::run(argc, argv); }
