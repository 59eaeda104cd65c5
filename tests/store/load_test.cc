#include "harness/store/load.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"
#include "harness/store/json_program.h"
#include "harness/store/save.h"
#include "tests/store/refusal.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/tiny_programs.h"

namespace splitvote {
namespace {

std::string tiny_case_text() {
  return R"({"format": "splitvote-case", "version": 1, "program": )" + tiny_program_text() +
         R"(, "logits": {"values": [1, 2]}, "layout": {"ranks": 2}, "params": {"extra": 1}})";
}

TEST(Kind, IsTheFormatOfJsonAndBytesOtherwise) {
  EXPECT_EQ(kind_of(tiny_program_text()), FileKind::kProgram);
  EXPECT_EQ(kind_of(tiny_case_text()), FileKind::kCase);
  EXPECT_EQ(kind_of(R"( {"format": "splitvote-finding"})"), FileKind::kFinding);
  EXPECT_EQ(kind_of(std::string_view("\x01\x00\x02", 3)), FileKind::kBytes);
  EXPECT_EQ(kind_of(""), FileKind::kBytes);
  EXPECT_EQ(kind_of("{\x01"), FileKind::kBytes);
  EXPECT_EQ(
      refusal([] { (void)kind_of(R"({"format": "other"})"); }),
      "/format: expected splitvote-program, splitvote-case or splitvote-finding, found \"other\"");
}

TEST(LoadProgram, TakesAFileOrABuiltInName) {
  const ScratchFolder folder;
  EXPECT_EQ(load_program(folder.write("tiny.json", tiny_program_text()))->name(), "tiny");
  for (const std::string& name : builtin_names())
    EXPECT_EQ(load_program(name), builtin_program(name));
  const std::string message = refusal([] { (void)load_program("nowhere"); });
  EXPECT_EQ(message.rfind("nowhere: expected a built-in program (", 0), 0U) << message;
  EXPECT_NE(message.find(") or a program file, found neither"), std::string::npos) << message;
}

TEST(LoadProgram, NamesTheFileOfEveryFault) {
  const ScratchFolder folder;
  const std::string file = folder.write("a.json", "{");
  EXPECT_EQ(refusal([&] { (void)load_program(file); }).rfind(file + ": line 1, column ", 0), 0U);
}

TEST(LoadCase, TakesACaseOrBytes) {
  const ScratchFolder folder;
  EXPECT_EQ(load_case(folder.write("a.json", tiny_case_text())).test_case.logits.values[0],
            (std::vector<float>{1, 2}));
  const std::vector<std::shared_ptr<const Program>> programs = {
      read_program(tiny_program_text(), "tiny.json")};
  const Case test_case = load_case(folder / "a.json").test_case;
  const std::vector<std::uint8_t> bytes = encode_case(test_case);
  const std::string artifact = folder.write("crash-0", std::string(bytes.begin(), bytes.end()));
  EXPECT_TRUE(same_case(load_case(artifact, programs).test_case, test_case));
}

TEST(LoadCase, RefusesWhatIsNoCase) {
  const ScratchFolder folder;
  const std::string program = folder.write("p.json", tiny_program_text());
  EXPECT_EQ(refusal([&] { (void)load_case(program); }),
            program + ": /format: expected \"splitvote-case\", found \"splitvote-program\"");
  const std::string empty = folder.write("e.json", "");
  EXPECT_EQ(refusal([&] {
              (void)load_case(empty);
            }).rfind(empty + ": line 1, column 1: expected JSON", 0),
            0U);
  EXPECT_EQ(refusal([&] { (void)load_case(folder / "none.json"); }),
            (folder / "none.json") + ": cannot be opened: No such file or directory");
  if (!builtin_names().empty()) {
    const std::string name = builtin_names().front();
    EXPECT_EQ(refusal([&] { (void)load_case(name); }),
              name + ": expected a case, found a program; --logits FILE gives it logits");
  }
}

TEST(LoadCase, FindsTensorsBesideTheCase) {
  const ScratchFolder folder;
  std::string text = tiny_case_text();
  const std::string values = R"({"values": [1, 2]})";
  text.replace(text.find(values), values.size(), R"({"file": "x.npy"})");
  const std::string file = folder.write("a.json", text);
  EXPECT_EQ(refusal([&] { (void)load_case(file); }),
            (folder / "x.npy") + ": cannot be opened: No such file or directory");
  const std::string header = "{'descr': '<V2', 'fortran_order': False, 'shape': (2,), }";
  folder.write("x.npy", std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) +
                            '\0' + header + std::string("\x80\x3f\x00\xc0", 4));
  const CaseFile loaded = load_case(file);
  EXPECT_EQ(loaded.test_case.logits.values, (std::vector<std::vector<float>>{{1, -2}}));
  ASSERT_EQ(loaded.notices.size(), 1U);
  EXPECT_NE(loaded.notices[0].find("taken as bfloat16"), std::string::npos);
}

TEST(Files, AreListedInOrderBelowAFolder) {
  const ScratchFolder folder;
  make_folder(folder / "b/c");
  folder.write("b/c/2.json", "");
  folder.write("b/1.json", "");
  folder.write("a", "");
  folder.write("README.md", "");
  folder.write("sampler.py", "");
  folder.write(".hidden", "");
  make_folder(folder / ".git");
  folder.write(".git/x", "");
  EXPECT_EQ(files_under(folder / "b"),
            (std::vector<std::string>{folder / "b/1.json", folder / "b/c/2.json"}));
  EXPECT_EQ(files_under(folder / ".").size(), 3U);
  EXPECT_EQ(files_under(folder / "a"), std::vector<std::string>{folder / "a"});
  folder.write("b/sampler.py", "");
  folder.write("b/c/record.hlo", "");
  folder.write("b/plans.txt", "");
  EXPECT_EQ(files_under(folder / "b").size(), 4U);
  EXPECT_EQ(cases_under(folder / "b"),
            (std::vector<std::string>{folder / "b/1.json", folder / "b/c/2.json"}));
  EXPECT_EQ(cases_under(folder / "b/sampler.py"),
            std::vector<std::string>{folder / "b/sampler.py"});
  EXPECT_EQ(refusal([&] { (void)files_under(folder / "z"); }),
            (folder / "z") + ": expected a file or a folder, found neither");
  EXPECT_EQ(refusal([&] { make_folder(folder / "a"); }),
            (folder / "a") + ": cannot be made a folder: Not a directory");
}

}  // namespace
}  // namespace splitvote
