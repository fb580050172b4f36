import { defineConfig } from "vite";

// One script and one style sheet, fonts within, so that the map can be written into a single HTML file.
export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "../src/fogline/export/page",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    lib: { entry: "src/main.tsx", formats: ["iife"], name: "FoglinePage", fileName: () => "page.js", cssFileName: "page" },
  },
});
