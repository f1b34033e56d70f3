// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/transport.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace chatroom;
using namespace chatroom::sealed;
using fuzz::require;

/// Few datagrams before the keys change, so that a short input gets to both sides of it.
constexpr std::uint64_t first_counter = (std::uint64_t{1} << epoch_bits) - 8;

/// One direction of a session on a bad way, as an input says it: steps of two bytes, of which the
/// first says what happens and the second to which datagram.
class Story {
public:
    void step(std::uint8_t kind, std::uint8_t which) {
        if (kind < 0x40 || sent_.empty()) { // As many are lost as it says, then one more is sent.
            for (unsigned lost = 0; lost < kind; ++lost) {
                send(which);
            }
            send(which);
            deliver(sent_.size() - 1);
        } else if (kind < 0x80) { // One of those sent lately comes, for the first time or again.
            deliver(sent_.size() - 1 - which % sent_.size());
        } else if (kind < 0xc0) { // One of the first ...
            deliver(which % sent_.size());
        } else { // The latest comes damaged.
            std::string damaged = sent_.back();
            const std::size_t place = which % damaged.size();
            damaged[place] = static_cast<char>(damaged[place] ^ 1 << kind % 8);
            require(!opener_.open(damaged));
        }
    }

    /// Bytes that nobody sent.
    void forge(std::string_view datagram) { require(!opener_.open(datagram)); }

private:
    void send(std::uint8_t size) {
        const auto datagram = sealer_.seal(std::string(size, static_cast<char>(sent_.size())));
        require(datagram.has_value());
        require(datagram->size() == transport_header_bytes + size + tag_bytes);
        sent_.push_back(*datagram);
    }

    /// It is opened if and only if it was not before and the window still has it.
    void deliver(std::size_t index) {
        const bool is_newest = opened_.empty() || index > *opened_.rbegin();
        const bool is_within = is_newest || index + ReplayWindow::size > *opened_.rbegin();
        const auto result = opener_.open(sent_[index]);
        require(result.has_value() == (is_within && !opened_.contains(index)));
        if (result) {
            require(result->is_newest == is_newest);
            require(result->plaintext.size() + transport_header_bytes + tag_bytes ==
                    sent_[index].size());
            require(std::ranges::all_of(result->plaintext, [index](char character) {
                return character == static_cast<char>(index);
            }));
            opened_.insert(index);
        }
    }

    Sealer sealer_{SecretKey(), 1, first_counter};
    Opener opener_{SecretKey()};
    std::vector<std::string> sent_;
    std::set<std::size_t> opened_; ///< Places in sent_.
};

} // namespace

// Whatever is lost, late, repeated, damaged or forged, each datagram is opened once and as sent.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Story story;
    story.forge(fuzz::as_text(data, size));
    for (std::size_t place = 0; place + 1 < size; place += 2) {
        story.step(data[place], data[place + 1]);
    }
    return 0;
}
