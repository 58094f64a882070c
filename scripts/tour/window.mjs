import { isRoot, projectRoot } from '../bring-up/project.mjs';

/**
 * Opens the real app, as `<runtime> . [flags]` does, with a driver attached to it.
 * @param {{ executable: string, env: Record<string, string>, home: string }} options `home`: where its state goes
 */
export const openWindow = async ({ executable, env, home }) => {
  const { _electron } = await import('playwright');
  const app = await _electron.launch({
    executablePath: executable,
    cwd: projectRoot,
    args: ['.', ...(process.platform === 'linux' ? ['--password-store=gnome-libsecret'] : [])],
    env: { ...env, COUNTERSIGN_HOME: home },
    // Without this the driver itself would turn the sandbox off.
    chromiumSandbox: !isRoot,
    timeout: 60_000,
  });
  const child = app.process();
  const said = collectOutput(child);
  try {
    const page = await app.firstWindow({ timeout: 60_000 });
    await page.waitForLoadState('domcontentloaded');
    return { app, page, said, close: () => close(app, child) };
  } catch (error) {
    await close(app, child);
    throw new Error(`The app opened no window. It said:\n${said()}`, { cause: error });
  }
};

/** Closes the app; one that does not close must not keep us from ending. */
const close = async (
  /** @type {import('playwright').ElectronApplication} */ app,
  /** @type {import('node:child_process').ChildProcess} */ child,
) => {
  const limit = new Promise((resolve) => setTimeout(resolve, 10_000).unref());
  await Promise.race([app.close().catch(() => {}), limit]);
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
};

const collectOutput = (/** @type {import('node:child_process').ChildProcess} */ child) => {
  let said = '';
  const keep = (/** @type {Buffer} */ chunk) => {
    said = (said + chunk).slice(-8_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => said.trim();
};
