// A sampler program, checked: operands resolved, shapes inferred, sites derived.
//
// 1. `check_program` resolves names, checks attributes against the operation table, infers every
// value's type, and refuses
//    what is ill-formed with the JSON path and the reason.
// 2. It then derives the sites: one per use of a value that may differ by an operation that reads
// (OPERATIONS.md). A Program is immutable data. It must not know cases, plans being swept, or
// files.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/numeric/dtype.h"
#include "src/numeric/sums.h"
#include "src/numeric/top_k.h"
#include "src/program/dim.h"
#include "src/program/draft.h"
#include "src/program/operation.h"

namespace splitvote {

// One array that a value consists of; a tuple has several.
struct Element {
  Dtype dtype = Dtype::kFloat32;
  std::vector<Dim> shape;
  Narrowing narrowing;  // how r comes from u; dtype float32 when u = r by type
  bool may_differ = false;
};

enum class Direction : std::uint8_t { kGe, kGt, kLe, kLt, kEq, kNe };
// ">=", as mathematics and Python have it.
constexpr std::string_view symbol(Direction direction) {
  constexpr std::string_view kSymbols[] = {">=", ">", "<=", "<", "==", "!="};
  return kSymbols[static_cast<std::size_t>(direction)];
}
enum class CompareOrder : std::uint8_t { kPartial, kTotal };
enum class Combine : std::uint8_t { kSet, kMaximum, kMinimum, kSum, kProduct, kAnd, kOr, kRegion };
enum class ReduceOrder : std::uint8_t { kRank, kTree, kRing };  // all_reduce sum

// A count that is written down (`number`) or an integer parameter of the case (`parameter`).
struct Count {
  std::int64_t number = 0;
  std::string parameter;
};

// Attributes of one value, typed; a field means something only for the operations that name it.
struct Attributes {
  std::string parameter_name;
  std::optional<double> default_number;  // parameter
  double number = 0;                     // constant
  bool descending = false;               // sort
  Direction direction = Direction::kGe;
  CompareOrder compare_order = CompareOrder::kPartial;
  Combine combine = Combine::kSet;  // reduce, all_reduce, scatter
  bool by_reciprocal = false;       // divide: by one over the second operand, rounded to float32
  SumOrder sum_order = SumOrder::kSequential;
  int width = 1;
  Narrowing accumulator;  // float32: no accumulator site
  ReduceOrder reduce_order = ReduceOrder::kRank;
  Tie tie = Tie::kLowestIndex;                         // top_k, argmax (first = lowest)
  bool nan_wins = true;                                // argmax
  KeyOrder key_order = KeyOrder::kTotal;               // sort, top_k, kth_value
  SelectionKey selection_key = SelectionKey::kNumber;  // top_k, kth_value
  Count count;                                         // top_k, kth_value, approx_top_k
  double recall_target = 0.95;
  std::int64_t reduction_input_size_override = -1;
  bool aggregate_to_topk = true;
  bool tie_takes_newcomer = true;  // approx_top_k
  int stage = -1;                  // all_gather; -1: all ranks
  std::vector<int> groups;         // all_gather, all_reduce: every group_size ranks form a group
  int group_size = 0;              // 0: no groups
  int root = 0;
  int index = 0;                                       // get_tuple_element
  std::int64_t start = 0, limit = -1, stride = 1;      // slice; reduce_window: stride
  std::vector<std::int64_t> starts, limits, strides;   // slice over all axes; empty: the last axis
  std::int64_t window = 1, pad_low = 0, pad_high = 0;  // reduce_window
  std::optional<std::vector<std::int64_t>> shape;  // concrete: parameter, iota, broadcast, reshape
  std::vector<int> dimensions;                     // broadcast to `shape`; transpose: permutation
  int dimension = -1;                              // iota over `shape`
  Narrowing precision;                             // reduce_precision
  int target = -1;                                 // bit_search_threshold: value index
  int like = -1;                                   // iota, broadcast: value index, shape only
  bool counter_is_token = true;                    // threefry_uniform
};

struct Value;

// A sub-program, over scalars or (of a `while`) over arrays. Its values refer to parameters as
// 0..parameter_count-1 and to its own values after those.
struct Region {
  int parameter_count = 0;
  bool collective = false;  // an operation in it, or in a region of one, is a collective
  std::vector<Value> values;
  std::vector<int> yields;
};

struct Value {
  std::string id;
  Opcode opcode = Opcode::kConstant;
  std::vector<int> operands;  // value indices; the bit_search target comes last
  Attributes attributes;
  std::vector<Element> elements;  // one, or several for a tuple
  bool is_tuple = false;
  std::vector<Region> regions;
  std::vector<int>
      operand_sites;  // per operand: its site's number, or -1 where the use is no choice
  int accumulator_site = -1;
  bool needed = false;  // something observed (in a region: yielded) depends on its data; other
                        // values are not evaluated and have no sites
};

// One use that a compiler may serve with the rounded or the unrounded number.
struct Site {
  std::string name;  // consumer:operand
  int consumer;      // value index
  int operand;       // operand position; -1: the accumulator
};

enum class Promise : std::uint8_t {
  kKeepsMaximum,
  kKeepsOrder,
  kExactlyK,
  kAtLeastOne,
  kNucleus,
  kOneOwner,
  kRanksAgree,
};
inline constexpr std::array<std::string_view, 7> kPromiseNames = {
    "keeps_maximum", "keeps_order", "exactly_k",  "at_least_one",
    "nucleus",       "one_owner",   "ranks_agree"};

// Value indices of what is judged; -1: not observed.
struct Observe {
  int candidates_mask = -1;
  int candidates_ids = -1;
  bool candidates_own_slice = false;  // mask over [batch, shard]: judged as the union over ranks
  int top_id = -1;
  int top_value = -1;
  int draw_id = -1;
  int owner_mask = -1;
  int travels_id = -1;
  int travels_key = -1;
  int travels_source = -1;
  std::optional<std::vector<int>> on_ranks;

  [[nodiscard]] bool candidates() const { return candidates_mask >= 0 || candidates_ids >= 0; }
};

struct Program {
  ProgramDraft draft;  // as written; what is printed and saved
  std::vector<Value> values;
  std::vector<Site> sites;
  Observe observe;
  std::vector<Promise> promises;
  Dtype grade_dtype = Dtype::kBfloat16;
  int logits = -1;  // the value that is the logits parameter

  [[nodiscard]] const std::string& name() const { return draft.name; }
  [[nodiscard]] int site_count() const { return static_cast<int>(sites.size()); }
  [[nodiscard]] bool promised(Promise promise) const;
};

// Whether ranks meet in it, loops included.
bool has_collectives(const Program& program);

// Throws InputError: place is the JSON path within the program ("/values/3/of/1").
Program check_program(ProgramDraft draft);

// Most axes and, where every size is a whole number, most elements that an array may have.
inline constexpr std::size_t kAxisMax = 6;
inline constexpr std::int64_t kElementMax = std::int64_t{1} << 28;

// The name a cause and a signature go by: a reduced program keeps its origin's.
const std::string& signature_name(const Program& program);

}  // namespace splitvote
