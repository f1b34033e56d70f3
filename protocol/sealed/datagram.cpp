// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/datagram.hpp"

#include "base/bytes.hpp"
#include "protocol/sealed/transport.hpp"

#include <algorithm>
#include <cassert>

#include <sodium.h>

namespace chatroom::sealed {

namespace {

enum class Type : std::uint8_t {
    hello = 0x01,
    cookie = 0x02,
    initiate = 0x03,
    answer = 0x04,
    finish = 0x05,
    failed = 0x06,
    unknown = 0x07,
    wake = 0x08,
    transport = 0x10,
};

// Noise messages; the first is shorter without a pre-shared key.
constexpr std::size_t plain_message_1_bytes = 32;
constexpr std::size_t message_1_bytes = 48;
constexpr std::size_t message_2_bytes = 96;
constexpr std::size_t message_3_bytes = 64;

// The two datagrams that end with zero bytes, and how many those are.
constexpr std::size_t hello_bytes = 32;
constexpr std::size_t hello_zero_bytes = hello_bytes - 1 - 1 - 4 - 1;
constexpr std::size_t initiate_bytes = 112;
constexpr std::size_t initiate_zero_bytes =
    initiate_bytes - 1 - 1 - 4 - sizeof(Cookie) - message_1_bytes;

/// The ciphertext of TRANSPORT has at least one byte.
constexpr std::size_t min_transport_bytes = transport_header_bytes + 1 + tag_bytes;

constexpr std::uint8_t passphrase_flag = 0x01;

Hello read_hello(ByteReader& reader) {
    Hello hello;
    hello.versions.lowest = reader.number<std::uint8_t>();
    hello.client_index = reader.number<std::uint32_t>();
    // Version 1 has a zero byte there, which so means that there is no higher one.
    hello.versions.highest = std::max(hello.versions.lowest, reader.number<std::uint8_t>());
    reader.text(hello_zero_bytes);
    return hello;
}

CookieReply read_cookie(ByteReader& reader) {
    CookieReply reply;
    reply.version = reader.number<std::uint8_t>();
    reply.client_index = reader.number<std::uint32_t>();
    reply.needs_passphrase = (reader.number<std::uint8_t>() & passphrase_flag) != 0;
    reply.cookie = reader.array<sizeof(Cookie)>();
    return reply;
}

Initiate read_initiate(ByteReader& reader) {
    Initiate initiate;
    initiate.version = reader.number<std::uint8_t>();
    initiate.client_index = reader.number<std::uint32_t>();
    initiate.cookie = reader.array<sizeof(Cookie)>();
    initiate.message = reader.text(message_1_bytes);
    reader.text(initiate_zero_bytes);
    return initiate;
}

Answer read_answer(ByteReader& reader) {
    Answer answer;
    answer.client_index = reader.number<std::uint32_t>();
    answer.server_index = reader.number<std::uint32_t>();
    answer.message = reader.text(message_2_bytes);
    return answer;
}

Finish read_finish(ByteReader& reader) {
    Finish finish;
    finish.server_index = reader.number<std::uint32_t>();
    finish.message = reader.text(message_3_bytes);
    return finish;
}

Failed read_failed(ByteReader& reader) {
    Failed failed;
    failed.client_index = reader.number<std::uint32_t>();
    failed.reason = Failure{reader.number<std::uint8_t>()};
    reader.require(failed.reason == Failure::wrong_passphrase || failed.reason == Failure::damaged);
    failed.tag = reader.array<tag_bytes>();
    return failed;
}

Transport read_transport(ByteReader& reader, std::string_view datagram) {
    reader.require(datagram.size() >= min_transport_bytes && datagram.size() <= max_datagram_bytes);
    Transport transport{reader.number<std::uint32_t>(), datagram};
    reader.rest();
    return transport;
}

/// The value that was read, if it was all there and all there was.
template <typename Value>
Datagram whole(const ByteReader& reader, const Value& value) {
    return reader.is_complete() ? Datagram(value) : Datagram(Malformed{});
}

/// The beginning of a datagram.
std::string begin(Type type) {
    return {static_cast<char>(type)};
}

/// What the tag of FAILED authenticates: all that comes before it.
std::string failed_head(std::uint32_t client_index, Failure reason) {
    auto bytes = begin(Type::failed);
    ByteWriter writer(bytes);
    writer.number(client_index);
    writer.number(static_cast<std::uint8_t>(reason));
    return bytes;
}

} // namespace

bool is_sealed(std::string_view datagram) {
    constexpr std::uint8_t first_classic_byte = 0x20;
    return !datagram.empty() && static_cast<std::uint8_t>(datagram.front()) < first_classic_byte;
}

Datagram decode(std::string_view datagram) {
    ByteReader reader(datagram);
    switch (Type{reader.number<std::uint8_t>()}) {
    case Type::hello:
        return whole(reader, read_hello(reader));
    case Type::cookie:
        return whole(reader, read_cookie(reader));
    case Type::initiate:
        return whole(reader, read_initiate(reader));
    case Type::answer:
        return whole(reader, read_answer(reader));
    case Type::finish:
        return whole(reader, read_finish(reader));
    case Type::failed:
        return whole(reader, read_failed(reader));
    case Type::unknown:
        return whole(reader, Unknown{reader.array<tag_bytes>()});
    case Type::wake:
        return whole(reader, Wake{});
    case Type::transport:
        return whole(reader, read_transport(reader, datagram));
    }
    return Malformed{};
}

std::string encode(const Hello& hello) {
    auto bytes = begin(Type::hello);
    ByteWriter writer(bytes);
    const auto& [lowest, highest] = hello.versions;
    writer.number(lowest);
    writer.number(hello.client_index);
    writer.number(highest == lowest ? std::uint8_t{0} : highest);
    writer.fill_up(hello_bytes);
    return bytes;
}

std::string encode(const CookieReply& reply) {
    auto bytes = begin(Type::cookie);
    ByteWriter writer(bytes);
    writer.number(reply.version);
    writer.number(reply.client_index);
    writer.number(reply.needs_passphrase ? passphrase_flag : std::uint8_t{0});
    writer.array(reply.cookie);
    return bytes;
}

std::string encode(const Initiate& initiate) {
    assert(initiate.message.size() == plain_message_1_bytes ||
           initiate.message.size() == message_1_bytes);
    auto bytes = begin(Type::initiate);
    ByteWriter writer(bytes);
    writer.number(initiate.version);
    writer.number(initiate.client_index);
    writer.array(initiate.cookie);
    writer.text(initiate.message);
    writer.fill_up(initiate_bytes);
    return bytes;
}

std::string encode(const Answer& answer) {
    assert(answer.message.size() == message_2_bytes);
    auto bytes = begin(Type::answer);
    ByteWriter writer(bytes);
    writer.number(answer.client_index);
    writer.number(answer.server_index);
    writer.text(answer.message);
    return bytes;
}

std::string encode(const Finish& finish) {
    assert(finish.message.size() == message_3_bytes);
    auto bytes = begin(Type::finish);
    ByteWriter writer(bytes);
    writer.number(finish.server_index);
    writer.text(finish.message);
    return bytes;
}

std::string encode(const Failed& failed) {
    auto bytes = failed_head(failed.client_index, failed.reason);
    ByteWriter(bytes).array(failed.tag);
    return bytes;
}

std::string encode(const Unknown& unknown) {
    auto bytes = begin(Type::unknown);
    ByteWriter(bytes).array(unknown.last_bytes);
    return bytes;
}

std::string encode(const Wake& /*wake*/) {
    return begin(Type::wake);
}

Tag failure_tag(const SecretKey& derived, std::uint32_t client_index, Failure reason) {
    static_assert(key_bytes == crypto_auth_hmacsha256_KEYBYTES);
    const auto head = failed_head(client_index, reason);
    std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256(code.data(), unsigned_bytes(head), head.size(), derived.bytes().data());
    Tag tag{};
    std::copy_n(code.begin(), tag.size(), tag.begin());
    return tag;
}

bool equal(const Tag& left, const Tag& right) {
    return sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

Unknown unknown_for(std::string_view transport_datagram) {
    assert(transport_datagram.size() >= tag_bytes);
    ByteReader reader(transport_datagram.substr(transport_datagram.size() - tag_bytes));
    return {reader.array<tag_bytes>()};
}

Cookie make_cookie(const SecretKey& key, std::string_view text) {
    Cookie cookie{};
    static_assert(sizeof(Cookie) >= crypto_generichash_BYTES_MIN &&
                  key_bytes <= crypto_generichash_KEYBYTES_MAX);
    crypto_generichash(cookie.data(), cookie.size(), unsigned_bytes(text), text.size(),
                       key.bytes().data(), key.bytes().size());
    return cookie;
}

} // namespace chatroom::sealed
