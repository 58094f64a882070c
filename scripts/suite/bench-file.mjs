// Runs one bench: TypeScript by way of Vite, which the app is built with as well.
import { pathToFileURL } from 'node:url';

const [file = ''] = process.argv.slice(2);
if (file.endsWith('.ts')) {
  const { runnerImport } = await import('vite');
  await runnerImport(file, { configFile: false, logLevel: 'warn' });
} else await import(pathToFileURL(file).href);
