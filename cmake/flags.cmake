# Everything splitvote builds links these two interface targets.

# Floating point is the subject: one place carries the flags that decide what an expression means.
add_library(splitvote_fp INTERFACE)
target_compile_options(splitvote_fp INTERFACE
  -ffp-contract=off            # a*b+c is two roundings unless a program says otherwise
  -fno-fast-math               # no reassociation, no finite-math assumptions
  -fno-math-errno              # sqrt is one instruction; errno is never read
  -fno-trapping-math)          # exception flags are never read; values are unchanged
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(i.86)$")
  # The x87 unit keeps excess precision in registers.
  target_compile_options(splitvote_fp INTERFACE -msse2 -mfpmath=sse)
endif()

add_library(splitvote_warnings INTERFACE)
target_compile_options(splitvote_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Wconversion -Wdouble-promotion -Wfloat-conversion   # silent promotion is what we hunt
  -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms on std::string operator+ (GCC bug 105651).
  target_compile_options(splitvote_warnings INTERFACE -Wno-restrict)
endif()

if(SPLITVOTE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(SPLITVOTE_LIBFUZZER)
  # Coverage of splitvote's own code; the targets in fuzz/ add the engine's main.
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()
