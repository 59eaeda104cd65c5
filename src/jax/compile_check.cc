#include "src/jax/compile_check.h"

#include <algorithm>
#include <set>

#include "src/jax/compile_check_text.h"
#include "src/jax/module.h"
#include "src/jax/names.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

int find_value(const Program& program, const std::string& id) {
  for (std::size_t i = 0; i < program.values.size(); ++i) {
    if (program.values[i].id == id && program.values[i].needed) return static_cast<int>(i);
  }
  return -1;
}

bool hands_on(const Value& value) {
  switch (value.opcode) {
    case Opcode::kConvert:
    case Opcode::kReducePrecision:
    case Opcode::kOptimizationBarrier:
    case Opcode::kGetTupleElement:
      return true;
    default:
      return operation(value.opcode).reading == Reading::kMoves;
  }
}

// The values that the operand's numbers may come from in optimized HLO: itself, and what it hands
// on.
std::set<std::string> producers_of(const Program& program, int operand) {
  std::set<std::string> scopes;
  std::vector<int> left = {operand};
  while (!left.empty()) {
    const Value& value = program.values[static_cast<std::size_t>(left.back())];
    left.pop_back();
    scopes.insert(scope_name(value.id));
    if (!hands_on(value)) continue;
    for (const int from : value.operands) {
      const Element& element = program.values[static_cast<std::size_t>(from)].elements[0];
      if (is_float(element.dtype)) left.push_back(from);
    }
  }
  return scopes;
}

std::string hlo_name(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat8E4m3fn:
      return "f8e4m3fn";
    case Dtype::kFloat8E5m2:
      return "f8e5m2";
    case Dtype::kFloat16:
      return "f16";
    default:
      return "bf16";
  }
}

std::string sites_text(const Program& program, const CompileCheck& check) {
  std::string text =
      "# (consumer, operand, where the operand's numbers come from, its type)\nSITES = [\n";
  for (std::size_t i = 0; i < check.sites.size(); ++i) {
    const auto& [consumer, operand] = check.sites[i];
    const int user = find_value(program, consumer), used = find_value(program, operand);
    const std::string place = "/sites/" + std::to_string(i);
    if (user < 0 || used < 0) {
      throw InputError(place, "expected ids of values that something observed depends on");
    }
    const auto& operands = program.values[static_cast<std::size_t>(user)].operands;
    const Element& element = program.values[static_cast<std::size_t>(used)].elements[0];
    if (std::find(operands.begin(), operands.end(), used) == operands.end() ||
        !is_narrow(element.dtype)) {
      throw InputError(place, "expected a value of a narrow dtype and one that uses it, not \"" +
                                  consumer + ":" + operand + "\"");
    }
    std::string producers;
    for (const std::string& scope : producers_of(program, used)) {
      producers += (producers.empty() ? "\"" : ", \"") + scope + "\"";
    }
    text += "    (\"" + scope_name(consumer) + "\", \"" + scope_name(operand) + "\", {" +
            producers + "}, \"" + hlo_name(element.dtype) + "\"),\n";
  }
  return text + "]\n";
}

std::string values_text(const Program& program) {
  std::string text = "VALUES = {  # of the sampler: the scopes it is made of\n", line;
  for (const Value& value : program.values) {
    if (!value.needed) continue;
    const std::string next = "\"" + scope_name(value.id) + "\",";
    if (!line.empty() && line.size() + next.size() > 90) {
      text += "   " + line + "\n";
      line.clear();
    }
    line += " " + next;
  }
  return text + "   " + line + "\n}\n";
}

std::string environment(const CompileCheck& check, const JaxShapes& shapes) {
  std::string text = "os.environ[\"JAX_PLATFORMS\"] = \"cpu\"  # no accelerator is needed\n";
  if (check.platform == "tpu") {
    text +=
        "os.environ[\"TPU_SKIP_MDS_QUERY\"] = \"1\"\n"
        "os.environ[\"TPU_ACCELERATOR_TYPE\"] = \"v5litepod-4\"\n"
        "os.environ[\"TPU_WORKER_HOSTNAMES\"] = \"localhost\"\n"
        "os.environ[\"ALLOW_MULTIPLE_LIBTPU_LOAD\"] = \"1\"\n";
  }
  if (check.platform == "cpu" && shapes.ranks > 1) {
    text += "os.environ[\"XLA_FLAGS\"] = \"--xla_force_host_platform_device_count=" +
            std::to_string(shapes.ranks) + "\"\n";
  }
  return text + "os.environ.setdefault(\"TF_CPP_MIN_LOG_LEVEL\", \"3\")\n";
}

