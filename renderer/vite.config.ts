import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react()],
  // A catalogue is read faster as one JSON text than as a program, and nobody takes single words of it.
  json: { stringify: true, namedExports: false },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    // Read from the disk beside it, one file is faster than several.
    chunkSizeWarningLimit: 1_000,
    modulePreload: { polyfill: false },
  },
});
