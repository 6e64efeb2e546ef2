import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { AlertList, Note } from "./api";
import { NoteEdit } from "./NoteEdit";
import { NoteRemove } from "./NoteRemove";
import { NoticeCard } from "./NoticeCard";
import { Refused, sent, show } from "./testing";

const note: Note = {
  id: "5",
  customer_id: "7",
  writer_id: "3",
  writer_name: "张伟",
  at: "2026-03-01T02:00:00.000Z",
  version: 2,
  changed_at: "2026-03-01T02:00:00.000Z",
  changed_by: "张伟",
  kind: "call",
  text: "想要样册",
  next_step: null,
  past: [],
  removed_at: null,
};

describe("one's own note", () => {
  it("is changed as it stands, and a note that changed meanwhile is not overwritten", async () => {
    const { user, asked } = show(<NoteEdit note={note} onClose={() => undefined} />, {
      "PATCH /notes/5": new Refused(409, "note.changed"),
    });
    await user.type(screen.getByRole("textbox", { name: "内容" }), "和报价");
    await user.click(screen.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("这条跟进刚被修改，请刷新后再试")).toBeVisible();
    expect(sent(asked, "PATCH")[0]).toMatchObject({ body: { text: "想要样册和报价" }, version: '"v2"' });
  });

  it("is taken away only after a second touch", async () => {
    const onRemoved = vi.fn();
    const { user, asked } = show(<NoteRemove note={note} onRemoved={onRemoved} />, {
      "DELETE /notes/5": undefined,
    });
    await user.click(screen.getByRole("button", { name: "删除" }));
    expect(screen.getByText("页面不再显示；公司仍保留记录")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "取消" }));
    expect(asked).toEqual([]);
    await user.click(screen.getByRole("button", { name: "删除" }));
    await user.click(screen.getByRole("button", { name: "确认删除" }));
    await vi.waitFor(() => expect(onRemoved).toHaveBeenCalledOnce());
    expect(sent(asked, "DELETE")[0]?.version).toBe('"v2"');
  });
});

const alert = {
  id: "42",
  snippet: [
    { t: "货款", m: false },
    { t: "微信转我", m: true },
  ],
  rules: [{ title: { zh: "私下收款", en: "Private payment" } }],
  counterpart: { name: "王女士" },
  state: "new",
  created_at: "2026-03-01T02:00:00.000Z",
  note: "",
} as unknown as AlertList["items"][number];

describe("an alert about oneself", () => {
  it("is acknowledged once, and answered in one's own words", async () => {
    const history: object[] = [];
    const { user, asked } = show(<NoticeCard alert={alert} />, {
      "GET /alerts/42": () => ({ history: [...history] }),
      "POST /alerts/42/statements": ({ body }: { body: { text?: string } }) => {
        const at = "2026-03-02T02:00:00.000Z";
        history.push({
          id: String(history.length),
          from: "new",
          to: "new",
          user_name: "张伟",
          at,
          note: body.text ?? "",
        });
      },
    });
    expect(screen.getByText("微信转我")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "知悉与申诉" }));
    await user.click(await screen.findByRole("button", { name: "我已知悉" }));
    expect(await screen.findByText(/您已确认知悉/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "我已知悉" })).toBeNull();
    const send = screen.getByRole("button", { name: "提交说明" });
    expect(send).toBeDisabled();
    await user.type(screen.getByRole("textbox", { name: "我的说明（申诉）" }), "是客户先提的");
    await user.click(send);
    expect(await screen.findByText("是客户先提的", { selector: "p" })).toBeVisible();
    expect(sent(asked, "POST").map((one) => one.body)).toEqual([{}, { text: "是客户先提的" }]);
  });
});
