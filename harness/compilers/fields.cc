#include "harness/compilers/fields.h"

#include <algorithm>
#include <charconv>

namespace splitvote {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  });
}

// "NAME BYTES" without the newline.
bool read_head(std::string_view line, std::string_view& name, std::size_t& size) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return false;
  name = line.substr(0, blank);
  const char* end = line.data() + line.size();
  const auto [rest, error] = std::from_chars(line.data() + blank + 1, end, size);
  return is_name(name) && error == std::errc{} && rest == end;
}

}  // namespace

std::string write_fields(const Fields& fields) {
  std::string text;
  for (const Field& field : fields) {
    text += field.name + ' ' + std::to_string(field.text.size()) + '\n' + field.text + '\n';
  }
  return text;
}

std::optional<Fields> parse_fields(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    std::string_view name;
    std::size_t size = 0;
    if (newline == std::string_view::npos || !read_head(text.substr(0, newline), name, size)) {
      return std::nullopt;
    }
    const std::string_view rest = text.substr(newline + 1);
    if (size >= rest.size() || rest[size] != '\n') return std::nullopt;
    fields.push_back({std::string(name), std::string(rest.substr(0, size))});
    text = rest.substr(size + 1);
  }
  return fields;
}

std::string_view text_of(const Fields& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name == name) return field.text;
  }
  return {};
}

std::vector<std::string> texts_of(const Fields& fields, std::string_view name) {
  std::vector<std::string> texts;
  for (const Field& field : fields) {
    if (field.name == name) texts.push_back(field.text);
  }
  return texts;
}

}  // namespace splitvote
