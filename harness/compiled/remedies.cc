#include "harness/compiled/remedies.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "harness/compiled/read_back.h"
#include "src/hlo/parse_hlo.h"
#include "src/hlo/pin_hlo.h"
#include "src/hlo/read_hlo.h"
#include "src/jax/names.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

// A use of a value of the sampler by another; no operand: the accumulator of a sum.
struct Edge {
  std::string consumer, operand;  // ids
};

std::vector<Edge> edges_of(const Program& sampler, const std::vector<Literal>& pins) {
  std::vector<Edge> edges;
  for (const Literal& pin : pins) {
    const auto site = std::find_if(sampler.sites.begin(), sampler.sites.end(),
                                   [&](const Site& each) { return each.name == pin.site; });
    if (site == sampler.sites.end()) {
      throw InputError("", "expected a site of the sampler, found " + pin.site);
    }
    const Value& consumer = sampler.values[static_cast<std::size_t>(site->consumer)];
    Edge edge = {consumer.id, ""};
    if (site->operand >= 0) {
      const int operand = consumer.operands[static_cast<std::size_t>(site->operand)];
      edge.operand = sampler.values[static_cast<std::size_t>(operand)].id;
    }
    edges.push_back(std::move(edge));
  }
  return edges;
}

std::string text_of(const std::vector<Edge>& edges) {
  std::string text;
  for (const Edge& edge : edges) {
    text += (text.empty() ? "" : ", ") + edge.consumer + " reads " +
            (edge.operand.empty() ? "its partial sums" : edge.operand);
  }
  return text;
}

// The instructions that made a value of the sampler: of a program by the scope that its source
// names, of a user's function by their own name.
class Origins {
 public:
  Origins(const SamplerSource& source, const ReadBack& back)
      : by_scope_(source.program != nullptr) {
    if (by_scope_) return;
    for (std::size_t at = 0; at < back.sampler->values.size(); ++at) {
      instructions_[back.sampler->values[at].id] = back.sampler_instructions[at];
    }
  }

  [[nodiscard]] HloMatch of(const std::string& id) const {
    if (by_scope_) {
      return [id](const HloInstruction& instruction) {
        return id_of_scope(innermost_scope(instruction.op_name)) == id;
      };
    }
    const auto found = instructions_.find(id);
    const std::string name = found == instructions_.end() ? "" : found->second;
    return [name](const HloInstruction& instruction) { return instruction.name == name; };
  }

 private:
  bool by_scope_;
  std::map<std::string, std::string> instructions_;
};

// The uses that the pins are about, in the HLO before optimization. Throws InputError where one is
// not to be seen there.
std::vector<HloUse> uses_of(const std::vector<Edge>& edges, const Origins& origins,
                            const std::string& unoptimized) {
  const HloModule module = parse_hlo(unoptimized);
  std::vector<HloUse> uses;
  for (const Edge& edge : edges) {
    if (edge.operand.empty()) {
      throw InputError(
          "", "rounding the accumulator of " + edge.consumer + " takes another loop in the source");
    }
    const std::vector<HloUse> found =
        uses_between(module, origins.of(edge.consumer), origins.of(edge.operand));
    if (found.empty()) {
      throw InputError("", "the HLO before optimization shows no use of " + edge.operand + " by " +
                               edge.consumer);
    }
    uses.insert(uses.end(), found.begin(), found.end());
  }
  return uses;
}

}  // namespace

std::vector<Remedy> remedies_of(const SamplerSource& source, const CompilationPlan& plan,
                                const CompiledText& as_is, const CompiledShape& shape,
                                const std::vector<Literal>& pins) {
  std::vector<Remedy> remedies;
  const auto add = [&](const std::string& name,
                       const std::function<void(CompileRequest&)>& change) {
    Remedy remedy = {name, "", plan.request};
    try {
      change(remedy.request);
    } catch (const InputError& error) {
      remedy.refusal = error.what();
    }
    remedies.push_back(std::move(remedy));
  };
  if (!pins.empty()) {
    const ReadBack back = read_back(record_of(source, shape, plan, as_is), source.name());
    const Program& sampler = source.program != nullptr ? *source.program : *back.sampler;
    const std::vector<Edge> edges = edges_of(sampler, pins);
    const auto pinned = [&](HloPin pin) {
      return [&, pin](CompileRequest& request) {
        const Origins origins(source, back);
        const std::vector<HloUse> uses = uses_of(edges, origins, as_is.unoptimized);
        request.hlo = pin_uses(as_is.unoptimized, uses, pin);
      };
    };
    add("reduce_precision where " + text_of(edges), pinned(HloPin::kReducePrecision));
    add("optimization_barrier where " + text_of(edges), pinned(HloPin::kBarrier));
  }
  add("the sampler in float32",
      [&](CompileRequest& request) { request.hlo = in_float32(as_is.unoptimized); });
  if (plan.request.excess_precision) {
    add(std::string(kNoExcessPrecision),
        [](CompileRequest& request) { request.excess_precision = false; });
  }
  return remedies;
}

}  // namespace splitvote
