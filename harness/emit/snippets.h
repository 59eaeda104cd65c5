// The operations that emitted files spell out, as pieces of source: a file gets those it uses.
//
// The build embeds the files of one folder per language. A line "// @snippet NAME: NAME NAME" (or
// with "#") begins a piece and names the pieces it needs. Pieces are printed in the order of the
// files, by name, and of their lines.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

struct EmbeddedSource {
  std::string_view folder, file, text;
};
std::span<const EmbeddedSource> embedded_sources();

class Snippets {
 public:
  explicit Snippets(std::string_view folder);

  // With all that it needs. Aborts when there is no such piece: the printer is wrong then.
  void need(const std::string& name);
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::vector<std::string> names() const;  // of all pieces
  [[nodiscard]] const std::set<std::string>& needed() const { return needed_; }

 private:
  struct Snippet {
    std::string name;
    std::vector<std::string> needs;
    std::string text;
  };
  [[nodiscard]] const Snippet* find(const std::string& name) const;

  std::vector<Snippet> snippets_;
  std::set<std::string> needed_;
};

}  // namespace splitvote
