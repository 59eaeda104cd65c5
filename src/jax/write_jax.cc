#include "src/jax/write_jax.h"

#include <sstream>

#include "src/jax/module.h"

namespace splitvote {
namespace {

constexpr std::size_t kColumnMax = 96;  // the first line stands behind three quotes

}  // namespace

std::string docstring_text(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    plain += c == '\\' ? "\\\\" : std::string(1, c == '"' ? '\'' : c);
  }
  std::string filled;
  std::istringstream paragraphs(plain);
  for (std::string paragraph; std::getline(paragraphs, paragraph);) {
    std::istringstream words(paragraph);
    std::size_t column = 0;
    for (std::string word; words >> word;) {
      if (column != 0) {
        const bool fits = column + 1 + word.size() <= kColumnMax;
        filled += fits ? " " : "\n";
        column = fits ? column + 1 : 0;
      }
      filled += word;
      column += word.size();
    }
    filled += "\n";
  }
  return filled;
}

JaxSource write_jax(const Program& program, const JaxShapes& shapes) {
  const JaxCode code = write_code(program, shapes);
  std::string description = program.name() + ": " + program.draft.description;
  if (!program.draft.source.empty()) description += "\n\n" + program.draft.source;
  std::string text = "\"\"\"" + docstring_text(description) + "\"\"\"\n";
  text +=
      "import jax\nimport jax.numpy as jnp\nfrom jax import lax\n"
      "from jax.sharding import NamedSharding, PartitionSpec as P\n\n";
  if (code.wide_integers) text += "jax.config.update(\"jax_enable_x64\", True)\n\n";
  text += code.constants + "\n\n" + code.functions;
  return {text, code.parameters, code.outputs};
}

}  // namespace splitvote
