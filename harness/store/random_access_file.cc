#include "harness/store/random_access_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

RandomAccessFile::RandomAccessFile(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    const std::string why = reason();
    if (descriptor_ >= 0) ::close(descriptor_);
    throw InputError("", "cannot be opened: " + why, path);
  }
  size_ = status.st_size;
}

RandomAccessFile::~RandomAccessFile() { ::close(descriptor_); }

void RandomAccessFile::read(std::int64_t offset, std::span<unsigned char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = ::pread(descriptor_, bytes.data(), bytes.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      throw InputError("byte " + std::to_string(offset), "cannot be read: " + reason());
    if (count == 0) {
      throw InputError(
          "byte " + std::to_string(offset),
          "expected " + std::to_string(bytes.size()) + " more bytes, found the end of the file");
    }
    offset += count;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

}  // namespace splitvote
