#include "src/hlo/read_hlo.h"

#include <algorithm>
#include <map>
#include <set>

#include "src/hlo/interface.h"
#include "src/hlo/lowering.h"

namespace splitvote {
namespace {

class Reader {
 public:
  Reader(const HloModule& module, const HloInterface& interface)
      : module_(module),
        interface_(interface),
        infers_(interface.outputs.empty() || interface.infer_besides),
        pinned_(interface.pinned.value_or(module.scheduled)),
        entry_(module.computations[static_cast<std::size_t>(module.entry)]),
        lowering_(module, interface.wide_accumulators.value_or(module.scheduled),
                  rank_count(module)) {}

  HloProgram run() {
    program_.ranks = lowering_.ranks();
    const std::vector<Lowered> arguments = parameters();
    std::vector<HloArray> results;
    flatten(lowering_.computation(module_.entry, arguments), results);
    if (results.size() <= static_cast<std::size_t>(interface_.extra_results)) {
      refuse("expected more than " + std::to_string(interface_.extra_results) + " results");
    }
    results.resize(results.size() - static_cast<std::size_t>(interface_.extra_results));
    lowering_.emit.set_origin({entry_.line, "observed", "", ""});
    observe(results);
    if (pinned_) pin();
    finish();
    return std::move(program_);
  }

 private:
  [[noreturn]] void refuse(const std::string& expectation) const {
    throw InputError("line " + std::to_string(entry_.line), expectation);
  }

  std::vector<Lowered> parameters() {
    const std::vector<HloShape> shapes = local_parameters(module_);
    const auto names = parameter_names(module_, shapes, interface_, program_.notes);
    std::vector<Lowered> arguments;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const HloInstruction& instruction =
          entry_.instructions[static_cast<std::size_t>(entry_.parameters[i])];
      const HloShape& shape = shapes[i];
      lowering_.emit.set_origin(
          {instruction.line, instruction.name, names[i], instruction.op_name});
      AttributeMap attributes{{"name", names[i]},
                              {"dtype", std::string(shape.type->language_name)}};
      if (!shape.dimensions.empty()) attributes["shape"] = shape.dimensions;
      const int node = lowering_.emit.node("parameter", {}, std::move(attributes));
      arguments.push_back(lowered_array(lowering_.emit.array(node, *shape.type, shape.dimensions)));
      if (names[i] != "logits") continue;
      if (shape.dimensions.size() != 2) refuse("expected logits [batch, tokens]");
      want_cut_by_tokens(instruction, shape, program_.ranks);
      program_.batch = static_cast<int>(shape.dimensions[0]);
      program_.tokens_per_rank = static_cast<int>(shape.dimensions[1]);
    }
    return arguments;
  }

  void observe(const std::vector<HloArray>& results) {
    const std::vector<NodeTraits> known = node_traits(lowering_.graph, program_.ranks);
    std::vector<ResultTraits> described;
    described.reserve(results.size());
    for (const HloArray& result : results) {
      described.push_back({result, known[static_cast<std::size_t>(result.node)]});
    }
    const auto roles = output_roles(module_, described, program_.batch, program_.ranks,
                                    program_.tokens_per_rank, interface_, program_.notes);
    if (roles.size() != results.size()) {
      refuse("expected a role for each of its " + std::to_string(results.size()) +
             " results, found " + std::to_string(roles.size()));
    }
    outputs_.assign(results.size(), -1);
    bool agree = false, same_top = false;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (roles[i].empty()) continue;
      outputs_[i] = observed(roles[i], described[i]);
      same_top = same_top || (roles[i] != "draw.id" && described[i].is.replicated);
      const bool named = roles[i] == "top.id" || roles[i] == "draw.id" || roles[i] == "scores";
      agree = agree || (named && described[i].is.replicated && program_.ranks > 1);
    }
    if (infers_) place_mask();
    // One token named is one candidate kept.
    if (infers_ && same_top && observed_.count("top") != 0 && observed_.count("candidates") == 0) {
      HloArray ids = observed_arrays_.at("top.id");
      ids = lowering_.emit.full(lowering_.emit.reshape(ids, {program_.batch, 1}));
      observed_["candidates"]["ids"] = ids.node;
      program_.notes.push_back("inferred: the top token is the one candidate");
    }
    if (observed_.empty() && interface_.outputs.empty()) {
      refuse(
          "expected a result that can be judged: a mask [batch, tokens], ids [batch, n], an id "
          "[batch], scores [batch, n], or over several ranks who owns the maximum (pred[batch], by "
          "each rank of what a collective gave)");
    }
    promise(agree);
  }

