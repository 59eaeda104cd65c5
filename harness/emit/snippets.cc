#include "harness/emit/snippets.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace splitvote {
namespace {

constexpr std::string_view kMark = " @snippet ";

// What follows the mark of a line that begins a piece.
bool begins(const std::string& line, std::string& rest) {
  const std::size_t at = line.find(kMark);
  if (at == std::string::npos || at > 2 || (line[0] != '/' && line[0] != '#')) return false;
  rest = line.substr(at + kMark.size());
  return true;
}

}  // namespace

Snippets::Snippets(std::string_view folder) {
  for (const EmbeddedSource& source : embedded_sources()) {
    if (source.folder != folder) continue;
    std::istringstream lines{std::string(source.text)};
    std::string line, rest;
    while (std::getline(lines, line)) {
      if (!begins(line, rest)) {
        if (!snippets_.empty()) snippets_.back().text += line + "\n";
        continue;
      }
      Snippet snippet;
      std::istringstream words(rest);
      words >> snippet.name;
      if (snippet.name.back() == ':') snippet.name.pop_back();
      for (std::string need; words >> need;) snippet.needs.push_back(need);
      snippets_.push_back(std::move(snippet));
    }
  }
}

const Snippets::Snippet* Snippets::find(const std::string& name) const {
  for (const Snippet& snippet : snippets_) {
    if (snippet.name == name) return &snippet;
  }
  return nullptr;
}

bool Snippets::has(const std::string& name) const { return find(name) != nullptr; }

void Snippets::need(const std::string& name) {
  if (!needed_.insert(name).second) return;
  const Snippet* snippet = find(name);
  if (snippet == nullptr) {
    std::fprintf(stderr, "splitvote: emit has no source for \"%s\"\n", name.c_str());
    std::abort();
  }
  for (const std::string& each : snippet->needs) need(each);
}

std::string Snippets::text() const {
  std::string out;
  for (const Snippet& snippet : snippets_) {
    if (needed_.count(snippet.name) == 0) continue;
    out += (out.empty() ? "" : "\n") + snippet.text;
  }
  return out;
}

std::vector<std::string> Snippets::names() const {
  std::vector<std::string> out;
  for (const Snippet& snippet : snippets_) out.push_back(snippet.name);
  return out;
}

}  // namespace splitvote
