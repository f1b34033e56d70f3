// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/stays.hpp"

#include <algorithm>

#include <sodium.h>

namespace chatroom {

namespace {

void fill_random(std::span<std::uint8_t> bytes) {
    ::randombytes_buf(bytes.data(), bytes.size());
}

} // namespace

Stays::Stays(boost::asio::io_context& io, RoomToEnter room, const RoomSocket::Endpoints& endpoints,
             std::size_t most, std::size_t most_of_a_network)
    : io_(io), room_(std::move(room)), endpoints_(endpoints), most_(most),
      places_(most, most_of_a_network),
      entries_(std::chrono::steady_clock::now(), most_of_a_network), gate_(fill_random) {}

Result<std::shared_ptr<Stay>, PageEnd> Stays::enter(const Hello& hello, PageSink& sink,
                                                    const Address& address) {
    const auto keys = sealed::KeyPair::from_secret(hello.secret);
    const Key key(keys.key, hello.tab);
    const auto found = stays_.find(key);
    const bool goes_on = found != stays_.end() && !found->second.stay->is_over();
    if (found != stays_.end() && !goes_on) {
        end(found);
    }
    if (goes_on) {
        if (!move(found->second, address)) {
            return Unexpected(PageEnd::full);
        }
        found->second.stay->attach(sink, address, hello.have);
        return found->second.stay;
    }
    auto stay = begin(key, keys, hello, address);
    if (stay) {
        (*stay)->attach(sink, address, hello.have);
    }
    return stay;
}

Result<std::shared_ptr<Stay>, PageEnd> Stays::begin(const Key& key, const sealed::KeyPair& keys,
                                                    const Hello& hello, const Address& address) {
    const auto now = std::chrono::steady_clock::now();
    // Who is inside is no member more; who says to have been there is believed after a restart.
    const bool is_new = !is_inside(keys.key, hello.name) &&
                        (hello.have == BatchNumber{} || !entries_.is_opening(now));
    if (is_new && !entries_.is_open(now, address)) {
        return Unexpected(PageEnd::crowded);
    }
    forget_before(keys.key, hello.name);
    if ((stays_.size() >= most_ && !make_room()) || !places_.take(address)) {
        return Unexpected(PageEnd::full);
    }
    try {
        PageSession session(now, room_, keys, hello, gate_, fill_random);
        auto stay = std::make_shared<Stay>(io_, endpoints_, std::move(session));
        if (is_new) {
            entries_.entered(now, address);
        }
        stays_.emplace(key, Kept{stay, address});
        return stay;
    } catch (...) { // There is no memory for another one.
        places_.give_back(address);
        throw;
    }
}

/// It counts for where its page is. False if there is no place; then it stays as it is.
bool Stays::move(Kept& kept, const Address& address) {
    places_.give_back(kept.address);
    const bool is_moved = places_.take(address);
    if (is_moved) {
        kept.address = address;
    } else {
        places_.take(kept.address); // Nobody has taken it meanwhile.
    }
    return is_moved;
}

/// Whether a stay of that member goes on, in whatever tab. One that waits to be let in is none.
bool Stays::is_inside(const sealed::PublicKey& key, const std::string& name) const {
    for (auto one = stays_.lower_bound(Key(key, ""));
         one != stays_.end() && one->first.first == key; ++one) {
        const auto& stay = *one->second.stay;
        if (!stay.is_over() && stay.is_inside() && stay.name() == name) {
            return true;
        }
    }
    return false;
}

/// The member comes in another tab, as after the browser was closed: what there was is its own.
void Stays::forget_before(const sealed::PublicKey& key, const std::string& name) {
    for (auto one = stays_.lower_bound(Key(key, ""));
         one != stays_.end() && one->first.first == key;) {
        const auto kept = one++;
        if (!kept->second.stay->has_page() && kept->second.stay->name() == name) {
            end(kept);
        }
    }
}

void Stays::leave(const std::shared_ptr<Stay>& stay, const PageSink& sink) {
    stay->detach(sink);
    if (stay->has_page()) {
        return; // Another connection of the same tab has it.
    }
    if (stay->is_over() && stay->has_left()) {
        forget(*stay);
        return;
    }
    stay->when_abandoned(keep_time, [this, weak = std::weak_ptr<Stay>(stay)] {
        if (const auto abandoned = weak.lock()) {
            forget(*abandoned);
        }
    });
}

/// Without one whose page has gone, if there is any.
bool Stays::make_room() {
    const auto found =
        std::ranges::find_if(stays_, [](const auto& one) { return !one.second.stay->has_page(); });
    if (found == stays_.end()) {
        return false;
    }
    end(found);
    return true;
}

void Stays::forget(const Stay& stay) {
    const auto found = std::ranges::find_if(
        stays_, [&](const auto& one) { return one.second.stay.get() == &stay; });
    if (found != stays_.end()) {
        end(found);
    }
}

void Stays::end(Map::iterator kept) {
    kept->second.stay->stop();
    places_.give_back(kept->second.address);
    stays_.erase(kept);
}

} // namespace chatroom
