// SPDX-License-Identifier: Apache-2.0
// Catch2's runner takes long to compile, so it stands alone and is compiled once.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
