// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/io/room_service.hpp"

#include "daemon/io/call_log.hpp"
#include "daemon/io/local_time.hpp"
#include "daemon/io/logging.hpp"
#include "daemon/io/poll_once.hpp"
#include "daemon/io/resident_memory.hpp"
#include "daemon/io/start_attempts.hpp"

#include <csignal>

#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace chatroom {

using boost::system::error_code;

namespace {

/// How many batches one turn takes in, so that it ends and is answered however much arrives.
constexpr int max_batches_per_turn = 32;

/// How often one turn looks for what has arrived while it serves strangers.
constexpr int max_rounds_per_turn = 8;

/// How long to wait when the kernel has neither memory nor queue for a datagram.
constexpr std::chrono::milliseconds flush_pause{5};

/// A turn with so many datagrams takes memory that is worth giving back,
constexpr std::size_t burst_datagrams = 256;
/// when no other has come for so long.
constexpr std::chrono::seconds quiet_time{5};

/// How often it is looked whether a flood is over.
constexpr std::chrono::milliseconds flood_watch_interval{250};

/// How long the end may wait for the last datagrams to leave, and for the journal to decide what it
/// has. systemd and people wait for it.
constexpr std::chrono::milliseconds flush_at_end_limit{500};
constexpr std::chrono::milliseconds decide_at_end_limit{2000};

Now now() {
    return {std::chrono::steady_clock::now(),
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
}

/// A wait on a descriptor of our own does not fail; if it does, the daemon must not stay deaf.
void require_success(const error_code& error) {
    if (error) {
        throw boost::system::system_error(error, "waiting for the network");
    }
}

} // namespace

RoomService::RoomService(Setup setup, Journal& journal)
    : setup_(std::move(setup)), started_(std::chrono::steady_clock::now()),
      has_terminal_(::isatty(STDERR_FILENO) == 1), has_opened_port_(setup_.sockets.port.get() < 0),
      port_({setup_.listen, setup_.changeable.room.max_members, setup_.workers},
            std::move(setup_.sockets.port)),
      port_events_(context_, ::fcntl(port_.descriptor(), F_DUPFD_CLOEXEC, 0)),
      signals_(context_, SIGTERM, SIGINT, SIGHUP), deadline_(context_), flush_pause_(context_),
      quiet_(context_), flood_watch_(context_), watchdog_(context_), lasting_(context_),
      room_(setup_.changeable.room, setup_.secrets, journal, now()), journal_events_(context_),
      control_(
          context_, setup_.control_socket,
          [this](CallId call, const control::Request& request, const Peer& peer) {
              handle_call(call, request, peer);
          },
          {}, std::move(setup_.sockets.control)),
      backup_(context_, setup_.backup_source,
              [this](const ControlReply& reply) { control_.reply(reply); }) {
    if (const int wakes_by = journal.wakes_by(); wakes_by >= 0) {
        journal_events_.assign(::fcntl(wakes_by, F_DUPFD_CLOEXEC, 0));
    }
    wait_for_journal();
    wait_for_datagrams();
    wait_for_signal();
}

void RoomService::run() {
    spdlog::info("control socket {}", setup_.control_socket.string());
    if (const auto warning = port_.warning()) {
        spdlog::warn("{}", *warning);
    }
    write_notable(Notable::ready, Severity::info,
                  "listening on udp " + to_string(port_.local_address()));
    store_port();
    manager_.ready(status());
    keep_alive();
    wait_to_last();
    schedule_turn(); // Those who were inside hear that the room is back.
    context_.run();
}

/// Where systemd has not opened the port itself it keeps it until the next daemon takes it: what
/// members send meanwhile waits there.
void RoomService::store_port() {
    if (has_opened_port_) {
        manager_.store(port_.descriptor(), stored_port_name);
    }
}

/// That the timer goes off proves that the loop turns, and the turn that the room does.
void RoomService::keep_alive() {
    const auto interval = ServiceManager::watchdog_interval();
    if (!interval) {
        return;
    }
    finish_turn();
    manager_.alive();
    watchdog_.expires_after(*interval);
    watchdog_.async_wait([this](const error_code& error) {
        if (!error) {
            keep_alive();
        }
    });
}

void RoomService::wait_to_last() {
    lasting_.expires_after(StartAttempts::enough);
    lasting_.async_wait([this](const error_code& error) {
        if (!error) {
            setup_.lasted();
        }
    });
}

ServiceManager::Status RoomService::status() const {
    ServiceManager::Status status{.members = room_.member_count()};
    if (!room_.troubles().empty()) {
        const auto& worst = room_.troubles().front();
        status.trouble = worst.words + " (since " + local_time(worst.since) + ")";
    } else if (faulty_configuration_) {
        status.trouble = faulty_configuration_->words;
    }
    return status;
}

void RoomService::wait_for_datagrams() {
    if (blocked_ || std::exchange(waiting_for_datagrams_, true)) {
        return;
    }
    const auto go_on = [this](const error_code& error) {
        waiting_for_datagrams_ = false;
        require_success(error);
        if (!blocked_) {
            receive();
        }
    };
    port_events_.async_wait(boost::asio::posix::stream_descriptor::wait_read, go_on);
}

/// A journal that decides later says so; what it says is taken by the turn.
void RoomService::wait_for_journal() {
    if (blocked_ || !journal_events_.is_open() || std::exchange(waiting_for_journal_, true)) {
        return;
    }
    journal_events_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                               [this](const error_code& error) {
                                   waiting_for_journal_ = false;
                                   require_success(error);
                                   finish_turn();
                               });
}

