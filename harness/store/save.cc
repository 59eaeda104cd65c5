#include "harness/store/save.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string reason() { return std::generic_category().message(errno); }

// Closes, and removes what was not finished.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
    if (!unfinished_.empty()) ::unlink(unfinished_.c_str());
  }
  void remove_unless_finished(std::string path) { unfinished_ = std::move(path); }
  void finished() { unfinished_.clear(); }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  bool close() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
  std::string unfinished_;
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

[[noreturn]] void cannot_write(const std::string& path) {
  throw InputError("", "cannot be written: " + reason(), path);
}

}  // namespace

std::string read_file(const std::string& path) {
  const bool standard_input = path == "-";
  const OpenFile file(standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const std::string named = standard_input ? "standard input" : path;
  if (file.descriptor() < 0) throw InputError("", "cannot be opened: " + reason(), named);
  std::string text;
  constexpr std::size_t kChunk = std::size_t{1} << 16;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + kChunk);
    const ssize_t count = ::read(file.descriptor(), text.data() + before, kChunk);
    if (count < 0) {
      if (errno == EINTR) {
        text.resize(before);
        continue;
      }
      throw InputError("", "cannot be read: " + reason(), named);
    }
    text.resize(before + static_cast<std::size_t>(count));
    if (count == 0) return text;
  }
}

void save_file(const std::string& path, std::string_view text) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    OpenFile file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.descriptor() < 0 || !write_all(file.descriptor(), text) || !file.close())
      cannot_write(path);
    return;
  }
  static std::atomic<unsigned> saves{0};
  const std::string unfinished =
      path + "." + std::to_string(::getpid()) + "." + std::to_string(saves++);
  OpenFile file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.descriptor() < 0) cannot_write(path);
  file.remove_unless_finished(unfinished);
  const bool written = write_all(file.descriptor(), text) && ::fsync(file.descriptor()) == 0 &&
                       file.close() && ::rename(unfinished.c_str(), path.c_str()) == 0;
  if (!written) cannot_write(path);
  file.finished();
}

void remove_file(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return;
  throw InputError("", "expected to remove it: " + reason(), path);
}

}  // namespace splitvote
