#include "harness/compilers/target.h"

#include <gtest/gtest.h>

#include <set>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> found;
  for (const Target* target : parse_targets(text, "--for")) found.emplace_back(target->name);
  return found;
}

TEST(Target, IsNamedOnce) {
  std::set<std::string_view> names;
  for (const Target& target : targets()) EXPECT_TRUE(names.insert(target.name).second);
  EXPECT_EQ(names.size(), 13u);
}

TEST(Target, OffersOneToThirtyTwoRanksInTheSmallestTopology) {
  for (const Target& target : targets()) {
    int before = 0;
    for (const Topology& topology : target.topologies) {
      EXPECT_GT(topology.devices, before) << target.name;
      before = topology.devices;
    }
    EXPECT_EQ(target.ranks_max(), 32) << target.name;
    EXPECT_EQ(target.topology_for(33), nullptr) << target.name;
  }
  EXPECT_EQ(find_target("tpu-v5e")->topology_for(1)->name, "v5e:1x1");
  EXPECT_EQ(find_target("tpu-v5e")->topology_for(4)->name, "v5e:2x2");
  EXPECT_EQ(find_target("tpu-v5e")->topology_for(5)->name, "v5e:2x4");
}

TEST(Target, OnlyNvidiaChipsAreDescribed) {
  for (const Target& target : targets()) {
    EXPECT_EQ(target.chip != nullptr, target.platform == Platform::kCuda) << target.name;
    EXPECT_EQ(target.chip_text().empty(), target.platform != Platform::kCuda) << target.name;
  }
  EXPECT_NE(find_target("cuda-l4")->chip_text().find("{ major: 8 minor: 9 }"), std::string::npos);
}

TEST(Target, ListsAreReadInOrderAndOnce) {
  EXPECT_EQ(names("tpu-v5e,cpu,tpu-v5e"), (std::vector<std::string>{"tpu-v5e", "cpu"}));
  EXPECT_EQ(names("cuda").size(), 5u);
  EXPECT_EQ(names("tpu7x,tpu").size(), 7u);
  EXPECT_EQ(names("all").size(), targets().size());
}

TEST(Target, UnknownOnesAreNamed) {
  for (const char* wrong : {"", "tpu-v9", "cpu,", "cpu,,cpu", "CPU"}) {
    EXPECT_THROW(parse_targets(wrong, "--for"), InputError) << wrong;
  }
  try {
    parse_targets("cpu,tpu-v9", "--for");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.place(), "--for");
    EXPECT_NE(error.expectation().find("found 'tpu-v9'"), std::string::npos);
  }
}

}  // namespace
}  // namespace splitvote
