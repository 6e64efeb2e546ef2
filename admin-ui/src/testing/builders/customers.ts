import type { Customer, TimelineEntry } from "@/lib/api/types";
import { message } from "./messages";
import { person, source } from "./people";

/** A customer's record; his name is that of `customer()`. */
export function record(change: Partial<Customer> = {}): Customer {
  return {
    id: "1",
    name: "陈女士",
    corp_name: "",
    avatar: "",
    grade: "",
    stage: "",
    phones: ["8613900001111"],
    employees: [person()],
    owners: [],
    tags: ["重点客户"],
    last_at: "2026-03-01T02:00:00.000Z",
    version: 1,
    name_from: "contact",
    own_name: "",
    fields: {},
    grade_from: null,
    stage_from: null,
    grade_rule: null,
    stage_rule: null,
    region: "浙江省杭州市",
    created_at: "2026-02-01T02:00:00.000Z",
    messages: 6,
    first_at: "2026-02-01T02:00:00.000Z",
    identities: [
      {
        kind: "contact",
        source,
        value: "wm-0001",
        reason: "contact",
        confidence: 100,
        learned_from: source,
        since: "2026-02-01T02:00:00.000Z",
      },
      {
        kind: "phone",
        source: null,
        value: "8613900001111",
        reason: "noted",
        confidence: 90,
        learned_from: source,
        since: "2026-02-01T02:00:00.000Z",
      },
    ],
    relations: [
      {
        employee: person(),
        contact: "wm-0001",
        remark: "陈女士-订车",
        tags: ["重点客户"],
        add_way: 1,
        added_at: "2026-02-01T02:00:00.000Z",
        state: "deleted_by_employee",
        changed_at: "2026-03-01T02:00:00.000Z",
        restored: false,
        consent: {
          state: "default",
          changed_at: "2026-02-02T02:00:00.000Z",
          asked_at: "2026-03-01T02:00:00.000Z",
        },
        history: [
          {
            id: "1",
            at: "2026-02-01T02:00:00.000Z",
            kind: "added",
            employee: person(),
            message_id: null,
            user_name: null,
            detail: { add_way: 1 },
          },
          {
            id: "2",
            at: "2026-03-01T02:00:00.000Z",
            kind: "deleted_by_employee",
            employee: person(),
            message_id: "1004",
            user_name: null,
            detail: {},
          },
        ],
      },
    ],
    hidden_relations: 0,
    merges: [],
    alike: [],
    ...change,
  };
}

export function timelineEntry(change: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    kind: "chat",
    at: "2026-03-01T02:00:00.000Z",
    message: message(),
    alert: null,
    decision: null,
    change: null,
    note: null,
    order: null,
    ...change,
  };
}
