import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

const root = resolve(import.meta.dirname, '..', '..');

/** Puts a door before a package: whoever imports it gets the door, and the door itself gets the package. */
const doors = (folder: string, names: readonly string[]): Plugin => ({
  name: 'doors',
  enforce: 'pre',
  resolveId: (source, importer) => {
    if (!names.includes(source) || !importer) return null;
    if (!importer.startsWith(folder)) return join(folder, `${source}.ts`);
    return isNative(source) ? { id: source, external: true } : null;
  },
});

const isNative = (name: string) => name === 'libsql';

/**
 * Bundles the process that is killed, once for all its starts: the product's own code, with doors before libsql and jose.
 * @returns path of its module, which lies where libsql is found from
 */
export const buildProgram = (): Promise<string> =>
  bundled('desk', [doors(join(root, 'test', 'crash', 'doors'), ['libsql', 'jose'])], []);

/** The same for the process that works on keys. */
export const buildKeyProgram = (): Promise<string> => bundled('key', [], ['libsql']);

async function bundled(name: 'desk' | 'key', plugins: Plugin[], external: string[]): Promise<string> {
  const folder = join(root, 'node_modules', '.cache', `countersign-crash-${name}-${process.pid}`);
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins,
    build: {
      ssr: join(root, 'test', 'crash', `${name}-process.ts`),
      outDir: folder,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: { external, output: { entryFileNames: `${name}.mjs` } },
    },
    ssr: { noExternal: true },
  });
  return join(folder, `${name}.mjs`);
}
