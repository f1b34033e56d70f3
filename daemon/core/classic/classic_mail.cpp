// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/classic/classic_mail.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace chatroom {

void ClassicMail::send(const Address& to, std::string payload) {
    items_.push_back({{}, {}, to, static_cast<std::uint32_t>(payloads_.size())});
    payloads_.push_back(std::move(payload));
}

void ClassicMail::tell_all(Sequence event, Sequence except, std::string payload) {
    ++notice_count_;
    notice_bytes_ += payload.size();
    items_.push_back({event, except, {}, static_cast<std::uint32_t>(payloads_.size())});
    payloads_.push_back(std::move(payload));
}

/// One hand_out(). Most addresses are those of one member who gets notices and nothing else. The
/// others, who get answers or have come and gone, are few and take more looking up.
class ClassicMail::Round {
public:
    Round(const std::vector<Item>& items, std::vector<Stay> stays, Outputs& outputs,
          std::uint32_t first_payload)
        : items_(items), outputs_(outputs), first_payload_(first_payload) {
        for (const auto& item : items) {
            if (item.event == Sequence{}) {
                special_[item.address];
            }
        }
        for (auto& stay : stays) {
            if (const auto special = special_.find(stay.address); special != special_.end()) {
                special->second.push_back(stay);
            }
        }
        pending_ = std::move(stays);
    }

    void run() {
        for (const auto& item : items_) {
            if (item.event == Sequence{}) {
                serve_special(item.address);
            } else {
                std::erase_if(pending_,
                              [&](const Stay& stay) { return serve_if_told(stay, item); });
            }
        }
    }

private:
    bool serve_if_told(const Stay& stay, const Item& notice) {
        if (!notice.is_for(stay)) {
            return false;
        }
        if (special_.empty() || !serve_special(stay.address)) {
            for (const auto& item : items_) {
                if (item.event != Sequence{} && item.is_for(stay)) {
                    deliver(stay.address, item);
                }
            }
        }
        return true;
    }

    /// Whether the address is special; it is served once.
    bool serve_special(const Address& address) {
        const auto found = special_.find(address);
        if (found == special_.end()) {
            return false;
        }
        if (!served_.insert(address).second) {
            return true;
        }
        for (const auto& item : items_) {
            if (item.event != Sequence{}) {
                const auto stay = std::find_if(found->second.begin(), found->second.end(),
                                               [&](const Stay& each) { return item.is_for(each); });
                if (stay != found->second.end()) {
                    deliver(stay->address, item);
                }
            } else if (item.address == address) {
                deliver(item.address, item);
            }
        }
        return true;
    }

    void deliver(const Address& to, const Item& item) {
        outputs_.deliveries.push_back({.to = to, .payload = first_payload_ + item.payload});
    }

    const std::vector<Item>& items_;
    Outputs& outputs_;
    std::uint32_t first_payload_;
    std::vector<Stay> pending_;
    std::map<Address, std::vector<Stay>> special_;
    std::set<Address> served_;
};

void ClassicMail::hand_out(std::vector<Stay> inside, Outputs& outputs) {
    const auto items = std::exchange(items_, {});
    auto stays = std::exchange(departed_, {});
    stays.insert(stays.end(), inside.begin(), inside.end());
    const auto first_payload = static_cast<std::uint32_t>(outputs.payloads.size());
    Round(items, std::move(stays), outputs, first_payload).run();
    for (const auto& payload : payloads_) {
        sent_.note(payload);
    }
    std::move(payloads_.begin(), payloads_.end(), std::back_inserter(outputs.payloads));
    payloads_.clear();
    notice_count_ = 0;
    notice_bytes_ = 0;
}

} // namespace chatroom
