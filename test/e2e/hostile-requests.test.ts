import { hostileTokens, lowOrderToken } from '../fakes/hostile-token.ts';
import { compactJws, makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

// The content stays readable after confirmation, so that nothing is refused merely because it was not seen.
const desk = sharedDesk({}, { confirmedContent: 'content' });
const subject = makeSubject('hostile');
const claims = { scope: 'email', email: 'mallory@example.org' };
const payload = JSON.stringify({ sub: subject.sub, ...claims });

const saying = (members: string) => subject.requestToken({}, { payloadText: `${payload.slice(0, -1)},${members}}` });

test.beforeEach(() => screen.show(desk.page, 'All'));

for (const [what, members, reason] of [
  ['a name that comes twice', '"email":"other@example.org"', /names “email” twice/],
  ['a name that comes twice, once in escapes', '"\\u0065mail":"other@example.org"', /names “email” twice/],
  ['a name that comes twice further in', '"note":{"a":1,"a":2}', /names “a” twice/],
  ['an integer beyond 2^53', '"note":9007199254740993', /9007199254740993/],
  ['a number beyond all numbers', '"note":1e400', /1e400/],
  ['a negative zero', '"note":-0', /-0/],
  ['half a surrogate pair', '"note":"\\ud800"', /half a character/],
] as const) {
  test(`SECURITY 15: ${what} is refused with its reason`, async () => {
    const { page, service } = desk;
    const jobId = service.addJob({ content: saying(members), confirmed: true });
    await screen.addAll(page, [jobId]);
    await screen.openJob(page, jobId);
    await expect(screen.reviewOf(page)).toContainText('This cannot be approved');
    await expect(screen.reviewOf(page)).toContainText(reason);
    await expect(screen.approvable(page)).toHaveCount(0);
    await expect(screen.decision(page, 'Reject')).toBeEnabled();
    await page.keyboard.press('a');
    expect(service.tokensSeen(jobId)).toEqual([]);
  });
}

test('SECURITY 16: of a gallery of hostile request tokens none can be approved', async () => {
  test.setTimeout(120_000);
  const { page, service } = desk;
  // White space around a body is the transport's: what is read is the token, and that is an honest one.
  const { 'a __proto__ claim': ownName = '', 'a line break at the end': _, ...tricks } = hostileTokens(subject, claims);
  const gallery = {
    ...tricks,
    'a key of low order': lowOrderToken(claims),
    'another subject in sub': compactJws('{"alg":"EdDSA"}', payload, makeSubject('stranger').privateKey),
  };
  for (const [what, content] of Object.entries(gallery)) {
    await test.step(what, async () => {
      const jobId = service.addJob({ content, confirmed: true });
      await screen.addAll(page, [jobId]);
      await expect(screen.rowOf(page, jobId)).not.toContainText('Waiting');
      await screen.openJob(page, jobId);
      await expect(screen.decision(page, 'Reject')).toBeVisible();
      const review = await page.evaluate(async (jobId) => {
        const answer = await window.authority.review({ jobId });
        return answer.ok ? { actions: answer.value.actions, nonce: answer.value.proposal?.nonce ?? null } : null;
      }, jobId);
      expect(review?.nonce, what).toBeNull();
      expect(review?.actions, what).not.toContain('approve');
      expect(await screen.approvable(page).count(), what).toBe(0);
    });
  }
  // A claim of that name is a claim like any other: shown, and asserted to the letter.
  const named = service.addJob({ content: ownName, confirmed: true });
  await screen.addAll(page, [named]);
  await screen.openJob(page, named);
  await expect(screen.claimsOf(page).getByRole('row').filter({ hasText: '__proto__' })).toContainText('{"admin":true}');
  // What the hostile ones were made from passes, so that it was their tricks that were refused.
  const honest = service.addJob({ content: subject.requestToken(claims), confirmed: true });
  await screen.addAll(page, [honest]);
  await screen.openJob(page, honest);
  await expect(screen.approveOf(page)).toBeEnabled();
});

test('what the service states without a signature can be read, and not approved', async () => {
  const { page, service } = desk;
  const jobId = service.addJob({ content: { sub: subject.sub, ...claims }, confirmed: true });
  await screen.addAll(page, [jobId]);
  await screen.openJob(page, jobId);
  await expect(screen.claimsOf(page)).toContainText(claims.email);
  await expect(screen.reviewOf(page)).toContainText('Stated by the service');
  await expect(screen.approvable(page)).toHaveCount(0);
});
