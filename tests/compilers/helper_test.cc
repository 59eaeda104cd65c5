#include "harness/compilers/helper.h"

#include <gtest/gtest.h>

#include "harness/compilers/python.h"
#include "src/program/input_error.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

constexpr Patience kPatient = {60, nullptr};

// The variable as `value` while it lives.
class PythonVariable {
 public:
  explicit PythonVariable(const std::string& value) {
    if (const char* before = std::getenv(kName); before != nullptr) before_ = before;
    ::setenv(kName, value.c_str(), 1);
  }
  PythonVariable(const PythonVariable&) = delete;
  PythonVariable& operator=(const PythonVariable&) = delete;
  ~PythonVariable() {
    if (before_.empty()) {
      ::unsetenv(kName);
    } else {
      ::setenv(kName, before_.c_str(), 1);
    }
  }

 private:
  static constexpr const char* kName = "SPLITVOTE_COMPILERS_PYTHON";
  std::string before_;
};

TEST(CompilersPython, IsTheOneThatIsNamed) {
  const PythonVariable variable("/bin/sh");
  EXPECT_EQ(compilers_python(), "/bin/sh");
}

TEST(CompilersPython, AMissingOneIsNamedWithWhatToRun) {
  const PythonVariable variable("/no/such/python");
  try {
    compilers_python();
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.place(), "SPLITVOTE_COMPILERS_PYTHON");
    EXPECT_NE(error.expectation().find("/no/such/python"), std::string::npos);
  }
}

// The system's Python, which need not have JAX.
TEST(Helper, GreetsWithVersionsBeforeAnythingIsImported) {
  const ScratchFolder folder;
  const Helper helper("/usr/bin/python3", folder / "", kPatient);
  EXPECT_EQ(text_of(helper.greeting(), "python").substr(0, 2), "3.");
  EXPECT_NE(text_of(helper.greeting(), "machine").find(" cores"), std::string::npos);
}

TEST(Helper, SaysWhatIsWrongWithAPythonThatIsNone) {
  const ScratchFolder folder;
  try {
    const Helper helper("/bin/sh", folder / "", kPatient);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.file(), "/bin/sh");
    EXPECT_NE(error.expectation().find("it says: "), std::string::npos);
  }
}

TEST(Helper, ItsVersionComesFromItsFiles) {
  EXPECT_EQ(helper_version().size(), 16u);
  EXPECT_EQ(helper_files().size(), 9u);
}

}  // namespace
}  // namespace splitvote
