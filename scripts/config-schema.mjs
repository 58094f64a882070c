// Writes docs/config.schema.json anew, after a change to the fields of the administrator's file.
import { writeFile } from 'node:fs/promises';
import { runnerImport } from 'vite';
import { runCommand } from './bring-up/fault.mjs';
import { inProject } from './bring-up/project.mjs';

await runCommand(async () => {
  /** @type {{ module: typeof import('../main/managed/schema.ts') }} */
  const { module } = await runnerImport(inProject('main', 'managed', 'schema.ts'), { configFile: false });
  await writeFile(inProject('docs', 'config.schema.json'), module.configSchemaText());
});
