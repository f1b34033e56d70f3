# SPDX-License-Identifier: GPL-3.0-or-later
# Reading the standard library is most of what compiling a file here costs, so it is read once:
# chatroom_base has what all sources share, chatroom_test_headers that and GoogleTest.
set(CHATROOM_STANDARD_HEADERS <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory>
  <optional> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)

# The target's sources begin with the standard headers.
function(chatroom_precompile target)
  target_precompile_headers(${target} REUSE_FROM chatroom_base)
endfunction()
