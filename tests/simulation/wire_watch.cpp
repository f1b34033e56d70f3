// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/wire_watch.hpp"

#include "protocol/classic_wording.hpp"
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/transport.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

constexpr char hello = 0x01;
constexpr char cookie = 0x02;
constexpr char initiate = 0x03;
constexpr char answer_type = 0x04;
constexpr char finish = 0x05;
constexpr char failed = 0x06;
constexpr char unknown = 0x07;
constexpr char wake = 0x08;
constexpr char transport = 0x10;

} // namespace

void WireWatch::started(const std::vector<Address>& members) {
    questions_.clear();
    proven_.clear();
    challenged_.clear();
    to_wake_ = {members.begin(), members.end()};
}

void WireWatch::received(const Address& from, std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    questions_[from].emplace_back(bytes);
    if (bytes.front() == transport && challenged_.contains(from)) {
        proven_.insert(from);
    }
}

void WireWatch::sent(const Address& to, std::string_view bytes) {
    require(!bytes.empty(), "an empty datagram is sent");
    if (!sealed::is_sealed(bytes)) {
        require(bytes.size() <= classic::max_datagram_bytes, "a classic datagram is too long");
        return;
    }
    require(bytes.size() <= sealed::max_datagram_bytes, "a sealed datagram is too long");
    switch (bytes.front()) {
    case cookie:
        answer(to, bytes, std::string{hello, initiate});
        break;
    case answer_type:
        answer(to, bytes, std::string{initiate});
        proven_.insert(to);
        break;
    case failed:
        answer(to, bytes, std::string{finish});
        break;
    case unknown:
        answer(to, bytes, std::string{transport});
        break;
    case wake:
        require(to_wake_.contains(to), "somebody is woken who is no member, or twice");
        to_wake_.erase(to_wake_.find(to));
        break;
    case transport:
        if (!proven_.contains(to)) {
            answer(to, bytes, std::string{transport});
            challenged_.insert(to);
        }
        break;
    default:
        fail("the server sends what only a client may send");
    }
}

/// Each question is answered once, by something that is no longer.
void WireWatch::answer(const Address& to, std::string_view bytes, std::string_view question_types) {
    auto& questions = questions_[to];
    const auto question =
        std::find_if(questions.begin(), questions.end(), [&](const std::string& one) {
            return question_types.find(one.front()) != std::string_view::npos &&
                   one.size() >= bytes.size();
        });
    require(question != questions.end(),
            "an address that is not proven gets more than it has asked with");
    questions.erase(question);
}

void WireWatch::turn_over() {
    questions_.clear();
    to_wake_.clear();
}

} // namespace chatroom::simulation
