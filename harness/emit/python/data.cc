#include "harness/emit/python/data.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>

namespace splitvote {
namespace {

template <typename List, typename Text>
std::string joined(const List& list, Text text) {
  std::string out;
  for (const auto& each : list) out += (out.empty() ? "" : ", ") + text(each);
  return out;
}

// A one-line text in lines of at most 96 columns, indented.
std::string indented(const std::string& text, std::size_t columns) {
  std::string out;
  for (const std::string& line : wrapped(text, 96 - columns)) {
    out += (out.empty() ? "" : "\n") + std::string(columns, ' ') + line;
  }
  return out;
}

bool plain_nan(float number) {
  return !std::isnan(number) || std::bit_cast<std::uint32_t>(number) == 0x7fc00000u;
}

std::string bits_text(float number) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", std::bit_cast<std::uint32_t>(number));
  return text.data();
}

std::string slice_text(const RankSlice& slice, const Dialect& dialect) {
  bool by_bits = false;
  for (const auto& row : slice.logits) {
    by_bits = by_bits || !std::all_of(row.begin(), row.end(), plain_nan);
  }
  const std::string rows = joined(slice.logits, [&](const std::vector<float>& row) {
    return "[" +
           joined(row,
                  [&](float number) {
                    return by_bits ? bits_text(number) : python_number(number, dialect.xp);
                  }) +
           "]";
  });
  const bool torch = dialect.language == Language::kTorch;
  if (by_bits) {
    std::string made = "np.array([" + rows + "], np.uint32).view(np.float32)";
    if (dialect.language == Language::kNumpy) return made;
    return (torch ? "torch.from_numpy(" : "jnp.asarray(") + made + ")";
  }
  if (torch) return "torch.tensor([" + rows + "], dtype=torch.float32)";
  return std::string(dialect.xp) + ".array([" + rows + "], " + dialect.dtype(Dtype::kFloat32) + ")";
}

std::string logits_text(const LaidOut& layout, const Dialect& dialect) {
  std::string text = "[";
  for (const RankSlice& slice : layout.ranks) {
    text += "\n" + indented(slice_text(slice, dialect) + ",", 4);
  }
  return text + "\n]";
}

std::string tokens_text(const LaidOut& layout) {
  std::vector<std::int32_t> tokens;
  for (const RankSlice& slice : layout.ranks) {
    tokens.insert(tokens.end(), slice.tokens.begin(), slice.tokens.end());
  }
  bool in_order = true;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    in_order = in_order && tokens[i] == static_cast<std::int32_t>(i);
  }
  if (in_order) return "range(" + std::to_string(tokens.size()) + ")";
  const std::string all = joined(tokens, [](std::int32_t token) { return std::to_string(token); });
  if (all.size() < 80) return "[" + all + "]";
  return "[\n" + indented(all + ",", 4) + "\n]";
}

std::string groups_text(const std::vector<std::vector<int>>& groups) {
  return "[" +
         joined(groups,
                [](const std::vector<int>& group) {
                  return "[" + joined(group, [](int rank) { return std::to_string(rank); }) + "]";
                }) +
         "]";
}

}  // namespace

