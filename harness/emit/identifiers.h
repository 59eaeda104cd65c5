// Names of values as identifiers that are valid and unclashing in every emitted language.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace splitvote {

class Identifiers {
 public:
  // Letters, digits and underscores of `wanted`; never a keyword, an operation, a name that the
  // printers use themselves, or one given before: those get underscores or a number appended.
  std::string take(std::string_view wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace splitvote
