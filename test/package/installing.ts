import { execFileSync } from 'node:child_process';

const apt = (...args: string[]): string =>
  execFileSync('apt-get', [...args], {
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
