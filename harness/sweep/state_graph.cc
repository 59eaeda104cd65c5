#include "harness/sweep/state_graph.h"

#include <algorithm>
#include <chrono>

namespace splitvote {
namespace {

constexpr std::size_t kMemoBytesMax =
    192U << 20;  // results kept for other states with the same operands
// Arrays of states waiting at all levels together: a level's batch is its share.
constexpr std::size_t kWaitingBytesMax = 96U << 20;
constexpr double kStateCost = 64;  // elements a state costs beyond its operations
constexpr double kDecodeCost = 4;  // elements that decoding (and keeping) one candidate costs
constexpr double kPassElementsMin =
    32'768;  // a "vocabulary pass" of a small vocabulary is this many elements

}  // namespace

StateGraph::StateGraph(const Evaluator& evaluator, int class_count, Coverage coverage,
                       const SweepLimits& limits)
    : evaluator_(evaluator),
      class_count_(class_count),
      coverage_(coverage),
      limits_(limits),
      schedule_(make_schedule(evaluator)) {
  const Program& program = evaluator.program();
  pass_elements_ = std::max(
      kPassElementsMin, static_cast<double>(evaluator.map().padded_size()) * evaluator.row_count());
  known_before_.resize(schedule_.steps.size() + 1);
  known_at_.resize(schedule_.steps.size());
  memo_.resize(schedule_.steps.size());
  const auto branching = std::count_if(schedule_.steps.begin(), schedule_.steps.end(),
                                       [](const Step& step) { return step.choice_count > 0; });
  batch_bytes_max_ =
      kWaitingBytesMax / static_cast<std::size_t>(std::max<std::ptrdiff_t>(branching, 1));
  // Local bit order: class by class, operand sites in order, the accumulator last.
  for (const Step& step : schedule_.steps) {
    const Value& value = program.values[static_cast<std::size_t>(step.value)];
    std::vector<int> bits;
    for (int c = 0; c < class_count; ++c) {
      for (int site : value.operand_sites) {
        if (site >= 0) bits.push_back(c * program.site_count() + site);
      }
      if (value.accumulator_site >= 0)
        bits.push_back(c * program.site_count() + value.accumulator_site);
    }
    plan_bits_.push_back(std::move(bits));
  }
}

void StateGraph::charge(double elements) {
  counters.elements_evaluated += static_cast<std::int64_t>(elements);
  counters.vocabulary_passes += elements / pass_elements_;
  if (coverage_ == Coverage::kComplete &&
      counters.vocabulary_passes > static_cast<double>(limits_.work_max)) {
    throw WorkExceeded();
  }
  if (limits_.stop != nullptr && limits_.stop->load(std::memory_order_relaxed))
    throw SweepStopped();
}

ContentId StateGraph::id_of(std::size_t before_step, const State& state) const {
  if (before_step == 0) return {};
  std::array<ContentId, 128> ids;
  std::vector<ContentId> many;
  const std::vector<int>& live = schedule_.steps[before_step - 1].live_slots;
  ContentId* at = ids.data();
  if (live.size() > ids.size()) {
    many.resize(live.size());
    at = many.data();
  }
  for (std::size_t i = 0; i < live.size(); ++i)
    at[i] = state.slots[static_cast<std::size_t>(live[i])]->id;
  const std::uint64_t seed = state.nan_rows * 16 + state.promoted * 4U + state.rounded;
  return content_id_of(at, live.size() * sizeof(ContentId), seed);
}

Evaluation StateGraph::evaluate(const Step& step, std::span<const DistributedRef> read,
                                std::uint32_t rounding_classes) {
  if (limits_.profile == nullptr) return evaluator_.evaluate(step.value, read, rounding_classes);
  SweepProfile& profile = *limits_.profile;
  profile.seconds.resize(evaluator_.program().values.size());
  profile.evaluations.resize(evaluator_.program().values.size());
  const auto start = std::chrono::steady_clock::now();
  Evaluation evaluation = evaluator_.evaluate(step.value, read, rounding_classes);
  const auto index = static_cast<std::size_t>(step.value);
  profile.seconds[index] +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  ++profile.evaluations[index];
  return evaluation;
}

void StateGraph::apply(const Step& step, State& state, std::span<const DistributedRef> read,
                       std::uint32_t rounding_classes) {
  if (step.passes_on) {
    DistributedRef same = read[0];
    for (int slot : step.freed_slots) state.slots[static_cast<std::size_t>(slot)] = nullptr;
    state.slots[static_cast<std::size_t>(step.result_slot)] = std::move(same);
    return;
  }
  std::array<ContentId, 8> few;
  std::vector<ContentId> many;
  ContentId* ids = few.data();
  if (read.size() > few.size()) {
    many.resize(read.size());
    ids = many.data();
  }
  for (std::size_t i = 0; i < read.size(); ++i) ids[i] = read[i] ? read[i]->id : ContentId{};
  const ContentId key = content_id_of(ids, read.size() * sizeof(ContentId), rounding_classes);

  auto& results = memo_[static_cast<std::size_t>(&step - schedule_.steps.data())].results;
  auto found = results.find(key);
  if (found == results.end()) {
    Evaluation evaluation = evaluate(step, read, rounding_classes);
    ++counters.operations_evaluated;
    charge(static_cast<double>(evaluation.elements));
    memo_bytes_ += 2 * evaluation.value->bytes();  // u, and r once it is asked for
    if (memo_bytes_ > kMemoBytesMax) {
      for (Memo& each : memo_) each.results.clear();
      memo_bytes_ = 2 * evaluation.value->bytes();
    }
    found = results.emplace(key, std::move(evaluation)).first;
  }
  const DistributedRef value = found->second.value;
  state.nan_rows |= found->second.nan_rows;
  for (int slot : step.freed_slots) state.slots[static_cast<std::size_t>(slot)] = nullptr;
  state.slots[static_cast<std::size_t>(step.result_slot)] = value;
}

std::size_t StateGraph::advance(std::size_t step, State& state) {
  std::vector<DistributedRef> read;
  for (; step < schedule_.steps.size() && schedule_.steps[step].choice_count == 0; ++step) {
    const Step& here = schedule_.steps[step];
    const Value& value = evaluator_.program().values[static_cast<std::size_t>(here.value)];
    const bool pins = operation(value.opcode).reading == Reading::kPins;
    read.clear();
    for (std::size_t position = 0; position < here.operand_slots.size(); ++position) {
      const int slot = here.operand_slots[position];
      const DistributedRef u = slot < 0 ? nullptr : state.slots[static_cast<std::size_t>(slot)];
      const Element& element = evaluator_.program()
                                   .values[static_cast<std::size_t>(value.operands[position])]
                                   .elements[0];
      read.push_back(pins && element.may_differ ? evaluator_.rounded(u, element.narrowing) : u);
    }
    apply(here, state, read, 0);
  }
  return step;
}

bool StateGraph::count_choices(State& state, std::uint32_t choices, int choice_bits) const {
  if (coverage_ == Coverage::kComplete) return true;
  const int promoted = __builtin_popcount(choices);
  state.promoted = static_cast<std::uint8_t>(std::min<int>(kFar, state.promoted + promoted));
  state.rounded =
      static_cast<std::uint8_t>(std::min<int>(kFar, state.rounded + choice_bits - promoted));
  return state.promoted < kFar || state.rounded < kFar;
}

// Children of one state at a branching step, and for every combination of choices the child it
// leads to.
void StateGraph::branch(std::size_t step_index, const State& parent, std::vector<State>& children,
                        std::vector<std::uint32_t>& edges) {
  const Step& step = schedule_.steps[step_index];
  const Program& program = evaluator_.program();
  const Value& value = program.values[static_cast<std::size_t>(step.value)];
  const int per_class = step.choice_count;
  const int choice_bits = per_class * class_count_;

  std::vector<DistributedRef> unrounded, rounded;
  std::uint32_t relevant = 0;  // choices that change what is read
  int site_bit = 0;
  for (std::size_t position = 0; position < step.operand_slots.size(); ++position) {
    const DistributedRef& u = parent.slots[static_cast<std::size_t>(step.operand_slots[position])];
    unrounded.push_back(u);
    rounded.push_back(u);
    if (value.operand_sites[position] < 0) continue;
    const Element& element =
        program.values[static_cast<std::size_t>(value.operands[position])].elements[0];
    rounded.back() = evaluator_.rounded(u, element.narrowing);
    for (int c = 0; c < class_count_ && rounded.back() != u; ++c)
      relevant |= 1U << (c * per_class + site_bit);
    ++site_bit;
  }
  if (value.accumulator_site >= 0) {
    for (int c = 0; c < class_count_; ++c) relevant |= 1U << (c * per_class + per_class - 1);
  }
  if (coverage_ != Coverage::kComplete) relevant = ~0U;

  std::vector<DistributedRef> read(unrounded.size());
  for (std::uint32_t choices = 0; choices < 1U << choice_bits; ++choices) {
    if ((choices & ~relevant) != 0) {
      edges.push_back(edges[edges.size() - choices + (choices & relevant)]);
      continue;
    }
    State child = parent;
    if (!count_choices(child, choices, choice_bits)) {
      edges.push_back(kNoNode);
      continue;
    }
    int bit = 0;
    for (std::size_t position = 0; position < read.size(); ++position) {
      read[position] = unrounded[position];
      if (value.operand_sites[position] < 0) continue;
      std::uint32_t promoted_classes = 0;
      for (int c = 0; c < class_count_; ++c)
        promoted_classes |= ((choices >> (c * per_class + bit)) & 1U) << c;
      read[position] =
          evaluator_.by_class(rounded[position], unrounded[position], promoted_classes);
      ++bit;
    }
    std::uint32_t rounding_classes = 0;
    for (int c = 0; c < class_count_ && value.accumulator_site >= 0; ++c) {
      rounding_classes |= (~choices >> (c * per_class + per_class - 1) & 1U) << c;
    }
    apply(step, child, read, rounding_classes);
    charge(kStateCost);
    ++counters.states;
    edges.push_back(static_cast<std::uint32_t>(children.size()));
    children.push_back(std::move(child));
  }
}

std::uint32_t StateGraph::intern(Outcome outcome) {
  std::uint64_t digest = 0;
  for (const RankOutcome& each : outcome.ranks) {
    digest = digest * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(each.top) +
             static_cast<std::uint64_t>(each.draw) * 31 +
             (each.candidates ? each.candidates->size() : 0) * 7 +
             static_cast<std::uint64_t>(each.owner);
  }
  const auto [begin, end] = interned_.equal_range(digest);
  const auto same = std::find_if(
      begin, end, [&](const auto& entry) { return outcomes[entry.second] == outcome; });
  if (same != end) return same->second;
  interned_.emplace(digest, static_cast<std::uint32_t>(outcomes.size()));
  outcomes.push_back(std::move(outcome));
  return static_cast<std::uint32_t>(outcomes.size() - 1);
}

std::uint32_t StateGraph::leaf(const State& state) {
  std::vector<ContentId> ids;
  std::vector<DistributedRef> observed;
  for (int slot : schedule_.observed_slots) {
    observed.push_back(state.slots[static_cast<std::size_t>(slot)]);
    ids.push_back(observed.back()->id);
  }
  const ContentId id = content_id_of(ids.data(), ids.size() * sizeof(ContentId), state.nan_rows);
  const auto [entry, added] =
      known_outcomes_.nodes.try_emplace(id, static_cast<std::uint32_t>(nodes_.size()));
  if (added) {
    Outcome outcome = evaluator_.observe(
        [&](int index) {
          const auto& values = evaluator_.observed_values();
          return observed[static_cast<std::size_t>(
              std::lower_bound(values.begin(), values.end(), index) - values.begin())];
        },
        state.nan_rows);
    std::size_t kept = 0;
    for (const RankOutcome& each : outcome.ranks)
      kept += each.candidates ? each.candidates->size() : 0;
    charge(kDecodeCost * static_cast<double>(kept));
    nodes_.push_back({-1, intern(std::move(outcome))});
  }
  return entry->second;
}

std::vector<std::uint32_t> StateGraph::resolve(std::size_t step, std::vector<State> states) {
  std::vector<std::uint32_t> result(states.size(), kNoNode);
  struct Pending {
    std::uint32_t node;
    std::size_t first_edge;
  };
  std::vector<State> children;
  std::vector<Pending> pending;
  std::vector<std::uint32_t> edges;
  std::size_t child_bytes = 0, child_step = 0;

  const auto flush = [&] {
    if (pending.empty()) return;
    const std::vector<std::uint32_t> nodes = resolve(child_step, std::move(children));
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (edges[i] != kNoNode) edges_[pending.front().first_edge + i] = nodes[edges[i]];
    }
    children.clear();
    pending.clear();
    edges.clear();
    child_bytes = 0;
  };

