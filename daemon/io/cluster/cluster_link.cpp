// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/cluster/cluster_link.hpp"

#include "daemon/io/cluster/schema.hpp"
#include "daemon/io/cluster/server_check.hpp"
#include "daemon/io/local_time.hpp"
#include "daemon/io/poll_once.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>

namespace chatroom {

namespace {

using Clock = std::chrono::steady_clock;

/// Between two attempts to connect; each is twice the one before.
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{2000};

/// So often it is looked whether the connection lives, and whether there is more than was told.
constexpr std::chrono::seconds beat_interval{2};

/// So many batches wait for the room at most; what is more stays in the database.
constexpr std::size_t max_arrivals = 256;

/// So many batches the database keeps, for nodes that were away: a busy room's day.
constexpr std::int64_t kept_batches = 100'000;
constexpr std::int64_t rows_tidied_at_once = 2000;

constexpr const char* tidy_database = "select chatroom.tidy($1, $2, $3, $4)";

FileDescriptor new_event() {
    FileDescriptor event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (event.get() < 0) {
        throw std::runtime_error("cannot wait for the database: " +
                                 std::generic_category().message(errno));
    }
    return event;
}

void signal(const FileDescriptor& event) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event.get(), &one, sizeof one);
}

bool is_readable(const FileDescriptor& event, std::chrono::milliseconds within) {
    return poll_once(event.get(), POLLIN, within) != 0;
}

} // namespace

DatabaseResult<DatabaseConnection> open_room(const ClusterSetup& setup, NodeName& name, int stop) {
    auto connection = DatabaseConnection::open(setup.database, stop);
    if (!connection) {
        return connection;
    }
    auto error = check_server(*connection, setup.database.allow_unsafe);
    if (!error) {
        error = bring_up_schema(*connection);
    }
    if (!error) {
        error = settle_room_key(*connection, setup.key);
    }
    if (error) {
        return Unexpected(*std::move(error));
    }
    const auto is_taken = name.take(*connection);
    if (!is_taken) {
        return Unexpected(is_taken.error());
    }
    if (!*is_taken) {
        return Unexpected(DatabaseError{DatabaseError::Kind::busy, name.taken_words()});
    }
    error = name.enter(*connection);
    if (!error) {
        const auto listening = connection->run("listen chatroom");
        error = listening ? std::nullopt : std::optional(listening.error());
    }
    if (error) {
        return Unexpected(*std::move(error));
    }
    return connection;
}

ClusterLink::ClusterLink(ClusterSetup setup, NodeName name, DatabaseConnection connection,
                         Position position)
    : setup_(std::move(setup)), orders_(new_event()), stop_(new_event()), name_(std::move(name)),
      connection_(std::move(connection)), position_(std::move(position)), pause_(first_pause),
      beat_at_(Clock::now() + beat_interval), thread_([this] { run(); }) {}

ClusterLink::~ClusterLink() {
    signal(stop_);
    thread_.join();
}

void ClusterLink::ask(Ticket ticket, Batch batch, std::uint64_t expected) {
    {
        const std::lock_guard lock(mutex_);
        ordered_ = Asked{ticket, std::move(batch), expected, make_id()};
    }
    signal(orders_);
}

Arrival* ClusterLink::next() {
    const std::lock_guard lock(mutex_);
    return arrivals_.empty() ? nullptr : &arrivals_.front(); // Only done() takes it away.
}

void ClusterLink::done() {
    bool was_full = false;
    {
        const std::lock_guard lock(mutex_);
        was_full = arrivals_.size() >= max_arrivals;
        arrivals_.pop_front();
    }
    if (was_full) {
        signal(orders_);
    }
}

void ClusterLink::tidy(DatabaseTidying tidying) {
    {
        const std::lock_guard lock(mutex_);
        ordered_tidying_ = tidying;
    }
    signal(orders_);
}

std::string ClusterLink::away() const {
    const std::lock_guard lock(mutex_);
    if (!unanswered_ || Clock::now() < *unanswered_ + told_after) {
        return {};
    }
    return "the database has not answered since " + local_time(unanswered_since_) +
           (trouble_.empty() ? "" : ": " + trouble_);
}