std::string list_of(const std::vector<std::string>& phrases) {
  std::string list;
  for (const std::string& phrase : phrases) list += (list.empty() ? "" : "; ") + phrase;
  return list;
}

std::string packages(const CompileCheck& check) {
  if (check.platform == "tpu") return "jax libtpu";
  if (check.platform == "cuda") return "jax, and --no-deps jax-cuda12-plugin jax-cuda12-pjrt";
  return "jax";
}

std::string description(const Program& program, const JaxShapes& shapes,
                        const CompileCheck& check) {
  std::string uses;
  for (const auto& [consumer, operand] : check.sites) {
    uses += (uses.empty() ? "" : ", ") + consumer + " of " + operand;
  }
  const std::string& said = program.draft.description;
  const std::string about = said.empty() ? "" : said + "\n\n";
  std::string text =
      program.name() + ", compiled for " + check.target + ", uses numbers that it " +
      "says are rounded before they are: " + uses + ".\n\n" + about +
      "The source rounds such a value once, and all its uses see one number. The " +
      "compiler may leave the rounding out of one use and keep it in another; then " +
      "two uses of one value see two numbers, and comparing them means nothing.\n\n" +
      "Compiles for batch " + std::to_string(shapes.batch) + ", " +
      std::to_string(shapes.tokens_per_rank) + " tokens a device, " + std::to_string(shapes.ranks) +
      (shapes.ranks == 1 ? " device" : " devices") + ".";
  if (!check.consequence.empty())
    text += "\nWhat follows on some input: " + check.consequence + ".";
  if (!check.seen.empty()) text += "\nSeen with " + list_of(check.seen) + ".";
  if (!check.pins.empty()) text += "\nSeen to help: " + list_of(check.pins) + ".";
  text +=
      "\nNeeds no accelerator: pip install " + packages(check) + "\n\n" +
      "Prints the instructions of the optimized HLO that show it, with excess precision on and " +
      "off. Exit code: 1 while a use reads the unrounded number (excess precision on), 0 when " +
      "all read the rounded one, 2 when this cannot be told. With an argument, the optimized " +
      "HLO is kept under that name.";
  return text;
}

}  // namespace

std::string write_compile_check(const Program& program, const JaxShapes& shapes,
                                const CompileCheck& check) {
  const std::string sites = sites_text(program, check);
  const JaxCode code = write_code(program, shapes);
  std::string text =
      "#!/usr/bin/env python3\n\"\"\"" + docstring_text(description(program, shapes, check)) +
      "\"\"\"\n" + "import os\nimport pathlib\nimport re\nimport sys\nimport traceback\n\n" +
      environment(check, shapes) + "\nimport jax\nimport jax.numpy as jnp\n" +
      "import numpy as np\nfrom jax import lax\n" + "from jax.experimental import topologies\n" +
      "from jax.sharding import Mesh, NamedSharding, PartitionSpec as P\n\n";
  if (code.wide_integers) text += "jax.config.update(\"jax_enable_x64\", True)\n\n";
  text += "PLATFORM = \"" + check.platform + "\"\nTOPOLOGY = \"" + check.topology + "\"\n";
  if (!check.chip.empty()) text += "CHIP = \"\"\"" + check.chip + "\"\"\"\n";
  text += "KEEP = sys.argv[1] if len(sys.argv) > 1 else None\n" + code.constants +
          values_text(program) + sites + "\n\n" + code.functions + "\n\n" +
          std::string(kHloReadingPython) + "\n\n" + std::string(kCompileCheckMainPython);
  return text;
}

}  // namespace splitvote
