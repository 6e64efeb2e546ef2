# SPDX-License-Identifier: Apache-2.0
# How every target of ours is compiled.

find_program(CUSTOS_CCACHE ccache)
if(CUSTOS_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CUSTOS_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CUSTOS_CCACHE})
endif()

# Without sanitizers: for the WeCom helper and what is loaded into it, which must not bring a runtime library along.
add_library(custos_plain_flags INTERFACE)
target_include_directories(custos_plain_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(custos_plain_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)

add_library(custos_flags INTERFACE)
target_link_libraries(custos_flags INTERFACE custos_plain_flags)
if(CUSTOS_SANITIZE)
  target_compile_options(custos_flags INTERFACE -fsanitize=${CUSTOS_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(custos_flags INTERFACE -fsanitize=${CUSTOS_SANITIZE})
endif()

# custos_library(NAME SOURCES a.cc b.cc DEPS other_target PRIVATE_DEPS hidden_target)
function(custos_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC custos_flags ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
endfunction()

# custos_test(NAME SOURCES a_test.cc DEPS target [LABELS slow] [TIMEOUT seconds]): one Catch2 program.
function(custos_test name)
  if(NOT CUSTOS_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  if(CUSTOS_SANITIZE)
    math(EXPR ARG_TIMEOUT "4 * ${ARG_TIMEOUT}")
  endif()
  if(NOT TARGET custos_catch_main)
    add_library(custos_catch_main OBJECT ${PROJECT_SOURCE_DIR}/tests/support/catch_main.cc)
    target_link_libraries(custos_catch_main PUBLIC custos_flags Catch2::Catch2)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE custos_catch_main Catch2::Catch2 ${ARG_DEPS})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
