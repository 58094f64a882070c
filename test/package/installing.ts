import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const apt = (...args: string[]): string =>
  execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Installs a package file as its documentation tells an administrator to. */
export const install = (deb: string): string => apt('install', '-y', '-q', '--no-install-recommends', deb);
export const remove = (how: 'remove' | 'purge'): string => apt(how, '-y', '-q', 'countersign');

/** The version that is installed, as dpkg knows it; null for none. */
export function installedVersion(): string | null {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own notation
    const format = '-f=${db:Status-Abbrev} ${Version}';
    const [state, version] = execFileSync('dpkg-query', ['-W', format, 'countersign'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split(/\s+/);
    return state === 'ii' ? (version ?? null) : null;
  } catch {
    return null;
  }
}

const CONFIG = '/etc/countersign';
const MARK = join(CONFIG, '.of-the-tests');

/** Refuses to work on a computer where somebody else than these tests has installed the app; clears what they left. */
export function beginClean(): void {
  const version = installedVersion();
  if ((version !== null && !version.includes('~smoke')) || (existsSync(CONFIG) && !existsSync(MARK))) {
    throw new Error(`Countersign ${version ?? ''} or ${CONFIG} is on this computer, and the tests would remove it`);
  }
  if (version !== null) remove('purge');
  rmSync(CONFIG, { recursive: true, force: true });
}

/** What the administrator of the computer fixes. */
export function administer(config: unknown): void {
  mkdirSync(CONFIG, { recursive: true, mode: 0o755 });
  writeFileSync(MARK, '');
  writeFileSync(join(CONFIG, 'config.json'), JSON.stringify(config), { mode: 0o644 });
}

export function endClean(): void {
  if (installedVersion()?.includes('~smoke')) remove('purge');
  if (existsSync(MARK)) rmSync(CONFIG, { recursive: true, force: true });
}
