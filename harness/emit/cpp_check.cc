// The check: one function per verdict, with the truth as constants above it.
#include "harness/emit/cpp_file.h"
#include "harness/oracle/relation.h"

namespace splitvote {
namespace {

constexpr std::size_t kColumns = 100;

std::vector<std::string> tokens_text(const std::vector<std::int32_t>& tokens) {
  std::vector<std::string> out;
  for (const std::int32_t token : tokens) out.push_back(std::to_string(token));
  return out;
}

class CheckPrinter {
 public:
  CheckPrinter(const Reproducer& reproducer, CppFile& file)
      : claim_(reproducer.claim),
        observe_(reproducer.program().observe),
        rows_(reproducer.test_case().logits.rows),
        file_(file) {}

  void print() {
    file_.prelude.need("place");
    print_truth();
    const bool two_runs =
        claim_.verdict == Verdict::kPlanSplit || relation_info(claim_.verdict) != nullptr;
    out() += "// What is wrong, and where; nothing when the failure is gone.\n";
    if (two_runs) {
      out() +=
          "std::string check(const op::Given& given, const op::Outcome& outcome,\n"
          "                  const op::Given& other_given, const op::Outcome& other) {\n";
    } else {
      out() += "std::string check(const op::Given& given, const op::Outcome& outcome) {\n";
    }
    if (!claim_.by_row) {
      out() += "  for (int row = 0; row < " + std::to_string(rows_) + "; ++row) {\n";
    } else {
      out() += "  for (const Truth& truth : kTruth) {\n    const int row = truth.row;\n";
    }
    if (claim_.about_one_rank) {
      out() +=
          "    for (int rank : given.judged) {\n"
          "      const op::Names& names = outcome.at(rank, row);\n";
      print_condition("      ");
      print_return("      ", "op::place(row, rank)");
      out() += "    }\n";
    } else {
      print_condition("    ");
      print_return("    ", "op::place(row)");
    }
    out() += "  }\n  return \"\";\n}\n\n";
  }

 private:
  std::string& out() { return file_.body; }
  [[nodiscard]] std::string happening() const {
    return cpp_string((claim_.about_one_rank ? " " : ": ") + claim_.happening);
  }

  void print_return(const std::string& indent, const std::string& place) {
    const std::string begin = "return " + place + " +";
    const bool fits = indent.size() + begin.size() + happening().size() + 2 <= kColumns;
    out() += indent + "if (!fails) continue;\n" + indent + begin;
    out() += (fits ? " " : "\n" + indent + "       ") + happening() + ";\n";
  }

  // The members of Truth besides the row, and their texts for one row.
  struct Member {
    const char* declaration;
    std::string (*text)(const RowClaim&);
  };
  [[nodiscard]] std::vector<Member> members() const {
    const Member tokens = {"std::set<int> tokens", [](const RowClaim& row) {
                             return cpp_list(tokens_text(row.tokens), 8);
                           }};
    const Member allowed = {"std::set<int> allowed", [](const RowClaim& row) {
                              return cpp_list(tokens_text(row.allowed), 8);
                            }};
    const Member counts = {"int least, most", [](const RowClaim& row) {
                             return std::to_string(row.least) + ", " + std::to_string(row.most);
                           }};
    const Member standing = {
        "std::vector<long long> standing", [](const RowClaim& row) {
          std::vector<std::string> places;
          for (const auto& place : row.standing) {
            places.push_back(place ? std::to_string(*place) : "op::kNoStanding");
          }
          return cpp_list(places, 8);
        }};
    switch (claim_.verdict) {
      case Verdict::kMaxVanished:
        return {tokens};
      case Verdict::kMassError:
        return {tokens, allowed};
      case Verdict::kWrongCount:
        return {counts};
      case Verdict::kOrderViolation:
      case Verdict::kLayoutSplit:
      case Verdict::kOrderSplit:
      case Verdict::kShardCountSplit:
      case Verdict::kScaleSplit:
      case Verdict::kShiftSplit:
        return {standing};
      default:
        return {};
    }
  }
  [[nodiscard]] const char* truth_comment() const {
    switch (claim_.verdict) {
      case Verdict::kMaxVanished:
        return "// The tokens of each row of which one must be kept, from the logits themselves.\n";
      case Verdict::kMassError:
        return "// The tokens of each row that the true nucleus holds for sure, and those it may "
               "hold.\n";
      case Verdict::kWrongCount:
        return "// How many tokens of each row are to be kept.\n";
      case Verdict::kOrderViolation:
      case Verdict::kLayoutSplit:
      case Verdict::kOrderSplit:
      case Verdict::kShardCountSplit:
      case Verdict::kScaleSplit:
      case Verdict::kShiftSplit:
        return "// Where each token's logit stands in its row: in steps of the format that tells\n"
               "// neighbours from equals.\n";
      case Verdict::kNotFinite:
        return "// The rows whose logits are all finite.\n";
      default:
        return "// The rows that have a greatest logit.\n";
    }
  }

