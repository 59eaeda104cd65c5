// Replays inputs without a fuzzing engine: every file given, and every file below every folder
// given, once. Arguments that begin with "-" are an engine's and are passed over, so that one
// command line serves both.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& path) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path, error)) {
    if (entry.is_regular_file(error)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool execute(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in),
                                std::istreambuf_iterator<char>()};
  if (!in) {
    std::fprintf(stderr, "%s: expected a readable file\n", path.c_str());
    return false;
  }
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  std::printf("Executed %s\n", path.c_str());
  std::fflush(stdout);  // said even when the next input traps
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  bool readable = true;
  for (const std::string& argument : std::vector<std::string>(argv + 1, argv + argc)) {
    if (argument.starts_with("-")) continue;
    for (const fs::path& path : files_below(argument)) readable = execute(path) && readable;
  }
  return readable ? 0 : 2;
}
