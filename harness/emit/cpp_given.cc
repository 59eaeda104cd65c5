#include <set>

#include "harness/emit/cpp_file.h"

namespace splitvote {
namespace {

template <typename T>
std::vector<std::string> texts(const std::vector<T>& numbers) {
  std::vector<std::string> out;
  for (const T number : numbers) out.push_back(std::to_string(number));
  return out;
}

std::string rows_text(const std::vector<std::vector<float>>& rows, std::size_t indent,
                      CppFile& file) {
  std::string out = "{";
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<std::string> numbers;
    for (const float number : rows[row]) {
      if (number != number) file.prelude.need("bits");
      numbers.push_back(cpp_float(number));
    }
    if (row > 0) out += ",\n" + std::string(indent + 1, ' ');
    out += cpp_list(numbers, indent + 1);
  }
  return out + "}";
}

// Lists of one list per rank, under a key.
std::string table_text(const std::string& key, const std::vector<std::vector<std::string>>& lists) {
  std::vector<std::string> inner;
  for (const auto& list : lists) inner.push_back(cpp_list(list, 0));
  return "{" + key + ", " + cpp_list(inner, 8) + "}";
}

std::vector<std::string> groups_of(const Reproducer& reproducer, const LaidOut& layout) {
  std::set<int> stages;
  for (const Listing& listing : reproducer.listings) {
    for (const Line& line : listing.lines) {
      if (line.value->opcode == Opcode::kAllGather && line.value->attributes.stage >= 0) {
        stages.insert(line.value->attributes.stage);
      }
    }
  }
  std::vector<std::string> out;
  for (const int stage : stages) {
    std::vector<std::vector<std::string>> lists;
    for (std::size_t rank = 0; rank < layout.ranks.size(); ++rank) {
      const auto at = static_cast<std::size_t>(stage + 1);
      const std::vector<int> alone = {static_cast<int>(rank)};
      lists.push_back(texts(at < layout.groups.size() ? layout.groups[at][rank] : alone));
    }
    out.push_back(table_text(std::to_string(stage), lists));
  }
  return out;
}

std::vector<std::string> shapes_of(const Reproducer& reproducer, const LaidOut& layout) {
  std::vector<std::string> out;
  const Listing& listing = reproducer.listings[0];
  for (const int index : values_named_for_shape(listing)) {
    std::vector<std::vector<std::string>> lists;
    for (const auto& shape : layout.shapes[static_cast<std::size_t>(index)]) {
      lists.push_back(texts(shape));
    }
    const std::string& id = reproducer.program().values[static_cast<std::size_t>(index)].id;
    out.push_back(table_text(cpp_string(id), lists));
  }
  return out;
}

}  // namespace

void print_given(const Reproducer& reproducer, std::size_t layout, const std::string& name,
                 CppFile& file) {
  file.prelude.need("given");
  const LaidOut& laid_out = reproducer.layouts[layout];
  std::string& out = file.body;
  out += "const op::Given " + name + " = {\n    {\n";
  for (std::size_t rank = 0; rank < laid_out.ranks.size(); ++rank) {
    const RankSlice& slice = laid_out.ranks[rank];
    out += "        // rank " + std::to_string(rank) + "\n        {" +
           std::to_string(slice.rank_class) + ", " + std::to_string(slice.offset) + ",\n         " +
           cpp_list(texts(slice.tokens), 9) + ",\n         " + rows_text(slice.logits, 9, file) +
           "},\n";
  }
  out += "    },\n    " + cpp_list(texts(laid_out.judged_ranks), 4) + ",\n    " +
         cpp_list(groups_of(reproducer, laid_out), 4) + ",\n    " +
         cpp_list(shapes_of(reproducer, laid_out), 4) + ",\n};\n\n";
}

}  // namespace splitvote
