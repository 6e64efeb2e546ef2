import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { PublicPool } from "../api";
import { Refused, sent, show } from "../testing";
import { PoolPage } from "./PoolPage";

const pool = (mine: PublicPool["mine"]): PublicPool => ({
  id: "1",
  name: "新客公海",
  line: "",
  departments: [],
  claims_per_day: 3,
  held_limit: 10,
  cool_off_days: 7,
  returns: { idle_days: 0, no_deal_days: 0, warn_days: 0, grades: [], deal_stages: [] },
  open: true,
  version: 1,
  customers: 2,
  mine,
});

const item = (id: string, name: string, cooling_until: string | null = null) => ({
  customer: { id, name, corp_name: "", phones: ["139****1111"], tags: [], grade: "", stage: "" },
  entry: "9",
  since: "2026-03-01T00:00:00.000Z",
  cooling_until,
});

const answers = (mine: PublicPool["mine"], items: unknown[]) => ({
  "GET /pools": { items: [pool(mine)] },
  "GET /pools/1/customers": { items, next_cursor: null },
});

const cardOf = async (name: string) => within((await screen.findByText(name)).closest("li")!);

describe("a pool", () => {
  it("says what is left before anybody taps, and claims at a touch", async () => {
    const { user, asked } = show(<PoolPage id="1" />, {
      ...answers({ claimed_today: 1, held: 4 }, [item("7", "王女士")]),
      "POST /customers/7/ownership": {},
    });
    expect(await screen.findByText("今天还能领取 2 位（共 3 位） · 名下 4 位，还能增加 6 位")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "领取 王女士" }));
    expect(await screen.findByText("领取成功，现在是您的客户")).toBeVisible();
    expect(sent(asked, "POST")[0]?.body).toEqual({ action: "claim", line: "", seen: "9" });
    expect(asked.filter((one) => one.path === "/pools")).toHaveLength(2); // what is left is asked again
  });

  it("lets nobody tap in vain when the day's claims are used up", async () => {
    show(<PoolPage id="1" />, answers({ claimed_today: 3, held: 4 }, [item("7", "王女士")]));
    const card = await cardOf("王女士");
    expect(card.getByRole("button", { name: "领取 王女士" })).toBeDisabled();
    expect(card.getByText("今天领取的客户已达上限")).toBeVisible();
  });

  it("bars only the customer whom the rep lost a short time ago", async () => {
    const items = [item("7", "王女士", "2026-03-09T02:00:00.000Z"), item("8", "赵先生")];
    show(<PoolPage id="1" />, answers({ claimed_today: 0, held: 0 }, items));
    const barred = await cardOf("王女士");
    expect(barred.getByRole("button")).toBeDisabled();
    expect(barred.getByText(/您曾拥有这位客户，.* 后可再领取/)).toBeVisible();
    expect((await cardOf("赵先生")).getByRole("button")).toBeEnabled();
  });

  it("says why a claim was refused", async () => {
    const { user } = show(<PoolPage id="1" />, {
      ...answers(undefined, [item("7", "王女士")]),
      "POST /customers/7/ownership": new Refused(409, "ownership.not_in_pool"),
    });
    await user.click(await screen.findByRole("button", { name: "领取 王女士" }));
    expect(await screen.findByText("这位客户已不在公海")).toBeVisible();
    expect(screen.getByRole("button", { name: "领取 王女士" })).toBeDisabled();
  });
});
