// Bounds every case lies within, each with its reason. Decoders clamp to them; readers of files
// refuse beyond them.
#pragma once

#include <cstdint>

namespace splitvote {

inline constexpr std::int32_t kVocabSizeMax =
    262'144;  // the largest published vocabulary (Gemma 3)
inline constexpr std::int32_t kPaddedSizeMax =
    2 * kVocabSizeMax;                    // 201,088 padded to 262,144 is seen; twice is ample
inline constexpr int kRankCountMax = 64;  // TRN2 serves one model over 64 ranks (4x4x4)
inline constexpr int kRowCountMax = 64;  // one plan word of rows; batches beyond are chunks of this
inline constexpr int kClassCountMax = 2;        // consensus bugs are pairwise
inline constexpr int kSiteCountMax = 64;        // one machine word per class
inline constexpr int kGatherStageCountMax = 6;  // 64 ranks in stages of 2
inline constexpr int kPlantedCountMax =
    65'536;  // 9 bytes each in the codec: more is a file of logits
inline constexpr std::int64_t kTopKMax = 262'144;  // a k beyond the vocabulary means all of it

}  // namespace splitvote
