import { fireEvent, render, screen } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import type { Media } from "@/lib/api/types";
import { startI18n } from "@/lib/i18n";
import { message } from "@/testing/builders/messages";
import { MediaList } from "./MediaList";

beforeAll(() => startI18n("zh-CN"));

function file(fields: Partial<Media>): Media {
  return {
    position: 0,
    kind: "voice",
    name: "",
    size: 9_120,
    duration_s: 14,
    state: "stored",
    url: null,
    ...fields,
  };
}

describe("the files of a message", () => {
  it("plays a voice message in place, and leaves the original to download", () => {
    const media = [file({ url: "/api/v1/messages/1/media/0" })];
    render(<MediaList message={message({ type: "voice", media })} />);
    expect(screen.getByLabelText("播放 语音")).toHaveAttribute("src", "/api/v1/messages/1/media/0?as=sound");
    expect(screen.getByLabelText("播放 语音")).toHaveAttribute("preload", "none");
    expect(screen.getByLabelText("下载 语音")).toHaveAttribute("href", "/api/v1/messages/1/media/0");
  });

  it("says so when a recording cannot be played", () => {
    const media = [file({ kind: "call_recording", url: "/api/v1/messages/1/media/0" })];
    render(<MediaList message={message({ type: "call", media })} />);
    fireEvent.error(screen.getByLabelText("播放 通话录音"));
    expect(screen.getByText("此录音无法在页面中播放，请下载后收听。")).toBeVisible();
    expect(screen.queryByLabelText("播放 通话录音")).toBeNull();
  });

  it("offers no sound before the file has arrived, and none for a document", () => {
    const media = [file({ state: "pending" }), file({ position: 1, kind: "file", name: "a.pdf", url: "/x" })];
    const { container } = render(<MediaList message={message({ type: "mixed", media })} />);
    expect(container.querySelector("audio")).toBeNull();
  });
});
