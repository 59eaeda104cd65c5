#include "src/hlo/interface.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "src/hlo/attribute_text.h"
#include "src/hlo/roles.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr int kRanksMax = 64;  // of the language's groups

const HloComputation& entry_of(const HloModule& module) {
  return module.computations[static_cast<std::size_t>(module.entry)];
}

bool is_border(const HloInstruction& instruction, bool into) {
  const std::string* target = instruction.attribute("custom_call_target");
  if (target == nullptr) return false;
  return into ? *target == "\"xla.sdy.GlobalToLocalShape\"" || *target == "\"SPMDFullToShardShape\""
              : *target == "\"Sharding\"";
}

// "#sdy.mesh<["ranks"=4, "data"=2]>": the product of the sizes of the largest mesh.
std::int64_t mesh_size(std::string_view text) {
  std::int64_t largest = 1;
  std::size_t at = 0;
  while ((at = text.find("#sdy.mesh<[", at)) != std::string_view::npos) {
    const std::string_view mesh = text.substr(at, text.find("]>", at) - at);
    std::int64_t product = 1;
    for (std::size_t i = mesh.find('='); i != std::string_view::npos; i = mesh.find('=', i + 1)) {
      std::int64_t size = 1;
      std::from_chars(mesh.data() + i + 1, mesh.data() + mesh.size(), size);
      product = std::min<std::int64_t>(product * std::max<std::int64_t>(size, 1), 1 << 20);
    }
    largest = std::max(largest, product);
    at += mesh.size();
  }
  return largest;
}

// A Python argument's name as JAX writes it: of metadata ("t", "params['t']"), else the
// instruction's without its number.
std::string argument_name(const HloInstruction& parameter) {
  std::string name = parameter.op_name.empty() ? parameter.name : parameter.op_name;
  if (parameter.op_name.empty()) name = name.substr(0, name.find('.'));
  std::string last;
  for (const char c : name) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
    if (letter)
      last += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    else if (c == '.' || c == '[')
      last.clear();
  }
  return last.empty() ? "argument" : last;
}

std::string standard_name(const std::string& argument, const HloShape& shape) {
  static const std::map<std::string, std::string> kNames = {{"t", "temperature"},
                                                            {"temp", "temperature"},
                                                            {"temps", "temperature"},
                                                            {"temperature", "temperature"},
                                                            {"temperatures", "temperature"},
                                                            {"tau", "temperature"},
                                                            {"p", "top_p"},
                                                            {"topp", "top_p"},
                                                            {"top_p", "top_p"},
                                                            {"top_ps", "top_p"},
                                                            {"min_p", "min_p"},
                                                            {"minp", "min_p"},
                                                            {"min_ps", "min_p"},
                                                            {"k", "top_k"},
                                                            {"topk", "top_k"},
                                                            {"top_k", "top_k"},
                                                            {"top_ks", "top_k"},
                                                            {"seed", "seed"},
                                                            {"key", "seed"},
                                                            {"rng", "seed"},
                                                            {"rng_key", "seed"},
                                                            {"prng_key", "seed"}};
  const auto found = kNames.find(argument);
  if (found == kNames.end()) return {};
  const bool key = shape.type->name == "u32" && shape.dimensions == Sizes{2};
  if (found->second == "seed") return key ? "seed" : "";
  const bool number = shape.type->kind == HloKind::kFloat;
  if (found->second == "top_k") return number ? "" : "top_k";
  return number ? found->second : "";
}

// An integer that may be an id: no yes or no, no count of ranks.
bool is_whole(const ResultTraits& result) {
  const HloKind kind = result.array.type->kind;
  return (kind == HloKind::kSigned || kind == HloKind::kUnsigned) && !result.is.yes_no &&
         !result.is.counts;
}

