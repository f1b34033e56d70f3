// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace chatroom::cluster {

/// Stands between a node and its database, and can keep what the database answers to itself.
class CutProxy {
public:
    explicit CutProxy(std::uint16_t server);
    ~CutProxy();
    CutProxy(const CutProxy&) = delete;
    CutProxy& operator=(const CutProxy&) = delete;

    std::string uri(const std::string& database) const;

    /// When the node next sends these bytes, the server gets them, its answer goes nowhere, and the
    /// connection is cut once there is one.
    void lose_answer_to(const std::string& bytes);

    /// How many answers were lost.
    int lost() const { return lost_; }

private:
    void run();
    void relay(int node);

    std::uint16_t server_;
    int listener_;
    std::uint16_t port_ = 0;
    std::string lose_; ///< Written before a node sends it.
    std::atomic<bool> loses_ = false;
    std::atomic<int> lost_ = 0;
    std::atomic<bool> stops_ = false;
    std::thread thread_;
};

} // namespace chatroom::cluster
