import { render, screen } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "@/lib/i18n";
import { message } from "@/testing/builders/messages";
import { person } from "@/testing/builders/people";
import { GroupChange } from "./GroupChange";
import { namesOf, PeopleContext } from "./peopleContext";

beforeAll(() => startI18n("zh-CN"));

function show(detail: Record<string, unknown>) {
  const names = namesOf([message({ from: person({ id: "wm01", name: "甲客户" }) })]);
  render(
    <PeopleContext.Provider value={names}>
      <GroupChange detail={detail} />
    </PeopleContext.Provider>,
  );
}

describe("a change of a group", () => {
  it("names who joined, by id where the name is not known, and how", () => {
    show({
      ChangeType: "update",
      UpdateDetail: "add_member",
      JoinScene: "3",
      MemChangeList: ["wm01", "wm02"],
    });
    expect(screen.getByText(/甲客户、wm02 加入了群聊/)).toHaveTextContent("扫描二维码");
  });

  it("tells leaving from being removed", () => {
    show({ ChangeType: "update", UpdateDetail: "del_member", QuitScene: "1", MemChangeList: ["wm01"] });
    expect(screen.getByText(/甲客户 离开了群聊/)).toHaveTextContent("被群主或管理员移出");
  });

  it("says when the group was made and ended, and repeats what it does not know", () => {
    show({ ChangeType: "dismiss" });
    expect(screen.getByText("群聊已解散")).toBeVisible();
    show({ ChangeType: "update", UpdateDetail: "change_colour" });
    expect(screen.getByText("change_colour")).toBeVisible();
  });
});