Data::Data(const Reproducer& reproducer, const Dialect& dialect)
    : layout_count_(reproducer.layouts.size()) {
  const auto each = [&](auto text_of) {
    std::vector<std::string> texts;
    for (const LaidOut& layout : reproducer.layouts) texts.push_back(text_of(layout));
    return texts;
  };
  const auto of_ranks = [](const LaidOut& layout, auto number) {
    return "[" +
           joined(layout.ranks,
                  [&](const RankSlice& slice) { return std::to_string(number(slice)); }) +
           "]";
  };
  add("RANKS", each([](const LaidOut& layout) {
        return "range(" + std::to_string(layout.ranks.size()) + ")";
      }));
  add("JUDGED", each([](const LaidOut& layout) {
        return "[" + joined(layout.judged_ranks, [](int rank) { return std::to_string(rank); }) +
               "]";
      }),
      "the ranks whose names count");
  add("CLASS", each([&](const LaidOut& layout) {
        return of_ranks(layout, [](const RankSlice& slice) { return slice.rank_class; });
      }),
      "ranks of one class were compiled together");
  add("OFFSETS", each([&](const LaidOut& layout) {
        return of_ranks(layout, [](const RankSlice& slice) { return slice.offset; });
      }),
      "where each rank's slice begins");
  add("TOKENS", each(tokens_text), "the token that an id means; -1: padding");
  std::size_t stages = 0;
  for (const LaidOut& layout : reproducer.layouts) stages = std::max(stages, layout.groups.size());
  // One more than there are: a stage that the layout does not have gathers from the rank alone.
  for (std::size_t stage = 0; stage < stages + 8; ++stage) {
    add("GROUPS_" + std::to_string(stage), each([&](const LaidOut& layout) {
          if (stage + 1 < layout.groups.size()) return groups_text(layout.groups[stage + 1]);
          std::vector<std::vector<int>> alone;
          for (std::size_t rank = 0; rank < layout.ranks.size(); ++rank) {
            alone.push_back({static_cast<int>(rank)});
          }
          return groups_text(alone);
        }),
        "the ranks that each rank gathers from");
  }
  add("LOGITS", each([&](const LaidOut& layout) { return logits_text(layout, dialect); }),
      "[rank][row][column]");
}

void Data::add(std::string name, std::vector<std::string> texts, std::string remark) {
  constants_.push_back({std::move(name), std::move(texts), std::move(remark)});
}

std::string Data::by_rank(const std::string& name,
                          const std::vector<std::vector<std::string>>& texts) {
  bool same = true;
  for (const auto& of_layout : texts) {
    for (const std::string& text : of_layout) same = same && text == texts[0][0];
  }
  if (same) return texts[0][0];
  std::vector<std::string> lists;
  for (const auto& of_layout : texts) {
    lists.push_back("[" + joined(of_layout, [](const std::string& text) { return text; }) + "]");
  }
  const bool known = std::any_of(constants_.begin(), constants_.end(),
                                 [&](const Constant& constant) { return constant.name == name; });
  if (!known) add(name, std::move(lists));
  return name + "[r]";
}

std::vector<const Data::Constant*> Data::used_in(const std::string& printed) const {
  const std::set<std::string> words = identifiers_in(printed);
  std::vector<const Constant*> used;
  for (const Constant& constant : constants_) {
    if (words.count(constant.name) != 0) used.push_back(&constant);
  }
  return used;
}

std::string Data::parameters(const std::string& printed) const {
  if (layout_count_ == 1) return "";
  return joined(used_in(printed), [](const Constant* constant) { return constant->name; });
}

std::string Data::text(const std::string& printed) const {
  std::string out;
  if (layout_count_ > 1) out += "LAYOUTS = [\n";
  for (std::size_t layout = 0; layout < layout_count_; ++layout) {
    if (layout_count_ > 1) out += "    dict(\n";
    for (const Constant* constant : used_in(printed)) {
      std::string line =
          constant->name + (layout_count_ > 1 ? "=" : " = ") + constant->texts[layout];
      if (layout_count_ > 1) line += ",";
      if (!constant->remark.empty()) {
        const std::size_t first = std::min(line.find('\n'), line.size());
        line.insert(first, "  # " + constant->remark);
      }
      if (layout_count_ > 1) {
        std::string deeper = "        ";
        for (const char c : line) {
          deeper += c;
          if (c == '\n') deeper += "        ";
        }
        line = deeper;
      }
      out += line + "\n";
    }
    if (layout_count_ > 1) out += "    ),\n";
  }
  if (layout_count_ > 1) out += "]\n";
  return out;
}

}  // namespace splitvote
