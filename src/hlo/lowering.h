// One HLO module being rewritten, instruction by instruction, in the sampler language.
//
// Rules, one per HLO operation, stand in tables by subject (lower_*.cc); this class walks the
// computations, keeps what each instruction became, and checks that every rule gave the shape that
// the HLO declares. Whatever a rule does not know it refuses with the instruction's line and name.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/hlo/emitter.h"
#include "src/hlo/hlo_module.h"
#include "src/hlo/read_hlo.h"
#include "src/program/input_error.h"

namespace splitvote {

// What an instruction became: an array, or a tuple of such.
struct Lowered {
  HloArray array;
  bool tuple = false;
  std::vector<Lowered> parts;
};
void flatten(const Lowered& value, std::vector<HloArray>& out);

class HloLowering;

// One instruction with its operands.
struct LoweringCall {
  const HloInstruction& instruction;
  const HloComputation& computation;
  std::vector<Lowered> operands;

  [[noreturn]] void refuse(const std::string& expectation) const;
  void want(bool holds, const std::string& expectation) const {
    if (!holds) refuse(expectation);
  }
  void want_operands(std::size_t count) const;
  [[nodiscard]] const HloArray& array(std::size_t operand) const;
  // The element type and sizes that the instruction, or part i of its tuple, declares.
  [[nodiscard]] const HloShape& shape() const { return instruction.shape; }
  [[nodiscard]] const HloShape& array_shape() const;
  [[nodiscard]] const HloShape& part_shape(std::size_t part) const;

  [[nodiscard]] const std::string& text(std::string_view attribute) const;
  [[nodiscard]] bool flag(std::string_view attribute) const;  // absent: false
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view attribute) const;
  // Axes of an array of that many, each once; absent: none.
  [[nodiscard]] std::vector<std::size_t> axes(std::string_view attribute, std::size_t rank) const;
};

using LowerRule = Lowered (*)(HloLowering&, const LoweringCall&);
struct LowerRow {
  std::string_view opcode;
  LowerRule rule;
};

// The rule of an operation; null where there is none.
LowerRule rule_of(const HloInstruction& instruction);

std::span<const LowerRow> elementwise_rules();
std::span<const LowerRow> moving_rules();
std::span<const LowerRow> indexing_rules();
std::span<const LowerRow> reducing_rules();
std::span<const LowerRow> window_rules();
std::span<const LowerRow> dot_rules();
std::span<const LowerRow> sorting_rules();
std::span<const LowerRow> control_rules();
// "OP-start", "OP-update" and "OP-done" of an operation that has no such rows of its own.
LowerRule async_rule(const std::string& opcode);
std::span<const LowerRow> collective_rules();
std::span<const LowerRow> random_rules();
std::span<const LowerRow> custom_call_rules();  // by custom_call_target

class HloLowering {
 public:
  HloLowering(const HloModule& module, bool wide_accumulators, int ranks)
      : module_(module), wide_accumulators_(wide_accumulators), ranks_(ranks), emit(graph) {}

  // The computation applied to these arguments, in place.
  Lowered computation(int index, const std::vector<Lowered>& arguments);
  // A computation over scalars applied to every element of arrays of one shape, which stand for its
  // parameters; `values`, where given, gets what each instruction became.
  Lowered elementwise_computation(int index, const std::vector<HloArray>& arguments,
                                  const Sizes& sizes, std::vector<Lowered>* values = nullptr);
  // The computation over scalars as a region of the language.
  Graph scalar_region(int index, const std::vector<const HloType*>& parameters);
  // The computation that an attribute names.
  [[nodiscard]] int callee(const LoweringCall& call, std::string_view attribute) const;
  [[nodiscard]] const HloModule& module() const { return module_; }
  [[nodiscard]] int ranks() const { return ranks_; }
  [[nodiscard]] bool wide_accumulators() const { return wide_accumulators_; }
  // A policy that was used; said once.
  void note(const std::string& text);
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  // That a node's words hold these preds (packed_preds.h), and which a node's do; null: none known.
  void hold_preds(int node, HloArray preds) { preds_[node] = std::move(preds); }
  [[nodiscard]] const HloArray* held_preds(int node) const {
    const auto found = preds_.find(node);
    return found == preds_.end() ? nullptr : &found->second;
  }
  void forbid_collectives(const std::string& reason) { no_collectives_ = reason; }
  [[nodiscard]] const std::string& no_collectives() const { return no_collectives_; }

 private:
  std::vector<Lowered> walk(int index, const std::vector<Lowered>& arguments);
  Lowered instruction(const HloComputation& computation, const HloInstruction& instruction,
                      const std::vector<Lowered>& values);

  const HloModule& module_;
  bool wide_accumulators_;
  int ranks_;
  int depth_ = 0;
  std::size_t lowered_ = 0;
  std::string no_collectives_;  // why one may not stand here; empty: it may
  std::vector<std::string> notes_;
  std::map<int, HloArray> preds_;

 public:
  Graph graph;
  Emitter emit;
};

Lowered lowered_array(HloArray array);
Lowered lowered_tuple(std::vector<Lowered> parts);

}  // namespace splitvote