void RoomService::wait_for_signal() {
    signals_.async_wait([this](const error_code& error, int signal) {
        if (error) {
            return;
        }
        if (signal == SIGHUP && !terminal_is_gone()) {
            reload();
            wait_for_signal();
        } else {
            stop();
        }
    });
}

void RoomService::wait_for_deadline() {
    const auto deadline = room_.next_deadline();
    // A deadline that has moved later is looked up when the earlier one comes: setting the timer
    // anew in each turn would cost more.
    if (!deadline || (armed_for_ && *armed_for_ <= *deadline)) {
        return;
    }
    armed_for_ = deadline;
    deadline_.expires_at(*deadline);
    deadline_.async_wait([this](const error_code& error) {
        if (error) {
            return;
        }
        armed_for_.reset();
        room_.advance(now());
        schedule_turn();
    });
}

void RoomService::receive() {
    take_in();
    for (int round = 1; round < max_rounds_per_turn && room_.serve(now()); ++round) {
        take_in();
    }
    finish_turn();
}

/// Empties the socket, so that nothing is lost in it while the turn takes its time.
void RoomService::take_in() {
    bool more_waits = true;
    for (int batch = 0;
         batch < max_batches_per_turn && more_waits && room_.has_room_for(UdpPort::batch_size);
         ++batch) {
        const auto arrived = port_.receive();
        more_waits = arrived.size() == UdpPort::batch_size;
        // Errors are older than the datagrams: a closed port may have been opened again since.
        hand_over_failures();
        for (const auto& [sender, datagram] : arrived) {
            room_.handle(now(), sender, datagram);
        }
    }
}

void RoomService::handle_call(CallId call, const control::Request& request, const Peer& peer) {
    if (control::access_of(request) == control::Access::change &&
        !may_change(peer, ::geteuid(), setup_.changeable.admins)) {
        refuse_call(call, request, peer);
        return;
    }
    log_call(request, peer);
    if (const auto* backup = std::get_if<control::Backup>(&request)) {
        backup_.begin(call, backup->file, control_.take_descriptor(call));
        return;
    }
    room_.handle(now(), call, request);
    schedule_turn();
}

void RoomService::refuse_call(CallId call, const control::Request& request, const Peer& peer) {
    log_refused_call(request, peer);
    control_.reply(
        {call, Unexpected(control::Error{control::ErrorCode::not_permitted,
                                         who_may_change(::geteuid(), *setup_.changeable.admins)})});
}

