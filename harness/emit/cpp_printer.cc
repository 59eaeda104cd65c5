#include "harness/emit/printers.h"

namespace splitvote {

std::string print_cpp(const Reproducer& reproducer) {
  std::string text;
  for (const std::string& paragraph : reproducer.head) {
    for (const std::string& line : wrapped(paragraph, 96)) text += "// " + line + "\n";
  }
  return text;
}

}  // namespace splitvote
