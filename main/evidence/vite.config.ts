import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The verifier as one file that a person can read, and that runs with Node.js alone. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    ssr: true,
    outDir: '../../dist/verifier',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: { input: { verify: 'verify.ts' }, output: { entryFileNames: '[name].mjs' } },
  },
  ssr: { noExternal: true },
});
