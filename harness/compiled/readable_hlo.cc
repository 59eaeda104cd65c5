#include "harness/compiled/readable_hlo.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace splitvote {
namespace {

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

// The length of a quoted string at the beginning of `text`, quotes included; 0 where there is none.
std::size_t quoted_size(std::string_view text) {
  if (text.empty() || text.front() != '"') return 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return text.size();
}

// The length of an attribute's value: to the next comma that is in no brackets and no string.
std::size_t value_size(std::string_view text) {
  int depth = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    if (const std::size_t quoted = quoted_size(text.substr(at)); quoted > 0) {
      at += quoted;
      continue;
    }
    if (depth == 0 && text[at] == ',') break;
    if (text[at] == '{' || text[at] == '[' || text[at] == '(') ++depth;
    if (text[at] == '}' || text[at] == ']' || text[at] == ')') --depth;
    ++at;
  }
  return at;
}

std::string readable_instruction(std::string_view line) {
  static constexpr std::string_view kFrame = " stack_frame_id=", kConfig = ", backend_config=",
                                    kFrontend = ", frontend_attributes=";
  const bool custom = line.find(" custom-call(") != std::string_view::npos;
  std::string text;
  while (!line.empty()) {
    std::size_t size = quoted_size(line);
    if (size > 0) {
      text += line.substr(0, size);
    } else if (begins(line, kFrame)) {
      size = kFrame.size();
      while (size < line.size() && is_digit(line[size])) ++size;
    } else if (begins(line, kFrontend) || (!custom && begins(line, kConfig))) {
      const std::size_t name = line.find('=') + 1;
      size = name + value_size(line.substr(name));
    } else {
      size = 1;
      text += line.front();
    }
    line.remove_prefix(size);
  }
  return text;
}

bool is_table_title(std::string_view line) {
  static constexpr std::array<std::string_view, 4> kTitles = {"FileNames", "FunctionNames",
                                                              "FileLocations", "StackFrames"};
  return std::find(kTitles.begin(), kTitles.end(), line) != kTitles.end();
}

}  // namespace

std::string readable_hlo(std::string_view text) {
  std::string readable;
  bool in_table = false, blank = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    in_table = is_table_title(line) || (in_table && !line.empty() && is_digit(line.front()));
    if (in_table || (line.empty() && blank)) continue;
    blank = line.empty();
    readable += begins(line, "HloModule") ? std::string(line) : readable_instruction(line);
    readable += '\n';
  }
  return readable;
}

}  // namespace splitvote
