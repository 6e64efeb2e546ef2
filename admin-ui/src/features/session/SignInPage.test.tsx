import { describe, expect, it } from "vitest";
import { open, screen, waitFor } from "@/testing/render";

describe("signing in", () => {
  it("asks for an own password after the one-time password, then goes where the link pointed", async () => {
    const { user, router } = await open("/status", { login: null });
    await user.type(await screen.findByLabelText("账号"), "admin");
    await user.type(screen.getByLabelText("密码"), "one-time-pass{Enter}");

    expect(await screen.findByRole("heading", { name: "设置新密码" })).toBeVisible();
    await user.type(screen.getByLabelText("当前密码"), "one-time-pass");
    await user.type(screen.getByLabelText("新密码"), "short");
    await user.type(screen.getByLabelText("再次输入新密码"), "short{Enter}");
    expect(await screen.findByText(/密码太短/)).toBeVisible();

    await user.type(screen.getByLabelText("新密码"), "-but-longer-now");
    await user.type(screen.getByLabelText("再次输入新密码"), "-but-longer-now{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/status"));
  });

  it("announces wrong credentials", async () => {
    const { user } = await open("/sign-in", { login: null });
    await user.type(await screen.findByLabelText("账号"), "admin");
    await user.type(screen.getByLabelText("密码"), "wrong{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("账号或密码不正确");
  });

  it("changes the language without a reload", async () => {
    const { user } = await open("/sign-in", { login: null });
    await user.click(await screen.findByText("English"));
    expect(await screen.findByRole("button", { name: "Sign in" })).toBeVisible();
    expect(document.documentElement.lang).toBe("en");
  });
});