// A role given to a result that it cannot be of.
void want_kinds(const HloComputation& entry, const std::vector<ResultTraits>& results,
                const std::vector<std::string>& roles) {
  for (std::size_t i = 0; i < std::min(roles.size(), results.size()); ++i) {
    const HloArray& array = results[i].array;
    const HloKind kind = array.type->kind;
    const std::string last = roles[i].substr(roles[i].find('.') + 1);
    const bool whole = kind == HloKind::kSigned || kind == HloKind::kUnsigned;
    const char* expected = nullptr;
    if (roles[i] == "candidates.mask" && kind != HloKind::kPredicate) expected = "pred";
    if ((last == "id" || last == "ids") && !whole) expected = "integers";
    if ((last == "value" || last == "key" || last == "source" || last == "scores") &&
        kind != HloKind::kFloat)
      expected = "floats";
    if (expected == nullptr) continue;
    HloShape shape;
    shape.type = array.type;
    shape.dimensions = array.dimensions;
    throw InputError("line " + std::to_string(entry.line),
                     "result " + std::to_string(i) + ": expected " + expected + " for " + roles[i] +
                         ", found " + to_string(shape));
  }
}

std::string said(const HloInstruction& parameter, const HloShape& shape) {
  return "parameter " + parameter.name + " (" + to_string(shape) + ")";
}

// Those without a role are parameters of the case under their own names, which are no role's.
std::vector<std::string> with_own_names(const HloComputation& entry,
                                        const std::vector<HloShape>& shapes,
                                        std::vector<std::string> names,
                                        std::vector<std::string>& notes) {
  std::set<std::string> taken(kParameterRoles.begin(), kParameterRoles.end());
  taken.insert(names.begin(), names.end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) continue;
    const HloInstruction& parameter =
        entry.instructions[static_cast<std::size_t>(entry.parameters[i])];
    std::string name = argument_name(parameter);
    while (!taken.insert(name).second) name += "_";
    notes.push_back(said(parameter, shapes[i]) + " is a parameter of the case: " + name);
    names[i] = std::move(name);
  }
  return names;
}

// The floating-point matrix with most columns, or the one called logits.
int logits_of(const HloComputation& entry, const std::vector<HloShape>& shapes) {
  int best = -1;
  std::int64_t best_score = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const HloShape& shape = shapes[i];
    if (shape.type->kind != HloKind::kFloat || shape.dimensions.size() != 2) continue;
    const std::string name =
        argument_name(entry.instructions[static_cast<std::size_t>(entry.parameters[i])]);
    std::int64_t score = shape.dimensions[1];
    // More rows than tokens is no batch of logits.
    if (shape.dimensions[0] > shape.dimensions[1]) score = 1;
    // The weights of an LM head have as many rows as another parameter has columns.
    for (const HloShape& other : shapes) {
      if (other.dimensions.size() == 2 && other.dimensions[1] == shape.dimensions[0] &&
          other.dimensions[0] != shape.dimensions[0] && shape.dimensions[0] > 64)
        score = 1;
    }
    if (name == "logits") score = std::int64_t{1} << 40;
    if (score > best_score) {
      best_score = score;
      best = static_cast<int>(i);
    }
  }
  return best;
}

}  // namespace

int rank_count(const HloModule& module) {
  std::int64_t count = std::max({module.partitions, module.replicas, 1});
  if (module.partitions == 0 && module.replicas == 0) {
    // Before partitioning: the mesh counts where shard_map says what one rank does; the rest of
    // such a text is about whole arrays, as one rank would have them.
    for (const HloComputation& computation : module.computations) {
      for (const HloInstruction& instruction : computation.instructions) {
        if (is_border(instruction, true))
          count = std::max(count, mesh_size(module.frontend_attributes));
        if (const std::string* text = instruction.attribute("replica_groups")) {
          for (const auto& group : parse_groups(*text, instruction.line)) {
            for (const std::int64_t rank : group) count = std::max(count, rank + 1);
          }
        }
        if (const std::string* text = instruction.attribute("source_target_pairs")) {
          for (const auto& [from, to] : parse_pairs(*text, instruction.line))
            count = std::max({count, from + 1, to + 1});
        }
      }
    }
  }
  if (count > kRanksMax) {
    throw InputError("line 1", "expected at most " + std::to_string(kRanksMax) + " ranks, not " +
                                   std::to_string(count));
  }
  return static_cast<int>(count);
}

