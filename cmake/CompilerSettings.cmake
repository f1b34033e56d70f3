# SPDX-License-Identifier: GPL-3.0-or-later
# One set of flags for every target, so that what the tests build is what is shipped.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overlaps in std::string's operator+ that are not there (GCC bug 105651), and writes
  # past the end of one that has been moved into a variant.
  add_compile_options(-Wno-restrict -Wno-stringop-overflow)
endif()
if(CHATROOM_WERROR)
  add_compile_options(-Werror)
endif()
if(CHATROOM_SANITIZE)
  add_compile_options(-fsanitize=${CHATROOM_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer -UNDEBUG) # Assertions are part of what these builds look for.
  add_link_options(-fsanitize=${CHATROOM_SANITIZE})
endif()
if(CHATROOM_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(CHATROOM_TESTS)
  # Some twenty programs are linked after a change; what is installed has the system's linker.
  find_program(LLD ld.lld)
  if(LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()

# The cache serves every clone and build folder of this user: paths count from the top, and which
# folder a compiler runs in is left out of the hash and of what it writes. Precompiled headers can
# only be cached when their time stamps are left out, too.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  else()
    add_compile_options(-fpch-preprocess)
  endif()
endif()
