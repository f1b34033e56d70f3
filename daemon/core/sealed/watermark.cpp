// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/sealed/watermark.hpp"

namespace chatroom {

void Watermark::acknowledged(Sequence before, Sequence after) {
    if (before == lowest_ && after > before && !is_doubtful_) {
        --at_lowest_;
        is_doubtful_ = at_lowest_ == 0;
    }
}

} // namespace chatroom
