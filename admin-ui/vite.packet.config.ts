// The page that checks an evidence packet: one file that needs nothing beside it.
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const page = new URL("./src/packet/page.html", import.meta.url);

export default defineConfig({
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "dist/packet",
    emptyOutDir: true,
    lib: { entry: "src/packet/page.ts", formats: ["iife"], name: "custosPacket", fileName: () => "page.js" },
  },
  plugins: [
    {
      name: "one-page",
      generateBundle(_, bundle) {
        for (const [name, chunk] of Object.entries(bundle)) {
          if (chunk.type !== "chunk") continue;
          // No tag may end the script early, whatever a string in it says.
          const code = chunk.code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
          const source = readFileSync(page, "utf8").replace("/*custos-code*/", () => code);
          delete bundle[name];
          this.emitFile({ type: "asset", fileName: "verify.html", source });
        }
      },
    },
  ],
});