std::vector<HloShape> local_parameters(const HloModule& module) {
  const HloComputation& entry = entry_of(module);
  std::vector<int> from(entry.instructions.size(), -1);  // the parameter handed through
  std::vector<HloShape> shapes;
  for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
    const auto at = static_cast<std::size_t>(entry.parameters[i]);
    const HloInstruction& parameter = entry.instructions[at];
    if (parameter.shape.tuple || parameter.shape.type->language_name.empty()) {
      throw InputError("line " + std::to_string(parameter.line),
                       "parameter \"" + parameter.name +
                           "\": expected an array of a type that the "
                           "sampler language has, not " +
                           to_string(parameter.shape));
    }
    from[at] = static_cast<int>(i);
    shapes.push_back(parameter.shape);
  }
  for (std::size_t at = 0; at < entry.instructions.size(); ++at) {
    const HloInstruction& each = entry.instructions[at];
    const bool through = each.opcode == "copy" || is_border(each, false);
    if (through && each.operands.size() == 1)
      from[at] = from[static_cast<std::size_t>(each.operands[0])];
    if (!is_border(each, true)) continue;
    for (std::size_t i = 0; i < each.operands.size(); ++i) {
      const int parameter = from[static_cast<std::size_t>(each.operands[i])];
      if (parameter < 0) continue;
      const bool in_tuple = each.shape.tuple && i < each.shape.parts.size();
      const HloShape& local = in_tuple ? each.shape.parts[i] : each.shape;
      if (local.tuple || local.type != shapes[static_cast<std::size_t>(parameter)].type) continue;
      shapes[static_cast<std::size_t>(parameter)] = local;
    }
  }
  return shapes;
}

void want_cut_by_tokens(const HloInstruction& parameter, const HloShape& local, int ranks) {
  if (ranks == 1) return;
  const std::string place = "line " + std::to_string(parameter.line);
  const std::string expected = "parameter \"" + parameter.name +
                               "\": expected logits whose tokens, and nothing else, are cut over "
                               "the ranks, not ";
  const Sizes& whole = parameter.shape.dimensions;
  const bool declared_whole = whole != local.dimensions;
  if (declared_whole &&
      (whole[0] != local.dimensions[0] || whole[1] != local.dimensions[1] * ranks))
    throw InputError(place, expected + to_string(local) + " of " + to_string(parameter.shape));
  const std::string* sharding = parameter.attribute("sharding");
  const std::string count = std::to_string(ranks);
  if (sharding == nullptr || declared_whole) return;
  if (*sharding != "{devices=[1," + count + "]<=[" + count + "]}")
    throw InputError(place, expected + "sharding=" + *sharding);
}

std::vector<std::string> parameter_names(const HloModule& module,
                                         const std::vector<HloShape>& shapes,
                                         const HloInterface& interface,
                                         std::vector<std::string>& notes) {
  const HloComputation& entry = entry_of(module);
  const std::string place = "line " + std::to_string(entry.line);
  if (!interface.parameters.empty()) {
    if (interface.parameters.size() != shapes.size()) {
      throw InputError(place, "expected a role for each of its " + std::to_string(shapes.size()) +
                                  " parameters, found " +
                                  std::to_string(interface.parameters.size()));
    }
    const auto count =
        std::count(interface.parameters.begin(), interface.parameters.end(), "logits");
    if (count != 1) throw InputError(place, "expected one parameter to be named logits");
    return with_own_names(entry, shapes, interface.parameters, notes);
  }
  const int logits = logits_of(entry, shapes);
  if (logits < 0) {
    throw InputError(place,
                     "expected an entry parameter of floats [batch, tokens] to be the logits");
  }
  std::vector<std::string> names(shapes.size());
  std::set<std::string> taken{"logits"};
  names[static_cast<std::size_t>(logits)] = "logits";
  const auto instruction = [&](std::size_t i) -> const HloInstruction& {
    return entry.instructions[static_cast<std::size_t>(entry.parameters[i])];
  };
  notes.push_back("inferred: " +
                  said(instruction(static_cast<std::size_t>(logits)),
                       shapes[static_cast<std::size_t>(logits)]) +
                  " is the logits");
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (!names[i].empty()) continue;
    const std::string standard = standard_name(argument_name(instruction(i)), shapes[i]);
    if (standard.empty() || taken.count(standard) != 0) continue;
    taken.insert(standard);
    names[i] = standard;
    notes.push_back("inferred: " + said(instruction(i), shapes[i]) + " is " + standard);
  }
  return with_own_names(entry, shapes, std::move(names), notes);
}

