// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "daemon/core/room.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/memory_journal.hpp"

namespace {

using namespace chatroom;
using fuzz::require;

constexpr char separator = '\x1e';

/// A room in which things happen as an input says it: steps with a separator between them, of which
/// the first character says what kind it is.
class Story {
public:
    explicit Story(const RoomOptions& options)
        : options_(options), room_(options, secrets(), journal_, now_) {}

    void step(std::string_view text) {
        const char kind = text.empty() ? '.' : text.front();
        text.remove_prefix(text.empty() ? 0 : 1);
        if (kind >= 'a' && kind <= 'h') { // A datagram from one of eight addresses.
            room_.handle(now_, address(kind - 'a'), text);
        } else if (kind >= 'A' && kind <= 'H') { // One of them has closed its port ...
            room_.handle(now_, DeliveryFailure{address(kind - 'A'), true, "OK"});
        } else if (kind >= 'S' && kind <= 'Z') { // ... or cannot be reached.
            room_.handle(now_, DeliveryFailure{address(kind - 'S'), false});
        } else if (kind == 'k') {
            ask(control::Kick{std::string(text), "reason"});
        } else if (kind == 'n') {
            ask(control::Announce{std::string(text)});
        } else if (kind == 'r') { // The event of as many as there are characters.
            ask(control::Recall{{text.size()}, {}, {}, {}});
        } else if (kind == 'R') {
            ask(control::Recall{{}, std::string(text), std::chrono::seconds(30), {}});
        } else if (kind == '+') {
            pass(std::chrono::seconds(61));
        } else {
            finish_turn();
        }
    }

    /// After a restart everybody who was inside is inside.
    void end() {
        finish_turn();
        const Room again(options_, secrets(), journal_, now_);
        require(again.member_count() == room_.member_count());
    }

private:
    /// The same in each run; a story cannot guess a key, so it gets as far as an ANSWER.
    static RoomSecrets secrets() {
        const sealed::FillRandom fill_random = [](std::span<std::uint8_t> bytes) {
            static std::uint8_t next = 0;
            for (auto& byte : bytes) {
                byte = ++next;
            }
        };
        return {.static_key = sealed::KeyPair::generate(fill_random), .fill_random = fill_random};
    }

    static Address address(int number) {
        Address result;
        result.ip = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
        result.port = static_cast<std::uint16_t>(1000 + number);
        return result;
    }

    void ask(const control::Request& request) {
        room_.handle(now_, CallId{++calls_}, request);
        ++unanswered_;
    }

    void pass(std::chrono::seconds time) {
        now_.steady += time;
        now_.wall += time;
        if (const auto deadline = room_.next_deadline(); deadline && *deadline <= now_.steady) {
            room_.advance(now_);
        }
    }

    void finish_turn() {
        const auto outputs = room_.finish_turn(now_);
        for (const auto& delivery : outputs.deliveries) {
            const auto datagram = datagram_of(outputs, delivery);
            if (sealed::is_sealed(datagram)) {
                require(datagram.size() <= sealed::max_datagram_bytes);
            } else {
                require(is_utf8(datagram) && datagram.size() <= classic::max_datagram_bytes);
            }
        }
        for (const auto& line : outputs.log) {
            require(is_utf8(line.text) && line.text.find('\n') == std::string::npos &&
                    line.text.find('\x1b') == std::string::npos);
        }
        require(outputs.replies.size() == unanswered_);
        unanswered_ = 0;
        require(room_.member_count() <= options_.max_members);
    }

    RoomOptions options_;
    MemoryJournal journal_;
    Now now_{};
    Room room_;
    std::uint64_t calls_ = 0;
    std::size_t unanswered_ = 0;
};

RoomOptions small_room() {
    RoomOptions options;
    options.max_members = 5;
    options.allow.push_back(*AddressRange::parse("127.0.0.0/8"));
    return options;
}

} // namespace

// Whatever happens, each datagram keeps the limits and everybody is remembered.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const RoomOptions options = small_room();
    Story story(options);
    auto rest = fuzz::as_text(data, size);
    while (!rest.empty()) {
        const auto end = rest.find(separator);
        story.step(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    story.end();
    return 0;
}
