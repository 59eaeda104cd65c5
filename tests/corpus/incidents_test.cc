// The published incidents: each file shows exactly what it says, and says where it comes from.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/campaign/examine.h"
#include "harness/store/load.h"

namespace splitvote {
namespace {

const std::string kIncidents = SPLITVOTE_CORPUS "/incidents";

std::vector<std::string> shown(const CaseFile& file) {
  return differences(*file.expectation, find_by_default(file.test_case, std::nullopt, FailRule()));
}

TEST(Incidents, ShowWhatTheySayAndNothingElse) {
  int failing = 0, holding = 0;
  for (const std::string& path : files_under(kIncidents)) {
    const CaseFile file = load_case(path);
    ASSERT_TRUE(file.expectation && file.expectation->verdicts) << path;
    EXPECT_FALSE(file.expectation->others_allowed) << path;
    EXPECT_FALSE(file.description.empty()) << path;
    EXPECT_FALSE(file.source.empty()) << path;
    EXPECT_TRUE(shown(file).empty()) << path << ": " << testing::PrintToString(shown(file));
    ++(file.expectation->verdicts->empty() ? holding : failing);
  }
  std::printf("%d cases fail as reported, %d hold\n", failing, holding);
  EXPECT_GE(failing, 35);
  EXPECT_GE(holding, 20);
}

// Fixed twins get the inputs that fail.
TEST(Incidents, ATwinThatHoldsHasTheLogitsOfOneThatFails) {
  std::map<std::string, std::vector<CaseFile>> folders;
  for (const std::string& path : files_under(kIncidents)) {
    const std::string folder = path.substr(0, path.rfind('/'));
    if (folder != kIncidents) folders[folder].push_back(load_case(path));
  }
  EXPECT_GE(folders.size(), 20U);
  for (const auto& [folder, files] : folders) {
    const CaseFile* failing = nullptr;
    const CaseFile* holding = nullptr;
    for (const CaseFile& file : files) {
      (file.expectation->verdicts->empty() ? holding : failing) = &file;
    }
    ASSERT_NE(failing, nullptr) << folder;
    if (holding == nullptr) continue;
    Case moved = failing->test_case;
    moved.program = holding->test_case.program;
    moved.parameters = holding->test_case.parameters;
    EXPECT_TRUE(same_case(moved, holding->test_case)) << folder;
  }
}

TEST(Incidents, ATwinHeldAgainstWhatFailsDiffers) {
  CaseFile broken = load_case(kIncidents + "/running-sum-saturates/broken.json");
  ASSERT_TRUE(shown(broken).empty());
  broken.test_case.program =
      load_case(kIncidents + "/running-sum-saturates/fixed.json").test_case.program;
  EXPECT_FALSE(shown(broken).empty());
}

}  // namespace
}  // namespace splitvote
