// Ids of values as named scopes of HLO, and as Python variables.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace splitvote {

// A value's id as the name of a scope. Letters, digits, `_`, `.` and `-` stand for themselves,
// every other byte is written "=2F": no slash, no bracket, nothing that JAX or XLA gives a meaning.
std::string scope_name(std::string_view id);
// The id back; nothing for what scope_name does not give.
std::optional<std::string> id_of_scope(std::string_view scope);

// Python variables, each given once.
class PythonNames {
 public:
  PythonNames();

  // `wanted` as an identifier that is no word of Python, no module and no function of the file.
  std::string take(std::string_view wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace splitvote
