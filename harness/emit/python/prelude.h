// The functions that emitted Python files define: pieces of embedded source, printed where used.
//
// 1. A piece is a function, a constant or an import at the left margin, known by the name it gives.
// 2. A context (Scope) is a list of folders; the first one that has a name serves it. In pieces,
//    `xp` stands for the framework's namespace.
// 3. `Prelude` collects the names that a file uses and prints these pieces and all that they use,
//    in the order of the sources.
//
// In a JAX or PyTorch file, pieces may also be taken from the NumPy scope: their names then begin
// with "numpy_", so that nothing clashes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace splitvote {

struct Scope {
  std::vector<std::string_view> folders;  // first found, first served
  std::string_view xp;                    // np, jnp, torch
  std::string_view prefix;                // of every name; "numpy_" or empty

  [[nodiscard]] bool has(std::string_view name) const;
};

class Prelude {
 public:
  // A function that the printer wrote itself.
  void define(const std::string& name, const std::string& text) { written_[name] = text; }
  // Takes the pieces that `text`, printed in this scope, names, and what these name.
  void use(const Scope& scope, std::string_view text);

  // The imports and settings, one a line.
  [[nodiscard]] std::string imports() const;
  // Functions and constants, two empty lines before each.
  [[nodiscard]] std::string functions() const;

 private:
  struct Taken {
    std::string text;
    std::size_t order = 0;
    bool import = false;
  };
  std::map<std::string, Taken> taken_;                       // by printed name
  std::map<std::string, std::string> written_;               // by name
  std::set<std::pair<std::string_view, std::string>> read_;  // written ones, by scope
};

// Every identifier of a piece of Python, each once; strings and comments are not looked into.
std::set<std::string> identifiers_in(std::string_view text);
// Every name that some piece gives.
std::set<std::string> prelude_names();

}  // namespace splitvote
