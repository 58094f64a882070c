// Writes docs/security.md: every line of the security checklist, the tests that hold it, and how it stands per system.
import { writeFile } from 'node:fs/promises';
import { Fault, runCommand } from './bring-up/fault.mjs';
import { prepare } from './bring-up/prepare.mjs';
import { inProject, projectRoot } from './bring-up/project.mjs';

await runCommand(async () => {
  await prepare({ system: false });
  const { checklist } = await import('./security/checklist.mjs');
  const { namedTests } = await import('./security/named-tests.mjs');
  const { complaints, tableText } = await import('./security/table.mjs');
  const [sections, tests] = [checklist(), namedTests(projectRoot)];
  await writeFile(inProject('docs', 'security.md'), tableText(sections, tests));
  const wrong = complaints(sections, tests);
  if (wrong.length > 0) {
    throw new Fault(`The table is written, and not yet right:\n${wrong.join('\n')}`, 'Put checklist and tests right.');
  }
});