  for (std::size_t i = 0; i < states.size(); ++i) {
    State state = std::move(states[i]);
    const ContentId id_before = id_of(step, state);
    if (const auto entry = known_before_[step].nodes.find(id_before);
        entry != known_before_[step].nodes.end()) {
      result[i] = entry->second;
      continue;
    }
    const std::size_t at = advance(step, state);
    if (at == schedule_.steps.size()) {
      result[i] = leaf(state);
      known_before_[step].nodes.emplace(id_before, result[i]);
      continue;
    }
    const ContentId id_at = id_of(at, state);
    const auto [known, added] =
        known_at_[at].nodes.try_emplace(id_at, static_cast<std::uint32_t>(nodes_.size()));
    result[i] = known->second;
    known_before_[step].nodes.emplace(id_before, result[i]);
    if (!added) continue;

    // Edges of states of one batch lie side by side, so that one offset finds them all.
    child_step = at + 1;
    const std::size_t first_edge = edges_.size();
    nodes_.push_back({static_cast<int>(at), static_cast<std::uint32_t>(first_edge)});
    pending.push_back({result[i], first_edge});
    const std::size_t child_base = children.size(), edge_base = edges.size();
    std::vector<State> born;
    std::vector<std::uint32_t> own_edges;
    branch(at, state, born, own_edges);
    edges_.resize(first_edge + own_edges.size(), kNoNode);
    edges.resize(edge_base);
    for (std::uint32_t edge : own_edges) {
      edges.push_back(edge == kNoNode ? kNoNode : edge + static_cast<std::uint32_t>(child_base));
    }
    for (State& child : born) {
      child_bytes +=
          child.slots[static_cast<std::size_t>(schedule_.steps[at].result_slot)]->bytes();
      children.push_back(std::move(child));
    }
    if (child_bytes > batch_bytes_max_) flush();
  }
  flush();
  return result;
}

