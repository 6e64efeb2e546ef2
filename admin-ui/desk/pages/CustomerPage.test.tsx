import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { record, timelineEntry } from "@/testing/builders/customers";
import { message } from "@/testing/builders/messages";
import { note } from "@/testing/builders/notes";
import { customer, person } from "@/testing/builders/people";
import { type Answers, Refused, rep, sent, show } from "../testing";
import { CustomerPage } from "./CustomerPage";

const known = record({
  id: "7",
  name: "王女士",
  corp_name: "例子贸易",
  grade: "A",
  stage: "报价",
  employees: [person(), person({ id: "li.min", name: "" })],
  fields: { 预算: "5万" },
});

const step = (text: string, due_at: string, done_at: string | null = null) => ({ text, due_at, done_at });

const card = (answers: Answers = {}) =>
  show(<CustomerPage id="7" me={rep} />, {
    "GET /customers/7": known,
    "GET /customers/7/notes": { items: [] },
    "GET /customers/7/tags": { contacts: [], wishes: [] },
    "GET /customers/7/timeline": { items: [], next_cursor: null },
    ...answers,
  });

const part = async (name: string) => within(await screen.findByRole("region", { name }));

describe("the card of a customer", () => {
  it("says who he is, and how to reach him", async () => {
    card();
    expect(await screen.findByRole("heading", { name: "王女士" })).toBeVisible();
    expect(screen.getByText("例子贸易")).toBeVisible();
    for (const tag of ["A 级", "报价", "重点客户"]) expect(screen.getByText(tag)).toBeVisible();
    expect(screen.getByRole("link", { name: "拨打 8613900001111" })).toHaveAttribute(
      "href",
      "tel:+8613900001111",
    );
    expect(screen.getByRole("link", { name: "发话术" })).toHaveAttribute("href", "#/scripts/7");
    const facts = await part("资料");
    expect(facts.getByText("张伟、li.min")).toBeVisible();
    expect(facts.getByText("预算").nextSibling).toHaveTextContent("5万");
  });

  it("puts forward the step that is due first and not done", async () => {
    card({
      "GET /customers/7/notes": {
        items: [
          note({ id: "1", next_step: step("寄合同", "2026-03-09T02:00:00.000Z") }),
          note({ id: "2", next_step: step("打电话", "2026-03-05T02:00:00.000Z") }),
          note({
            id: "3",
            next_step: step("发样册", "2026-03-02T02:00:00.000Z", "2026-03-02T03:00:00.000Z"),
          }),
        ],
      },
    });
    await waitFor(() => expect(document.querySelector(".next")).toHaveTextContent("下一步：打电话"));
    expect(screen.getByText(/下一步：发样册/)).toHaveClass("done");
  });

  it("shows what was said last, calls and files too", async () => {
    const said = (id: string, change: Parameters<typeof message>[0], kind: "chat" | "call" = "chat") =>
      timelineEntry({ kind, message: message({ id, ...change }) });
    const { asked } = card({
      "GET /customers/7/timeline": {
        items: [
          said("1", { from: customer(), segments: [{ t: "有" }, { t: "现货吗" }] }),
          said("2", { from: person({ name: "" }), segments: [], type: "file" }),
          said("3", { segments: [], detail: { direction: "outbound", duration_s: 61 } }, "call"),
          said("4", { from: customer(), segments: [], detail: {} }, "call"),
        ],
        next_cursor: null,
      },
    });
    const recent = (await screen.findByText("有现货吗")).closest("section")!;
    const lines = within(recent).getAllByRole("listitem");
    expect(lines.map((line) => line.textContent?.replace(/ · .*?(?=有|\[|去|来)/, "：") ?? "")).toEqual([
      "客户：有现货吗",
      "我方：[file]",
      "张伟：去电 61 秒",
      "客户：来电 0 秒",
    ]);
    expect(asked.map((one) => one.path)).toContain("/customers/7/timeline?kind=chat,sms,call&limit=6");
  });

  it("says so when nothing was said or written yet", async () => {
    card();
    expect(await screen.findByText("还没有往来")).toBeVisible();
    expect(await screen.findByText("还没有跟进记录")).toBeVisible();
  });

  it("takes a note with what comes next, and shows it", async () => {
    const notes = [note({ text: "旧的" })];
    const { user, asked } = card({
      "GET /customers/7/notes": () => ({ items: [...notes] }),
      "POST /customers/7/notes": () => void notes.unshift(note({ id: "9", text: "想要报价单" })),
    });
    const form = await part("写跟进");
    await user.click(form.getByRole("radio", { name: "拜访" }));
    await user.type(form.getByRole("textbox", { name: "内容" }), "想要报价单");
    await user.type(form.getByRole("textbox", { name: "下一步（可不填）" }), "寄合同");
    const due = form.getByLabelText("时间") as HTMLInputElement;
    expect(due.value).toMatch(/T10:00$/);
    const expected = `${due.value}:00+08:00`;
    await user.click(form.getByRole("button", { name: "保存" }));
    expect(await form.findByText("已保存")).toBeVisible();
    expect(await (await part("跟进记录")).findByText("想要报价单")).toBeVisible();
    expect(form.getByRole("textbox", { name: "内容" })).toHaveValue("");
    expect(sent(asked, "POST")[0]?.body).toEqual({
      kind: "visit",
      text: "想要报价单",
      next_step: "寄合同",
      due_at: expected,
    });
  });

  it("keeps the words of a note that was refused", async () => {
    const { user } = card({ "POST /customers/7/notes": new Refused(503, "server.unavailable") });
    const form = await part("写跟进");
    await user.type(form.getByRole("textbox", { name: "内容" }), "想要报价单");
    await user.click(form.getByRole("button", { name: "保存" }));
    expect(await form.findByText("服务暂时不可用，请稍后再试")).toBeVisible();
    expect(form.getByRole("textbox", { name: "内容" })).toHaveValue("想要报价单");
  });

  it("lets only one's own notes be changed or removed, and says who changed one", async () => {
    const others = note({ id: "2", writer_id: "4", writer_name: "李敏", text: "李敏写的" });
    const { version, changed_at, changed_by, kind, next_step } = note();
    const before = { version, changed_at, changed_by, kind, next_step, text: "先前的" };
    const own = note({ text: "我写的", version: 2, changed_by: "陈主管", past: [before] });
    const notes = [own, others];
    const { user, asked } = card({
      "GET /customers/7/notes": () => ({ items: [...notes] }),
      "PATCH /notes/1": () => void notes.splice(0, 1, note({ text: "我改的" })),
    });
    const mine = within((await screen.findByText("我写的")).closest("li")!);
    expect(mine.getByText(/陈主管 .* 修改过/)).toBeVisible();
    expect(mine.getByRole("button", { name: "删除" })).toBeVisible();
    expect(within(screen.getByText("李敏写的").closest("li")!).queryByRole("button")).toBeNull();
    await user.click(mine.getByRole("button", { name: "修改" }));
    const text = mine.getByRole("textbox", { name: "内容" });
    await user.clear(text);
    await user.type(text, "我改的");
    await user.click(mine.getByRole("button", { name: "保存" }));
    expect(await screen.findByText("我改的", { selector: "p" })).toBeVisible();
    expect(sent(asked, "PATCH")).toHaveLength(1);
  });

  it("says why it cannot be shown, and asks again when told to", async () => {
    let there = false;
    const { user } = card({
      "GET /customers/7": () => (there ? known : new Refused(404, "customer.not_found")),
    });
    expect(await screen.findByRole("alert")).toHaveTextContent("客户不存在，或不在您的范围内");
    expect(screen.queryByRole("region", { name: "写跟进" })).toBeNull();
    there = true;
    await user.click(screen.getByRole("button", { name: "重试" }));
    expect(await screen.findByRole("heading", { name: "王女士" })).toBeVisible();
  });
});
