# Writes OUTPUT, a .cc that holds FOLDER/reading.py and FOLDER/main.py.
#   cmake -DOUTPUT=compile_check_text.cc -DFOLDER=compile_check -P embed.cmake
file(READ "${FOLDER}/reading.py" reading)
file(READ "${FOLDER}/main.py" main)
file(WRITE "${OUTPUT}" "// Made from src/jax/compile_check by embed.cmake.
#include \"src/jax/compile_check_text.h\"

namespace splitvote {

const std::string_view kHloReadingPython = R\"python_text(${reading})python_text\";
const std::string_view kCompileCheckMainPython = R\"python_text(${main})python_text\";

}  // namespace splitvote
")
