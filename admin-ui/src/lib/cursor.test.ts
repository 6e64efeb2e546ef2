import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useCursor } from "./cursor";

function cursor() {
  const hook = renderHook(({ address }) => useCursor(address), {
    initialProps: { address: "1" as string | undefined },
  });
  return {
    at: () => hook.result.current[0],
    move: (id: string | undefined) => act(() => hook.result.current[1](id)),
    address: (address: string | undefined) => hook.rerender({ address }),
  };
}

describe("the cursor", () => {
  it("does not fall back while the address is still catching up", () => {
    const row = cursor();
    row.move("2");
    row.move("3");
    row.address("2");
    expect(row.at()).toBe("3");
    row.address("3");
    expect(row.at()).toBe("3");
  });

  it("skips addresses that were overtaken, and obeys the back button afterwards", () => {
    const row = cursor();
    row.move("2");
    row.move("3");
    row.address("3");
    row.address("2");
    expect(row.at()).toBe("2");
  });

  it("follows an address that somebody else wrote", () => {
    const row = cursor();
    row.address(undefined);
    expect(row.at()).toBeUndefined();
  });
});
