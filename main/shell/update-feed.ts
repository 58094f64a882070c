import { net } from 'electron';
import type { Clock } from '../clock.ts';
import { faultText, finding } from '../errors.ts';
import { type FeedRead, LARGEST_MANIFEST, type ReadFeed } from '../updates/reading.ts';
import { bareSession } from './bare-session.ts';

const ANSWER_WITHIN_MS = 30_000;

/**
 * Reads small files of an update feed through Electron's network, which knows the system's proxies and authorities, in a
 * session of its own that keeps nothing: no cookie, no cache, no redirect.
 */
export function updateFeed(clock: Clock): ReadFeed {
  return (url) =>
    new Promise((resolve) => {
      const request = net.request({
        url,
        session: bareSession('update-feed'),
        redirect: 'manual',
        credentials: 'omit',
      });
      const callOff = clock.after(ANSWER_WITHIN_MS, () => end(fault('update-feed-silent')));
      const end = (answer: FeedRead) => {
        callOff();
        resolve(answer);
        request.abort();
      };
      request.on('redirect', (_status, _method, location) =>
        end(fault('update-feed-redirects', { location: location.slice(0, 200) })),
      );
      request.on('error', (thrown) => end(unreachable(thrown)));
      request.on('response', (response) => {
        const { statusCode } = response;
        if (statusCode === 404 || statusCode === 410) return end({ kind: 'absent' });
        if (statusCode !== 200) return end(fault('update-feed-status', { status: statusCode }));
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk) => {
          size += chunk.length;
          if (size > LARGEST_MANIFEST) return end(fault('update-manifest-too-large'));
          chunks.push(chunk);
        });
        response.on('error', (thrown: unknown) => end(unreachable(thrown)));
        response.on('aborted', () => end(fault('update-feed-unreachable', { detail: 'aborted' })));
        response.on('end', () => end({ kind: 'bytes', bytes: Buffer.concat(chunks) }));
      });
      request.end();
    });
}

const fault = (code: string, values?: Readonly<Record<string, string | number>>): FeedRead => ({
  kind: 'fault',
  fault: finding(code, values),
});
const unreachable = (thrown: unknown) => fault('update-feed-unreachable', { detail: faultText(thrown).slice(0, 200) });
