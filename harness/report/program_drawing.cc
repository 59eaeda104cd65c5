#include "harness/report/program_drawing.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "harness/report/colour.h"
#include "harness/report/dataflow.h"
#include "harness/report/rails.h"

namespace splitvote {
namespace {

struct Piece {
  std::string text;
  Colour colour = Colour::kNone;
};
using Pieces = std::vector<Piece>;

std::size_t width_of(const Pieces& pieces) {
  std::size_t width = 0;
  for (const Piece& piece : pieces) width += display_width(piece.text);
  return width;
}

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t at = 0; at < count; ++at) all += text;
  return all;
}

Pieces operand(const Dataflow& flow, const FlowUse& use) {
  Pieces pieces;
  if (!use.site.empty()) pieces.push_back({"◆", Colour::kYellow});
  pieces.push_back({flow.nodes[static_cast<std::size_t>(use.node)].id});
  return pieces;
}

void append(const Pieces& more, Pieces& pieces) {
  pieces.insert(pieces.end(), more.begin(), more.end());
}

// "◆y >= ◆M", "top_k(◆y) k=top_k", "cumsum(◆p) order=sequential ◆accumulator=bfloat16".
Pieces operation_pieces(const Dataflow& flow, const FlowNode& node) {
  Pieces pieces;
  if (!node.symbol.empty()) {
    append(operand(flow, node.uses[0]), pieces);
    pieces.push_back({" " + node.symbol + " "});
    append(operand(flow, node.uses[1]), pieces);
  } else {
    pieces.push_back({node.operation, node.collective ? Colour::kCyan : Colour::kNone});
    for (std::size_t at = 0; at < node.uses.size(); ++at) {
      pieces.push_back({at == 0 ? "(" : ", "});
      append(operand(flow, node.uses[at]), pieces);
    }
    if (!node.uses.empty()) pieces.push_back({")"});
  }
  if (!node.how.empty()) pieces.push_back({" " + node.how, Colour::kDim});
  if (!node.accumulator_site.empty()) {
    pieces.push_back({" ◆", Colour::kYellow});
    pieces.push_back({"accumulator=" + node.accumulator});
  }
  return pieces;
}

Pieces observed_pieces(const FlowNode& node) {
  std::string text;
  for (const std::string& each : node.observed) text += (text.empty() ? "─▶ " : ", ") + each;
  return {{text, Colour::kGreen}};
}

Colour colour_of(const RailCell& cell, const FlowNode& node) {
  switch (cell.mark) {
    case RailMark::kSite:
      return Colour::kYellow;
    case RailMark::kNode:
      return node.collective         ? Colour::kCyan
             : node.observed.empty() ? Colour::kNone
                                     : Colour::kGreen;
    case RailMark::kLine:
      return cell.glyph == "═" ? Colour::kCyan : Colour::kDim;
    case RailMark::kNone:
      break;
  }
  return Colour::kNone;
}

// Columns are as wide as their widest word, up to here; what is longer moves its own row only.
constexpr std::size_t kIdWidthMax = 24, kOperationWidthMax = 40, kTypeWidthMax = 36;

// Short names for sizes that are long, with what they stand for.
class SizeNames {
 public:
  // "bfloat16[batch, N1]".
  std::string type(FlowNode node) {
    if (node.sizes.has_value()) {
      for (std::string& size : *node.sizes) size = name(size);
    }
    return type_text(node);
  }

  // "N1 = min(top_k, gathered(shard))" each; what stands in others goes by its name.
  [[nodiscard]] std::vector<std::string> meanings() const {
    std::vector<std::size_t> longest_first(sizes_.size());
    std::iota(longest_first.begin(), longest_first.end(), std::size_t{0});
    std::stable_sort(longest_first.begin(), longest_first.end(),
                     [this](auto a, auto b) { return sizes_[a].size() > sizes_[b].size(); });
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < sizes_.size(); ++at) {
      std::string meaning = sizes_[at];
      for (const std::size_t part : longest_first) {
        if (sizes_[part].size() >= sizes_[at].size()) continue;
        for (std::size_t found = meaning.find(sizes_[part]); found != std::string::npos;
             found = meaning.find(sizes_[part]))
          meaning.replace(found, sizes_[part].size(), name_at(part));
      }
      lines.push_back(name_at(at) + " = " + meaning);
    }
    return lines;
  }

 private:
  static constexpr std::size_t kLong = 24;

  static std::string name_at(std::size_t at) { return "N" + std::to_string(at + 1); }

  std::string name(const std::string& size) {
    if (size.size() <= kLong) return size;
    const auto known = std::find(sizes_.begin(), sizes_.end(), size);
    if (known != sizes_.end()) return name_at(static_cast<std::size_t>(known - sizes_.begin()));
    sizes_.push_back(size);
    return name_at(sizes_.size() - 1);
  }

  std::vector<std::string> sizes_;
};

