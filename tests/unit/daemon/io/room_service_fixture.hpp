// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/io/room_service.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/unit/daemon/io/control_client.hpp"
#include "tests/unit/daemon/io/notify_socket.hpp"
#include "tests/unit/daemon/io/udp_peer.hpp"

#include <csignal>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <unistd.h>

namespace chatroom {

/// A service that runs in a thread of its own until the test ends it by a signal.
class RoomServiceFixture : public testing::Test {
protected:
    RoomServiceFixture() {
        options.allow = {AddressRange::parse("127.0.0.0/8").value()};
        options.farewell = {"EXIT"};
        options.limits.lines = {};
        options.limits.bytes = {};
        options.limits.classic_of_this_machine = options.max_members;
    }

    ~RoomServiceFixture() override {
        if (thread.joinable()) {
            stop();
        }
    }

    RoomService::Setup setup() {
        return {.listen = parse_address("127.0.0.1:0").value(),
                .control_socket = path,
                .changeable = {options, admins},
                .secrets = secrets,
                .reload = [this]() -> Result<RoomService::Changeable, std::string> {
                    if (!reloaded) {
                        return Unexpected(std::string("chatroomd.toml:1: no"));
                    }
                    return *reloaded;
                },
                .config =
                    [](control::ConfigInfo asked) {
                        asked.file = "/etc/" + asked.action;
                        return asked;
                    }};
    }

    void start() { start(journal); }

    void start(Journal& remembered) {
        service.emplace(setup(), remembered);
        thread = std::thread([this] { service->run(); });
        auto told = systemd.message();
        while (told.starts_with("FDSTORE")) { // The port it has opened.
            told = systemd.message();
        }
        EXPECT_THAT(told, testing::StartsWith("READY=1\nSTATUS="));
        const auto listening = call("status").at("listening").get<std::string>();
        port = parse_address(listening).value();
    }

    void stop() {
        ::kill(::getpid(), SIGTERM);
        thread.join();
        service.reset();
    }

    static void fill_random(std::span<std::uint8_t> bytes) {
        randombytes_buf(bytes.data(), bytes.size());
    }

    static std::string request(const std::string& method, const nlohmann::json& params) {
        return nlohmann::json{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}}
                   .dump() +
               "\n";
    }

    /// The result of a call on a connection of its own.
    nlohmann::json call(const std::string& method,
                        const nlohmann::json& params = nlohmann::json::object()) {
        ControlClient client(path);
        client.send(request(method, params));
        return nlohmann::json::parse(client.line()).at("result");
    }

    /// The peer becomes a member of that name.
    void enter(UdpPeer& peer, const std::string& name) {
        peer.send(port, "L " + name);
        EXPECT_THAT(peer.receive(1), testing::ElementsAre("OK"));
    }

    NotifySocket systemd;
    TemporaryDirectory directory;
    std::filesystem::path path = directory.path() / "control.sock";
    RoomOptions options;
    RoomSecrets secrets{sealed::KeyPair::generate(fill_random), fill_random};
    std::optional<AdminGroup> admins;
    std::optional<RoomService::Changeable> reloaded;
    /// The room as it would be after a restart.
    RoomState stored() const { return RoomState(journal.facts().value(), journal.head(), {}); }

    MemoryJournal journal;
    std::optional<RoomService> service;
    std::thread thread;
    Address port;
};

} // namespace chatroom
