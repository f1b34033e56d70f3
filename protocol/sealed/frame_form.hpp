// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// What frames look like as bytes: for those who write and read them, not for those who use them.
namespace chatroom::sealed {

/// The first byte of a frame.
enum class FrameType : std::uint8_t {
    pad = 0x00,
    enter = 0x01,
    say = 0x02,
    ack = 0x03,
    leave = 0x04,
    ping = 0x05,
    response = 0x06,
    welcome = 0x11,
    refused = 0x12,
    events = 0x13,
    gap = 0x14,
    watermark = 0x15,
    pong = 0x16,
    challenge = 0x17,
    closed = 0x18,
    not_said = 0x40,
    given_up = 0x41,
    greeting = 0x42,
    ask_delivered = 0x43,
    delivered = 0x44,
    limits = 0x45,
    lost = 0x46,
    program = 0x47,
    ask_members = 0x48,
    members = 0x49,
    ask_older = 0x4A,
    older = 0x4B,
    unless_here = 0x4C,
    condition = 0x4D,
    from = 0x4E,
};

/// From here on the type is followed by the length of the rest in two bytes, so that a frame that
/// is not known can be skipped.
inline constexpr std::uint8_t first_counted_type = 0x40;

/// In the kind of an event: what it is about follows.
inline constexpr std::uint8_t about_flag = 0x80;

/// The one flag that ENTER and WELCOME have: resume, resumed.
inline constexpr std::uint8_t resume_flag = 0x01;

/// How many texts SAY and how many events EVENTS may have: their count is one byte.
inline constexpr std::size_t max_frame_count = 255;

} // namespace chatroom::sealed
