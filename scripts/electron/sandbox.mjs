import { readFileSync } from 'node:fs';
import { say } from '../bring-up/progress.mjs';
import { isRoot } from '../bring-up/project.mjs';

/** Chromium refuses to sandbox itself when root runs it; everybody else keeps the sandbox. */
export const sandboxFlags = process.platform === 'linux' && isRoot ? ['--no-sandbox'] : [];

const namespacesRestricted = () => {
  try {
    return readFileSync('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', 'utf8').trim() === '1';
  } catch {
    return false;
  }
};

/** Says what a person should know about the sandbox before the app starts. */
export const explainSandbox = () => {
  if (sandboxFlags.length > 0)
    say('Running as root, so without the Chromium sandbox. Use an ordinary account for real work.');
  else if (process.platform === 'linux' && namespacesRestricted()) {
    say(
      'This system keeps programs from making user namespaces, which the Chromium sandbox needs. If the app stops at once:\n    sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    );
  }
};
