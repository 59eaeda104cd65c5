// Any bytes are a case without fault, and its bytes are that case again.

#include "fuzz/target_programs.h"

using namespace splitvote;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Case test_case = decode_case({data, size}, target_programs());
  if (!case_fault(test_case).empty()) std::abort();
  const std::vector<std::uint8_t> bytes = encode_case(test_case);
  const Case again = decode_case(bytes, target_programs());
  if (!same_case(again, test_case) || encode_case(again) != bytes) std::abort();
  return 0;
}
