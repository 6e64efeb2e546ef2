import { render, screen, within } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "@/lib/i18n";
import { DeliveryPanel } from "./DeliveryPanel";

beforeAll(() => startI18n("en"));

const door = {
  company: "acme",
  received: 1_234,
  undecryptable: 0,
  forged: 3,
  malformed: 0,
  busy: 0,
  waiting: 2,
  oldest_at: "2026-03-01T01:00:00.000Z",
};

describe("callbacks and messages", () => {
  it("says what came, what was refused and since when something waits", () => {
    render(<DeliveryPanel callbacks={[door]} channels={[]} />);
    const row = screen.getByRole("row", { name: /acme/ });
    expect(within(row).getByText("1,234")).toBeVisible();
    expect(within(row).getByText("3")).toBeVisible();
    expect(within(row).getByText(/since/)).toBeVisible();
  });

  it("names the last failure of a channel", () => {
    const channel = { channel: "duty", waiting: 0, sent: 5, given_up: 1, oldest_at: null, problem: "x.y" };
    render(<DeliveryPanel callbacks={[]} channels={[channel]} />);
    expect(screen.getByRole("row", { name: /duty/ })).toHaveTextContent("x.y");
  });

  it("is not there where nothing is set up", () => {
    const { container } = render(<DeliveryPanel callbacks={[]} channels={[]} />);
    expect(container).toBeEmptyDOMElement();
  });
});
