#include "harness/emit/identifiers.h"

#include <cctype>
#include <sstream>

#include "src/numeric/dtype.h"
#include "src/program/operation.h"

namespace splitvote {
namespace {

constexpr const char* kCppWords =
    "alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t "
    "char32_t class co_await co_return co_yield compl concept const const_cast consteval constexpr "
    "constinit continue decltype default delete do double dynamic_cast else enum explicit export "
    "extern false float for friend goto if import inline int long module mutable namespace new "
    "noexcept not not_eq nullptr operator or or_eq private protected public register "
    "reinterpret_cast requires return short signed sizeof static static_assert static_cast struct "
    "switch template this thread_local throw true try typedef typeid typename union unsigned using "
    "virtual void volatile wchar_t while xor xor_eq NAN INFINITY NULL EOF assert errno stdin "
    "stdout "
    "stderr linux unix std";
constexpr const char* kPythonWords =
    "False None True and as assert async await break class continue def del elif else except "
    "finally for from global if import in is lambda match nonlocal not or pass raise return try "
    "while with yield abs all any bool bytes dict enumerate exit filter float hash id input int "
    "iter len list map max min next object open pow print range reversed round set sorted str sum "
    "super tuple type vars zip functools itertools math np numpy jax jnp lax torch sys";
// What printed files call their own parts.
constexpr const char* kPrinterWords =
    "op outcome main sampler sampler_rounded ranks rank given layouts names name row rows claim "
    "check "
    "Array Ranks Given Names Pred";

const std::set<std::string>& reserved() {
  static const std::set<std::string> words = [] {
    std::set<std::string> all;
    for (const char* list : {kCppWords, kPythonWords, kPrinterWords}) {
      std::istringstream stream(list);
      for (std::string word; stream >> word;) all.insert(word);
    }
    for (const Operation& row : operations()) all.insert(std::string(row.name));
    for (const DtypeInfo& row : kDtypes) all.insert(std::string(row.name));
    return all;
  }();
  return words;
}

}  // namespace

std::string Identifiers::take(std::string_view wanted) {
  std::string base;
  for (const char character : wanted) {
    const auto byte = static_cast<unsigned char>(character);
    const bool plain = byte < 0x80 && std::isalnum(byte) != 0;
    // C++ keeps names with two underscores in a row, or one at the front, to itself.
    if (plain) {
      base += character;
    } else if (!base.empty() && base.back() != '_') {
      base += '_';
    }
  }
  while (!base.empty() && base.back() == '_') base.pop_back();
  if (base.empty() || std::isdigit(static_cast<unsigned char>(base[0])) != 0) base = "v" + base;
  std::string name = base;
  if (reserved().count(name) != 0) name += '_';
  for (int number = 2; reserved().count(name) != 0 || !taken_.insert(name).second; ++number) {
    name = base + "_" + std::to_string(number);
  }
  return name;
}

}  // namespace splitvote
