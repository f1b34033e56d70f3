// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/load/classic_member.hpp"

#include "tests/bench/load/buffer_size.hpp"

#include <stdexcept>

namespace chatroom::bench {

namespace {

/// L that is not answered, or refused because the member of an earlier run is not known to be gone,
/// is sent again.
constexpr std::chrono::milliseconds enter_interval{250};
constexpr unsigned max_refusals = 20;

} // namespace

ClassicMember::ClassicMember(const Settings& settings, std::size_t number, Tally& tally,
                             Traffic& traffic)
    : number_(number), name_(member_name(settings.first_member + number)),
      socket_(server_of(settings, number), receive_buffer_bytes(settings.members),
              settings.takes_segments, source_of(settings, number)),
      tally_(tally), traffic_(traffic) {}

void ClassicMember::enter(TimePoint now) {
    socket_.send("L " + name_);
    enter_again_at_ = now + enter_interval;
}

void ClassicMember::receive(TimePoint now) {
    socket_.receive([&](std::string_view datagram) { take(datagram, now); });
}

void ClassicMember::take(std::string_view datagram, TimePoint now) {
    ++traffic_.datagrams;
    if (const auto line = find_line(datagram)) {
        tally_.deliver(number_, *line, now);
    } else if (!is_inside_ && datagram == "OK") {
        is_inside_ = true;
        enter_again_at_.reset();
    } else if (!is_inside_ && ++refusals_ > max_refusals) {
        throw std::runtime_error(name_ + " was refused: " + std::string(datagram));
    }
}

void ClassicMember::advance(TimePoint now) {
    if (enter_again_at_ && *enter_again_at_ <= now) {
        enter(now);
    }
}

void ClassicMember::say(std::string_view text) {
    unsent_.push_back("C " + name_ + " " + std::string(text));
}

void ClassicMember::settle(TimePoint /*now*/) {
    if (!unsent_.empty()) {
        socket_.send_all(unsent_);
        unsent_.clear();
    }
}

} // namespace chatroom::bench
