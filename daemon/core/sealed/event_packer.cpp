// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/event_packer.hpp"

namespace chatroom {

sealed::EventsWriter event_alone(const Event& event, std::uint8_t version) {
    sealed::EventsWriter frame(sealed::max_plaintext_bytes, version);
    frame.add(event);
    return frame;
}

const EventPacker::Run* EventPacker::from(Sequence first) {
    if (const auto known = runs_.find(first.value); known != runs_.end()) {
        return &known->second;
    }
    const auto* event = view_.at(first);
    if (event == nullptr) {
        return nullptr;
    }
    sealed::EventsWriter frame(max_bytes_, view_.version());
    auto next = first;
    while (event != nullptr && frame.add(*event)) {
        next = next.next();
        event = view_.at(next);
    }
    if (next == first) {
        frame = event_alone(*event, view_.version());
        next = next.next();
        event = nullptr; // It has its own size.
    }
    auto plaintext = frame.bytes();
    Run run{.last = {next.value - 1}, .bytes = plaintext.size()};
    if (event != nullptr) {
        plaintext.resize(max_bytes_, '\0'); // PAD
    }
    run.payload = outputs_.add(std::move(plaintext));
    return &runs_.emplace(first.value, run).first->second;
}

EventPacker& EventPackers::of(std::uint8_t version, unsigned size_step) {
    auto& packer = packers_.at(std::size_t{version} - sealed::all_versions.lowest).at(size_step);
    if (!packer) {
        packer.emplace(log_, outputs_, version, sealed::PathSize::plaintext_bytes(size_step));
    }
    return *packer;
}

} // namespace chatroom
