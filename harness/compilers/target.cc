#include "harness/compilers/target.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::array<Topology, 4> kV2 = {
    {{"v2:1x1", 2}, {"v2:2x2", 8}, {"v2:4x2", 16}, {"v2:4x4", 32}}};
constexpr std::array<Topology, 3> kV3 = {{{"v3:1x1", 2}, {"v3:2x2", 8}, {"v3:4x4", 32}}};
constexpr std::array<Topology, 4> kV4 = {
    {{"v4:1x1x1", 2}, {"v4:2x2x1", 8}, {"v4:2x2x2", 16}, {"v4:2x2x4", 32}}};
constexpr std::array<Topology, 5> kV5e = {
    {{"v5e:1x1", 1}, {"v5e:2x2", 4}, {"v5e:2x4", 8}, {"v5e:4x4", 16}, {"v5e:4x8", 32}}};
constexpr std::array<Topology, 4> kV5p = {
    {{"v5p:2x2x1", 4}, {"v5p:2x2x2", 8}, {"v5p:2x2x4", 16}, {"v5p:2x4x4", 32}}};
constexpr std::array<Topology, 5> kV6e = {
    {{"v6e:1x1", 1}, {"v6e:2x2", 4}, {"v6e:2x4", 8}, {"v6e:4x4", 16}, {"v6e:4x8", 32}}};
constexpr std::array<Topology, 3> kTpu7x = {
    {{"tpu7x:2x2x1", 8}, {"tpu7x:2x2x2", 16}, {"tpu7x:2x2x4", 32}}};
// Partitions x hosts x GPUs of a host.
constexpr std::array<Topology, 5> kCudaHosts = {
    {{"1x1x1", 1}, {"1x1x2", 2}, {"1x1x4", 4}, {"1x1x8", 8}, {"1x4x8", 32}}};
// The helper starts with that many devices of the host.
constexpr std::array<Topology, 1> kHost = {{{"", 32}}};

constexpr NvidiaChip kV100 = {
    "Tesla V100-SXM2-16GB", 7,           0,       80,  64, 2048, 98304, 98304,
    898048000000,           16935682048, 6291456, 1.53};
constexpr NvidiaChip kA100 = {
    "NVIDIA A100-SXM4-80GB", 8,           0,        108, 64, 2048, 167936, 166912,
    2039040000000,           85100068864, 41943040, 1.41};
constexpr NvidiaChip kL4 = {"NVIDIA L4",  8,           9,        58,  128, 1536, 102400, 101376,
                            300096000000, 23609475072, 50331648, 2.04};
constexpr NvidiaChip kH100 = {
    "NVIDIA H100 80GB HBM3", 9,           0,        132, 128, 2048, 233472, 232448,
    3352320000000,           84942979072, 52428800, 1.98};
constexpr NvidiaChip kB200 = {"NVIDIA B200", 10,           0,         148,
                              128,           2048,         233472,    232448,
                              7672320000000, 191514411008, 132644864, 1.965};

constexpr std::array<Target, 13> kTargets = {{
    {"tpu-v2", Platform::kTpu, kV2},
    {"tpu-v3", Platform::kTpu, kV3},
    {"tpu-v4", Platform::kTpu, kV4},
    {"tpu-v5e", Platform::kTpu, kV5e},
    {"tpu-v5p", Platform::kTpu, kV5p},
    {"tpu-v6e", Platform::kTpu, kV6e},
    {"tpu7x", Platform::kTpu, kTpu7x},
    {"cuda-v100", Platform::kCuda, kCudaHosts, &kV100},
    {"cuda-a100", Platform::kCuda, kCudaHosts, &kA100},
    {"cuda-l4", Platform::kCuda, kCudaHosts, &kL4},
    {"cuda-h100", Platform::kCuda, kCudaHosts, &kH100},
    {"cuda-b200", Platform::kCuda, kCudaHosts, &kB200},
    {"cpu", Platform::kCpu, kHost},
}};

std::string known_targets() {
  std::string names;
  for (const Target& target : kTargets)
    names += (names.empty() ? "" : ", ") + std::string(target.name);
  return names;
}

}  // namespace

std::string_view name(Platform platform) {
  switch (platform) {
    case Platform::kTpu:
      return "tpu";
    case Platform::kCuda:
      return "cuda";
    case Platform::kCpu:
      return "cpu";
  }
  return "";
}

std::span<const std::string_view> packages_of(Platform platform) {
  static constexpr std::array<std::string_view, 2> kTpu = {"jax", "libtpu"};
  static constexpr std::array<std::string_view, 4> kCuda = {"jax", "ptxas", "jax-cuda12-plugin",
                                                            "jax-cuda12-pjrt"};
  static constexpr std::array<std::string_view, 2> kCpu = {"jax", "jaxlib"};
  switch (platform) {
    case Platform::kTpu:
      return kTpu;
    case Platform::kCuda:
      return kCuda;
    case Platform::kCpu:
      return kCpu;
  }
  return {};
}

const Topology* Target::topology_for(int ranks) const {
  for (const Topology& topology : topologies) {
    if (topology.devices >= ranks) return &topology;
  }
  return nullptr;
}

std::string Target::chip_text() const {
  if (chip == nullptr) return "";
  std::ostringstream text;
  text << "gpu_device_info { threads_per_block_limit: 1024 threads_per_warp: 32"
       << " shared_memory_per_block: 49152 shared_memory_per_core: " << chip->shared_memory_per_core
       << " threads_per_core_limit: " << chip->threads_per_core_max
       << " core_count: " << chip->core_count << " fpus_per_core: " << chip->fpus_per_core
       << " block_dim_limit_x: 2147483647 block_dim_limit_y: 65535 block_dim_limit_z: 65535"
       << " memory_bandwidth: " << chip->memory_bandwidth
       << " l2_cache_size: " << chip->l2_cache_size << " clock_rate_ghz: " << chip->clock_rate_ghz
       << " device_memory_size: " << chip->memory_size
       << " shared_memory_per_block_optin: " << chip->shared_memory_per_block_max
       << " cuda_compute_capability { major: " << chip->compute_capability_major
       << " minor: " << chip->compute_capability_minor << " }"
       << " registers_per_core_limit: 65536 registers_per_block_limit: 65536 }"
       << " platform_name: \"CUDA\" dnn_version_info { major: 9 minor: 10 }"
       << " device_description_str: \"" << chip->description << "\"";
  return text.str();
}

std::span<const Target> targets() { return kTargets; }

const Target* find_target(std::string_view name) {
  for (const Target& target : kTargets) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

std::vector<const Target*> parse_targets(std::string_view text, const std::string& place) {
  std::vector<const Target*> found;
  const auto add = [&found](const Target& target) {
    if (std::find(found.begin(), found.end(), &target) == found.end()) found.push_back(&target);
  };
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view word = text.substr(0, comma);
    bool known = false;
    for (const Target& target : kTargets) {
      if (word != target.name && word != "all" && word != name(target.platform)) continue;
      add(target);
      known = true;
    }
    if (!known) {
      throw InputError(place, "expected targets among " + known_targets() +
                                  " (or tpu, cuda, all), found '" + std::string(word) + "'");
    }
    if (comma == std::string_view::npos) return found;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace splitvote