std::string ClusterLink::fault() const {
    const std::lock_guard lock(mutex_);
    return fault_;
}

void ClusterLink::run() {
    while (!is_stopping()) {
        take_orders();
        if (const auto error = connection_ ? step() : connect()) {
            give_up(*error);
        }
    }
}

bool ClusterLink::is_stopping() const {
    return is_readable(stop_, std::chrono::milliseconds(0));
}

void ClusterLink::take_orders() {
    const std::lock_guard lock(mutex_);
    if (ordered_) {
        asked_ = std::exchange(ordered_, std::nullopt);
    }
    if (ordered_tidying_) {
        tidying_ = std::exchange(ordered_tidying_, std::nullopt);
    }
}

/// Does one thing, or waits for one to do. Returns why the connection is of no use any more.
ClusterLink::Error ClusterLink::step() {
    should_look_ = should_look_ || connection_->take_notified() > position_.batch;
    if (asked_) {
        return settle();
    }
    if (should_look_ && has_room()) {
        return look();
    }
    if (Clock::now() >= beat_at_) {
        return beat();
    }
    return tidying_ ? clear_away() : wait();
}

ClusterLink::Error ClusterLink::connect() {
    begin_question();
    if (is_readable(stop_, pause_)) {
        return std::nullopt;
    }
    pause_ = std::min(pause_ * 2, longest_pause);
    auto connection = open_room(setup_, name_, stop_.get());
    if (!connection) {
        return connection.error();
    }
    const auto comparison = compare(*connection, position_);
    if (!comparison) {
        return comparison.error();
    }
    if (auto fault = fault_of(*comparison, position_)) {
        return fault;
    }
    connection_ = std::move(*connection);
    should_look_ = true;
    pause_ = first_pause;
    end_question();
    return std::nullopt;
}

/// Asks what is to be asked; or what was asked before and had no answer, under the same id.
ClusterLink::Error ClusterLink::settle() {
    if (asked_->expected == position_.batch) {
        begin_question();
        const auto is_in = decide(*connection_, {.id = asked_->id,
                                                 .node = setup_.database.node,
                                                 .expected = asked_->expected,
                                                 .batch = asked_->batch});
        if (!is_in && is_in.error().kind != DatabaseError::Kind::refused) {
            return is_in.error();
        }
        if (!is_in) {
            const auto ticket = asked_->ticket;
            asked_.reset();
            end_question();
            arrive({ticket,
                    Unexpected(JournalError{"the database refuses it: " + is_in.error().message}),
                    position_});
            return std::nullopt;
        }
        if (*is_in) {
            arrive(StoredBatch{asked_->expected + 1, asked_->id, {}});
            return std::nullopt;
        }
        if (auto error = look()) {
            return error;
        }
    }
    if (asked_ && asked_->expected != position_.batch) {
        const auto ticket = asked_->ticket;
        asked_.reset();
        end_question();
        arrive({ticket, Unexpected(JournalError{"others came first", true}), position_});
    }
    return std::nullopt;
}

/// Gets what was decided since.
ClusterLink::Error ClusterLink::look() {
    begin_question();
    auto batches = read_after(*connection_, position_.batch);
    if (!batches) {
        return batches.error();
    }
    should_look_ = batches->size() == batches_at_once;
    for (auto& batch : *batches) {
        arrive(std::move(batch));
    }
    end_question();
    return std::nullopt;
}

ClusterLink::Error ClusterLink::clear_away() {
    const auto order = *std::exchange(tidying_, std::nullopt);
    const auto oldest = order.oldest_time ? order.oldest_time->time_since_epoch().count()
                                          : std::numeric_limits<std::int64_t>::min();
    const std::array<std::optional<std::string>, 4> values{
        std::to_string(kept_batches), std::to_string(order.keep_events), std::to_string(oldest),
        std::to_string(rows_tidied_at_once)};
    begin_question();
    const auto gone = connection_->run(tidy_database, values);
    if (!gone) {
        if (gone.error().kind == DatabaseError::Kind::refused) {
            spdlog::warn("the database cannot be tidied: {}", gone.error().message);
            end_question();
            return std::nullopt;
        }
        return gone.error();
    }
    end_question();
    if (gone->number(0, 0) >=
        rows_tidied_at_once / 2) { // There is more; what is asked comes first.
        tidying_ = order;
    }
    return std::nullopt;
}