void StateGraph::build() {
  State start;
  start.slots.resize(static_cast<std::size_t>(schedule_.slot_count));
  root_ = resolve(0, {std::move(start)})[0];
  memo_.clear();
}

std::uint32_t StateGraph::outcome_of(PlanBits plan) const {
  const Node* node = &nodes_[root_];
  while (node->step >= 0) {
    const std::vector<int>& bits = plan_bits_[static_cast<std::size_t>(node->step)];
    std::uint32_t choices = 0;
    for (std::size_t b = 0; b < bits.size(); ++b)
      choices |= static_cast<std::uint32_t>((plan >> bits[b]) & 1U) << b;
    node = &nodes_[edges_[node->first_edge + choices]];
  }
  return node->first_edge;
}

void StateGraph::spread(std::vector<std::uint32_t>& outcome_of_plan) const {
  struct Walk {
    const StateGraph& graph;
    std::vector<std::uint32_t>& out;

    void visit(std::uint32_t index, PlanBits plan) {
      const Node& node = graph.nodes_[index];
      if (node.step < 0) {
        out[plan] = node.first_edge;
        return;
      }
      const std::vector<int>& bits = graph.plan_bits_[static_cast<std::size_t>(node.step)];
      for (std::uint32_t choices = 0; choices < 1U << bits.size(); ++choices) {
        PlanBits extended = plan;
        for (std::size_t b = 0; b < bits.size(); ++b)
          extended |= static_cast<PlanBits>((choices >> b) & 1U) << bits[b];
        visit(graph.edges_[node.first_edge + choices], extended);
      }
    }
  };
  Walk{*this, outcome_of_plan}.visit(root_, 0);
}

}  // namespace splitvote
