import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Main and the practice service's process, as ES modules for the oldest runtime we support (Electron 33, Node 20.18). */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // A catalogue is read faster as one JSON text than as a program, and nobody takes single words of it.
  json: { stringify: true, namedExports: false },
  build: {
    ssr: true,
    outDir: '../dist/main',
    emptyOutDir: true,
    target: 'node20',
    // Half as long to read at each start; a developer's stack traces go through the map.
    minify: true,
    sourcemap: true,
    rolldownOptions: {
      input: { index: 'entry.ts', practice: 'practice/process.ts' },
      external: ['electron', 'keytar', 'libsql'],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  // Only what is native stays outside the bundle: the package then ships no node_modules but keytar and libsql.
  ssr: { noExternal: true, external: ['electron', 'keytar', 'libsql'] },
});
