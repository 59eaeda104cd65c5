#include "harness/emit/python/observed.h"

namespace splitvote {
namespace {

class Observing {
 public:
  Observing(const Reproducer& reproducer, const Listing& listing, const std::vector<bool>& uniform,
            const Dialect& dialect)
      : reproducer_(reproducer), listing_(listing), uniform_(uniform), dialect_(dialect) {}

  std::string print() {
    const Observe& o = reproducer_.program().observe;
    std::string fields = "row=row, rank=r";
    const auto field = [&](const std::string& name, const std::string& text) {
      fields += ",\n            " + name + "=" + text;
    };
    if (o.candidates()) field("keeps", candidates(o));
    if (o.top_id >= 0) field("top", named(o.top_id));
    if (o.draw_id >= 0) field("draw", named(o.draw_id));
    if (o.owner_mask >= 0) field("owner", "bool(" + one_of(o.owner_mask) + ")");
    if (o.travels_id >= 0) {
      field("intact", "intact(" + integers(o.travels_id, of_rank(o.travels_id)) + ", " +
                          of_rank(o.travels_key) + ", row, " + list(o.travels_source) +
                          ", OFFSETS)");
    }
    if (o.top_value >= 0) {
      field("finite",
            "bool(" + std::string(dialect_.xp) + ".isfinite(" + one_of(o.top_value) + "))");
    }
    if (reproducer_.watches_nan()) field("reads_nan", "row in nan_rows");
    const bool all = !o.on_ranks.has_value();
    return "    return [\n        SimpleNamespace(\n            " + fields +
           ",\n        )\n        for row in range(" +
           std::to_string(reproducer_.test_case().logits.rows) + ")\n        for r in " +
           (all ? "RANKS" : "JUDGED") + "\n    ]\n";
  }

 private:
  [[nodiscard]] const Line& at(int value) const { return *listing_.observed(value); }
  [[nodiscard]] bool uniform(int value) const {
    return uniform_[static_cast<std::size_t>(listing_.line_of[static_cast<std::size_t>(value)])];
  }
  [[nodiscard]] std::string of_rank(int value) const {
    return at(value).name + (uniform(value) ? "" : "[r]");
  }
  [[nodiscard]] std::string row_of(int value) const { return of_rank(value) + "[row]"; }
  // The one element of a row: [batch], or [batch, 1].
  [[nodiscard]] std::string one_of(int value) const {
    const bool column = at(value).value->elements[0].shape.size() > 1;
    return column ? of_rank(value) + "[row, 0]" : row_of(value);
  }
  [[nodiscard]] std::string list(int value) const {
    const std::string& name = at(value).name;
    return uniform(value) ? "[" + name + " for r in RANKS]" : name;
  }
  // u64 ids are read as their 64 bits with a sign.
  [[nodiscard]] std::string integers(int value, const std::string& text) const {
    const bool wide = at(value).value->elements[0].dtype == Dtype::kU64;
    return wide && dialect_.language != Language::kTorch ? dialect_.cast(text, Dtype::kS64) : text;
  }
  [[nodiscard]] std::string named(int value) const {
    return "name_of(int(" + integers(value, one_of(value)) + "), TOKENS)";
  }
  [[nodiscard]] std::string candidates(const Observe& o) const {
    if (o.candidates_own_slice) {
      return "kept_in_slices(" + list(o.candidates_mask) + ", row, OFFSETS, TOKENS)";
    }
    const std::string ids = integers(o.candidates_ids, row_of(o.candidates_ids));
    if (o.candidates_mask < 0) return "kept_by_ids(" + ids + ", TOKENS)";
    return "kept_by_mask(" + ids + ", " + row_of(o.candidates_mask) + ", TOKENS)";
  }

  const Reproducer& reproducer_;
  const Listing& listing_;
  const std::vector<bool>& uniform_;
  const Dialect& dialect_;
};

}  // namespace

std::string print_observed(const Reproducer& reproducer, const Listing& listing,
                           const std::vector<bool>& uniform, Operations& operations) {
  std::string text = Observing(reproducer, listing, uniform, operations.dialect()).print();
  operations.use(text);
  return text;
}

std::string print_lines(const Reproducer& reproducer) {
  const Observe& o = reproducer.program().observe;
  std::string parts;
  const auto part = [&](bool observed, const std::string& text) {
    if (!observed) return;
    parts += parts.empty() ? " " + text : "\",\n            f\"" + text;
  };
  const auto yes = [](const std::string& what, const std::string& field) {
    return what + " {'yes' if n." + field + " else 'no'}";
  };
  part(o.candidates(), "keeps {{{', '.join(map(str, n.keeps))}}}");
  part(o.top_id >= 0, "top {n.top}");
  part(o.draw_id >= 0, "draw {n.draw}");
  part(o.owner_mask >= 0, yes("owner", "owner"));
  part(o.travels_id >= 0, yes("ids intact", "intact"));
  part(o.top_value >= 0, yes("top value finite", "finite"));
  std::string text =
      "def show(outcome):\n    for n in outcome:\n        print(\n            f\"row {n.row} rank "
      "{n.rank}:" +
      parts + "\",\n            sep=\"; \",\n        )\n";
  if (reproducer.watches_nan()) {
    text +=
        "        if n.rank == max(other.rank for other in outcome):\n"
        "            print(f\"row {n.row}: a decision reads NaN: "
        "{'yes' if n.reads_nan else 'no'}\")\n";
  }
  return text;
}

}  // namespace splitvote
