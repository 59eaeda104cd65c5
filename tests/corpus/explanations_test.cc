// Every explanation of a committed finding is true: `splitvote explain` runs in a process of its
// own, and each claim is looked at with the reference.

#include <gtest/gtest.h>

#include <set>

#include "harness/store/json_case.h"
#include "harness/store/load.h"
#include "tests/cli/command.h"
#include "tests/corpus/explanation_check.h"

namespace splitvote {
namespace {

const std::string kCorpus = SPLITVOTE_CORPUS;

Json explained(const std::string& file) {
  const Workplace place;
  const Said said = place.say("splitvote explain '" + file + "' --json");
  EXPECT_EQ(said.exit_code, 0) << file << ": " << said.err;
  return parse_json(said.out);
}

std::string all_of(const std::vector<std::string>& faults) {
  std::string text;
  for (const std::string& fault : faults) text += fault + "\n";
  return text;
}

TEST(Explanations, OfEveryCommittedFindingAreTrue) {
  for (const char* folder : {"/regressions", "/minimal"}) {
    const std::vector<std::string> files = files_under(kCorpus + folder);
    ASSERT_GT(files.size(), 20U);
    for (const std::string& file : files) {
      EXPECT_EQ(all_of(explanation_faults(load_witness(file), explained(file))), "") << file;
    }
  }
}

// The same inputs with the last rank compiled apart. Beyond 24 choices a sweep covers some plans.
TEST(Explanations, OfFleetsAreTrueWhetherSweptCompletelyOrNot) {
  std::set<std::string> programs;
  int partly_covered = 0;
  for (const std::string& file : files_under(kCorpus + "/regressions")) {
    Case test_case = load_witness(file).test_case;
    const std::string& program = test_case.program->name();
    if (test_case.layout.rank_count() < 2 || !file.ends_with("mixed.json") ||
        file.find("layout_split") != std::string::npos || !programs.insert(program).second) {
      continue;
    }
    test_case.layout.rank_class.back() = 1;
    const Workplace place;
    place.write("fleet.json", write_case({test_case, std::nullopt, "", "", {}}));
    const Json explanation = explained(place.path("fleet.json"));
    EXPECT_EQ(all_of(explanation_faults(load_witness(place.path("fleet.json")), explanation)), "")
        << file;
    EXPECT_EQ(explanation.find("class_count")->number()->text, "2");
    partly_covered += *explanation.find("causes")->find("all_known")->boolean() ? 0 : 1;
  }
  EXPECT_GE(programs.size(), 3U);
  EXPECT_GE(partly_covered, 1);
}

// The text of a JSON document with the first `from` after `start` turned into `to`.
Json with(const Json& document, const std::string& start, const std::string& from,
          const std::string& to) {
  std::string text = write_json(document);
  const std::size_t at = text.find(from, text.find(start));
  EXPECT_NE(at, std::string::npos) << from;
  return parse_json(text.replace(at, from.size(), to));
}

TEST(Explanations, AreFoundFalseWhereOneThingIsChanged) {
  const std::string file = kCorpus + "/regressions/xla_excess_topk-max_vanished-mixed.json";
  const Witness witness = load_witness(file);
  const Json good = explained(file);
  ASSERT_EQ(all_of(explanation_faults(witness, good)), "");
  const auto faulty = [&](const std::string& start, const std::string& from,
                          const std::string& to) {
    return !explanation_faults(witness, with(good, start, from, to)).empty();
  };
  // A literal turned, in a cause and in a set of pins; a plan that proves nothing; a count; a plan
  // that is at no edge; a site; a verdict that is not cleared.
  EXPECT_TRUE(faulty("\"causes\"", "\"choice\": \"rounded\"", "\"choice\": \"promoted\""));
  EXPECT_TRUE(faulty("\"pins\": {", "\"choice\": \"rounded\"", "\"choice\": \"promoted\""));
  EXPECT_TRUE(faulty("\"causes\"", "\"without\": \"x32:x=promoted\"",
                     "\"without\": \"x32:x=promoted,keep:y=promoted\""));
  EXPECT_TRUE(faulty("\"causes\"", "\"count\": 3", "\"count\": 4"));
  EXPECT_TRUE(faulty("\"smallest_failing_plans\"", "x32:x=promoted,keep:y", "m:y=promoted,keep:y"));
  EXPECT_TRUE(faulty("\"sites_that_matter\"", "\"keep:y\"", "\"merged:values\""));
}

TEST(Explanations, OfTheWholeCorpusNamePinsThatAreEnoughAndNeeded) {
  const Json good = explained(kCorpus + "/regressions");
  EXPECT_EQ(good.find("programs")->items()->size(), 7U);
  EXPECT_EQ(all_of(corpus_pins_faults(good)), "");
  const auto faulty = [&](const std::string& start, const std::string& from,
                          const std::string& to) {
    return !corpus_pins_faults(with(good, start, from, to)).empty();
  };
  EXPECT_TRUE(faulty("\"program\": \"xla_excess_topk\",\n      \"fixed\"",
                     "\"choice\": \"rounded\"", "\"choice\": \"promoted\""));
  EXPECT_TRUE(faulty("\"program\": \"xla_excess_topk\",\n      \"fixed\"",
                     "\"without\": \"x32:x=promoted", "\"without\": \"m:y=promoted"));
  EXPECT_TRUE(faulty("\"program\": \"vllm_local_argmax\",\n      \"fixed\"",
                     "\"site\": \"capped:squashed\"", "\"site\": \"squashed:over_cap\""));
}

}  // namespace
}  // namespace splitvote
