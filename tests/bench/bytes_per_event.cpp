// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/sealed_session.hpp"
#include "daemon/core/room.hpp"
#include "tests/bench/random.hpp"
#include "tests/support/memory_journal.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>

namespace chatroom::bench {

namespace {

/// IPv4 without options, and UDP.
constexpr std::size_t network_header_bytes = 20 + 8;

/// Twenty events with such texts fit one datagram.
constexpr std::size_t text_bytes = 40;

/// How often the same is measured; each time must give the same.
constexpr int rounds = 100;

/// The client acknowledges at most so late (PROTOCOL.md, Timers).
constexpr std::chrono::milliseconds acknowledgement_delay{25};

/// What one side has sent.
struct Traffic {
    std::size_t datagrams = 0;
    std::size_t bytes = 0; ///< With the headers of the network.

    void count(std::string_view datagram) {
        ++datagrams;
        bytes += network_header_bytes + datagram.size();
    }
};

/// The room and its only member, who listens; the network between them loses nothing and takes no
/// time.
class Listening {
public:
    Listening() {
        session_.enter(now_.steady, "Ann");
        exchange();
        pass(acknowledgement_delay);
        if (room_.member_count() != 1) {
            throw std::runtime_error("the member could not enter");
        }
        sent_ = {};
        received_ = {};
        event_bytes_ = 0;
        events_ = 0;
    }

    /// So many events happen in one turn of the room.
    void happen(std::size_t count) {
        for (std::size_t event = 0; event < count; ++event) {
            room_.handle(now_, CallId{}, control::Announce{std::string(text_bytes, 'x')});
        }
        exchange();
        pass(acknowledgement_delay);
    }

    const Traffic& sent() const { return sent_; }
    const Traffic& received() const { return received_; }
    std::size_t events() const { return events_; }

    /// The names and texts of the events.
    std::size_t event_bytes() const { return event_bytes_; }

private:
    static SealedOptions options() {
        SealedOptions options;
        options.identity = sealed::KeyPair::generate(fill_random);
        return options;
    }

    void pass(std::chrono::milliseconds time) {
        now_.steady += time;
        now_.wall += time;
        room_.advance(now_);
        session_.advance(now_.steady);
        exchange();
    }

    /// Until neither side has anything to say.
    void exchange() {
        for (bool goes_on = true; goes_on;) {
            goes_on = false;
            for (const auto& output : session_.take_outputs()) {
                if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
                    sent_.count(datagram->bytes);
                    room_.handle(now_, address_, datagram->bytes);
                    goes_on = true;
                } else if (const auto* shown = std::get_if<ShowEvent>(&output)) {
                    ++events_;
                    event_bytes_ += shown->event.name.size() + shown->event.text.size();
                }
            }
            const auto outputs = room_.finish_turn(now_);
            for (const auto& delivery : outputs.deliveries) {
                const auto datagram = datagram_of(outputs, delivery);
                received_.count(datagram);
                session_.datagram(now_.steady, datagram);
                goes_on = true;
            }
        }
    }

    Now now_{SteadyTime{} + std::chrono::hours(1), WallTime{} + std::chrono::hours(1)};
    Address address_ = parse_address("192.0.2.1:1024").value();
    MemoryJournal journal_;
    Room room_{RoomOptions(),
               {.static_key = sealed::KeyPair::generate(fill_random), .fill_random = fill_random},
               journal_,
               now_};
    SealedSession session_{options(), fill_random};
    Traffic sent_;
    Traffic received_;
    std::size_t events_ = 0;
    std::size_t event_bytes_ = 0;
};

/// One line of the table. Throws if the events did not travel as they should have.
void measure(std::size_t events_a_datagram) {
    Listening listening;
    for (int round = 0; round < rounds; ++round) {
        listening.happen(events_a_datagram);
    }
    if (listening.events() != rounds * events_a_datagram ||
        listening.received().datagrams != rounds) {
        throw std::runtime_error("the events did not come in one datagram each time");
    }
    const auto each = [&](std::size_t bytes) {
        return static_cast<double>(bytes) / static_cast<double>(listening.events());
    };
    std::cout << events_a_datagram << "\t"
              << each(listening.received().bytes - listening.event_bytes()) << "\t"
              << each(listening.sent().bytes) << "\t" << each(listening.sent().datagrams) << "\n";
}

} // namespace

} // namespace chatroom::bench

int main() {
    try {
        chatroom::sealed::initialise_cryptography();
        std::cout << "For each event and member, beyond name and text, with IPv4 and UDP headers:\n"
                     "events a datagram\tbytes\tbytes of ACK\tdatagrams with ACK\n";
        for (const std::size_t events : {1U, 5U, 20U}) {
            chatroom::bench::measure(events);
        }
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::cerr << "bytes_per_event: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
