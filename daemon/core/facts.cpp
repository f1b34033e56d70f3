// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/facts.hpp"

#include "base/bytes.hpp"

#include <utility>

namespace chatroom::facts {

namespace {

constexpr std::uint8_t first_form = 1;
/// Of a name like the first, but nothing was said under it yet. Names of older versions, which did
/// not tell them apart, count as used; and an older version can read all that are.
constexpr std::uint8_t unused_form = 2;
/// Of a member like the first, with the node that serves it.
constexpr std::uint8_t node_form = 2;
/// Of a member like that, for whom a gateway speaks: where that is follows the node, if any.
constexpr std::uint8_t reached_form = 3;

std::string key_of(Sequence entered) {
    std::string key;
    ByteWriter(key).number(entered.value);
    return key;
}

Fact fact(Kind kind, std::string key, std::optional<std::string> bytes) {
    return {
        .kind = static_cast<std::uint8_t>(kind), .key = std::move(key), .bytes = std::move(bytes)};
}

void write_time(ByteWriter& writer, WallTime time) {
    writer.number(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

WallTime read_time(ByteReader& reader) {
    return WallTime(WallTime::duration(static_cast<WallTime::rep>(reader.number<std::uint64_t>())));
}

void write_end(ByteWriter& writer, const std::optional<WallTime>& until) {
    writer.number(static_cast<std::uint8_t>(until ? 1 : 0));
    write_time(writer, until.value_or(WallTime{}));
}

std::optional<WallTime> read_end(ByteReader& reader) {
    const bool has_end = reader.number<std::uint8_t>() != 0;
    const auto until = read_time(reader);
    return has_end ? std::optional(until) : std::nullopt;
}

Kind kind_of(Measure measure) {
    switch (measure) {
    case Measure::ban:
        return Kind::ban;
    case Measure::mute:
        return Kind::mute;
    case Measure::exemption:
        break;
    }
    return Kind::exemption;
}

void write_address(ByteWriter& writer, const Address& address) {
    writer.array(address.ip);
    writer.number(address.port);
    writer.number(address.scope);
    writer.array(address.local);
}

Address read_address(ByteReader& reader) {
    Address address;
    address.ip = reader.array<sizeof address.ip>();
    address.port = reader.number<std::uint16_t>();
    address.scope = reader.number<std::uint32_t>();
    address.local = reader.array<sizeof address.local>();
    return address;
}

} // namespace

Fact put(const Member& member) {
    std::string bytes;
    ByteWriter writer(bytes);
    const bool is_spoken_for = member.reached_at.has_value();
    writer.number(is_spoken_for ? reached_form : member.node.empty() ? first_form : node_form);
    writer.number(static_cast<std::uint8_t>(member.door));
    write_time(writer, member.since);
    write_address(writer, member.address);
    if (is_spoken_for || !member.node.empty()) {
        writer.counted_text<std::uint8_t>(member.node);
    }
    if (is_spoken_for) {
        write_address(writer, *member.reached_at);
    }
    writer.text(member.name.text());
    return fact(Kind::member, key_of(member.entered), std::move(bytes));
}

Fact erase_member(Sequence entered) {
    return fact(Kind::member, key_of(entered), std::nullopt);
}

std::optional<Sequence> member_key(const Fact& fact) {
    ByteReader reader(fact.key);
    const Sequence entered{reader.number<std::uint64_t>()};
    return reader.is_complete() ? std::optional(entered) : std::nullopt;
}

std::optional<Sequence> put_member(const Fact& fact) {
    return Kind{fact.kind} == Kind::member && fact.bytes ? member_key(fact) : std::nullopt;
}

std::optional<Member> read_member(const Fact& fact) {
    const auto entered = member_key(fact);
    ByteReader reader(*fact.bytes);
    const auto form = reader.number<std::uint8_t>();
    reader.require(entered.has_value() && form >= first_form && form <= reached_form);
    const auto door = reader.number<std::uint8_t>();
    reader.require(door <= static_cast<std::uint8_t>(DoorKind::sealed));
    const auto since = read_time(reader);
    const auto address = read_address(reader);
    const auto node = form == first_form ? std::string_view() : reader.counted_text<std::uint8_t>();
    const auto reached_at =
        form == reached_form ? Rare<Address>(read_address(reader)) : Rare<Address>();
    const auto name = reader.rest();
    reader.require(!name.empty());
    if (!reader.is_complete()) {
        return std::nullopt;
    }
    return Member{.entered = *entered,
                  .name = MemberName::from_journal(std::string(name)),
                  .since = since,
                  .door = DoorKind{door},
                  .address = address,
                  .reached_at = reached_at,
                  .node = std::string(node)};
}

Fact put(const OwnedName& name) {
    std::string bytes;
    ByteWriter writer(bytes);
    writer.number(name.is_used ? first_form : unused_form);
    writer.array(name.key.bytes);
    writer.number(name.instance.value);
    writer.number(name.client_sequence);
    writer.number(name.cursor.value);
    write_time(writer, name.first_used);
    write_time(writer, name.last_used);
    writer.number(static_cast<std::uint8_t>(name.kicked.has_value() ? 1 : 0));
    writer.text(name.kicked.has_value() ? *name.kicked : std::string());
    return fact(Kind::name, name.name.text(), std::move(bytes));
}

Fact erase_name(std::string_view exact_name) {
    return fact(Kind::name, std::string(exact_name), std::nullopt);
}

std::optional<OwnedName> read_name(const Fact& fact) {
    ByteReader reader(*fact.bytes);
    const auto form = reader.number<std::uint8_t>();
    reader.require(!fact.key.empty() && (form == first_form || form == unused_form));
    OwnedName name{.name = MemberName::from_journal(fact.key),
                   .key = {},
                   .instance = {},
                   .cursor = {},
                   .first_used = {},
                   .last_used = {},
                   .is_used = form == first_form};
    name.key.bytes = reader.array<sealed::key_bytes>();
    name.instance = {reader.number<std::uint64_t>()};
    name.client_sequence = reader.number<std::uint32_t>();
    name.cursor = {reader.number<std::uint64_t>()};
    name.first_used = read_time(reader);
    name.last_used = read_time(reader);
    const bool is_kicked = reader.number<std::uint8_t>() != 0;
    const auto why = reader.rest();
    if (!reader.is_complete()) {
        return std::nullopt;
    }
    if (is_kicked) {
        name.kicked = std::string(why);
    }
    return name;
}

Fact put(Measure measure, const Sanction& sanction) {
    std::string bytes;
    ByteWriter writer(bytes);
    writer.number(first_form);
    write_time(writer, sanction.since);
    write_end(writer, sanction.until);
    writer.counted_text<std::uint8_t>(sanction.whom);
    writer.text(sanction.reason);
    return fact(kind_of(measure), sanction.target, std::move(bytes));
}

Fact erase_sanction(Measure measure, std::string_view target) {
    return fact(kind_of(measure), std::string(target), std::nullopt);
}

std::optional<Sanction> read_sanction(const Fact& fact) {
    ByteReader reader(*fact.bytes);
    reader.require(!fact.key.empty() && reader.number<std::uint8_t>() == first_form);
    Sanction sanction{.target = fact.key, .since = read_time(reader)};
    sanction.until = read_end(reader);
    sanction.whom = reader.counted_text<std::uint8_t>();
    sanction.reason = reader.rest();
    return reader.is_complete() ? std::optional(std::move(sanction)) : std::nullopt;
}

Fact put(const Node& node) {
    std::string bytes;
    ByteWriter writer(bytes);
    writer.number(first_form);
    writer.number(node.beat);
    writer.number(node.delivered.value);
    return fact(Kind::node, node.name, std::move(bytes));
}

Fact erase_node(std::string_view name) {
    return fact(Kind::node, std::string(name), std::nullopt);
}

std::optional<Node> read_node(const Fact& fact) {
    ByteReader reader(*fact.bytes);
    reader.require(!fact.key.empty() && reader.number<std::uint8_t>() == first_form);
    Node node{.name = fact.key, .beat = reader.number<std::uint64_t>(), .delivered = {}};
    node.delivered = {reader.number<std::uint64_t>()};
    return reader.is_complete() ? std::optional(std::move(node)) : std::nullopt;
}

Fact put(const Settings& settings) {
    std::string bytes;
    ByteWriter writer(bytes);
    writer.number(first_form);
    writer.number(static_cast<std::uint8_t>(settings.is_locked ? 1 : 0));
    writer.number(static_cast<std::uint8_t>(settings.silence ? 1 : 0));
    write_end(writer, settings.silence.value_or(Silence{}).until);
    writer.number(static_cast<std::uint32_t>(settings.slow.count()));
    writer.number(settings.pinned_event.value);
    writer.counted_text<std::uint16_t>(settings.topic);
    writer.text(settings.pinned);
    return fact(Kind::settings, {}, std::move(bytes));
}

std::optional<Settings> read_settings(const Fact& fact) {
    ByteReader reader(*fact.bytes);
    reader.require(reader.number<std::uint8_t>() == first_form);
    Settings settings;
    settings.is_locked = reader.number<std::uint8_t>() != 0;
    const bool is_silent = reader.number<std::uint8_t>() != 0;
    const auto silent_until = read_end(reader);
    settings.slow = std::chrono::seconds(reader.number<std::uint32_t>());
    settings.pinned_event = {reader.number<std::uint64_t>()};
    settings.topic = reader.counted_text<std::uint16_t>();
    settings.pinned = reader.rest();
    if (!reader.is_complete()) {
        return std::nullopt;
    }
    if (is_silent) {
        settings.silence = Silence{silent_until};
    }
    return settings;
}

} // namespace chatroom::facts