/// Calls that arrive together share a turn.
void RoomService::schedule_turn() {
    if (!std::exchange(turn_scheduled_, true)) {
        boost::asio::post(context_, [this] { finish_turn(); });
    }
}

void RoomService::finish_turn() {
    turn_scheduled_ = false;
    if (!blocked_) {
        carry_out(room_.finish_turn(now(), port_.take_emptied()));
        flush();
        if (hand_over_failures()) {
            schedule_turn(); // Members may be gone, which the others hear.
        }
    }
    manager_.status(status());
    watch_floods();
    wait_for_deadline();
    wait_for_journal();
    wait_for_datagrams();
}

void RoomService::carry_out(Outputs outputs) {
    write_log(outputs.log);
    if (outputs.deliveries.size() >= burst_datagrams) {
        note_burst();
    }
    port_.enqueue(outputs);
    for (auto& reply : outputs.replies) {
        complete(reply.reply);
        control_.reply(reply);
    }
    control_.tell(outputs.told);
    if (!control_.is_monitored()) {
        room_.nobody_monitors();
    }
}

void RoomService::note_burst() {
    had_burst_ = true;
    if (!std::exchange(waiting_for_quiet_, true)) {
        wait_for_quiet();
    }
}

/// While there is a flood it is looked for its end, also if nothing arrives any more.
void RoomService::watch_floods() {
    if (watches_floods_) {
        return;
    }
    watches_floods_ = port_.watch_floods(now().steady);
    tell_of_floods();
    if (!watches_floods_) {
        return;
    }
    flood_watch_.expires_after(flood_watch_interval);
    flood_watch_.async_wait([this](const error_code& error) {
        if (!error) {
            watches_floods_ = false;
            watch_floods();
        }
    });
}

void RoomService::tell_of_floods() {
    if (const auto warning = port_.take_filter_warning()) {
        spdlog::warn("{}", *warning);
    }
    const auto flooders = port_.take_flooders();
    if (!flooders) {
        return;
    }
    for (auto place = flooders_; place < flooders->size(); ++place) { // The latest are the last.
        const auto& flooder = flooders->at(place);
        const auto from =
            flooder.is_network ? ip_to_string(flooder.from.ip) : to_string(flooder.from);
        write_notable(Notable::flood, Severity::warning,
                      from + " floods the port: most of what it sends is dropped");
    }
    if (flooders->empty()) {
        write_notable(Notable::flood_over, Severity::info, "nobody floods the port any more");
    }
    flooders_ = flooders->size();
}

/// A full room that has become quiet may stay so for hours.
void RoomService::wait_for_quiet() {
    had_burst_ = false;
    quiet_.expires_after(quiet_time);
    quiet_.async_wait([this](const error_code& error) {
        if (error) {
            return;
        }
        if (had_burst_) {
            wait_for_quiet();
            return;
        }
        waiting_for_quiet_ = false;
        room_.rest();
        port_.take_emptied(); // Nobody takes it.
        ::malloc_trim(0);
    });
}

/// Whether there were any.
bool RoomService::hand_over_failures() {
    const auto failures = port_.take_failures();
    for (const auto& failure : failures) {
        room_.handle(now(), failure);
    }
    return !failures.empty();
}

/// Sends what waits. What does not leave now leaves as soon as it can; until then the room makes no
/// more of it, so what waits is bounded by what one turn produces.
void RoomService::flush() {
    const auto go_on = [this](const error_code& error) {
        require_success(error);
        flush();
        hand_over_failures();
        if (!blocked_) {
            finish_turn();
        }
    };
    const auto result = port_.flush();
    blocked_ = result != UdpPort::Flush::done;
    switch (result) {
    case UdpPort::Flush::done:
        break;
    case UdpPort::Flush::more:
        boost::asio::post(context_, [go_on] { go_on({}); });
        break;
    case UdpPort::Flush::when_writable:
        port_events_.async_wait(boost::asio::posix::stream_descriptor::wait_write, go_on);
        break;
    case UdpPort::Flush::later:
        flush_pause_.expires_after(flush_pause);
        flush_pause_.async_wait(go_on);
        break;
    }
}

