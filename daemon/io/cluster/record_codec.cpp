// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/record_codec.hpp"

#include "base/bytes.hpp"

namespace chatroom {

namespace {

constexpr std::uint8_t frames_form = 1;

} // namespace

std::string encode_frames(const Batch& batch) {
    std::string bytes;
    ByteWriter writer(bytes);
    writer.number(frames_form);
    for (const auto& record : batch.records) {
        writer.number(record.member.value);
        writer.number(static_cast<std::uint8_t>(record.event ? 1 : 0));
    }
    return bytes;
}

std::optional<std::vector<RecordFrame>> decode_frames(std::string_view bytes) {
    ByteReader reader(bytes);
    reader.require(reader.number<std::uint8_t>() == frames_form);
    std::vector<RecordFrame> frames;
    while (!reader.is_at_end()) {
        const Sequence member{reader.number<std::uint64_t>()};
        const auto has_event = reader.number<std::uint8_t>();
        reader.require(has_event <= 1);
        frames.push_back({member, has_event == 1});
    }
    return reader.is_complete() ? std::optional(std::move(frames)) : std::nullopt;
}

} // namespace chatroom
