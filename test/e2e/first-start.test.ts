import { decodeToken, problemsOf } from '../../scripts/tour/proof.mjs';
import { makeSubject } from '../fakes/subject.ts';
import { expect, ISSUER, pace, test } from './fixtures.ts';
import * as screen from './screen.ts';

const email = 'alice@example.org';
const subject = makeSubject('alice');

test('goes from the first start to a delivered token by clicks alone', async ({ station, service }) => {
  station.administer({ ...pace, undoSeconds: 2 });
  const page = await station.start();
  await expect(page).toHaveTitle('Countersign');
  await expect(page.getByRole('heading', { name: 'Set up your authority' })).toBeVisible();
  await page.getByRole('button', { name: 'Connect to a service' }).click();
  await screen.connect(page, service.address, ISSUER);
  await screen.createKey(page);

  const jobId = service.addJob({ content: subject.requestToken({ scope: 'email', email }) });
  await screen.addAll(page, [jobId]);
  await expect(screen.rowOf(page, jobId)).toContainText('Waiting for confirmation');
  await screen.seenByApp(service, jobId);
  service.confirm(jobId);
  await expect(screen.rowOf(page, jobId)).toContainText('Ready for review');

  await screen.openJob(page, jobId);
  const head = screen.claimsOf(page).getByRole('columnheader');
  await expect(head).toHaveText(['Claim', 'Subject signed', 'You will assert']);
  const rows = screen.claimsOf(page).getByRole('row');
  for (const [name, signed, asserted] of [
    ['email', email, email],
    ['sub', subject.sub, subject.sub],
    ['iss', '', ISSUER],
    ['jti', '', jobId],
  ] as const) {
    const row = rows.filter({ has: page.getByRole('rowheader', { name }) });
    await expect(row.getByRole('cell').nth(0)).toContainText(signed);
    await expect(row.getByRole('cell').nth(1)).toContainText(asserted);
  }
  const digest = await screen.shownDigest(page);

  await screen.approve(page);
  await expect(page.getByRole('button', { name: 'Undo' }).first()).toBeVisible();
  expect(service.tokensSeen(jobId)).toEqual([]);
  await screen.expectStatus(page, jobId, 'Delivered');

  const tokens = service.tokensSeen(jobId);
  expect(tokens).toHaveLength(1);
  const token = decodeToken(tokens[0] ?? '');
  if (!token) throw new Error('the service was sent something that is no token');
  expect(problemsOf(token, await screen.publicJwk(page), { jobId, digest })).toEqual([]);
  expect(token.claims).toMatchObject({ iss: ISSUER, sub: subject.sub, scope: 'email', email, jti: jobId });
  expect(Object.keys(token.claims).sort()).toEqual(['email', 'exp', 'iat', 'iss', 'jti', 'scope', 'sub']);

  await screen.goTo(page, 'History');
  await expect(page.getByRole('grid', { name: 'History' }).getByRole('row').filter({ hasText: jobId })).not.toHaveCount(
    0,
  );
});

test('says what is wrong with a service or an issuer, and takes an unreachable service on the second press', async ({
  station,
  service,
}) => {
  const page = await station.start();
  await page.getByRole('button', { name: 'Connect to a service' }).click();
  const address = page.getByRole('textbox', { name: 'Service address' });
  await screen.connect(page, 'http://scope.example.org', ISSUER);
  await expect(address).toHaveAccessibleDescription(/https/);
  await screen.connect(page, service.address, 'not a URI');
  await expect(page.getByRole('textbox', { name: 'Issuer' })).toHaveAccessibleDescription(/URI/);
  await service.stop();
  await screen.connect(page, service.address, ISSUER);
  await expect(page.getByText('The service did not answer')).toBeVisible();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await screen.createKey(page);
  await expect(page.getByText('Cannot see the service').first()).toBeVisible();
});
