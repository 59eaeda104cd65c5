#include "harness/emit/python/check.h"

namespace splitvote {
namespace {

template <typename List, typename Text>
std::string joined(const List& list, Text text) {
  std::string out;
  for (const auto& each : list) out += (out.empty() ? "" : ", ") + text(each);
  return out;
}

std::string set_of(const std::vector<std::int32_t>& tokens) {
  if (tokens.empty()) return "set()";
  return "{" + joined(tokens, [](std::int32_t token) { return std::to_string(token); }) + "}";
}

// What is true of one row, for its place in TRUTH.
std::string truth_text(Verdict verdict, const RowClaim& row) {
  switch (verdict) {
    case Verdict::kMaxVanished:
      return set_of(row.tokens);
    case Verdict::kMassError:
      return "(" + set_of(row.tokens) + ", " + set_of(row.allowed) + ")";
    case Verdict::kWrongCount:
      return "(" + std::to_string(row.least) + ", " + std::to_string(row.most) + ")";
    case Verdict::kOrderViolation:
    case Verdict::kLayoutSplit:
    case Verdict::kOrderSplit:
    case Verdict::kShardCountSplit:
    case Verdict::kScaleSplit:
    case Verdict::kShiftSplit:
      return "[" +
             joined(row.standing,
                    [](const std::optional<std::int64_t>& place) {
                      return place ? std::to_string(*place) : std::string("None");
                    }) +
             "]";
    default:
      return "True";
  }
}

std::string truth_remark(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMaxVanished:
      return "of each row, the tokens of which one must be kept, from the logits themselves";
    case Verdict::kMassError:
      return "of each row, the tokens of the true nucleus, and those that it may hold";
    case Verdict::kWrongCount:
      return "of each row, how many tokens must be kept at least, and may be at most";
    case Verdict::kOrderViolation:
    case Verdict::kLayoutSplit:
    case Verdict::kOrderSplit:
    case Verdict::kShardCountSplit:
    case Verdict::kScaleSplit:
    case Verdict::kShiftSplit:
      return "of each row, where the tokens' logits stand, in steps of the format that tells "
             "neighbours from equals; None: NaN";
    case Verdict::kNotFinite:
      return "the rows whose logits are all finite";
    default:
      return "the rows that have a greatest logit";
  }
}

// Statements that set `fails` from `n`, what one rank names in one row, and `true`.
std::string of_one_rank(const Claim& claim, const Observe& o) {
  const std::string tokens = "{token for token in n.keeps if isinstance(token, int)}";
  switch (claim.verdict) {
    case Verdict::kMaxVanished:
      return "        fails = not true & set(n.keeps)\n";
    case Verdict::kEmptyCandidates:
      return "        fails = not n.keeps\n";
    case Verdict::kWrongCount:
      return "        fails = not true[0] <= len(" + tokens + ") <= true[1]\n";
    case Verdict::kMassError:
      return "        kept = " + tokens +
             "\n        fails = len(true[0] - kept) + len(kept - true[1]) >= 2\n";
    case Verdict::kOrderViolation:
      return "        kept = [s for t, s in enumerate(true) if s is not None and t in n.keeps]\n"
             "        dropped = [s for t, s in enumerate(true) if s is not None and t not in "
             "n.keeps]\n"
             "        fails = bool(kept and dropped) and max(dropped) - min(kept) >= " +
             std::to_string(claim.steps) + "\n";
    default: {  // id_corrupted
      std::string names = o.candidates() ? "*n.keeps" : "";
      if (o.top_id >= 0) names += std::string(names.empty() ? "" : ", ") + "n.top";
      if (o.draw_id >= 0) names += std::string(names.empty() ? "" : ", ") + "n.draw";
      std::string fails = "any(isinstance(name, str) for name in [" + names + "])";
      if (o.travels_id >= 0) fails = "not n.intact or " + fails;
      return "        fails = " + fails + "\n";
    }
  }
}

// Statements that set `fails` from `names`, what the judged ranks name in one row.
std::string of_one_row(const Claim& claim, const Observe& o) {
  if (claim.verdict == Verdict::kDrawSplit) {
    return "        fails = len({n.draw for n in names}) > 1\n";
  }
  if (claim.verdict == Verdict::kNotFinite) {
    return std::string("        fails = any(n.reads_nan") +
           (o.top_value >= 0 ? " or not n.finite" : "") + " for n in names)\n";
  }
  std::string any;
  const auto add = [&](bool claimed, const std::string& text) {
    if (claimed) any += (any.empty() ? "" : " or ") + text;
  };
  add(claim.tops, "len({n.top for n in names}) > 1");
  add(claim.no_owner, "not any(n.owner for n in names)");
  add(claim.several_owners, "sum(n.owner for n in names) > 1");
  return "        fails = " + (any.empty() ? "False" : any) + "\n";
}

std::string of_two_runs(const Claim& claim, bool has_truth, int rows) {
  std::string text = "def check(outcome, other):\n";
  text +=
      "    \"\"\"What is wrong, and where: the tops of the first judged ranks are "
      "compared.\"\"\"\n";
  text += has_truth ? "    for row, true in TRUTH.items():\n"
                    : "    for row in range(" + std::to_string(rows) + "):\n";
  text +=
      "        tops = [[n.top for n in names if n.row == row][:1] for names in (outcome, other)]\n"
      "        if not all(tops):\n"
      "            return None\n"
      "        here, there = [t if isinstance(t, int) else -1 for (t,) in tops]\n";
  if (claim.verdict == Verdict::kPlanSplit) {
    text += "        fails = here != there\n";
  } else {
    text +=
        "        standing = [None if t < 0 else true[t] for t in (here, there)]\n"
        "        fails = here != there and (\n"
        "            None in standing or abs(standing[0] - standing[1]) >= " +
        std::to_string(claim.steps) + "\n        )\n";
  }
  text += "        if fails:\n            return f\"row {row}: " + claim.happening +
          "\"\n    return None\n";
  return text;
}

}  // namespace