  int observed(const std::string& role, const ResultTraits& traits) {
    Emitter& emit = lowering_.emit;
    const HloArray& result = traits.array;
    if (role == "keep") return emit.full(result).node;
    if (role == "scores") {
      program_.notes.push_back("inferred: the top token is the first greatest score");
      const HloArray scores = emit.full(result);
      const HloArray top =
          emit.array(emit.node("argmax", {scores.node}, {}), hlo_s32(), {result.dimensions[0]});
      observed_["top"]["id"] = top.node;
      observed_arrays_["top.id"] = top;
      return top.node;
    }
    const std::size_t dot = role.find('.');
    if (dot == std::string::npos) refuse("expected a role such as candidates.mask, not " + role);
    HloArray array = result;
    const bool column = array.dimensions.size() == 2 && array.dimensions[1] == 1;
    if (role == "owner.mask")
      array = owner_of(array);
    else if (column && role.substr(0, dot) != "candidates")
      array = emit.reshape(array, {array.dimensions[0]});
    array = emit.full(array);
    const std::string what = role.substr(0, dot);
    observed_[what][role.substr(dot + 1)] = array.node;
    observed_arrays_[role] = array;
    return array.node;
  }

  // A mask over more or other columns than the rank's slice goes with its positions.
  void place_mask() {
    const auto mask = observed_arrays_.find("candidates.mask");
    if (mask == observed_arrays_.end() || observed_arrays_.count("candidates.ids") != 0) return;
    const Sizes& sizes = mask->second.dimensions;
    if (sizes.size() != 2 || sizes == Sizes{program_.batch, program_.tokens_per_rank}) return;
    observed_["candidates"]["ids"] = lowering_.emit.iota(hlo_s32(), sizes, 1).node;
  }

  // Whether this rank owns each row's maximum [batch]: of numbers, where they are not 0; of every
  // rank's answer, its own.
  HloArray owner_of(const HloArray& answer) {
    Emitter& emit = lowering_.emit;
    HloArray owner = answer;
    if (owner.type != &hlo_pred()) {
      owner = emit.compare("NE", owner, emit.whole(*owner.type, 0, owner.dimensions));
    }
    owner = emit.full(owner);
    const Sizes& sizes = owner.dimensions;
    const std::int64_t batch = program_.batch, ranks = program_.ranks;
    if (count_of(sizes) == batch) return emit.reshape(owner, {batch});
    if (sizes == Sizes{batch, ranks} && batch == ranks) {
      refuse("expected an owner.mask whose rows and ranks can be told apart: there are " +
             std::to_string(batch) + " of both");
    }
    if (sizes == Sizes{batch, ranks}) {
      owner = emit.transpose(owner, {1, 0});
    } else if (sizes != Sizes{ranks, batch}) {
      refuse("expected owner.mask to be [batch], or [batch, rank] or [rank, batch] of every rank");
    }
    HloArray first = emit.with_number(
        "multiply", emit.array(emit.node("partition_id", {}, {}), hlo_s32(), {}), batch);
    first.dimensions = {batch};
    const HloArray ids = emit.binary("add", emit.iota(hlo_s32(), {batch}, 0), first);
    return emit.gather_flat(emit.full(owner), ids);
  }

