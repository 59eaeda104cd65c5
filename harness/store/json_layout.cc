#include "harness/store/json_layout.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <optional>

#include "harness/case/case_limits.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

const NamedVocabulary& named_vocabulary(const JsonPlace& place) {
  std::string names;
  for (const NamedVocabulary& vocabulary : named_vocabularies()) {
    if (vocabulary.name == place.string("a vocabulary's name")) return vocabulary;
    if (!names.empty()) names += ", ";
    names += vocabulary.name;
  }
  place.refuse("a vocabulary's name: " + names);
}

int rank_count_of(const JsonPlace& place) {
  const auto sizes = place.optional_member("sizes");
  if (const auto ranks = place.optional_member("ranks")) {
    return static_cast<int>(ranks->integer("the ranks", 1, kRankCountMax));
  }
  if (!sizes.has_value()) (void)place.member("ranks", "the ranks, a whole number in 1..64");
  const std::size_t count = sizes->items("tokens per shard").size();
  if (count < 1 || count > static_cast<std::size_t>(kRankCountMax)) {
    sizes->refuse("1.." + std::to_string(kRankCountMax) + " shards");
  }
  return static_cast<int>(count);
}

std::optional<std::int32_t> padded_size_of(const JsonPlace& place, std::int32_t& vocab_size) {
  std::optional<std::int32_t> padded_size;
  if (const auto member = place.optional_member("vocabulary")) {
    const NamedVocabulary& vocabulary = named_vocabulary(*member);
    if (vocab_size != 0 && vocab_size != vocabulary.vocab_size) {
      member->refuse("a vocabulary of " + std::to_string(vocab_size) +
                     " tokens, as the logits have");
    }
    vocab_size = vocabulary.vocab_size;
    padded_size = vocabulary.padded_size;
  }
  if (vocab_size == 0) {
    throw InputError(
        "/logits/vocab_size",
        "expected the vocabulary's size, here or as /layout/vocabulary, found nothing");
  }
  if (const auto member = place.optional_member("padded_size")) {
    padded_size = static_cast<std::int32_t>(
        member->integer("columns, padding included", vocab_size, kPaddedSizeMax));
  }
  return padded_size;
}

void read_sizes(const JsonPlace& place, int ranks, Layout& layout) {
  const std::string per_shard = "one number per rank (" + std::to_string(ranks) + ")";
  if (const auto member = place.optional_member("sizes")) {
    layout.shard_sizes = member->integers("tokens of a shard", 0, kVocabSizeMax);
    if (layout.shard_sizes.size() != static_cast<std::size_t>(ranks)) member->refuse(per_shard);
  }
  if (const auto member = place.optional_member("padding")) {
    layout.padding = member->integers("columns of padding", 0, kPaddedSizeMax);
    if (layout.padding.size() != static_cast<std::size_t>(ranks)) member->refuse(per_shard);
  }
}

void read_ranks(const JsonPlace& place, int ranks, Layout& layout) {
  if (const auto member = place.optional_member("split")) {
    const std::string& word = member->string("contiguous or strided");
    if (word != "contiguous" && word != "strided") member->refuse("contiguous or strided");
    layout.split = word == "strided" ? Split::kStrided : Split::kContiguous;
  }
  if (const auto member = place.optional_member("rank_order")) {
    layout.rank_order = member->integers("a shard", 0, ranks - 1);
  }
  if (const auto member = place.optional_member("classes")) {
    layout.rank_class = member->integers("a rank's class", 0, kClassCountMax - 1);
  }
  if (const auto member = place.optional_member("stages")) {
    layout.gather_stages = member->integers("ranks of a gather stage", 1, kRankCountMax);
    if (layout.gather_stages.size() > static_cast<std::size_t>(kGatherStageCountMax)) {
      member->refuse("at most " + std::to_string(kGatherStageCountMax) + " stages");
    }
  }
}

bool has_padding(const Layout& layout) {
  return std::any_of(layout.padding.begin(), layout.padding.end(),
                     [](std::int32_t columns) { return columns != 0; });
}

Json json_of(const std::vector<std::int32_t>& numbers) {
  Json list = Json::array();
  for (const std::int32_t number : numbers) list.add(Json::integer(number));
  return list;
}

}  // namespace

Layout layout_of(const JsonPlace& place, std::int32_t vocab_size) {
  place.allow_only({"ranks", "sizes", "split", "padding", "pad_value", "rank_order", "classes",
                    "stages", "padded_size", "vocabulary"});
  const int ranks = rank_count_of(place);
  const std::optional<std::int32_t> padded_size = padded_size_of(place, vocab_size);
  if (padded_size.has_value()) {
    for (const char* name : {"sizes", "padding"}) {
      if (const auto member = place.optional_member(name)) {
        member->fault(
            "expected either sizes and padding, or padded_size or vocabulary, found both");
      }
    }
  }
  Layout layout = padded_layout(vocab_size, padded_size.value_or(vocab_size), ranks, 0);
  read_sizes(place, ranks, layout);
  read_ranks(place, ranks, layout);
  if (const auto member = place.optional_member("pad_value")) {
    layout.pad_value = member->float32("what the padding holds");
  } else if (has_padding(layout)) {
    // No default would be safe: zeros win over negative logits, -inf hides that real systems pad
    // with zeros.
    (void)place.member("pad_value", "what the padding holds, a number, \"-inf\" or \"nan\"");
  }
  const std::string fault = layout_fault(layout);
  if (!fault.empty()) {
    const std::size_t colon = fault.find(": ");
    throw InputError(place.path() + "/" + fault.substr(0, colon),
                     "expected " + fault.substr(colon + 2));
  }
  const std::int64_t columns =
      std::accumulate(layout.padding.begin(), layout.padding.end(), std::int64_t{vocab_size});
  if (columns > kPaddedSizeMax) {
    throw InputError(place.path() + "/padding",
                     "expected at most " + std::to_string(kPaddedSizeMax) +
                         " columns, padding included, found " + std::to_string(columns));
  }
  return layout;
}

Json json_of(const Layout& layout) {
  Json object = Json::object();
  const int ranks = layout.rank_count();
  object.add("ranks", Json::integer(ranks));
  const std::int32_t columns =
      std::accumulate(layout.padding.begin(), layout.padding.end(), layout.vocab_size);
  const Layout plain = padded_layout(layout.vocab_size, columns, ranks, layout.pad_value);
  if (plain.shard_sizes == layout.shard_sizes && plain.padding == layout.padding) {
    if (columns != layout.vocab_size) object.add("padded_size", Json::integer(columns));
  } else {
    if (even_layout(layout.vocab_size, ranks).shard_sizes != layout.shard_sizes) {
      object.add("sizes", json_of(layout.shard_sizes));
    }
    if (has_padding(layout)) object.add("padding", json_of(layout.padding));
  }
  if (has_padding(layout) || std::bit_cast<std::uint32_t>(layout.pad_value) != 0) {
    object.add("pad_value", Json::float32(layout.pad_value));
  }
  if (layout.split == Split::kStrided) object.add("split", "strided");
  if (layout.rank_order != plain.rank_order) object.add("rank_order", json_of(layout.rank_order));
  if (layout.rank_class != plain.rank_class) object.add("classes", json_of(layout.rank_class));
  if (layout.gather_stages != plain.gather_stages)
    object.add("stages", json_of(layout.gather_stages));
  return object;
}

}  // namespace splitvote
