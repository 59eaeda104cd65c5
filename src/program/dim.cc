#include "src/program/dim.h"

namespace splitvote {

std::string to_string(const Dim& dim) {
  switch (dim.kind) {
    case DimKind::kConstant:
      return std::to_string(dim.number);
    case DimKind::kBatch:
      return "batch";
    case DimKind::kShard:
      return "shard";
    case DimKind::kRanks:
      return "ranks";
    case DimKind::kParameter:
      return dim.parameter;
    case DimKind::kMin:
      return "min(" + to_string(dim.parts[0]) + ", " + to_string(dim.parts[1]) + ")";
    case DimKind::kAdd: {
      std::string text;
      for (const Dim& part : dim.parts) text += (text.empty() ? "" : " + ") + to_string(part);
      return text;
    }
    case DimKind::kGathered:
      if (!dim.bounds.empty()) return "grouped(" + to_string(dim.parts[0]) + ")";
      return "gathered" + (dim.number < 0 ? std::string() : std::to_string(dim.number)) + "(" +
             to_string(dim.parts[0]) + ")";
    case DimKind::kSliced:
      return to_string(dim.parts[0]) + "[" + std::to_string(dim.bounds[0]) + ":" +
             (dim.bounds[1] < 0 ? std::string() : std::to_string(dim.bounds[1])) + ":" +
             std::to_string(dim.bounds[2]) + "]";
    case DimKind::kBins:
      return "bins(" + to_string(dim.parts[0]) + ")";
    case DimKind::kWindowed:
      return "windows(" + to_string(dim.parts[0]) + ")";
  }
  return "?";
}

std::string to_string(const std::vector<Dim>& shape) {
  std::string text = "[";
  for (const Dim& dim : shape) text += (text.size() == 1 ? "" : ", ") + to_string(dim);
  return text + "]";
}

}  // namespace splitvote
