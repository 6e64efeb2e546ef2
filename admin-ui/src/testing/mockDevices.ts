import { device } from "./builders/devices";
import { type Handler, json, problem, type Routes } from "./mockAnswers";

/** A QR code of four squares: nobody scans it. */
function invitation(id: string) {
  return {
    device_id: id,
    url: "https://custos.example.com",
    code: "cusinv_mock-code",
    expires_at: "2026-03-03T08:00:00.000Z",
    qr: { size: 29, path: "M4,4h1v1h-1zM5,5h1v1h-1zM6,4h1v1h-1zM7,7h1v1h-1z" },
  };
}

const inviteDevice: Handler = async ({ world, request }) => {
  const body = (await request.json()) as { employee_source: string; employee_id: string; label: string };
  const id = (world.nextId++).toString(16).padStart(32, "0");
  world.devices.unshift(
    device({
      ...body,
      id,
      state: "invited",
      model: "",
      enrolled_at: null,
      last_seen_at: null,
      last_seq: 0,
      records: 0,
    }),
  );
  return json(invitation(id), 201);
};

const replaceDevice: Handler = ({ world, args }) => {
  const old = world.devices.find((one) => one.id === args[0]);
  if (!old) return problem(404, "device.not_found");
  if (old.state === "revoked") return problem(409, "device.revoked");
  old.state = "revoked";
  old.revoked_at = "2026-03-02T08:00:00.000Z";
  const id = (world.nextId++).toString(16).padStart(32, "0");
  world.devices.unshift(
    device({
      id,
      employee_id: old.employee_id,
      label: old.label,
      state: "invited",
      replaces: old.id,
      last_seq: 0,
      records: 0,
    }),
  );
  return json(invitation(id), 201);
};

const revokeDevice: Handler = ({ world, args }) => {
  const found = world.devices.find((one) => one.id === args[0]);
  if (!found) return problem(404, "device.not_found");
  found.state = "revoked";
  return new Response(null, { status: 204 });
};

export const deviceRoutes: Routes = [
  ["GET", /^\/devices$/, ({ world }) => json({ items: world.devices })],
  ["POST", /^\/devices$/, inviteDevice],
  ["POST", /^\/devices\/(\w+)\/invitation$/, ({ args }) => json(invitation(args[0]!), 201)],
  ["POST", /^\/devices\/(\w+)\/replacement$/, replaceDevice],
  ["DELETE", /^\/devices\/(\w+)$/, revokeDevice],
];
