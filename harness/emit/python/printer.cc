// A Python file: head, imports, the case, the sampler, the check, the functions they use, main.
#include "harness/emit/printers.h"
#include "harness/emit/python/body.h"
#include "harness/emit/python/check.h"
#include "harness/emit/python/observed.h"
#include "harness/emit/python/occurring.h"

namespace splitvote {
namespace {

std::string comment(const std::string& paragraph) {
  std::string text;
  for (const std::string& line : wrapped(paragraph, 96)) text += "# " + line + "\n";
  return text;
}

std::string heading(const std::string& what) {
  return "\n\n# ---- " + what + " " + std::string(90 - what.size(), '-') + "\n";
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text)
    out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "\"";
}

std::string sampler_name(std::size_t listing) {
  return listing == 0 ? "sampler" : "sampler_rounded";
}

// XLA's code for CPUs takes subnormal numbers for zero, so that these files may miss the outcome.
std::string subnormal_note(const Occurring& seen) {
  std::string names;
  for (const std::string& name : seen.subnormal) names += (names.empty() ? "" : ", ") + name;
  return "float32 numbers below 2^-126 occur in " + names +
         "; XLA takes them for zero on a CPU, so the outcome may not be the sampler's: the NumPy "
         "file is exact";
}

std::string print_main(const Reproducer& reproducer, const std::string& note) {
  const Claim& claim = reproducer.claim;
  std::string text = "if __name__ == \"__main__\":\n";
  if (!note.empty()) text += "    print(" + quoted("note: " + note) + ", file=sys.stderr)\n";
  std::string arguments;
  const bool several = reproducer.layouts.size() > 1;
  for (std::size_t at = 0; at < reproducer.runs.size(); ++at) {
    const RunOf& run = reproducer.runs[at];
    const std::string outcome = at == 0 ? "outcome" : "other";
    text += "    " + outcome + " = " + sampler_name(run.listing) + "(" +
            (several ? "**LAYOUTS[" + std::to_string(run.layout) + "]" : "") + ")\n";
    if (!run.title.empty()) text += "    print(" + quoted(run.title + ":") + ")\n";
    text += "    show(" + outcome + ")\n";
    arguments += (at == 0 ? "" : ", ") + outcome;
  }
  text += "    happens = check(" + arguments + ")\n";
  const std::string expected = quoted("expected: " + claim.expected);
  text += expected.size() < 90 ? "    print(" + expected + ")\n"
                               : "    print(\n        " + expected + "\n    )\n";
  text += "    print(f\"happens: {happens or 'as expected'}\")\n";
  text += "    print(" + quoted("FAILS: " + std::string(name(claim.verdict))) +
          " if happens else \"holds\")\n";
  return text + "    sys.exit(1 if happens else 0)\n";
}

}  // namespace

std::string print_python(const Reproducer& reproducer, Language language) {
  const Occurring seen = occurring_in(reproducer);
  Operations operations(language, seen.nan);
  const Dialect& dialect = operations.dialect();
  Data data(reproducer, dialect);

  std::vector<std::string> bodies;
  std::string all;
  for (const Listing& listing : reproducer.listings) {
    bodies.push_back(print_body(reproducer, listing, operations, data));
    all += bodies.back();
  }
  std::string samplers;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    samplers += "\n\ndef " + sampler_name(i) + "(" + data.parameters(all) + "):\n" + bodies[i];
  }
  const std::string given = data.text(all);
  operations.use(given);
  operations.use(std::string(dialect.xp));

  const bool inexact = language == Language::kJax && !seen.subnormal.empty();
  const std::string note = inexact ? subnormal_note(seen) : "";
  std::string text = "#!/usr/bin/env python3\n";
  for (const std::string& paragraph : reproducer.head) text += comment(paragraph);
  text += "#\n# Run: python3 FILE. Needs " + std::string(dialect.needs) + ".\n";
  text += comment(
      "[r] is rank r's array; float arrays are float32, whatever dtype the sampler declares.");
  if (inexact) text += comment("Note: " + note + ".");
  text += "import sys\nfrom types import SimpleNamespace\n\n" + operations.prelude().imports();
  if (identifiers_in(operations.prelude().imports()).count("np") != 0) {
    text += "\nnp.seterr(all=\"ignore\")  # infinities and NaN are part of it\n";
  }
  text += heading("The case") + "\n" + given;
  text += heading("The sampler") + samplers;
  text +=
      heading("The check") + (reproducer.claim.by_row ? "\n" : "\n\n") + print_check(reproducer);
  text += "\n\n" + print_lines(reproducer);
  const std::string functions = operations.prelude().functions();
  if (!functions.empty()) text += heading("What is no plain operator") + functions;
  text += "\n\n" + print_main(reproducer, note);
  return text;
}

}  // namespace splitvote