  void print_truth() {
    if (!claim_.by_row) return;
    out() += truth_comment();
    out() += "struct Truth {\n  int row;\n";
    for (const Member& member : members()) out() += std::string("  ") + member.declaration + ";\n";
    out() += "};\nconst std::vector<Truth> kTruth = {\n";
    for (const RowClaim& row : claim_.rows) {
      out() += "    {" + std::to_string(row.row);
      for (const Member& member : members()) out() += ",\n     " + member.text(row);
      out() += "},\n";
    }
    out() += "};\n\n";
  }

  void print_condition(const std::string& indent) {
    const auto line = [&](const std::string& text) { out() += indent + text + "\n"; };
    const auto kept = [&] { return file_.op("kept_tokens") + "(given, names)"; };
    const std::string steps = std::to_string(claim_.steps);
    switch (claim_.verdict) {
      case Verdict::kRankSplit:
        line("bool fails = false;");
        if (claim_.tops)
          line("fails = " + file_.op("split", "rank_split.ids") +
               "(given, outcome, row, &op::Names::top);");
        if (claim_.no_owner)
          line("fails = fails || " + file_.op("owners", "rank_split.owners") +
               "(given, outcome, row) == 0;");
        if (claim_.several_owners)
          line("fails = fails || " + file_.op("owners", "rank_split.owners") +
               "(given, outcome, row) > 1;");
        return;
      case Verdict::kDrawSplit:
        line("const bool fails = " + file_.op("split", "rank_split.ids") +
             "(given, outcome, row, &op::Names::draw);");
        return;
      case Verdict::kMaxVanished:
        line("const int dropped = " + file_.op("missing") + "(truth.tokens, " + kept() + ");");
        line("const bool fails = dropped == static_cast<int>(truth.tokens.size());");
        return;
      case Verdict::kEmptyCandidates:
        line("const bool fails = names.kept.empty();");
        return;
      case Verdict::kOrderViolation:
        line("const bool fails = " + file_.op("order_violated") + "(truth.standing, " + kept() +
             ", /*steps=*/" + steps + ");");
        return;
      case Verdict::kWrongCount:
        line("const int count = static_cast<int>(" + kept() + ".size());");
        line("const bool fails = count < truth.least || count > truth.most;");
        return;
      case Verdict::kIdCorrupted:
        print_corruption(line);
        return;
      case Verdict::kMassError:
        line("const std::set<int> kept = " + kept() + ";");
        line("const bool fails = " + file_.op("missing") + "(truth.tokens, kept) + " +
             file_.op("missing") + "(kept, truth.allowed) >= 2;");
        return;
      case Verdict::kNotFinite:
        line("bool fails = outcome.reads_nan[static_cast<std::size_t>(row)];");
        line("for (int rank : given.judged) fails = fails || !outcome.at(rank, row).finite;");
        return;
      case Verdict::kPlanSplit:
      case Verdict::kLayoutSplit:
      case Verdict::kOrderSplit:
      case Verdict::kShardCountSplit:
      case Verdict::kScaleSplit:
      case Verdict::kShiftSplit:
        print_split(line, steps);
        return;
      case Verdict::kBatchSplit:
      case Verdict::kVariantSplit:
      case Verdict::kUnexplained:
        break;  // refused before anything is printed (reproducer.cc)
    }
  }

  template <typename Line>
  void print_corruption(Line line) {
    const std::string no_token = file_.op("no_token");
    line("bool fails = !names.intact;");
    if (observe_.top_id >= 0) line("fails = fails || " + no_token + "(given, names.top);");
    if (observe_.draw_id >= 0) line("fails = fails || " + no_token + "(given, names.draw);");
    line("for (long long id : names.kept) fails = fails || " + no_token + "(given, id);");
  }

  template <typename Line>
  void print_split(Line line, const std::string& steps) {
    line("if (given.judged.empty() || other_given.judged.empty()) return \"\";");
    line("const int here = op::token_of(given, outcome.at(given.judged[0], row).top);");
    line("const int there = op::token_of(other_given, other.at(other_given.judged[0], row).top);");
    if (claim_.verdict == Verdict::kPlanSplit) {
      line("const bool fails = here != there;");
    } else {
      line("const bool fails = " + file_.op("apart") + "(here, there, truth.standing, /*steps=*/" +
           steps + ");");
    }
  }

  const Claim& claim_;
  const Observe& observe_;
  int rows_;
  CppFile& file_;
};

}  // namespace

void print_check(const Reproducer& reproducer, CppFile& file) {
  CheckPrinter(reproducer, file).print();
}

}  // namespace splitvote
