import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { protocol } from 'electron';
import { APP_ORIGIN } from '../ipc/sender.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export const PAGE = `${APP_ORIGIN}/index.html`;
const NONCE_MARK = '__CSP_NONCE__';

/** Must run before the app is ready. A standard scheme has an origin; `file:` would have too many rights. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
}

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // react-aria puts in a style of its own and takes the nonce from the page's meta tag.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * Serves the page's files, and only them: their paths are listed once, and a request names one of them to the letter or
 * gets 404. No path is ever built from what is asked for.
 * @returns to be called once main answers the page: its script, which asks at once, is not given out before
 */
export function serveApp(folder: string): () => void {
  let release = () => {};
  const answered = new Promise<void>((resolve) => {
    release = resolve;
  });
  const files = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length).replaceAll('\\', '/'), path] as const),
  );
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const path = `${url.protocol}//${url.host}` === APP_ORIGIN ? files.get(url.pathname) : undefined;
    const type = path && types[extname(path)];
    if (!path || !type || request.method !== 'GET') return new Response('Not found', { status: 404 });
    const nonce = randomBytes(16).toString('base64');
    const headers = {
      'content-type': type,
      'content-security-policy': policy(nonce),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    };
    if (extname(path) === '.js') await answered;
    const bytes = readFileSync(path);
    const body = extname(path) === '.html' ? bytes.toString('utf8').replaceAll(NONCE_MARK, nonce) : bytes;
    return new Response(body, { headers });
  });
  return release;
}

/** Has Node load what makes an answer, which it puts off until one is made: best done while the page's process comes up. */
export const readyAnswers = (): Response => new Response(null);
