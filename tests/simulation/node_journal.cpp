// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/node_journal.hpp"

#include "base/deadline.hpp"

#include <utility>

namespace chatroom::simulation {

namespace {

constexpr Duration between_tries = std::chrono::milliseconds(200);

bool is_due(const std::optional<Time>& time, Time now) {
    return time && *time <= now;
}

} // namespace

NodeJournal::NodeJournal(Database& database, Copy& copy, const LinkFaults& faults, Random& random,
                         Time now)
    : database_(database), copy_(copy), faults_(faults), random_(random), now_(now),
      epoch_(database.epoch()) {
    read_news();
    decided_.clear();
    database_.listen(*this);
}

NodeJournal::~NodeJournal() {
    database_.unlisten(*this);
}

Sequence NodeJournal::head() const {
    return copy_.disk.events.empty() ? Sequence{} : copy_.disk.events.back().sequence;
}

Sequence NodeJournal::oldest() const {
    return copy_.disk.events.empty() ? head().next() : copy_.disk.events.front().sequence;
}

void NodeJournal::append(Ticket ticket, Batch batch) {
    require(!batch.records.empty(), "an empty batch is written");
    require(!asked_, "two batches are on the way");
    asked_ = {ticket, std::move(batch), random_.next(), copy_.applied};
    if (is_connected()) {
        asked_->arrives_at = now_ + delay();
    }
}

std::string NodeJournal::away() const {
    return !is_connected() && now_ >= lost_at_ + patience ? "the database does not answer" : "";
}

void NodeJournal::has_news(Time now) {
    if (is_connected() && !news_at_) {
        news_at_ = now + delay();
    }
}

void NodeJournal::cut(Time now, Time until) {
    cut_until_ = std::max(cut_until_, until);
    if (is_connected()) {
        if (asked_ && asked_->arrives_at && random_.chance(0.5)) {
            ask(now);
        }
        lose_connection(now);
    }
}

void NodeJournal::lose_connection(Time now) {
    lost_at_ = now;
    reconnect_at_ = now + between_tries;
    news_at_.reset();
    if (asked_) {
        asked_->arrives_at.reset();
        asked_->answered_at.reset();
    }
}

void NodeJournal::connect(Time now) {
    if (!database_.is_there(now) || now < cut_until_) {
        reconnect_at_ = now + between_tries;
        return;
    }
    reconnect_at_.reset();
    epoch_ = database_.epoch();
    read_news();
    give_up_if_outrun();
    if (asked_) {
        asked_->arrives_at = now + delay();
    }
}

/// The statement is carried out, or not; whatever it leads to, this node may never hear of it.
void NodeJournal::ask(Time now) {
    asked_->arrives_at.reset();
    if (random_.chance(faults_.lost_question)) {
        return lose_connection(now);
    }
    database_.decide(now, asked_->expected, asked_->id, asked_->batch);
    if (random_.chance(faults_.lost_answer)) {
        return lose_connection(now);
    }
    asked_->answered_at = now + delay();
}

void NodeJournal::advance(Time now) {
    now_ = now;
    if (is_connected() && epoch_ != database_.epoch()) {
        if (asked_ && asked_->arrives_at && random_.chance(0.3)) {
            database_.decide(now, asked_->expected, asked_->id,
                             asked_->batch); // At the last moment.
        }
        lose_connection(now);
    }
    if (is_due(reconnect_at_, now)) {
        connect(now);
    }
    if (asked_ && is_due(asked_->arrives_at, now)) {
        ask(now);
    }
    if (asked_ && is_due(asked_->answered_at, now)) {
        read_news();
        give_up_if_outrun();
        require(!asked_, "the database answers, and nothing is decided");
    }
    if (is_due(news_at_, now)) {
        news_at_.reset();
        read_news();
    }
}

std::optional<Time> NodeJournal::next_deadline() const {
    if (is_connected() && epoch_ != database_.epoch()) {
        return now_;
    }
    return asked_ ? earliest(reconnect_at_, news_at_, asked_->arrives_at, asked_->answered_at)
                  : earliest(reconnect_at_, news_at_);
}

void NodeJournal::read_news() {
    const auto& batches = database_.batches();
    for (; copy_.applied < batches.size(); ++copy_.applied) {
        const auto& [id, batch] = batches[copy_.applied];
        keep(copy_.disk, batch);
        const bool is_own = asked_ && asked_->id == id;
        decided_.push_back({is_own ? std::optional(asked_->ticket) : std::nullopt, batch});
        if (is_own) {
            asked_.reset();
        }
    }
}

/// What was decided over a state that others have changed since is to be decided anew.
void NodeJournal::give_up_if_outrun() {
    if (asked_ && asked_->expected != copy_.applied) {
        decided_.push_back(
            {asked_->ticket, Unexpected(JournalError{.message = "outrun", .was_outrun = true})});
        asked_.reset();
    }
}

} // namespace chatroom::simulation
