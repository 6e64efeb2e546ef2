#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the browser journeys against the server at CUSTOS_URL; see README.md for the variables.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
: "${CUSTOS_URL:?address of a running server}"
export CUSTOS_SHOTS=${CUSTOS_SHOTS:-$here/../../build/test-logs/screens}
mkdir -p "$CUSTOS_SHOTS"
CUSTOS_E2E_STATE=$(mktemp -d)
export CUSTOS_E2E_STATE
trap 'rm -rf "$CUSTOS_E2E_STATE"' EXIT
node --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.mjs
