import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { mockApiPlugin } from "./src/testing/mockPlugin";

const server = process.env.CUSTOS_URL ?? "http://127.0.0.1:8080";

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === "mock" ? [mockApiPlugin()] : [])],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    // What every page needs of others' code is one file: it shrinks better than twenty, and a release of ours
    // leaves it in the cache.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "kit", test: /node_modules/, tags: ["$initial"] }] } },
    },
  },
  server: { host: "127.0.0.1", proxy: mode === "mock" ? undefined : { "/api": server } },
  preview: { host: "127.0.0.1" },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "desk/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
  },
}));
