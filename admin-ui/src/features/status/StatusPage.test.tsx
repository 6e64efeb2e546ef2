import { describe, expect, it } from "vitest";
import { systemStatus } from "@/testing/builders/status";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

describe("the status page", () => {
  it("starts a check of the evidence and shows its outcome", async () => {
    const { user } = await open("/status");
    expect(await screen.findByText("尚未校验")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "开始校验" }));
    expect(await screen.findByText("校验通过")).toBeVisible();
  });

  it("names a source's trouble, its gaps and the alarm in words", async () => {
    const world = makeWorld();
    const [source] = systemStatus().sources;
    world.status.sources = [
      {
        ...source!,
        state: "backing_off",
        problem: "wecom.helper_died",
        lag_alarm: true,
        gap_count: 1,
        gaps: [{ first: "120", last: "125" }],
      },
    ];
    await open("/status", { world });
    const panel = await screen.findByRole("region", { name: source!.source });
    expect(within(panel).getByRole("alert")).toHaveTextContent("辅助进程意外退出");
    expect(within(panel).getByText("延迟告警")).toBeVisible();
    expect(within(panel).getByText("120 – 125")).toBeVisible();
  });

  it("shows a trouble that it has no words for by its code", async () => {
    const world = makeWorld();
    world.status.sources[0]!.problem = "sms.line_dead";
    await open("/status", { world });
    expect(await screen.findByText("sms.line_dead")).toBeVisible();
  });

  it("shows what waits aside by its reason, its bytes, and tries it again", async () => {
    const world = makeWorld();
    world.users[0]!.must_change_password = false;
    const one = {
      source: "ingest:crm",
      reason: "ingest.type",
      seq: "0",
      key_version: 0,
      envelope_bytes: 2048,
    };
    world.parked = [
      { ...one, id: "7", key: "sha256:aa" },
      { ...one, id: "9", key: "sha256:bb" },
    ];
    const { user } = await open("/status", { world, login: "admin" });
    const panel = await screen.findByRole("region", { name: "待处理：读不出来的消息" });
    const counts = within(panel).getByRole("table", { name: "按原因统计" });
    expect(within(counts).getByText("ingest:crm")).toBeVisible();
    expect(within(counts).getByText("2")).toBeVisible();
    await user.click(within(panel).getByRole("button", { name: "查看最近几条" }));
    const newest = await within(panel).findByRole("table", { name: "ingest:crm 最近的待处理消息" });
    expect(await within(newest).findByText("sha256:bb")).toBeVisible();
    expect(within(newest).getAllByRole("link")[0]).toHaveAttribute("href", "/api/v1/parked/7/envelope");
    await user.click(within(panel).getByRole("button", { name: "再试一次" }));
    await waitFor(() => expect(screen.queryByText("sha256:bb")).toBeNull());
  });

  it("says nothing of what waits while nothing does", async () => {
    await open("/status");
    await screen.findByRole("region", { name: "给外人的证明" });
    expect(screen.queryByRole("region", { name: "待处理：读不出来的消息" })).toBeNull();
  });

  it("shows which words stand on the platform, what was changed there by hand and what has no room", async () => {
    const world = makeWorld();
    world.users[0]!.must_change_password = false;
    world.intercepts = [
      {
        company: "acme",
        source: "wecom:ww1",
        checked_at: "2026-03-01T08:00:00.000Z",
        problem: "wecom.errcode_60123",
        problem_detail: "",
        planned: 3,
        standing: 2,
        words: 310,
        others: 4,
        drift: [{ what: "removed", name: "custos-0123456789ab0", found_at: "2026-03-01T07:00:00.000Z" }],
        unfit_count: 1,
        unfit: [
          { word: "私户", rule_id: "r1", title: { zh: "私自收款", en: "Private" }, reason: "intercept.full" },
        ],
      },
    ];
    await open("/status", { world, login: "admin" });
    const panel = await screen.findByRole("region", { name: "平台拦截词：acme" });
    expect(within(panel).getByRole("alert")).toHaveTextContent("部门不存在");
    expect(within(panel).getByText("已生效 2 条，计划 3 条")).toBeVisible();
    expect(within(panel).getByText("被删除")).toBeVisible();
    const unfit = within(panel).getByRole("table", { name: "未能放上平台：1 项" });
    expect(within(unfit).getByText("私户")).toBeVisible();
    expect(within(unfit).getByText("超出平台上限，放不下")).toBeVisible();
  });

  it("lists the faults that a check found", async () => {
    const world = makeWorld();
    world.status.evidence.verify = {
      ...world.status.evidence.verify,
      state: "failed",
      faults: [{ code: "record_changed", position: "4711", detail: "leaf hash differs" }],
    };
    await open("/status", { world });
    const table = await screen.findByRole("table", { name: "校验发现的异常" });
    expect(within(table).getByText("记录被修改")).toBeVisible();
    expect(within(table).getByText("4711")).toBeVisible();
  });

  it("shows who confirmed a checkpoint and what a day's manifest says", async () => {
    const { user } = await open("/status");
    const panel = await screen.findByRole("region", { name: "给外人的证明" });
    expect(await within(panel).findByText("witness.example/w1")).toBeVisible();
    const days = within(panel).getByRole("table", { name: "每日清单" });
    expect(within(days).getByText("2026-02-28 +08:00")).toBeVisible();
    expect(within(days).getByText("8,800")).toBeVisible();
    await user.click(within(panel).getByRole("button", { name: "立即签署检查点" }));
    expect(await within(panel).findByText("91,402")).toBeVisible();
  });
});
