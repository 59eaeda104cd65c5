#include "harness/emit/python/prelude.h"

#include <algorithm>
#include <cctype>

#include "harness/emit/snippets.h"

namespace splitvote {
namespace {

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

struct Word {
  std::size_t begin, end;
};

// Identifiers outside strings, comments and numbers, and not behind a dot.
std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 3) == "\"\"\"") {
      at = std::min(text.find("\"\"\"", at + 3), text.size() - 3) + 3;
    } else if (c == '"') {
      const std::size_t end = std::min(text.find('"', at + 1), text.size() - 1);
      if (at > 0 && text[at - 1] == 'f') {
        for (const Word& word : words_of(text.substr(at + 1, end - at - 1))) {
          words.push_back({at + 1 + word.begin, at + 1 + word.end});
        }
      }
      at = end + 1;
    } else if (in_word(c)) {
      std::size_t end = at;
      while (end < text.size() && in_word(text[end])) ++end;
      const bool number = std::isdigit(static_cast<unsigned char>(c)) != 0;
      const bool member = at > 0 && text[at - 1] == '.';
      if (!number && !member) words.push_back({at, end});
      at = end;
    } else {
      ++at;
    }
  }
  return words;
}

struct Piece {
  std::string_view folder;
  std::string_view name;
  std::string_view text;
  bool import = false;
};

// "def add(a, b):" gives add; "NAN = ..." NAN; "import numpy as np" np; a setting, such as
// "jax.config.update(...)", belongs to its first word.
std::string_view name_given(std::string_view line) {
  const auto word_at = [&](std::size_t at) {
    std::size_t end = at;
    while (end < line.size() && in_word(line[end])) ++end;
    return line.substr(at, end - at);
  };
  if (line.substr(0, 4) == "def ") return word_at(4);
  if (line.substr(0, 7) != "import ") return word_at(0);
  const std::size_t as = line.find(" as ");
  return as == std::string_view::npos ? word_at(7) : word_at(as + 4);
}

// Pieces stand two empty lines apart.
std::vector<Piece> pieces_of(const EmbeddedSource& source) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < source.text.size();) {
    const std::size_t end = std::min(source.text.find("\n\n\n", at), source.text.size());
    std::string_view text = source.text.substr(at, end - at);
    at = end + 3;
    while (!text.empty() && text[0] == '#') {
      text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    }
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    if (text.empty()) continue;
    const std::string_view first = text.substr(0, text.find('\n'));
    const bool import = first.substr(0, 4) != "def " && first.find(" = ") == std::string_view::npos;
    pieces.push_back({source.folder, name_given(first), text, import});
  }
  return pieces;
}

const std::vector<Piece>& all_pieces() {
  static const std::vector<Piece> pieces = [] {
    std::vector<Piece> all;
    for (const EmbeddedSource& source : embedded_sources()) {
      if (source.folder == "cpp") continue;
      for (const Piece& piece : pieces_of(source)) all.push_back(piece);
    }
    return all;
  }();
  return pieces;
}

// The pieces of a name in the first folder that has it: one, or for an import its settings too.
std::vector<std::size_t> pieces_named(const Scope& scope, std::string_view name) {
  std::vector<std::size_t> found;
  for (const std::string_view folder : scope.folders) {
    for (std::size_t i = 0; i < all_pieces().size(); ++i) {
      const Piece& piece = all_pieces()[i];
      if (piece.folder == folder && piece.name == name) found.push_back(i);
    }
    if (!found.empty()) break;
  }
  return found;
}

}  // namespace

bool Scope::has(std::string_view name) const { return !pieces_named(*this, name).empty(); }

void Prelude::use(const Scope& scope, std::string_view text) {
  for (const std::string& word : identifiers_in(text)) {
    std::string_view name = word;
    const bool prefixed = name.substr(0, scope.prefix.size()) == scope.prefix;
    if (prefixed) name.remove_prefix(scope.prefix.size());
    const auto own = written_.find(word);
    if (own != written_.end() && read_.emplace(scope.prefix, word).second) {
      taken_.emplace(word, Taken{own->second, all_pieces().size() + taken_.size(), false});
      use(scope, own->second);
    }
    for (const std::size_t i : pieces_named(scope, name)) {
      const Piece& piece = all_pieces()[i];
      if (!prefixed && !piece.import) continue;
      const std::string key = (piece.import ? "" : std::string(scope.prefix)) + std::string(name) +
                              (piece.import ? ":" + std::to_string(i) : "");
      if (taken_.count(key) != 0) continue;
      std::string printed;
      std::size_t copied = 0;
      for (const Word& part : words_of(piece.text)) {
        const std::string_view given = piece.text.substr(part.begin, part.end - part.begin);
        const bool import =
            piece.import || (!given.empty() && !pieces_named(scope, given).empty() &&
                             all_pieces()[pieces_named(scope, given)[0]].import);
        printed += piece.text.substr(copied, part.begin - copied);
        if (given == "xp") {
          printed += scope.xp;
        } else if (!import && scope.has(given)) {
          printed += std::string(scope.prefix) + std::string(given);
        } else {
          printed += given;
        }
        copied = part.end;
      }
      printed += piece.text.substr(copied);
      taken_[key] = {printed, i, piece.import};
      use(scope, printed);
    }
  }
}

std::string Prelude::imports() const {
  std::map<std::size_t, std::string> lines;
  for (const auto& [name, taken] : taken_) {
    if (taken.import) lines[taken.order] = taken.text;
  }
  std::string text;
  std::string settings;
  for (const auto& [order, line] : lines) {
    (line.compare(0, 7, "import ") == 0 ? text : settings) += line + "\n";
  }
  return settings.empty() ? text : text + "\n" + settings;
}

std::string Prelude::functions() const {
  std::map<std::pair<std::size_t, std::string>, std::string> pieces;
  for (const auto& [name, taken] : taken_) {
    if (!taken.import) pieces[{taken.order, name}] = taken.text;
  }
  std::string text;
  for (const auto& [order, piece] : pieces) text += "\n\n" + piece + "\n";
  return text;
}

std::set<std::string> identifiers_in(std::string_view text) {
  std::set<std::string> found;
  for (const Word& word : words_of(text))
    found.emplace(text.substr(word.begin, word.end - word.begin));
  return found;
}

std::set<std::string> prelude_names() {
  std::set<std::string> names;
  for (const Piece& piece : all_pieces()) names.emplace(piece.name);
  return names;
}

}  // namespace splitvote
