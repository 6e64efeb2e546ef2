#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check_links.sh HELPER: fails when the helper needs more than the C library: the vendor library would bind to OpenSSL
# and C++ symbols of ours.
set -eu
needed=$(readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p')
[ -n "$needed" ] || { echo "no dynamic section in $1" >&2; exit 1; }
for library in $needed; do
  case $library in
    libc.so.*|libdl.so.*|libpthread.so.*|ld-linux*) ;;
    *) echo "the helper must not need $library" >&2; exit 1 ;;
  esac
done
loaded=$(ldd "$1")
for forbidden in libcrypto libssl libstdc++; do
  case $loaded in *$forbidden*) echo "the helper loads $forbidden" >&2; exit 1 ;; esac
done