std::string print_check(const Reproducer& reproducer) {
  const Claim& claim = reproducer.claim;
  const Observe& o = reproducer.program().observe;
  const int rows = reproducer.test_case().logits.rows;
  std::string text;
  const bool has_truth = claim.by_row;
  if (has_truth) {
    for (const std::string& line : wrapped(truth_remark(claim.verdict), 96))
      text += "# " + line + "\n";
    text += "TRUTH = {\n";
    for (const RowClaim& row : claim.rows) {
      const std::string all = std::to_string(row.row) + ": " + truth_text(claim.verdict, row) + ",";
      bool first = true;
      for (const std::string& line : wrapped(all, 88)) {
        text += (first ? "    " : "        ") + line + "\n";
        first = false;
      }
    }
    text += "}\n\n\n";
  }
  if (reproducer.runs.size() > 1) return text + of_two_runs(claim, has_truth, rows);

  text +=
      "def check(outcome):\n    \"\"\"What is wrong, and where; None when the failure is "
      "gone.\"\"\"\n";
  if (claim.about_one_rank) {
    text += "    for n in outcome:\n";
    const bool reads_truth =
        claim.verdict == Verdict::kMaxVanished || claim.verdict == Verdict::kWrongCount ||
        claim.verdict == Verdict::kMassError || claim.verdict == Verdict::kOrderViolation;
    if (has_truth) text += "        if n.row not in TRUTH:\n            continue\n";
    if (reads_truth) text += "        true = TRUTH[n.row]\n";
    text += of_one_rank(claim, o);
    text += "        if fails:\n            return f\"row {n.row} rank {n.rank} " +
            claim.happening + "\"\n";
  } else {
    text += has_truth ? "    for row in TRUTH:\n"
                      : "    for row in range(" + std::to_string(rows) + "):\n";
    text += "        names = [n for n in outcome if n.row == row]\n" + of_one_row(claim, o);
    text += "        if fails:\n            return f\"row {row}: " + claim.happening + "\"\n";
  }
  return text + "    return None\n";
}

}  // namespace splitvote
