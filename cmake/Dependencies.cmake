# SPDX-License-Identifier: Apache-2.0
# Every outside library, once.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(PostgreSQL REQUIRED)
find_package(prometheus-cpp REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(MINIZIP REQUIRED IMPORTED_TARGET minizip)
pkg_check_modules(AMRNB REQUIRED IMPORTED_TARGET opencore-amrnb)
pkg_check_modules(AMRWB REQUIRED IMPORTED_TARGET opencore-amrwb)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
find_path(QRCODEGEN_INCLUDE qrcodegen/qrcodegen.hpp REQUIRED)
find_library(QRCODEGEN_ARCHIVE libqrcodegencpp.a REQUIRED)
pkg_check_modules(HYPERSCAN REQUIRED libhs)
find_library(HYPERSCAN_ARCHIVE libhs.a PATHS ${HYPERSCAN_LIBRARY_DIRS} REQUIRED)
if(CUSTOS_TESTS)
  find_package(Catch2 2 REQUIRED)
endif()

add_library(custos_json INTERFACE)
target_link_libraries(custos_json INTERFACE nlohmann_json::nlohmann_json)
target_compile_definitions(custos_json INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0)

# The reference of `custos bench rules`.
add_library(custos_hyperscan INTERFACE)
target_include_directories(custos_hyperscan SYSTEM INTERFACE ${HYPERSCAN_INCLUDE_DIRS})
target_link_libraries(custos_hyperscan INTERFACE ${HYPERSCAN_ARCHIVE})

# Draws the codes that work phones read to enrol.
add_library(custos_qr INTERFACE)
target_include_directories(custos_qr SYSTEM INTERFACE ${QRCODEGEN_INCLUDE})
target_link_libraries(custos_qr INTERFACE ${QRCODEGEN_ARCHIVE})