ClusterLink::Error ClusterLink::wait() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(beat_at_ - Clock::now());
    std::array<pollfd, 3> waits{{{.fd = connection_->descriptor(), .events = POLLIN, .revents = 0},
                                 {.fd = orders_.get(), .events = POLLIN, .revents = 0},
                                 {.fd = stop_.get(), .events = POLLIN, .revents = 0}}};
    ::poll(waits.data(), waits.size(), static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (waits[1].revents != 0) {
        std::uint64_t ignored = 0;
        [[maybe_unused]] const auto size = ::read(orders_.get(), &ignored, sizeof ignored);
    }
    if (waits[0].revents != 0 && !connection_->take_in()) {
        return DatabaseError{DatabaseError::Kind::lost, "the database has ended the connection"};
    }
    return std::nullopt;
}

/// That it answers proves that it is there; and what it has not told is found.
ClusterLink::Error ClusterLink::beat() {
    beat_at_ = Clock::now() + beat_interval;
    begin_question();
    const auto comparison = compare(*connection_, position_);
    if (!comparison) {
        return comparison.error();
    }
    if (auto fault = fault_of(*comparison, position_)) {
        return fault;
    }
    should_look_ = should_look_ || comparison->latest.batch != position_.batch;
    end_question();
    const std::lock_guard lock(mutex_);
    if (!arrivals_.empty()) {
        waker_.wake(); // Its copy could not be written; maybe it can now.
    }
    return std::nullopt;
}

void ClusterLink::give_up(const DatabaseError& error) {
    connection_.reset();
    if (is_stopping()) {
        return;
    }
    begin_question();
    if (!std::exchange(was_lost_, true)) {
        spdlog::warn("the database is away: {}", error.message);
    }
    {
        const std::lock_guard lock(mutex_);
        trouble_ = error.message;
        if (error.kind == DatabaseError::Kind::fatal) {
            fault_ = error.message;
        }
    }
    if (error.kind == DatabaseError::Kind::fatal) {
        waker_.wake();
        is_readable(stop_, std::chrono::milliseconds(-1));
    }
}

void ClusterLink::arrive(StoredBatch stored) {
    position_.batch = stored.number;
    position_.id = stored.id;
    const bool is_own = asked_ && asked_->id == stored.id;
    Arrival arrival{is_own ? std::optional(asked_->ticket) : std::nullopt,
                    is_own ? std::move(asked_->batch) : std::move(stored.batch),
                    {}};
    for (const auto& record : arrival.batch->records) {
        position_.head = record.event ? record.event->sequence : position_.head;
    }
    arrival.position = position_;
    if (is_own) {
        asked_.reset();
        end_question();
    }
    arrive(std::move(arrival));
}

void ClusterLink::arrive(Arrival arrival) {
    {
        const std::lock_guard lock(mutex_);
        arrivals_.push_back(std::move(arrival));
    }
    waker_.wake();
}

void ClusterLink::begin_question() {
    const std::lock_guard lock(mutex_);
    if (!unanswered_) {
        unanswered_ = Clock::now();
        unanswered_since_ = std::chrono::system_clock::now();
        waker_.wake_after(told_after);
    }
}

/// As long as a batch is on the way it counts as unanswered, whatever else is answered.
void ClusterLink::end_question() {
    if (asked_) {
        return;
    }
    if (connection_ && std::exchange(was_lost_, false)) {
        spdlog::info("the database answers again");
    }
    const std::lock_guard lock(mutex_);
    const bool was_told = unanswered_ && Clock::now() >= *unanswered_ + told_after;
    unanswered_.reset();
    trouble_.clear();
    waker_.do_not_wake_after();
    if (was_told) {
        waker_.wake();
    }
}

bool ClusterLink::has_room() const {
    const std::lock_guard lock(mutex_);
    return arrivals_.size() < max_arrivals;
}

} // namespace chatroom
