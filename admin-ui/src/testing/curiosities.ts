import type { Message, Person } from "@/lib/api/types";

const picture =
  "data:image/svg+xml;utf8," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="150"><rect width="240" height="150" fill="#dbe4f0"/><circle cx="60" cy="60" r="22" fill="#f5c86b"/><path d="M0 150l80-70 50 40 40-30 70 60z" fill="#7fa487"/></svg>',
  );

/** Messages of unusual types, so that every card can be looked at. */
export function curiosities(
  conversation: string,
  staff: Person,
  other: Person,
  at: (minute: number) => string,
): Partial<Message>[] {
  return [
    {
      type: "image",
      from: other,
      role: "customer",
      segments: [],
      media: [
        { position: 0, kind: "image", name: "", size: 48_211, duration_s: 0, state: "stored", url: picture },
      ],
    },
    {
      type: "voice",
      from: other,
      role: "customer",
      segments: [],
      media: [
        {
          position: 0,
          kind: "voice",
          name: "",
          size: 9_120,
          duration_s: 14,
          state: "stored",
          url: "/api/v1/messages/1/media/0",
        },
      ],
    },
    {
      type: "file",
      segments: [],
      detail: { filename: "报价单.xlsx" },
      media: [
        {
          position: 0,
          kind: "file",
          name: "报价单.xlsx",
          size: 184_320,
          duration_s: 0,
          state: "pending",
          url: null,
        },
      ],
    },
    {
      type: "link",
      segments: [],
      detail: {
        title: "春季新品手册",
        description: "三十款新品，含尺寸与起订量",
        link_url: "https://example.com/spring",
      },
    },
    {
      type: "location",
      from: other,
      role: "customer",
      segments: [],
      detail: { title: "临江仓库", address: "江苏省示例市示例路 18 号", latitude: 31.2, longitude: 121.4 },
    },
    {
      type: "external_redpacket",
      segments: [],
      detail: { type: 1, wish: "恭喜发财", totalcnt: 1, totalamount: 8800 },
    },
    { type: "card", segments: [], detail: { corpname: "微信联系人", userid: "wm-0042" } },
    {
      type: "mixed",
      segments: [],
      detail: {
        item: [
          { type: "text", content: '{"content":"两个颜色都在这里"}' },
          { type: "image", content: "{}" },
        ],
      },
    },
    {
      type: "chatrecord",
      segments: [],
      detail: {
        title: "群聊的聊天记录",
        item: [
          { type: "ChatRecordText", msgtime: 1772323200, content: '{"content":"明天十点开会"}' },
          { type: "ChatRecordFile", content: '{"filename":"会议纪要.docx"}' },
        ],
      },
    },
    { type: "voiptext", segments: [], detail: { callduration: 185, invitetype: 2 } },
    {
      from: other,
      role: "customer",
      segments: [{ t: "就按这个价吧" }],
      quote: { speaker: staff.name, text: "三百套以上可以给到九五折。" },
    },
    { segments: [{ t: "刚才那个折扣先别和别人说" }], recalled_at: at(200), alert_ids: [] },
  ].map((change) => ({ conversation_id: conversation, ...change }) as Partial<Message>);
}
