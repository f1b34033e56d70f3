// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/number_reserve.hpp"

#include "base/durable_file.hpp"
#include "base/file_descriptor.hpp"
#include "daemon/io/file_owner.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace chatroom {

namespace {

/// No number has more digits, so that all fit into SQLite's integers. A room never gets there.
constexpr std::size_t max_digits = 18;
constexpr Sequence last_number{999'999'999'999'999'999};

/// What is in the file, or the front of it that is too long to be right; nothing if there is none.
std::optional<std::string> read_file(const std::filesystem::path& file) {
    const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0 && errno == ENOENT) {
        return std::nullopt;
    }
    std::array<char, max_digits + 2> buffer{};
    const auto size =
        descriptor.get() < 0 ? -1 : ::read(descriptor.get(), buffer.data(), buffer.size());
    if (size < 0) {
        throw std::runtime_error("cannot read " + file.string() + ": " +
                                 std::generic_category().message(errno) + owner_remedy(file));
    }
    return std::string(buffer.data(), static_cast<std::size_t>(size));
}

/// The number; nothing if the text is anything else than digits and a line end. Without the line
/// end it may be the front of a greater number.
std::optional<Sequence> parse(std::string_view text) {
    if (text.size() < 2 || text.size() > max_digits + 1 || text.back() != '\n') {
        return std::nullopt;
    }
    text.remove_suffix(1);
    Sequence number;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number.value);
    if (error != std::errc{} || rest != end) {
        return std::nullopt;
    }
    return number;
}

std::optional<Sequence> read_number(const std::filesystem::path& file, Sequence latest) {
    const auto text = read_file(file);
    if (!text) {
        return std::nullopt;
    }
    const auto number = parse(*text);
    if (!number) {
        throw std::runtime_error(
            file.string() +
            " is damaged: it must hold the highest number that an event may have been given, "
            "so that none is given twice; repair it with 'echo " +
            std::to_string(latest.value + NumberReserve::safe_distance) + " > " + file.string() +
            "' (any number will do that is greater than that of every event anybody was shown)");
    }
    return number;
}

/// Puts the number into the file so that a crash leaves either the old one or the new one.
std::optional<JournalError> replace(const std::filesystem::path& file, Sequence number) {
    try {
        write_durably(file, std::to_string(number.value) + "\n");
        return std::nullopt;
    } catch (const std::runtime_error& error) {
        return JournalError{error.what()};
    }
}

} // namespace

NumberReserve::NumberReserve(std::filesystem::path file, Sequence latest)
    : file_(std::move(file)), found_(read_number(file_, latest)),
      end_(std::max(latest, found_.value_or(Sequence{}))) {}

std::optional<JournalError> NumberReserve::cover(Sequence last) {
    if (last <= end_) {
        return std::nullopt;
    }
    const auto step_count = (last.value - end_.value - 1) / step + 1;
    const Sequence end{end_.value + step_count * step};
    if (end > last_number) {
        return JournalError{"there are no numbers left above that in " + file_.string()};
    }
    if (auto error = replace(file_, end)) {
        return error;
    }
    end_ = end;
    return std::nullopt;
}

std::optional<JournalError> NumberReserve::release_after(Sequence last) {
    if (auto error = replace(file_, last)) {
        return error;
    }
    end_ = last;
    return std::nullopt;
}

} // namespace chatroom
