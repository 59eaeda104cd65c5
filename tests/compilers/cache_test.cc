#include "harness/compilers/cache.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

const Fields kRequest = {{"target", "cpu"}, {"source", "x = 1\n"}};
const Fields kAnswer = {{"ranks", "1"}, {"optimized", "HloModule m\n"}};

std::string only_file_in(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  EXPECT_EQ(files.size(), 1u);
  return files.at(0);
}

TEST(Cache, FindsWhatWasKeptAndNothingElse) {
  const ScratchFolder folder;
  const Cache cache(folder / "cache");
  EXPECT_EQ(cache.find(kRequest), std::nullopt);
  cache.keep(kRequest, kAnswer);
  EXPECT_EQ(cache.find(kRequest), kAnswer);
  for (std::size_t at = 0; at < kRequest.size(); ++at) {
    Fields other = kRequest;
    other[at].text += " ";
    EXPECT_EQ(cache.find(other), std::nullopt) << other[at].name;
  }
}

TEST(Cache, AFileThatIsDamagedOrAnothersIsAMiss) {
  const ScratchFolder folder;
  const Cache cache(folder / "cache");
  cache.keep(kRequest, kAnswer);
  const std::string path = only_file_in(folder / "cache/compiled");
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  EXPECT_EQ(cache.find(kRequest), std::nullopt);
  // As if two requests had one hash.
  const ScratchFolder elsewhere;
  const Cache other(elsewhere / "cache");
  other.keep({{"target", "cpu"}, {"source", "x = 2\n"}}, kAnswer);
  std::filesystem::copy_file(only_file_in(elsewhere / "cache/compiled"), path,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(cache.find(kRequest), std::nullopt);
  cache.keep(kRequest, kAnswer);
  EXPECT_EQ(cache.find(kRequest), kAnswer);
}

TEST(Cache, ForgetsWhenAnImportedFileChanges) {
  const ScratchFolder folder;
  folder.write("layers.py", "scale = 1\n");
  const Cache cache(folder / "cache");
  Fields answer = kAnswer;
  answer.push_back({"imported", folder / "layers.py"});
  cache.keep(kRequest, answer);
  EXPECT_TRUE(cache.find(kRequest));
  folder.write("layers.py", "scale = 2\n");
  EXPECT_FALSE(cache.find(kRequest));
  folder.write("layers.py", "scale = 1\n");
  EXPECT_TRUE(cache.find(kRequest));
  std::filesystem::remove(folder / "layers.py");
  EXPECT_FALSE(cache.find(kRequest));
}

TEST(Cache, OneThatCannotBeWrittenIsNoError) {
  const ScratchFolder folder;
  folder.write("file", "");
  const Cache cache(folder / "file/below");
  cache.keep(kRequest, kAnswer);
  EXPECT_EQ(cache.find(kRequest), std::nullopt);
  EXPECT_EQ(cache.keep_failure(kRequest, {}), "");
}

TEST(Cache, LiesWhereTheUserKeepsCaches) {
  const char* home = std::getenv("HOME");
  const std::string home_before = home == nullptr ? "" : home;
  ::setenv("XDG_CACHE_HOME", "/x/cache", 1);
  EXPECT_EQ(Cache::default_folder(), "/x/cache/splitvote");
  ::unsetenv("XDG_CACHE_HOME");
  ::setenv("HOME", "/x", 1);
  EXPECT_EQ(Cache::default_folder(), "/x/.cache/splitvote");
  ::unsetenv("HOME");
  EXPECT_EQ(Cache::default_folder(), ".cache/splitvote");
  if (home != nullptr) ::setenv("HOME", home_before.c_str(), 1);
}

}  // namespace
}  // namespace splitvote
