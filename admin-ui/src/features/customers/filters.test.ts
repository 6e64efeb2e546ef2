import { describe, expect, it } from "vitest";
import { kindsOf, readCustomerSearch, timelineKinds, toggled, toTimelineQuery } from "./filters";

describe("the address of a customer", () => {
  it("keeps what it knows and drops the rest", () => {
    expect(readCustomerSearch({ kind: "sms,call", order: "oldest", x: "1", at: "" })).toEqual({
      kind: "sms,call",
      order: "oldest",
    });
    expect(kindsOf({ kind: "sms,nonsense" })).toEqual(["sms"]);
  });

  it("means everything when every kind or none is chosen", () => {
    expect(toggled({}, "sms")).toBe("sms");
    expect(toggled({ kind: "sms" }, "sms")).toBeUndefined();
    const allButChat = timelineKinds.filter((kind) => kind !== "chat").join(",");
    expect(toggled({ kind: allButChat }, "chat")).toBeUndefined();
  });

  it("becomes the question to the server", () => {
    expect(toTimelineQuery({ kind: "call", employee: "wecom:ww1|li", order: "oldest" })).toEqual({
      kind: ["call"],
      employee_source: "wecom:ww1",
      employee_id: "li",
      order: "oldest",
    });
    expect(toTimelineQuery({})).toEqual({
      kind: undefined,
      employee_source: undefined,
      employee_id: undefined,
      order: undefined,
    });
  });
});
