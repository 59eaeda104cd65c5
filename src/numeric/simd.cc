#include "src/numeric/simd.h"

#include <array>
#include <atomic>

#include "src/numeric/simd/kernel_table.h"

namespace splitvote {
namespace {

struct Levels {
  std::array<SimdLevel, 3> available = {};
  std::size_t count = 0;
};

Levels find_levels() {
  Levels levels;
  levels.available[levels.count++] = SimdLevel::kBaseline;
#ifdef SPLITVOTE_X86_SIMD
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) {
    levels.available[levels.count++] = SimdLevel::kAvx2;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
      levels.available[levels.count++] = SimdLevel::kAvx512;
    }
  }
#endif
  return levels;
}

const Levels& levels() {
  static const Levels found = find_levels();
  return found;
}

const Kernels& kernels_of([[maybe_unused]] SimdLevel level) {
#ifdef SPLITVOTE_X86_SIMD
  if (level == SimdLevel::kAvx2) return simd_avx2::kKernels;
  if (level == SimdLevel::kAvx512) return simd_avx512::kKernels;
#endif
  return simd_baseline::kKernels;
}

std::atomic<SimdLevel>& level_in_use() {
  static std::atomic<SimdLevel> level = available_simd_levels().back();
  return level;
}

std::atomic<const Kernels*>& kernels_in_use() {
  static std::atomic<const Kernels*> table = &kernels_of(simd_level());
  return table;
}

}  // namespace

std::string_view name(SimdLevel level) {
  constexpr std::array<std::string_view, 3> kNames = {"baseline", "avx2", "avx512"};
  return kNames[static_cast<std::size_t>(level)];
}

std::span<const SimdLevel> available_simd_levels() {
  return {levels().available.data(), levels().count};
}

SimdLevel simd_level() { return level_in_use().load(std::memory_order_relaxed); }

void force_simd_level(SimdLevel level) {
  level_in_use().store(level, std::memory_order_relaxed);
  kernels_in_use().store(&kernels_of(level), std::memory_order_relaxed);
}

const Kernels& kernels() { return *kernels_in_use().load(std::memory_order_relaxed); }

const Kernels& baseline_kernels() { return simd_baseline::kKernels; }

}  // namespace splitvote
