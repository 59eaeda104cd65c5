#include "harness/store/save.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <string>

#include "tests/store/refusal.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

// Writing beyond `bytes` fails, as on a disk with no more room.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(Save, ReplacesTheFileAndLeavesNothingElse) {
  const ScratchFolder folder;
  const std::string file = folder.write("a.json", "old");
  save_file(file, "new\n");
  EXPECT_EQ(read_file(file), "new\n");
  EXPECT_EQ(folder.file_count(), 1);
}

TEST(Save, KeepsEveryByte) {
  const ScratchFolder folder;
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += static_cast<char>(i * 7);
  save_file(folder / "bytes", text);
  EXPECT_EQ(read_file(folder / "bytes"), text);
}

TEST(Save, LeavesTheOldFileWhenTheDiskIsFull) {
  const ScratchFolder folder;
  const std::string file = folder.write("a.json", "old");
  {
    const FileSizeLimit limit(4096);
    EXPECT_EQ(refusal([&] { save_file(file, std::string(100'000, 'x')); }),
              file + ": cannot be written: File too large");
  }
  EXPECT_EQ(read_file(file), "old");
  EXPECT_EQ(folder.file_count(), 1);
}

TEST(Save, NamesTheDeviceThatIsFull) {
  EXPECT_EQ(refusal([] { save_file("/dev/full", "text"); }),
            "/dev/full: cannot be written: No space left on device");
}

TEST(Save, NamesTheFileWhoseFolderIsMissing) {
  const ScratchFolder folder;
  const std::string file = folder / "nowhere/a.json";
  EXPECT_EQ(refusal([&] { save_file(file, "text"); }),
            file + ": cannot be written: No such file or directory");
  EXPECT_EQ(refusal([&] { save_file(folder / ".", "text"); }),
            (folder / ".") + ": cannot be written: Is a directory");
}

TEST(ReadFile, NamesWhatCannotBeRead) {
  const ScratchFolder folder;
  EXPECT_EQ(refusal([&] { (void)read_file(folder / "a.json"); }),
            (folder / "a.json") + ": cannot be opened: No such file or directory");
  EXPECT_EQ(refusal([&] { (void)read_file(folder / "."); }),
            (folder / ".") + ": cannot be read: Is a directory");
}

}  // namespace
}  // namespace splitvote
