#include "harness/compilers/helper.h"

#include <unistd.h>

#include <array>

#include "harness/compilers/hash.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kPackage = "splitvote_helper";

// What compilers look at is set here and not taken from the user's environment: a result is kept
// under all that it depends on.
constexpr std::array<std::string_view, 4> kNotPassedOn = {"JAX_", "XLA_", "TPU_", "LIBTPU_"};
constexpr std::array<std::string_view, 10> kEnvironment = {
    "JAX_PLATFORMS=cpu",  // look for no chips here; topologies name their own platform
    "XLA_FLAGS=--xla_force_host_platform_device_count=32",
    "TPU_SKIP_MDS_QUERY=1",  // no metadata server says what chip this machine has
    "TPU_ACCELERATOR_TYPE=v5litepod-4",
    "TPU_WORKER_HOSTNAMES=localhost",
    "ALLOW_MULTIPLE_LIBTPU_LOAD=1",  // several helpers at once
    "TPU_LOG_DIR=disabled",
    "TPU_STDERR_LOG_LEVEL=1",
    "TF_CPP_MIN_LOG_LEVEL=1",
    "PYTHONDONTWRITEBYTECODE=1",
};

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool passed_on = true;
    for (const std::string_view prefix : kNotPassedOn) {
      if (text.substr(0, prefix.size()) == prefix) passed_on = false;
    }
    for (const std::string_view ours : kEnvironment) {
      const std::string_view variable = ours.substr(0, ours.find('=') + 1);
      if (text.substr(0, variable.size()) == variable) passed_on = false;
    }
    if (passed_on) all.emplace_back(text);
  }
  all.insert(all.end(), kEnvironment.begin(), kEnvironment.end());
  return all;
}

// Written once for each version, so that helpers of other versions are not disturbed.
std::string install(const std::string& folder) {
  std::string home = folder + "/helper/" + helper_version();
  make_folder(home + "/" + std::string(kPackage));
  for (const HelperFile& file : helper_files()) {
    const std::string path = home + "/" + std::string(kPackage) + "/" + std::string(file.name);
    if (!file_exists(path) || read_file(path) != file.text) save_file(path, file.text);
  }
  return home;
}

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of("\n ");
  if (end == std::string::npos) return "nothing";
  const std::size_t begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
}

}  // namespace

std::string helper_version() {
  std::string text;
  for (const HelperFile& file : helper_files()) {
    text += std::string(file.name) + '\n' + std::string(file.text);
  }
  return hash_of(text).substr(0, 16);
}

Helper::Helper(const std::string& python, const std::string& folder, const Patience& patience) {
  const std::string home = install(folder);
  // The first entry of sys.path is the working folder, where anything may lie.
  const std::string code = "import sys; sys.path[0] = sys.argv[1]; from " + std::string(kPackage) +
                           " import main; sys.path.pop(0); main.run()";
  process_.emplace(std::vector<std::string>{python, "-c", code, home}, environment());
  const Exchange exchange = process_->receive(patience);
  if (exchange.ending == Exchange::Ending::kStopped) throw CompilingStopped{};
  const std::optional<Fields> greeting =
      exchange.ending == Exchange::Ending::kAnswered ? parse_fields(exchange.answer) : std::nullopt;
  if (!greeting) {
    throw InputError("",
                     "expected a Python that runs splitvote's helper; it says: " +
                         last_line(process_->take_log()),
                     python);
  }
  greeting_ = *greeting;
}

Exchange Helper::ask(const Fields& request, const Patience& patience) {
  process_->take_log();  // of what came before
  return process_->ask(write_fields(request), patience);
}

}  // namespace splitvote
