// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/array_literal.hpp"
#include "daemon/io/cluster/position.hpp"
#include "daemon/io/cluster/record_codec.hpp"
#include "tests/fuzz/require.hpp"

#include <stdexcept>

using namespace chatroom;

namespace {

/// A batch with those frames and nothing else.
Batch batch_of(const std::vector<RecordFrame>& frames) {
    Batch batch;
    for (const auto& frame : frames) {
        batch.records.push_back({.event = frame.has_event ? std::optional(Event{}) : std::nullopt,
                                 .member = frame.member,
                                 .facts = {}});
    }
    return batch;
}

void read_position(std::string_view bytes) {
    Fact fact = to_fact({});
    fact.bytes = bytes;
    try {
        const auto position = find_position({fact});
        fuzz::require(position && *to_fact(*position).bytes == bytes);
    } catch (const std::runtime_error&) {
        return; // That is how it says that it cannot read it.
    }
}

} // namespace

// Whatever bytes a database or a copy has, they are read as what they are, or not at all.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::as_text(data, size);
    if (const auto frames = decode_frames(bytes)) {
        fuzz::require(encode_frames(batch_of(*frames)) == bytes);
    }
    if (const auto read = from_bytea(bytes)) {
        fuzz::require(to_bytea(*read) == bytes);
    }
    fuzz::require(from_bytea(to_bytea(bytes)) == bytes);
    read_position(bytes);
    return 0;
}
