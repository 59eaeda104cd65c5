// The writing half of json_value.h: one layout for every document, so that diffs of corpora stay
// small.
#include <cstdio>

#include "harness/store/json_value.h"

namespace splitvote {
namespace {

constexpr std::size_t kColumns = 100;

void put_string(const std::string& text, std::string& out) {
  out += '"';
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      out += '\\';
      out += character;
    } else if (character == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
      out += escape;
    } else {
      out += character;
    }
  }
  out += '"';
}

bool is_scalar(const Json& value) { return value.items() == nullptr && value.members() == nullptr; }

void put_scalar(const Json& value, std::string& out) {
  if (const bool* truth = value.boolean()) {
    out += *truth ? "true" : "false";
  } else if (const Json::Number* number = value.number()) {
    out += number->text;
  } else if (const std::string* text = value.string()) {
    put_string(*text, out);
  } else {
    out += "null";
  }
}

// On one line; false as soon as it exceeds `room` columns (what was put is then to be thrown away).
bool put_inline(const Json& value, std::size_t room, std::string& out) {
  const std::size_t begin = out.size();
  const auto fits = [&] { return out.size() - begin <= room; };
  const auto rest = [&] { return room - (out.size() - begin); };
  if (is_scalar(value)) {
    put_scalar(value, out);
    return fits();
  }
  const bool is_array = value.items() != nullptr;
  out += is_array ? "[" : "{";
  const char* separator = "";
  if (is_array) {
    for (const Json& item : *value.items()) {
      out += separator;
      separator = ", ";
      if (!fits() || !put_inline(item, rest(), out)) return false;
    }
  } else {
    for (const auto& [name, member] : *value.members()) {
      out += separator;
      separator = ", ";
      put_string(name, out);
      out += ": ";
      if (!fits() || !put_inline(member, rest(), out)) return false;
    }
  }
  out += is_array ? "]" : "}";
  return fits();
}

void new_line(std::size_t indent, std::string& out) {
  out += '\n';
  out.append(indent, ' ');
}

// Numbers and words fill lines; there may be a hundred thousand of them.
void put_filled(const Json::Items& items, std::size_t indent, std::string& out) {
  std::size_t line_begin = 0;
  bool first = true;
  for (const Json& item : items) {
    std::string text;
    put_scalar(item, text);
    if (first || out.size() - line_begin + text.size() + 3 > kColumns) {
      if (!first) out += ',';
      new_line(indent, out);
      line_begin = out.size() - indent;
    } else {
      out += ", ";
    }
    first = false;
    out += text;
  }
}

// `column`: where the value begins; `closing`: columns that must stay free behind it.
void put(const Json& value, std::size_t indent, std::size_t column, std::string& out) {
  const std::size_t begin = out.size();
  const bool document = column == 0;
  const std::size_t room = kColumns > column + 1 ? kColumns - column - 1 : 0;
  if (is_scalar(value)) return put_scalar(value, out);
  if (!document && put_inline(value, room, out)) return;
  out.resize(begin);
  if (const Json::Items* items = value.items()) {
    if (items->empty()) {
      out += "[]";
      return;
    }
    out += '[';
    bool scalars = true;
    for (const Json& item : *items) scalars = scalars && is_scalar(item);
    if (scalars) {
      put_filled(*items, indent + 2, out);
    } else {
      const char* separator = "";
      for (const Json& item : *items) {
        out += separator;
        separator = ",";
        new_line(indent + 2, out);
        put(item, indent + 2, indent + 2, out);
      }
    }
    new_line(indent, out);
    out += ']';
    return;
  }
  if (value.members()->empty()) {
    out += "{}";
    return;
  }
  out += '{';
  const char* separator = "";
  for (const auto& [name, member] : *value.members()) {
    out += separator;
    separator = ",";
    new_line(indent + 2, out);
    const std::size_t line_begin = out.size() - indent - 2;
    put_string(name, out);
    out += ": ";
    put(member, indent + 2, out.size() - line_begin, out);
  }
  new_line(indent, out);
  out += '}';
}

}  // namespace

std::string write_json(const Json& value) {
  std::string out;
  put(value, 0, 0, out);
  out += '\n';
  return out;
}

std::string describe(const Json& value) {
  constexpr std::size_t kShownMax = 40;
  if (value.items() != nullptr) {
    return "a list of " + std::to_string(value.items()->size());
  }
  if (value.members() != nullptr) return "an object";
  std::string text;
  put_scalar(value, text);
  if (text.size() > kShownMax) text = text.substr(0, kShownMax) + "...";
  return text;
}

}  // namespace splitvote
