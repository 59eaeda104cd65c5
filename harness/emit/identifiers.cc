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
// What printed Python files call their own functions and constants.
constexpr const char* kPythonPrinterWords =
    "NAN RANKS JUDGED CLASS OFFSETS TOKENS LOGITS LAYOUTS TRUTH SimpleNamespace show happens "
    "outcome other nan_rows n r xp all_gather_in_groups all_gather_own all_gather_own_in_groups "
    "all_reduce_by_rank all_reduce_ring all_reduce_tree argmax_last argmax_last_skipping_nan "
    "argmax_skipping_nan arithmetic as_columns bit_search bit_search_threshold_weighted "
    "blocked_cumsum blocked_sum broadcast_to by_numpy divide_integers from_numpy gather_one int32 "
    "intact integer_key kept_by_ids kept_by_mask kept_in_slices lowest_nan_key name_of names_of "
    "numeric_key pairwise_sum quiet_nan reduce_region round_to rows_with_nan second "
    "sort_descending stable_order take ties_away to_integer token_counter top_k_highest_first "
    "total_key uint32 uint64";
// What printed files call their own parts.
constexpr const char* kPrinterWords =
    "op outcome main sampler sampler_rounded ranks rank given layouts names name row rows claim "
    "check "
    "Array Ranks Given Names Pred";

const std::set<std::string>& reserved() {
  static const std::set<std::string> words = [] {
    std::set<std::string> all;
    for (const char* list : {kCppWords, kPythonWords, kPythonPrinterWords, kPrinterWords}) {
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
