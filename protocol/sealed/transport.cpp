// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/transport.hpp"

#include "base/bytes.hpp"
#include "protocol/sealed/aead.hpp"

#include <utility>

namespace chatroom::sealed {

namespace {

constexpr std::uint8_t transport_type = 0x10;
constexpr std::size_t index_at = 1;
constexpr std::size_t counter_at = 5;

} // namespace

void seal(const SealTicket& ticket, std::string_view plaintext, char* datagram) {
    datagram[0] = static_cast<char>(transport_type);
    write_number(ticket.receiver_index, datagram + index_at);
    write_number(ticket.counter, datagram + counter_at);
    encrypt(ticket.key, ticket.counter, {datagram, transport_header_bytes}, plaintext,
            datagram + transport_header_bytes);
}

std::string seal(const SealTicket& ticket, std::string_view plaintext) {
    std::string datagram(sealed_bytes(plaintext.size()), '\0');
    seal(ticket, plaintext, datagram.data());
    return datagram;
}

std::optional<SealTicket> Sealer::next_ticket() {
    if (counter_ >= max_counter) {
        return std::nullopt;
    }
    SealTicket ticket{key_, receiver_index_, counter_};
    ++counter_;
    if (counter_ >> epoch_bits != (counter_ - 1) >> epoch_bits) {
        key_ = rekey(key_);
    }
    return ticket;
}

std::optional<std::string> Sealer::seal(std::string_view plaintext) {
    const auto ticket = next_ticket();
    return ticket ? std::optional(sealed::seal(*ticket, plaintext)) : std::nullopt;
}

Opener::Opener(const SecretKey& key) : key_(key) {}

std::optional<Opener::Opened> Opener::open(std::string_view datagram) {
    if (datagram.size() < transport_header_bytes) {
        return std::nullopt;
    }
    const auto header = datagram.substr(0, transport_header_bytes);
    const auto counter = ByteReader(header.substr(counter_at)).number<std::uint64_t>();
    const std::uint64_t epoch = counter >> epoch_bits;
    // An epoch that is older than the one before gives too great a number, too.
    const std::uint64_t present = window_.highest() >> epoch_bits;
    const std::uint64_t which = epoch + 1 - present;
    if (which > 2 || !window_.may_accept(counter)) {
        return std::nullopt;
    }
    const auto key = which == 0 ? *previous_key_ : which == 1 ? key_ : rekey(key_);
    auto plaintext = decrypt(key, counter, header, datagram.substr(transport_header_bytes));
    if (!plaintext) {
        return std::nullopt;
    }
    if (epoch > present) {
        previous_key_ = std::make_unique<SecretKey>(key_);
        key_ = key;
    }
    return Opened{*std::move(plaintext), window_.accept(counter)};
}

} // namespace chatroom::sealed
