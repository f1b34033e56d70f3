// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/transport.hpp"

#include "protocol/sealed/bytes.hpp"

#include <utility>

namespace chatroom::sealed {

namespace {

constexpr std::uint8_t transport_type = 0x10;
constexpr std::size_t counter_at = 5;

} // namespace

std::optional<std::string> Sealer::seal(std::string_view plaintext) {
    if (counter_ >= max_counter) {
        return std::nullopt;
    }
    std::string datagram;
    datagram.reserve(transport_header_bytes + plaintext.size() + tag_bytes);
    ByteWriter header(datagram);
    header.number(transport_type);
    header.number(receiver_index_);
    header.number(counter_);
    datagram += encrypt(key_, counter_, datagram, plaintext);
    ++counter_;
    if (counter_ >> epoch_bits != (counter_ - 1) >> epoch_bits) {
        key_ = rekey(key_);
    }
    return datagram;
}

Opener::Opener(const SecretKey& key) : keys_{SecretKey(), key, rekey(key)} {}

std::optional<Opener::Opened> Opener::open(std::string_view datagram) {
    if (datagram.size() < transport_header_bytes) {
        return std::nullopt;
    }
    const auto header = datagram.substr(0, transport_header_bytes);
    const auto counter = ByteReader(header.substr(counter_at)).number<std::uint64_t>();
    const std::uint64_t epoch = counter >> epoch_bits;
    // An epoch that is older than the one before gives too great a number, too.
    const std::uint64_t which = epoch + 1 - epoch_;
    if (which >= keys_.size() || !window_.may_accept(counter)) {
        return std::nullopt;
    }
    auto plaintext =
        decrypt(keys_[which], counter, header, datagram.substr(transport_header_bytes));
    if (!plaintext) {
        return std::nullopt;
    }
    if (epoch > epoch_) {
        keys_ = {keys_[1], keys_[2], rekey(keys_[2])};
        epoch_ = epoch;
    }
    return Opened{*std::move(plaintext), window_.accept(counter)};
}

} // namespace chatroom::sealed
