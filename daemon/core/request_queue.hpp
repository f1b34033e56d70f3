// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/request.hpp"

#include <utility>
#include <vector>

namespace chatroom {

/// What waits to be decided, in the order in which it came.
class RequestQueue {
public:
    /// While the journal thinks about a batch, requests wait: a minute of a busy room's, some 10
    /// MB. Whoever comes then is told that the room cannot save anything now.
    static constexpr std::size_t max_requests = 32'768;

    /// False, and the request stays as it is, if there are too many.
    bool push(Request&& request) {
        if (requests_.size() >= max_requests) {
            return false;
        }
        events_ += events_of(request);
        requests_.push_back(std::move(request));
        return true;
    }

    /// All of them; none is left. What is handed in lends its memory to those that come: a busy
    /// room has hundreds each turn.
    std::vector<Request> take(std::vector<Request> emptied) {
        emptied.clear();
        events_ = 0;
        return std::exchange(requests_, std::move(emptied));
    }

    /// Gives back memory that is not needed.
    void rest() { requests_.shrink_to_fit(); }

    bool empty() const { return requests_.empty(); }
    std::size_t size() const { return requests_.size(); }

    /// How many events they make at most.
    std::size_t events() const { return events_; }

private:
    std::vector<Request> requests_;
    std::size_t events_ = 0;
};

} // namespace chatroom
