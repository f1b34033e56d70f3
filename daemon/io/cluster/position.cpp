// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/position.hpp"

#include "base/bytes.hpp"

#include <algorithm>
#include <stdexcept>

namespace chatroom {

namespace {

/// No kind of the room's own facts (core/facts.hpp), and never one.
constexpr std::uint8_t position_kind = 200;
constexpr std::uint8_t position_form = 1;

bool is_position(const Fact& fact) {
    return fact.kind == position_kind;
}

} // namespace

Fact to_fact(const Position& position) {
    std::string bytes;
    ByteWriter writer(bytes);
    writer.number(position_form);
    writer.counted_text<std::uint8_t>(position.room);
    writer.number(position.batch);
    writer.counted_text<std::uint8_t>(position.id);
    writer.number(position.head.value);
    return {.kind = position_kind, .key = {}, .bytes = std::move(bytes)};
}

std::optional<Position> find_position(const std::vector<Fact>& facts) {
    const auto found = std::find_if(facts.begin(), facts.end(), is_position);
    if (found == facts.end()) {
        return std::nullopt;
    }
    ByteReader reader(*found->bytes);
    reader.require(reader.number<std::uint8_t>() == position_form);
    Position position;
    position.room = reader.counted_text<std::uint8_t>();
    position.batch = reader.number<std::uint64_t>();
    position.id = reader.counted_text<std::uint8_t>();
    position.head = {reader.number<std::uint64_t>()};
    if (!reader.is_complete()) {
        throw std::runtime_error("a newer version of chatroomd has written how far this copy is");
    }
    return position;
}

void erase_position(std::vector<Fact>& facts) {
    std::erase_if(facts, is_position);
}

} // namespace chatroom
