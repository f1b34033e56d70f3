// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/client/core/sealed_session_fixture.hpp"

#include <utility>

namespace chatroom {

sealed::Welcome SealedSessionTest::welcome() {
    return {.is_resumed = false,
            .entered = {9},
            .cursor = {9},
            .past = {9},
            .client_sequence = 0,
            .name = "Alice"};
}

sealed::Welcome SealedSessionTest::welcome_back(std::uint32_t client_sequence,
                                                std::uint64_t cursor) {
    auto back = welcome();
    back.is_resumed = true;
    back.cursor = {cursor};
    back.past = {99};
    back.client_sequence = client_sequence;
    return back;
}

Event SealedSessionTest::event(std::uint64_t number, std::string name, std::string text,
                               std::uint32_t client_sequence) {
    return {.sequence = {number},
            .time = WallTime(std::chrono::milliseconds(number)),
            .kind = EventKind::said,
            .name = std::move(name),
            .text = std::move(text),
            .client_sequence = client_sequence};
}

void SealedSessionTest::use(SealedOptions options) {
    session_ = std::make_unique<SealedSession>(std::move(options), counting_random());
}

std::vector<Output> SealedSessionTest::outputs() {
    std::vector<Output> others;
    for (auto& output : session_->take_outputs()) {
        if (output == Output(NewSocket{.is_for_another_address = true})) {
            ++tries_of_another_address_;
            continue;
        }
        const auto* datagram = std::get_if<SendDatagram>(&output);
        if (datagram == nullptr) {
            others.push_back(std::move(output));
            continue;
        }
        EXPECT_LE(datagram->bytes.size(), sealed::max_datagram_bytes);
        datagrams_.push_back(datagram->bytes);
        const auto decoded = sealed::decode(datagram->bytes);
        if (!std::holds_alternative<sealed::Transport>(decoded)) {
            handshake_.push_back(datagram->bytes);
            server_.answer(std::holds_alternative<sealed::Finish>(decoded) ? datagram->bytes : "");
            continue;
        }
        EXPECT_GE(datagram->bytes.size(), sealed::transport_header_bytes +
                                              sealed::min_client_plaintext_bytes +
                                              sealed::tag_bytes);
        for (auto& frame : server_.open(datagram->bytes)) {
            frames_.push_back(std::move(frame));
        }
    }
    return others;
}

std::vector<Output> SealedSessionTest::answer_handshake(int ms) {
    auto all = outputs();
    while (!handshake_.empty()) {
        for (const auto& datagram : std::exchange(handshake_, {})) {
            if (const auto answer = server_.answer(datagram); !answer.empty()) {
                session_->datagram(at(ms), answer);
            }
        }
        for (auto& output : outputs()) {
            all.push_back(std::move(output));
        }
    }
    return all;
}

void SealedSessionTest::reach_finish(int ms) {
    session_->enter(at(ms), "alice");
    answer_handshake(ms);
}

void SealedSessionTest::come_in(int ms) {
    reach_finish(ms);
    come_back(ms, welcome());
}

void SealedSessionTest::come_back(int ms, const sealed::Welcome& welcome) {
    answer_handshake(ms);
    give(ms, {welcome});
    outputs();
    session_->advance(at(ms + 25));
    outputs();
    frames();
    datagrams_.clear();
}

std::vector<Output> SealedSessionTest::meet_a_passphrase_on_the_way_back() {
    come_in();
    session_->trouble(at(2000), Trouble::port_closed);
    run_until(5000);
    server_.set_passphrase("open sesame");
    handshake_.erase(handshake_.begin(), std::prev(handshake_.end()));
    return answer_handshake(5010);
}

void SealedSessionTest::give(int ms, const std::vector<sealed::ServerFrame>& frames) {
    session_->datagram(at(ms), server_.seal(frames));
}

std::vector<sealed::ClientFrame> SealedSessionTest::frames() {
    return std::exchange(frames_, {});
}

std::vector<Output> SealedSessionTest::run_until(int ms) {
    std::vector<Output> all;
    for (auto deadline = session_->next_deadline(); deadline && *deadline <= at(ms);
         deadline = session_->next_deadline()) {
        session_->advance(*deadline);
        for (auto& output : outputs()) {
            all.push_back(std::move(output));
        }
        const auto next = session_->next_deadline();
        if (next && *next <= *deadline) {
            ADD_FAILURE() << "the session would be advanced for ever";
            break;
        }
    }
    return all;
}

} // namespace chatroom
