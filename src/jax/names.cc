#include "src/jax/names.h"

#include <cctype>
#include <sstream>

namespace splitvote {
namespace {

constexpr const char* kTakenWords =
    "False None True and as assert async await break class continue def del elif else except "
    "finally for from global if import in is lambda match nonlocal not or pass raise return try "
    "while with yield abs bool float int len list max min range set sorted sum tuple "
    "jax jnp lax P NamedSharding BATCH TOKENS_PER_RANK RANKS sampler jitted arguments argument "
    "mesh "
    "acc each carried total_order one_zero_one_nan argmax_last argmax_of_numbers sort_by top_k_by "
    "bit_search_threshold threefry2x32 threefry_uniform token_counter";

bool stands_for_itself(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::string scope_name(std::string_view id) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string scope;
  for (const char c : id) {
    if (stands_for_itself(c)) {
      scope += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      scope += {'=', kDigits[byte / 16], kDigits[byte % 16]};
    }
  }
  return scope;
}

std::optional<std::string> id_of_scope(std::string_view scope) {
  std::string id;
  for (std::size_t i = 0; i < scope.size(); ++i) {
    if (stands_for_itself(scope[i])) {
      id += scope[i];
      continue;
    }
    const bool escaped = scope[i] == '=' && i + 2 < scope.size();
    const int high = escaped ? hex_digit(scope[i + 1]) : -1;
    const int low = escaped ? hex_digit(scope[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    id += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (id.empty() || scope_name(id) != scope) return std::nullopt;
  return id;
}

PythonNames::PythonNames() {
  std::istringstream words(kTakenWords);
  for (std::string word; words >> word;) taken_.insert(word);
}

std::string PythonNames::take(std::string_view wanted) {
  std::string name;
  for (const char c : wanted) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    name += plain ? c : '_';
  }
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0) name = "v" + name;
  std::string free = name;
  for (int n = 2; !taken_.insert(free).second; ++n) free = name + "_" + std::to_string(n);
  return free;
}

}  // namespace splitvote
