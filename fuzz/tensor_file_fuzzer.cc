// Any bytes are a tensor of logits or an InputError, as .npy where they begin like one, as
// .safetensors otherwise.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "harness/store/tensor_file.h"
#include "src/program/input_error.h"

namespace {

// The reader takes files: one each, in a folder of this process that goes with it.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("tensor_file_fuzzer-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string file =
      folder.file(bytes.starts_with("\x93NUMPY") ? "input.npy" : "input.safetensors");
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  for (const bool every_row : {false, true}) {
    try {
      const splitvote::TensorRows tensor = splitvote::read_tensor_rows(
          {.file = file, .tensor = "", .row = {}, .every_row = every_row}, 64, 262'144);
      if (tensor.rows.empty()) std::abort();
    } catch (const splitvote::InputError&) {
    }
  }
  return 0;
}
