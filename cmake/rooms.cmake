# A room is one folder of src/ or harness/, built as one static library `splitvote_<room>`.
#   splitvote_room(<room> SOURCES a.cc b.cc DEPENDS <room>... LIBRARIES <target>...)
function(splitvote_room room)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  add_library(splitvote_${room} STATIC ${ARG_SOURCES})
  target_include_directories(splitvote_${room} PUBLIC ${PROJECT_SOURCE_DIR})
  list(TRANSFORM ARG_DEPENDS PREPEND splitvote_)
  target_link_libraries(splitvote_${room}
    PUBLIC splitvote_fp ${ARG_DEPENDS}
    PRIVATE splitvote_warnings ${ARG_LIBRARIES})
endfunction()

# A test executable of GoogleTest cases, registered as one ctest entry.
#   splitvote_test(<name> SOURCES a_test.cc DEPENDS <room>... LIBRARIES <target>... LABELS <label>...)
function(splitvote_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBRARIES;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPENDS PREPEND splitvote_)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} ${ARG_LIBRARIES} splitvote_warnings GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 1200)
endfunction()
