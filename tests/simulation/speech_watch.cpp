// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/speech_watch.hpp"

#include "tests/simulation/violation.hpp"

#include <algorithm>

namespace chatroom::simulation {

namespace {

/// A classic line of 4,096 bytes is five events, of which the first is judged.
constexpr double parts_behind_the_first = 4;
/// Of what is reckoned with times.
constexpr double tolerance = 0.01;

} // namespace

void SpeechWatch::decided(Time now, const DecidedBatch& batch) {
    if (lines_.per_second == 0) {
        return;
    }
    for (const auto& [event, address, key] : batch.records) {
        if (event.kind == EventKind::entered) {
            said_.erase(event.name);
        }
        if (event.kind != EventKind::said) {
            continue;
        }
        auto& said = said_.try_emplace(event.name, Said{double(lines_.at_once), now}).first->second;
        const std::chrono::duration<double> passed = now - said.at;
        said.left =
            std::min<double>(lines_.at_once, said.left + passed.count() * lines_.per_second);
        said.at = now;
        said.left -= 1;
        require(said.left >= -parts_behind_the_first - tolerance,
                "somebody says more than anybody may");
    }
}

} // namespace chatroom::simulation