class Drawing {
 public:
  Drawing(const Dataflow& flow, bool coloured, SizeNames& size_names)
      : flow_(flow), coloured_(coloured), rows_(rails(flow.nodes)), size_names_(size_names) {
    for (const FlowNode& node : flow.nodes) {
      const std::size_t operation = width_of(operation_pieces(flow, node));
      id_width_ = std::max(id_width_, std::min(display_width(node.id), kIdWidthMax));
      operation_width_ = std::max(operation_width_, std::min(operation, kOperationWidthMax));
      type_width_ =
          std::max(type_width_, std::min(display_width(size_names.type(node)), kTypeWidthMax));
    }
  }

  std::string text() {
    for (const FlowNode& node : flow_.nodes) {
      if (node.given) put_given(node);
    }
    if (!out_.empty() && !rows_.empty()) out_ += "\n";
    for (const RailRow& row : rows_) put_row(row);
    return std::move(out_);
  }

 private:
  void put(const Piece& piece) {
    line_ += coloured_ ? painted(piece.text, piece.colour) : piece.text;
  }

  void put_padded(const Pieces& pieces, std::size_t width, const std::string& filler, bool dim) {
    for (const Piece& piece : pieces)
      put({piece.text, dim && piece.colour == Colour::kNone ? Colour::kDim : piece.colour});
    const std::size_t missing = width - std::min(width, width_of(pieces));
    if (filler == " ") {
      line_ += std::string(missing + 2, ' ');
    } else {
      line_ += ' ';
      put({repeated(filler, missing), Colour::kCyan});
      line_ += ' ';
    }
  }

  void end_line() {
    line_.erase(line_.find_last_not_of(' ') + 1);
    out_ += line_ + "\n";
    line_.clear();
  }

  void put_text(const FlowNode& node) {
    const std::string filler = node.collective ? "═" : " ";
    const bool dim = !node.needed;
    put_padded({{node.id, node.observed.empty() ? Colour::kBold : Colour::kGreen}}, id_width_,
               filler, dim);
    put_padded(operation_pieces(flow_, node), operation_width_, filler, dim);
    put_padded({{size_names_.type(node), Colour::kDim}}, node.collective ? type_width_ : 0, filler,
               dim);
    for (const Piece& piece : observed_pieces(node)) put(piece);
    end_line();
  }

  // In the place of rails, nothing.
  void put_given(const FlowNode& node) {
    line_ += std::string(rail_width() + 4, ' ');
    put_text(node);
  }

  [[nodiscard]] std::size_t rail_width() const {
    return rows_.empty() ? 0 : rows_.front().cells.size();
  }

  void put_row(const RailRow& row) {
    const FlowNode& node = flow_.nodes[static_cast<std::size_t>(row.node)];
    line_ += "  ";
    bool band = false;
    for (const RailCell& cell : row.cells) {
      if (band && cell.mark == RailMark::kNone) {
        put({"═", Colour::kCyan});
      } else {
        put({cell.glyph, colour_of(cell, node)});
      }
      band = band || (node.collective && cell.mark == RailMark::kNode);
    }
    if (node.collective) {
      put({"═", Colour::kCyan});
      line_ += ' ';
    } else {
      line_ += "  ";
    }
    put_text(node);
  }

  const Dataflow& flow_;
  bool coloured_;
  std::vector<RailRow> rows_;
  SizeNames& size_names_;
  std::size_t id_width_ = 0, operation_width_ = 0, type_width_ = 0;
  std::string out_, line_;
};

struct Seen {
  SizeNames size_names;
  bool node = false, narrow = false, site = false, meeting = false, own = false, same = false;
};

void put_flow(const Dataflow& flow, bool coloured, Seen& seen, std::string& text) {
  text += Drawing(flow, coloured, seen.size_names).text();
  for (const FlowNode& node : flow.nodes) {
    seen.site = seen.site || !node.accumulator_site.empty() ||
                std::any_of(node.uses.begin(), node.uses.end(),
                            [](const FlowUse& use) { return !use.site.empty(); });
    seen.meeting = seen.meeting || node.collective;
    if (node.given) continue;
    (node.may_differ ? seen.narrow : seen.node) = true;
    (node.same_on_ranks ? seen.same : seen.own) = true;
  }
  for (const Dataflow& region : flow.regions) {
    text += "\n  " + region.title + "\n\n";
    put_flow(region, coloured, seen, text);
  }
}

std::string legend(const Seen& seen) {
  std::string values, lines;
  const auto add = [](const std::string& more, std::string& text) {
    text += (text.empty() ? "  " : "   ") + more;
  };
  if (seen.narrow) add("● value stored narrow", values);
  if (seen.node) add("○ other value", values);
  if (seen.site) add("◆ site: a use that may read the rounded or the unrounded number", values);
  if (seen.own) add("│ each rank has its own", lines);
  if (seen.same) add("║ the same on all ranks, if all compute alike", lines);
  if (seen.meeting) add("═ ranks meet", lines);
  std::string text = values + "\n" + lines + "\n";
  for (const std::string& meaning : seen.size_names.meanings()) text += "  " + meaning + "\n";
  return text;
}

}  // namespace

std::string program_drawing(const Program& program, bool coloured) {
  std::string text;
  Seen seen;
  put_flow(dataflow_of(program), coloured, seen, text);
  return text + "\n" + legend(seen);
}

}  // namespace splitvote
