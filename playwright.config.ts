import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  // The windows of one desktop session share its keyring and its focus.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  forbidOnly: 'CI' in process.env,
  reporter: 'list',
  outputDir: 'test-results',
});
