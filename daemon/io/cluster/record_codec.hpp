// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What a batch's row in the database says of a record: the rest of it, which has texts, is in rows
/// of its own.
struct RecordFrame {
    Sequence member;
    bool has_event = false;

    bool operator==(const RecordFrame&) const = default;
};

/// The frames as bytes: the version of the form (1), and nine bytes each.
std::string encode_frames(const Batch& batch);

/// Nothing if the bytes are none, or of a form that this program does not know.
std::optional<std::vector<RecordFrame>> decode_frames(std::string_view bytes);

} // namespace chatroom
