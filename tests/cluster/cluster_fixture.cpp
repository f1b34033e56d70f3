// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cluster/cluster_fixture.hpp"

#include <stdexcept>

#include <poll.h>

namespace chatroom::cluster {

namespace {

constexpr WallTime noon{std::chrono::milliseconds(1'790'000'000'123)};

} // namespace

Node::Node(std::string uri, std::string name) {
    setup.database.uri = std::move(uri);
    setup.database.node = std::move(name);
    setup.database.answer_timeout = std::chrono::seconds(3);
    setup.state = state.path();
    setup.key = [](bool /*has_key*/) { return room_key; };
    setup.patience = setup.name_patience = std::chrono::seconds(0);
}

void Node::open() {
    journal.reset();
    journal = std::make_unique<PostgresJournal>(setup);
}

void Node::ask(std::uint64_t ticket, std::vector<Record> records) {
    journal->append({ticket}, {std::move(records)});
}

bool Node::wait_until(const std::function<bool()>& holds) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    for (;;) {
        for (auto more = journal->take_decided(); !more.empty(); more = journal->take_decided()) {
            std::move(more.begin(), more.end(), std::back_inserter(decided_));
        }
        if (holds()) {
            return true;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            give_up - std::chrono::steady_clock::now());
        pollfd woken{.fd = journal->wakes_by(), .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&woken, 1, static_cast<int>(left.count())) <= 0) {
            return false;
        }
    }
}

std::vector<Decided> Node::wait(std::size_t count) {
    EXPECT_TRUE(wait_until([&] { return decided_.size() >= count; })) << journal->away();
    return std::exchange(decided_, {});
}

bool Node::decide(std::vector<Record> records) {
    ask(++tickets_, std::move(records));
    const auto decided = wait(1);
    return decided.size() == 1 && decided.front().ticket == Ticket{tickets_} &&
           decided.front().batch.has_value();
}

std::vector<std::string> Node::texts() const {
    std::vector<std::string> texts;
    const auto events = journal->latest(1000).value();
    for (const auto& event : events) {
        texts.push_back(std::to_string(event.sequence.value) + " " + event.text);
    }
    return texts;
}

Record said(std::uint64_t sequence, std::string text) {
    return {.event = Event{.sequence = {sequence},
                           .time = noon,
                           .kind = EventKind::said,
                           .name = "小明",
                           .text = std::move(text),
                           .client_sequence = 7},
            .member = {3},
            .facts = {}};
}

Record changed(std::string key, std::optional<std::string> bytes) {
    return {.event = {},
            .member = {},
            .facts = {{.kind = 1, .key = std::move(key), .bytes = std::move(bytes)}}};
}

std::string refusal(Node& node) {
    try {
        node.open();
        return "it was opened";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

PostgresServer& ClusterTest::server() {
    static PostgresServer server;
    return server;
}

} // namespace chatroom::cluster
