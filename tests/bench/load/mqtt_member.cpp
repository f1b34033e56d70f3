// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bytes.hpp"
#include "tests/bench/load/stream_member.hpp"

#include <stdexcept>

namespace chatroom::bench {

namespace {

constexpr std::string_view topic = "bench";

/// Types of packets, each in the upper half of the first byte (2.1.2).
constexpr unsigned connect_type = 1;
constexpr unsigned connect_answer_type = 2;
constexpr unsigned publish_type = 3;
constexpr unsigned subscribe_type = 8;
constexpr unsigned subscribe_answer_type = 9;

constexpr std::uint8_t clean_start = 0x02;
constexpr std::uint8_t no_local = 0x04; ///< With QoS 0.
constexpr std::uint8_t least_failure_code = 0x80;

/// What does not fit seven bits has further bytes behind it (1.5.5).
std::string to_packet(unsigned type, unsigned flags, std::string_view body) {
    std::string packet(1, static_cast<char>(type << 4 | flags));
    auto rest = body.size();
    do {
        packet += static_cast<char>((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        rest >>= 7;
    } while (rest > 0);
    return packet += body;
}

} // namespace

void MqttMember::greet() {
    std::string body;
    ByteWriter writer(body);
    writer.counted_text<std::uint16_t>("MQTT");
    writer.number(std::uint8_t{5}); // The version.
    writer.number(clean_start);
    writer.number(std::uint16_t{0}); // Keep-alive: never.
    writer.number(std::uint8_t{0});  // No properties.
    writer.counted_text<std::uint16_t>(name());
    send(to_packet(connect_type, 0, body));
}

void MqttMember::say(std::string_view text) {
    std::string body;
    ByteWriter writer(body);
    writer.counted_text<std::uint16_t>(topic);
    writer.number(std::uint8_t{0}); // No properties.
    writer.text(text);
    send(to_packet(publish_type, 0, body));
}

std::size_t MqttMember::take(std::string_view bytes, TimePoint now) {
    std::size_t taken = 0;
    for (;;) {
        ByteReader reader(bytes.substr(taken));
        const auto head = reader.number<std::uint8_t>();
        std::size_t length = 0;
        std::size_t length_bytes = 0;
        for (unsigned byte = 0x80; (byte & 0x80) != 0 && !reader.is_at_end(); ++length_bytes) {
            byte = reader.number<std::uint8_t>();
            length |= std::size_t{byte & 0x7f} << (7 * length_bytes);
            if ((byte & 0x80) != 0 && reader.is_at_end()) {
                return taken;
            }
        }
        if (length_bytes == 0 || bytes.size() < taken + 1 + length_bytes + length) {
            return taken;
        }
        take_packet(head >> 4, reader.text(length), now);
        taken += 1 + length_bytes + length;
    }
}

void MqttMember::take_packet(unsigned type, std::string_view body, TimePoint now) {
    ByteReader reader(body);
    if (type == publish_type) {
        reader.counted_text<std::uint16_t>();
        reader.counted_text<std::uint8_t>(); // The properties, which are short.
        hear(reader.rest(), now);
    } else if (type == connect_answer_type) {
        reader.number<std::uint8_t>();
        reader.require(reader.number<std::uint8_t>() < least_failure_code);
        reader.rest();
        std::string subscription;
        ByteWriter writer(subscription);
        writer.number(std::uint16_t{1}); // The packet's identifier.
        writer.number(std::uint8_t{0});  // No properties.
        writer.counted_text<std::uint16_t>(topic);
        writer.number(no_local);
        constexpr unsigned subscribe_flags = 2;
        send(to_packet(subscribe_type, subscribe_flags, subscription));
    } else if (type == subscribe_answer_type) {
        reader.require(!body.empty() &&
                       static_cast<std::uint8_t>(body.back()) < least_failure_code);
        reader.rest();
        enter_now();
    }
    if (!reader.is_complete()) {
        throw std::runtime_error("the MQTT server refuses " + name());
    }
}

} // namespace chatroom::bench
