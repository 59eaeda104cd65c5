// Any text is a program that checks, or an InputError.

#include <cstdint>
#include <string_view>

#include "src/hlo/parse_hlo.h"
#include "src/hlo/read_hlo.h"
#include "src/program/input_error.h"
#include "src/program/program.h"

using namespace splitvote;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    check_program(
        read_hlo(parse_hlo({reinterpret_cast<const char*>(data), size}), HloInterface{}).draft);
  } catch (const InputError&) {
  }
  return 0;
}
