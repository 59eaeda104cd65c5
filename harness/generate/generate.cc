#include "harness/generate/generate.h"

#include <utility>

#include "harness/generate/layouts.h"
#include "harness/generate/parameters.h"
#include "harness/generate/rows.h"

namespace splitvote {

Case generate(const GeneratorOptions& options, std::shared_ptr<const Program> program, Rng& rng) {
  Case c;
  c.program = std::move(program);
  c.layout = generate_layout(options, c.program->site_count(), rng);
  c.parameters = generate_parameters(*c.program, options, rng);
  const auto top_k = c.parameters.numbers.find("top_k");
  const std::int64_t kept =
      top_k == c.parameters.numbers.end() ? 1 : static_cast<std::int64_t>(top_k->second);
  c.logits = generate_logits(c.layout, kept, options, rng);
  return c;
}

}  // namespace splitvote
