#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hands a Mattermost bulk export (JSON lines) to Custos. Standard library only.

People are known by their user name; who has an address in --domain is staff, everybody else is an outsider. The id of a
line is the digest of what identifies a post, so running it again stores nothing twice.
"""
import argparse
import hashlib
import json
import sys
import time
import urllib.error
import urllib.request

LINES_PER_REQUEST = 500


def read_export(lines):
    """The objects of the export, in order; a line that is no JSON is named and left out."""
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except ValueError:
            print(f"line {number} is no JSON and was left out", file=sys.stderr)


def party(name, staff):
    return {"kind": "staff" if name in staff else "external", "id": name}


def message(post, place, people, staff):
    """One post or reply as a line; `place` is the channel, empty for a direct message of `people`."""
    user = post["user"]
    identity = json.dumps([place, people, user, post["create_at"], post["message"]], ensure_ascii=False)
    line = {
        "id": "mm-" + hashlib.sha256(identity.encode()).hexdigest()[:40],
        "time": post["create_at"],
        "from": party(user, staff),
        "to": [party(name, staff) for name in people if name != user],
        "text": post["message"],
    }
    if place:
        line["conversation"] = {"kind": "group", "id": place}
    elif len(people) > 2:
        line["conversation"] = {"kind": "group", "id": "direct:" + "|".join(sorted(people))}
    return line


def messages(export, domain):
    staff = set()
    for entry in export:
        kind = entry.get("type")
        if kind == "user" and entry["user"].get("email", "").lower().endswith("@" + domain.lower()):
            staff.add(entry["user"]["username"])
        elif kind == "post":
            post = entry["post"]
            place = post["team"] + "/" + post["channel"]
            yield message(post, place, [], staff)
            for reply in post.get("replies") or []:
                yield message(reply, place, [], staff)
        elif kind == "direct_post":
            post = entry["direct_post"]
            people = post["channel_members"]
            yield message(post, "", people, staff)
            for reply in post.get("replies") or []:
                yield message(reply, "", people, staff)


def send(url, token, lines):
    """Sends lines until they are committed; returns the answer of each."""
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/x-ndjson"}
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
                return json.load(answer)["results"]
        except urllib.error.HTTPError as error:
            if error.code not in (408, 429, 500, 503):
                raise
            time.sleep(int(error.headers.get("Retry-After") or 5))
        except OSError:
            time.sleep(5)


def main():
    options = argparse.ArgumentParser(description="Hand a Mattermost bulk export to Custos")
    options.add_argument("export")
    options.add_argument("--domain", required=True, help="of the company's e-mail addresses")
    options.add_argument("--url", required=True)
    options.add_argument("--token", required=True)
    flags = options.parse_args()
    counts = {"accepted": 0, "duplicate": 0, "refused": 0}
    with open(flags.export, encoding="utf-8") as file:
        waiting = []
        for line in messages(read_export(file), flags.domain):
            waiting.append(line)
            if len(waiting) == LINES_PER_REQUEST:
                count(counts, send(flags.url, flags.token, waiting), waiting)
                waiting = []
        if waiting:
            count(counts, send(flags.url, flags.token, waiting), waiting)
    print(json.dumps(counts))


def count(counts, results, lines):
    for result, line in zip(results, lines):
        counts[result["status"]] += 1
        if result["status"] == "refused":
            print(f"{line['id']}: {result['code']} at {result['pointer']}", file=sys.stderr)


if __name__ == "__main__":
    main()
