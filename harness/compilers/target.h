// The chips that samplers can be compiled for, with none of them here: the compiler is given a
// description ("topology" in JAX's words).
//
// A target has a smallest topology for each rank count: compiled for one rank, a program is the
// same in a larger one, and what a topology costs is its size. TPUs before v5e offer two cores a
// chip, each a device. Of an NVIDIA chip the compute capability decides what the compiler does with
// casts; the rest of its description is the chip's data sheet, as XLA's own target files give it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

enum class Platform { kTpu, kCuda, kCpu };

// "tpu", "cuda", "cpu": JAX's words.
std::string_view name(Platform platform);

// The Python packages that compiling takes; the last one is the compiler. "ptxas" is NVIDIA's
// assembler, wherever it comes from: XLA gives no HLO without having made machine code too.
std::span<const std::string_view> packages_of(Platform platform);

struct NvidiaChip {
  std::string_view description;
  int compute_capability_major, compute_capability_minor;
  int core_count, fpus_per_core;
  int threads_per_core_max;
  int shared_memory_per_core, shared_memory_per_block_max;  // bytes
  std::int64_t memory_bandwidth, memory_size, l2_cache_size;
  double clock_rate_ghz;
};

struct Topology {
  std::string_view name;
  int devices;
};

struct Target {
  std::string_view name;
  Platform platform;
  std::span<const Topology> topologies;  // ascending by devices
  const NvidiaChip* chip = nullptr;      // of kCuda

  [[nodiscard]] int ranks_max() const { return topologies.back().devices; }
  // The smallest that offers `ranks` devices; nothing when none does.
  [[nodiscard]] const Topology* topology_for(int ranks) const;
  // What the compiler is told of an NVIDIA chip (a text proto); empty for others.
  [[nodiscard]] std::string chip_text() const;
};

std::span<const Target> targets();
const Target* find_target(std::string_view name);

// "tpu-v4,tpu-v5e"; also "tpu", "cuda" and "all". Throws InputError at `place`, naming the targets.
std::vector<const Target*> parse_targets(std::string_view text, const std::string& place);

}  // namespace splitvote