std::vector<std::string> output_roles(const HloModule& module,
                                      const std::vector<ResultTraits>& results, std::int64_t batch,
                                      int ranks, std::int64_t tokens_per_rank,
                                      const HloInterface& interface,
                                      std::vector<std::string>& notes) {
  if (!interface.outputs.empty()) {
    want_kinds(entry_of(module), results, interface.outputs);
    return interface.outputs;
  }
  std::vector<std::string> roles(results.size());
  std::set<std::string> taken;
  const auto give = [&](std::size_t i, const std::string& role, const std::string& how = "") {
    if (!roles[i].empty() || !taken.insert(role).second) return;
    roles[i] = role;
    HloShape shape;
    shape.type = results[i].array.type;
    shape.dimensions = results[i].array.dimensions;
    notes.push_back("inferred: result " + std::to_string(i) + " (" + to_string(shape) + ") is " +
                    role + how);
  };
  // Ids of this shape stand among the results: a predicate beside them says which of them stay.
  const auto ids_of = [&](const Sizes& sizes) {
    return std::any_of(results.begin(), results.end(), [&](const ResultTraits& each) {
      return is_whole(each) && each.array.dimensions == sizes;
    });
  };
  for (std::size_t i = 0; i < results.size(); ++i) {
    const HloArray& array = results[i].array;
    const Sizes& sizes = array.dimensions;
    const bool whole = is_whole(results[i]);
    const bool pred = array.type->kind == HloKind::kPredicate;
    const bool per_row = count_of(sizes) == batch && sizes.size() <= 2 && !sizes.empty();
    const bool matrix = sizes.size() == 2 && sizes[0] == batch && sizes[1] > 1;
    const bool owns = ranks > 1 && results[i].is.met && results[i].is.yes_no;
    if (per_row && owns && !results[i].is.replicated) give(i, "owner.mask");
    if (per_row && results[i].is.tally) {
      give(i, "owner.mask", ", of all ranks together: nobody owns the maximum where it is 0");
    }
    if (owns && results[i].is.replicated && (!pred || !ids_of(sizes)) &&
        (sizes == Sizes{batch, ranks} || sizes == Sizes{ranks, batch}) &&
        tokens_per_rank != ranks) {
      if (batch != ranks) {
        give(i, "owner.mask", ", of every rank: each is judged by its own");
      } else {
        notes.push_back("result " + std::to_string(i) + " has no role: which of " +
                        std::to_string(batch) + " rows and which of " + std::to_string(ranks) +
                        " ranks own the maximum look alike");
        continue;
      }
    }
    if (pred && matrix && taken.count("candidates.ids") == 0) give(i, "candidates.mask");
    if (whole && matrix && taken.count("candidates.mask") == 0) give(i, "candidates.ids");
    if (whole && per_row && results[i].is.drawn) give(i, "draw.id");
    if (whole && per_row) give(i, "top.id");
  }
  if (!taken.empty()) return roles;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const HloArray& array = results[i].array;
    if (array.type->kind == HloKind::kFloat && array.dimensions.size() == 2 &&
        array.dimensions[0] == batch)
      give(i, "scores");
  }
  return roles;
}

}  // namespace splitvote
