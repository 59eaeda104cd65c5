// Any text is a program or an InputError; a program is written as text that reads back as itself.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/store/json_program.h"
#include "src/program/input_error.h"

using namespace splitvote;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::shared_ptr<const Program> program;
  try {
    program = read_program({reinterpret_cast<const char*>(data), size}, "input.json");
  } catch (const InputError&) {
    return 0;
  }
  const std::string text = write_program(program->draft);
  if (write_program(read_program(text, "written.json")->draft) != text) std::abort();
  return 0;
}
