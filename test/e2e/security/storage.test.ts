import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSubject } from '../../fakes/subject.ts';
import { entriesBelow } from '../files.ts';
import { expect, startConnected, test } from '../fixtures.ts';
import * as screen from '../screen.ts';

/** Texts as they may be written down: as they are, in UTF-16, and in base64url at each of the three places in a group. */
const formsOf = (text: string): Buffer[] => {
  const bytes = Buffer.from(text);
  const shifted = [0, 1, 2].map((by) => {
    const coded = Buffer.concat([Buffer.alloc(by, 'x'), bytes]).toString('base64url');
    // Without the characters that depend on what stands before and after.
    return Buffer.from(coded.slice(by === 0 ? 0 : by + 1, -3));
  });
  return [bytes, Buffer.from(text, 'utf16le'), ...shifted];
};

test('what a subject claims, and what was signed, lies in the clear in no file of the data folder', async ({
  station,
  service,
}) => {
  const email = 'somebody-in-particular@example.org';
  const page = await startConnected(station, service, { undoSeconds: 0 });
  const content = makeSubject('somebody').requestToken({ scope: 'email', email });
  const jobId = await screen.readyJob(page, service, content);
  await screen.openJob(page, jobId);
  await screen.approve(page);
  await screen.expectStatus(page, jobId, 'Delivered');
  await screen.goTo(page, 'History');
  await screen.goTo(page, 'Queue');

  const holding = () =>
    entriesBelow(station.home)
      .filter(({ kind, path }) => kind === 'file' && formsOf(email).some((form) => readFileSync(path).includes(form)))
      .map(({ path }) => path);
  expect(holding()).toEqual([]);
  await station.quit();
  expect(entriesBelow(station.home).length).toBeGreaterThan(10);
  expect(holding()).toEqual([]);
  // The same search finds the request and the token where they lie open.
  const planted = join(station.home, 'planted');
  for (const text of [content, service.signedToken(jobId) ?? '', `x${email}x`]) {
    writeFileSync(planted, text);
    expect(holding()).toEqual([planted]);
  }
});
