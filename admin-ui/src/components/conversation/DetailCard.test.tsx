import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "@/lib/i18n";
import { message } from "@/testing/builders/messages";
import { DetailCard, isCard } from "./DetailCard";

beforeAll(() => startI18n("zh-CN"));

describe("the card of a message", () => {
  it("says which way a telephone call went, with whom and how long", () => {
    const detail = {
      direction: "inbound",
      number: "13900001111",
      disposition: "ANSWERED",
      duration_s: 186,
    };
    render(<DetailCard message={message({ type: "call", detail })}>{null}</DetailCard>);
    expect(screen.getByText("电话")).toBeVisible();
    expect(screen.getByText(/呼入 · 13900001111 · 已接通/)).toHaveTextContent("3:06");
  });

  it("names a caller who withheld his number", () => {
    const detail = { direction: "inbound", number: "", disposition: "NO ANSWER", duration_s: 0 };
    render(<DetailCard message={message({ type: "call", detail })}>{null}</DetailCard>);
    expect(screen.getByText("呼入 · 隐藏号码 · 未接")).toBeVisible();
  });

  it("shows the leg of a call, its transfer and its conference", () => {
    const detail = {
      leg: "b",
      part_of: "uuid-a",
      number: "13900001111",
      disposition: "ANSWERED",
      conference: "3001",
      transferred_to: ["8002", "8003"],
      legs: [{ from: "13900001111", to: "8001", disposition: "ANSWERED", ring_s: 4, duration_s: 64 }],
    };
    render(<DetailCard message={message({ type: "call", detail })}>{null}</DetailCard>);
    expect(screen.getByText("通话的一段 · 13900001111 · 已接通")).toBeVisible();
    expect(screen.getByText("会议 3001")).toBeVisible();
    expect(screen.getByText("转接至 8002 → 8003")).toBeVisible();
    expect(screen.getByText("13900001111 → 8001 · 已接通 · 振铃 0:04 · 通话时长 1:04")).toBeVisible();
  });

  it("sums up what somebody did before he left, with the customers he deleted", async () => {
    const detail = {
      since: 1_759_000_000_000,
      deleted: 2,
      exported: 1,
      looks: 40,
      alerts: 3,
      exports: { "activity.export": 1 },
      deletions: [
        { customer: "7", name: "示例客户", at: 1_759_100_000_000 },
        { customer: "0", name: "", at: 1_759_200_000_000 },
      ],
    };
    const card = <DetailCard message={message({ type: "leaver_review", detail })}>{null}</DetailCard>;
    const router = createRouter({
      routeTree: createRootRoute({ component: () => card }),
      history: createMemoryHistory(),
    });
    render(<RouterProvider router={router} />);
    expect(await screen.findByText("删除客户 2 位")).toBeVisible();
    expect(screen.getByText("离职前情况")).toBeVisible();
    expect(screen.getByText("从本系统导出 1 次：业绩表格 1")).toBeVisible();
    const deleted = within(screen.getByRole("list", { name: "删除的客户" }));
    expect(deleted.getByRole("link", { name: "示例客户" })).toHaveAttribute("href", "/customers/7");
    expect(deleted.getByText(/未命名/)).toBeVisible();
  });

  it("says what is missing of a work phone's log", () => {
    const detail = { device: "d1", told_by: "server", first_seq: 4, last_seq: 6 };
    render(<DetailCard message={message({ type: "device_gap", detail })}>{null}</DetailCard>);
    expect(screen.getByText("编号 4–6 从未上报")).toBeVisible();
  });

  it("leaves text messages as plain as chat", () => {
    expect(isCard("sms")).toBe(false);
  });
});
