// Any text is a case without fault or an InputError; a case is written as text that reads back as
// itself.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/store/json_case.h"
#include "src/program/input_error.h"

using namespace splitvote;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A folder that does not exist: files that the text names are never opened.
  const std::string file = "/nonexistent/input.json";
  CaseFile read;
  try {
    read = read_case({reinterpret_cast<const char*>(data), size}, file);
  } catch (const InputError&) {
    return 0;
  }
  if (!case_fault(read.test_case).empty()) std::abort();
  const CaseFile again = read_case(write_case(read), file);
  if (!same_case(again.test_case, read.test_case)) std::abort();
  return 0;
}
