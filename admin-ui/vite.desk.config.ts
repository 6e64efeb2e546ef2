// The rep's workspace: a small page of its own under /desk/, for old web views too.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.CUSTOS_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  root: fileURLToPath(new URL("./desk", import.meta.url)),
  base: "/desk/",
  publicDir: false,
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2019",
    outDir: "../dist/desk",
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: { host: "127.0.0.1", proxy: { "/api": server } },
});
