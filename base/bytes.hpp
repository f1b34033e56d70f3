// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

/// Numbers and texts in bytes, in network byte order.
namespace chatroom {

/// The same bytes, as the libraries under the protocol want them.
inline const unsigned char* unsigned_bytes(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// Reads from the front of some bytes, and never beyond their end. What is missing reads as zero or
/// empty and is remembered, so that one look at is_complete() after all reading is enough.
class ByteReader {
public:
    /// Refers to the bytes, which must outlive this and the texts that are read.
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    template <std::unsigned_integral Number>
    Number number() {
        Number result = 0;
        for (const char byte : text(sizeof(Number))) {
            result =
                static_cast<Number>(std::uint64_t{result} << 8 | static_cast<std::uint8_t>(byte));
        }
        return result;
    }

    /// So many bytes.
    std::string_view text(std::size_t size) {
        require(size <= rest_.size());
        const auto result = rest_.substr(0, has_failed_ ? 0 : size);
        rest_.remove_prefix(result.size());
        return result;
    }

    /// All that is left.
    std::string_view rest() { return text(rest_.size()); }

    /// A text after its length, which is such a number.
    template <std::unsigned_integral Length>
    std::string_view counted_text() {
        return text(number<Length>());
    }

    template <std::size_t size>
    std::array<std::uint8_t, size> array() {
        std::array<std::uint8_t, size> result{};
        std::ranges::copy(text(size), result.begin());
        return result;
    }

    /// If this does not hold, the bytes are not what they should be: nothing more can be read.
    void require(bool holds) {
        if (!holds) {
            has_failed_ = true;
            rest_ = {};
        }
    }

    bool is_at_end() const { return rest_.empty(); }

    /// Whether everything was there and nothing is left over.
    bool is_complete() const { return is_at_end() && !has_failed_; }

private:
    std::string_view rest_;
    bool has_failed_ = false;
};

/// Writes the number to where there is room for it.
template <std::unsigned_integral Number>
void write_number(Number value, char* bytes) {
    std::uint64_t rest = value;
    for (std::size_t place = sizeof(Number); place-- > 0; rest >>= 8) {
        bytes[place] = static_cast<char>(rest);
    }
}

/// Writes at the end of a string.
class ByteWriter {
public:
    /// Refers to the string, which must outlive this.
    explicit ByteWriter(std::string& bytes) : bytes_(bytes) {}

    template <std::unsigned_integral Number>
    void number(Number value) {
        std::array<char, sizeof(Number)> digits{};
        write_number(value, digits.data());
        bytes_.append(digits.data(), digits.size());
    }

    void text(std::string_view text) { bytes_ += text; }

    /// The text after its length, which must fit such a number.
    template <std::unsigned_integral Length>
    void counted_text(std::string_view text) {
        assert(text.size() <= std::numeric_limits<Length>::max());
        number(static_cast<Length>(text.size()));
        bytes_ += text;
    }

    template <std::size_t size>
    void array(const std::array<std::uint8_t, size>& array) {
        bytes_.append(array.begin(), array.end());
    }

    /// Zero bytes until the string has so many bytes.
    void fill_up(std::size_t size) { bytes_.resize(std::max(size, bytes_.size()), '\0'); }

private:
    std::string& bytes_;
};

} // namespace chatroom