  void promise(bool agree) {
    auto& promises = program_.draft.promises;
    promises = interface_.promises;
    if (!interface_.infer_promises || !promises.empty()) return;
    const auto parameter = [&](const std::string& name) {
      return std::any_of(
          lowering_.graph.nodes.begin(), lowering_.graph.nodes.end(), [&](const GraphNode& node) {
            return node.op == "parameter" && node.attributes.at("name") == AttributeValue(name);
          });
    };
    const auto candidates = observed_.find("candidates");
    if (candidates != observed_.end()) {
      promises = {"keeps_maximum", "at_least_one"};
      const bool one = observed_.count("top") != 0 &&
                       observed_arrays_.count("candidates.ids") == 0 &&
                       observed_arrays_.count("candidates.mask") == 0;
      if (parameter("top_k") && !parameter("top_p") && !one) promises.emplace_back("exactly_k");
      if (parameter("top_p") && !one) promises.emplace_back("nucleus");
    }
    if (agree) promises.emplace_back("ranks_agree");
    std::string list;
    for (const std::string& each : promises) list += (list.empty() ? "" : ", ") + each;
    program_.notes.push_back("inferred: promises " + (list.empty() ? "nothing" : list));
  }

  // A barrier behind every operation that rounds: its rounding is where the HLO has it.
  void pin() {
    static const std::set<std::string> kRounding = {
        "add",  "subtract", "multiply", "divide", "exponential",   "log", "tanh",
        "sqrt", "convert",  "reduce",   "cumsum", "reduce_window", "dot", "all_reduce"};
    Graph pinned;
    std::vector<int> moved;
    for (const GraphNode& before : lowering_.graph.nodes) {
      GraphNode node = before;
      bool rounds = kRounding.count(node.op) != 0;
      if (const auto kind = node.attributes.find("kind"); kind != node.attributes.end()) {
        rounds = kind->second == AttributeValue(std::string("sum")) ||
                 kind->second == AttributeValue(std::string("product"));
      }
      if (node.op == "get_tuple_element")
        rounds = lowering_.graph.nodes[static_cast<std::size_t>(node.operands[0])].op == "reduce";
      for (int& operand : node.operands) operand = moved[static_cast<std::size_t>(operand)];
      const bool narrow =
          node.type != nullptr && node.type->kind == HloKind::kFloat && node.type->bits < 32;
      pinned.nodes.push_back(node);
      int last = static_cast<int>(pinned.nodes.size()) - 1;
      if (rounds && narrow) {
        pinned.nodes.push_back(
            {"optimization_barrier", {last}, {}, {}, node.origin, node.type, node.draws});
        ++last;
      }
      moved.push_back(last);
    }
    lowering_.graph = std::move(pinned);
    for (int& output : outputs_) output = output < 0 ? -1 : moved[static_cast<std::size_t>(output)];
    for (auto& [what, roles] : observed_) {
      for (auto& [role, node] : roles) node = moved[static_cast<std::size_t>(node)];
    }
  }

  void finish() {
    std::vector<int> roots;
    for (const int output : outputs_) {
      if (output >= 0) roots.push_back(output);
    }
    for (const auto& [what, roles] : observed_) {
      for (const auto& [role, node] : roles) roots.push_back(node);
    }
    for (std::size_t i = 0; i < lowering_.graph.nodes.size(); ++i) {
      if (lowering_.graph.nodes[i].op == "parameter") roots.push_back(static_cast<int>(i));
    }
    NamedGraph named = name_graph(lowering_.graph, roots);
    ProgramDraft& draft = program_.draft;
    draft.name = interface_.name.empty() ? module_.name : interface_.name;
    draft.description = "Read from HLO.";
    draft.source = "HLO module " + module_.name;
    draft.values = std::move(named.values);
    program_.provenance = std::move(named.provenance);
    for (const auto& [what, roles] : observed_) {
      for (const auto& [role, node] : roles) draft.observe.entries[what][role] = named.ids.at(node);
    }
    for (const int output : outputs_)
      program_.outputs.push_back(output < 0 ? std::string() : named.ids.at(output));
    const auto& policies = lowering_.notes();
    program_.notes.insert(program_.notes.end(), policies.begin(), policies.end());
  }

  const HloModule& module_;
  const HloInterface& interface_;
  bool infers_;  // what goes with the outputs
  bool pinned_;
  const HloComputation& entry_;
  HloLowering lowering_;
  HloProgram program_;
  std::vector<int> outputs_;  // [result] node; -1: dropped
  std::map<std::string, std::map<std::string, int>> observed_;
  std::map<std::string, HloArray> observed_arrays_;  // by role
};

}  // namespace

HloProgram read_hlo(const HloModule& module, const HloInterface& interface) {
  return Reader(module, interface).run();
}

}  // namespace splitvote
