// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "daemon/core/room.hpp"
#include "daemon/io/administrators.hpp"
#include "daemon/io/backup.hpp"
#include "daemon/io/control_server.hpp"
#include "daemon/io/handed_sockets.hpp"
#include "daemon/io/service_manager.hpp"
#include "daemon/io/udp_port.hpp"

#include <filesystem>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace chatroom {

/// The loop around the room: waits for datagrams, calls, time and signals, hands them to the room
/// in turns, and does what each turn asks for.
class RoomService {
public:
    /// What can be changed while the room is open.
    struct Changeable {
        RoomOptions room;
        std::optional<AdminGroup> admins{}; ///< Who may change something, see may_change().
    };

    struct Setup {
        Address listen;
        std::size_t workers = 1; ///< How many threads send.
        std::filesystem::path control_socket;
        Changeable changeable;
        RoomSecrets secrets;
        /// What SIGHUP asks for: what to go on with, or why the old is to be kept.
        std::function<Result<Changeable, std::string>()> reload;
        /// What `config` is answered, of which the action is given.
        std::function<control::ConfigInfo(control::ConfigInfo asked)> config;
        RoomSockets sockets{}; ///< What is there already; the rest is opened.
        /// Called once when the room has been open for StartAttempts::enough.
        std::function<void()> lasted = [] {};
        BackupSource* backup_source = nullptr; ///< Outlives the service; null: there is no file.
    };

    /// Opens the port and the control socket. The journal outlives the service. Throws
    /// std::runtime_error in words if the room cannot be opened.
    RoomService(Setup setup, Journal& journal);

    /// Serves until SIGTERM or SIGINT, or until the terminal it was started in is gone. Then what
    /// the room has to say is said; members stay inside.
    void run();

private:
    void wait_for_datagrams();
    void wait_for_journal();
    void wait_for_signal();
    void wait_for_deadline();
    void receive();
    void take_in();
    void handle_call(CallId call, const control::Request& request, const Peer& peer);
    void refuse_call(CallId call, const control::Request& request, const Peer& peer);
    void schedule_turn();
    void finish_turn();
    void carry_out(Outputs outputs);
    void note_burst();
    void watch_floods();
    void tell_of_floods();
    void wait_for_quiet();
    bool hand_over_failures();
    void flush();
    void send_until(std::chrono::steady_clock::time_point give_up);
    bool terminal_is_gone() const;
    void store_port();
    void keep_alive();
    void wait_to_last();
    ServiceManager::Status status() const;
    void reload();
    void stop();
    void complete(control::Reply& reply) const;
    void complete(control::StatusInfo& status) const;
    std::uint64_t uptime_seconds() const;

    Setup setup_;
    std::chrono::steady_clock::time_point started_;
    bool has_terminal_; ///< Standard error was one at the start.
    boost::asio::io_context context_;
    bool has_opened_port_; ///< Nobody has handed it over.
    UdpPort port_;
    boost::asio::posix::stream_descriptor port_events_;
    boost::asio::signal_set signals_;
    boost::asio::steady_timer deadline_;
    std::optional<std::chrono::steady_clock::time_point> armed_for_; ///< When deadline_ goes off.
    boost::asio::steady_timer flush_pause_;
    boost::asio::steady_timer quiet_;
    boost::asio::steady_timer flood_watch_;
    boost::asio::steady_timer watchdog_;
    boost::asio::steady_timer lasting_;
    bool watches_floods_ = false;
    std::size_t flooders_ = 0; ///< How many there were when the log told of them last.
    Room room_;
    boost::asio::posix::stream_descriptor journal_events_; ///< Closed if there are none.
    ControlServer control_;
    Backup backup_;
    ServiceManager manager_;
    std::optional<control::TroubleInfo> faulty_configuration_; ///< Why it is not in force.
    bool waiting_for_datagrams_ = false;
    bool waiting_for_journal_ = false;
    bool turn_scheduled_ = false;
    bool waiting_for_quiet_ = false;
    bool had_burst_ = false; ///< Since the wait for quiet began.
    bool blocked_ = false;   ///< Something waits to be sent: no turn may produce more.
};

} // namespace chatroom
