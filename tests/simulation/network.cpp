// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/network.hpp"

#include "base/printable.hpp"

#include <array>
#include <utility>

namespace chatroom::simulation {

namespace {

constexpr std::uint64_t longest_detour = 20;
constexpr std::uint64_t most_flipped_bits = 3;
constexpr std::size_t most_recorded = 200;
/// PING, PONG and acknowledgements are no longer, and come for ever.
constexpr std::size_t size_of_trifles = 61;

constexpr double truncation = 0.2; ///< So many of the damaged are cut off.

} // namespace

void Network::send(Time now, bool is_to_server, const Address& client, std::string bytes,
                   unsigned node) {
    trace_.mix(bytes);
    ++sent_;
    const auto copies = random_.chance(faults_.duplication) ? random_.between(2, 3) : 1;
    for (std::uint64_t copy = 0; copy < copies; ++copy) {
        const bool is_lost =
            random_.chance(faults_.loss) || (faults_.longest && bytes.size() > *faults_.longest);
        Packet packet{.at = now + travel_time(),
                      .order = next_order_++,
                      .is_to_server = is_to_server,
                      .client = client,
                      .bytes = bytes,
                      .node = node};
        if (random_.chance(faults_.corruption)) {
            damage(packet);
        }
        const auto words = [&] {
            return std::string(is_to_server ? "from " : "to   ") + to_string(client) + " " +
                   describe(bytes) + (copy > 0 ? " again" : "") +
                   (packet.is_intact ? "" : " damaged") +
                   (is_lost ? " lost" : " arrives at " + to_text(packet.at));
        };
        if (bytes.size() <= size_of_trifles) {
            trace_.note_trifle(words);
        } else {
            trace_.note(words);
        }
        if (!is_lost) {
            packets_.push(std::move(packet));
        }
    }
    if (faults_.replay > 0) {
        record({.at = {},
                .is_to_server = is_to_server,
                .client = client,
                .bytes = bytes,
                .node = node});
        if (random_.chance(faults_.replay)) {
            replay(now);
        }
    }
}

/// Algorithm R (Vitter 1985).
void Network::record(Packet packet) {
    const auto place = random_.below(++seen_);
    if (recorded_.size() < most_recorded) {
        recorded_.push_back(std::move(packet));
    } else if (place < most_recorded) {
        recorded_[place] = std::move(packet);
    }
}

void Network::replay(Time now) {
    auto packet = random_.pick(recorded_);
    packet.at = now + travel_time();
    packet.order = next_order_++;
    trace_.note([&] {
        return std::string(packet.is_to_server ? "from " : "to   ") + to_string(packet.client) +
               " " + describe(packet.bytes) + " replayed, arrives at " + to_text(packet.at);
    });
    packets_.push(std::move(packet));
}

Duration Network::travel_time() {
    const auto usual = faults_.delay + random_.between(Duration{}, faults_.jitter);
    const auto times = random_.chance(faults_.detour) ? random_.between(2, longest_detour) : 1;
    return usual * static_cast<int>(times);
}

void Network::damage(Packet& packet) {
    packet.is_intact = false;
    if (random_.chance(truncation)) {
        packet.bytes.resize(random_.below(packet.bytes.size()));
        return;
    }
    for (auto left = random_.between(1, most_flipped_bits); left > 0; --left) {
        auto& byte = packet.bytes[random_.below(packet.bytes.size())];
        byte = static_cast<char>(byte ^ 1 << random_.below(8));
    }
}

std::optional<Time> Network::next_deadline() const {
    return packets_.empty() ? std::nullopt : std::optional(packets_.top().at);
}

Packet Network::take() {
    auto packet = packets_.top();
    packets_.pop();
    return packet;
}

std::string describe(const std::string& bytes) {
    static constexpr std::array<const char*, 9> handshake{
        "?", "HELLO", "COOKIE", "INITIATE", "ANSWER", "FINISH", "FAILED", "UNKNOWN", "WAKE"};
    constexpr std::uint8_t transport = 0x10;
    constexpr std::uint8_t first_classic = 0x20;
    constexpr std::size_t shown_bytes = 40;
    const auto type = bytes.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes.front());
    const auto size = "[" + std::to_string(bytes.size()) + "]";
    if (type < handshake.size()) {
        return handshake.at(type) + size;
    }
    if (type == transport) {
        return "TRANSPORT" + size;
    }
    return type < first_classic ? "?" + size : "\"" + printable(bytes, shown_bytes) + "\"";
}

} // namespace chatroom::simulation
