#include "src/hlo/roles.h"

#include <algorithm>
#include <span>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kNone = "_";

std::string list_of(std::span<const std::string_view> roles) {
  std::string list;
  for (const std::string_view role : roles) {
    list += (list.empty() ? "" : ", ") + std::string(role);
  }
  return list;
}

std::vector<std::string> parse(const std::string& text, std::span<const std::string_view> known,
                               const std::string& flag) {
  std::vector<std::string> roles;
  if (text.empty()) return roles;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    begin = end + 1;
    if (word == kNone) {
      roles.emplace_back();
      continue;
    }
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      throw InputError(
          flag, "expected a role (" + list_of(known) + ", or _ for none), found '" + word + "'");
    }
    if (std::find(roles.begin(), roles.end(), word) != roles.end()) {
      throw InputError(flag, "expected " + word + " once, found it twice");
    }
    roles.push_back(word);
  }
  return roles;
}

bool has(const std::vector<std::string>& roles, std::string_view role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

}  // namespace

std::vector<std::string> parse_parameter_roles(const std::string& text, const std::string& flag) {
  std::vector<std::string> roles = parse(text, kParameterRoles, flag);
  if (!roles.empty() && !has(roles, "logits")) {
    throw InputError(flag, "expected one to be logits, found '" + text + "'");
  }
  return roles;
}

std::vector<std::string> parse_output_roles(const std::string& text, const std::string& flag) {
  std::vector<std::string> roles = parse(text, kOutputRoles, flag);
  if (has(roles, "scores") && has(roles, "top.id")) {
    throw InputError(flag, "expected scores or top.id, which is their first greatest, found both");
  }
  const bool any = std::any_of(roles.begin(), roles.end(),
                               [](const std::string& role) { return !role.empty(); });
  if (!roles.empty() && !any) {
    throw InputError(flag, "expected a role for at least one, found '" + text + "'");
  }
  return roles;
}

}  // namespace splitvote
