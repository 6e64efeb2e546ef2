import { describe, expect, it } from "vitest";
import { open, screen, waitFor, within } from "@/testing/render";
import { makeWorld } from "@/testing/world";

function world() {
  const made = makeWorld();
  made.users[0]!.must_change_password = false;
  return made;
}

describe("the users page", () => {
  it("makes an account and shows its one-time password once", async () => {
    const { user, world: w } = await open("/users", { world: world(), login: "admin" });
    await user.click(await screen.findByRole("button", { name: "新建用户" }));
    const form = await screen.findByRole("dialog", { name: "新建用户" });
    await user.type(within(form).getByLabelText("账号"), "wang.fang");
    await user.type(within(form).getByLabelText("姓名"), "王芳");
    await user.click(within(form).getByRole("button", { name: "保存" }));

    const shown = await screen.findByRole("dialog", { name: "一次性密码" });
    expect(within(shown).getByText("mock-7Q4K-29XD")).toBeInTheDocument();
    await user.click(within(shown).getByRole("button", { name: "我已记下" }));
    await waitFor(() => expect(screen.queryByText("mock-7Q4K-29XD")).toBeNull());
    expect(await screen.findByText("wang.fang")).toBeVisible();
    expect(w.users.at(-1)?.scope.kind).toBe("all");
  });

  it("refuses a login that the server would refuse, before asking it", async () => {
    const { user, world: w } = await open("/users", { world: world(), login: "admin" });
    const before = w.users.length;
    await user.click(await screen.findByRole("button", { name: "新建用户" }));
    const form = await screen.findByRole("dialog", { name: "新建用户" });
    await user.type(within(form).getByLabelText("账号"), "Wang Fang");
    await user.type(within(form).getByLabelText("姓名"), "王芳");
    await user.click(within(form).getByRole("button", { name: "保存" }));
    expect(await within(form).findByText("账号格式不正确")).toBeVisible();
    expect(w.users).toHaveLength(before);
  });

  it("disables an account after asking, but offers nobody to disable himself", async () => {
    const { user, world: w } = await open("/users", { world: world(), login: "admin" });
    expect(screen.queryByRole("button", { name: "停用 admin" })).toBeNull();
    await user.click(await screen.findByRole("button", { name: "停用 rep" }));
    await user.click(await screen.findByRole("button", { name: "确定" }));
    await waitFor(() => expect(w.users.find((one) => one.login === "rep")?.disabled).toBe(true));
  });
});
