import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,integration,package}/**/*.test.ts'],
    // Processes, not threads: the database and the keychain are native, and a crash must stay in its own file.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