/// Closing a terminal sends SIGHUP, too: then whoever ran the room by hand has ended it.
bool RoomService::terminal_is_gone() const {
    return has_terminal_ &&
           (poll_once(STDERR_FILENO, 0, std::chrono::milliseconds(0)) & POLLHUP) != 0;
}

void RoomService::reload() {
    manager_.reloading();
    if (auto changeable = setup_.reload()) {
        setup_.changeable.admins = std::move(changeable->admins);
        room_.configure(std::move(changeable->room));
        faulty_configuration_.reset();
        write_notable(Notable::reloaded, Severity::info, "configuration reloaded");
    } else {
        faulty_configuration_ = {
            "the configuration in force is an older one: " + changeable.error(), now().wall};
    }
    schedule_turn();
    manager_.ready(status());
}

void RoomService::stop() {
    write_notable(Notable::stopping, Severity::info,
                  "stopping; members who stay inside: " + std::to_string(room_.member_count()));
    manager_.stopping();
    const auto give_up = std::chrono::steady_clock::now() + flush_at_end_limit;
    send_until(give_up);
    // One more turn, for what has arrived, and for calls that came while sending was blocked.
    room_.close(now());
    blocked_ = false;
    receive();
    send_until(give_up);
    const auto take_turn = [this](std::chrono::steady_clock::time_point until) {
        blocked_ = false;
        finish_turn();
        send_until(until);
    };
    // And others while that tells of members who are gone, which the journal is to have.
    while (hand_over_failures() || turn_scheduled_) {
        take_turn(give_up);
    }
    // And what it has yet, if it decides later; otherwise the next start finds out.
    const auto decided_by = std::chrono::steady_clock::now() + decide_at_end_limit;
    while (journal_events_.is_open() && !room_.is_settled() &&
           is_readable_before(decided_by, journal_events_.native_handle())) {
        take_turn(decided_by);
    }
    context_.stop();
}

/// Sends what waits, but not for ever.
void RoomService::send_until(std::chrono::steady_clock::time_point give_up) {
    for (auto result = port_.flush(); result != UdpPort::Flush::done; result = port_.flush()) {
        if (std::chrono::steady_clock::now() >= give_up) {
            spdlog::warn("some datagrams could not be sent in time");
            return;
        }
        if (result != UdpPort::Flush::more) {
            // When the kernel has no memory for it, being writable means nothing: then this is
            // just a pause.
            poll_once(port_.descriptor(),
                      result == UdpPort::Flush::when_writable ? POLLOUT : short{0}, flush_pause);
        }
    }
}

/// Adds what only the process knows.
void RoomService::complete(control::Reply& reply) const {
    if (!reply) {
        return;
    }
    if (auto* status = std::get_if<control::StatusInfo>(&*reply)) {
        complete(*status);
    } else if (auto* snapshot = std::get_if<control::Snapshot>(&*reply)) {
        complete(snapshot->status);
    } else if (auto* stats = std::get_if<control::StatsInfo>(&*reply)) {
        stats->uptime_seconds = uptime_seconds();
        stats->resident_bytes = resident_bytes();
        stats->troubles += faulty_configuration_ ? 1 : 0;
    } else if (auto* config = std::get_if<control::ConfigInfo>(&*reply)) {
        *config = setup_.config(*config);
    }
}

void RoomService::complete(control::StatusInfo& status) const {
    status.pid = static_cast<std::uint64_t>(::getpid());
    status.uptime_seconds = uptime_seconds();
    status.listening = to_string(port_.local_address());
    if (faulty_configuration_) {
        status.troubles.push_back(*faulty_configuration_);
    }
}

std::uint64_t RoomService::uptime_seconds() const {
    const auto uptime = std::chrono::steady_clock::now() - started_;
    return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(uptime).count());
}

} // namespace chatroom
