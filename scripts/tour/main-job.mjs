import { Fault } from '../bring-up/fault.mjs';
import * as pages from './pages.mjs';
import { problemsOf } from './proof.mjs';

const indent = (/** @type {unknown} */ value) => JSON.stringify(value, null, 2).replace(/^/gm, '    ');

const printClaims = (/** @type {string[][]} */ rows, /** @type {(line: string) => void} */ print) => {
  for (const [name = '', signed = '', asserted = ''] of rows) {
    print(`    ${name.padEnd(16)} | ${signed.padEnd(46)} | ${asserted}`);
  }
};

/**
 * Asks the service itself for the job, where it can be asked from here: the practice service listens on this machine.
 * @param {import('playwright').Page} page @param {string} jobId
 * @returns {Promise<string | null>} what it holds; null when it can't be asked
 */
const askService = async (page, jobId) => {
  const address = await pages.serviceAddress(page);
  if (address === null || !/^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]/.test(address)) return null;
  const response = await fetch(new URL(`scope/${jobId}`, address.endsWith('/') ? address : `${address}/`), {
    headers: { accept: 'application/jwt' },
    signal: AbortSignal.timeout(10_000),
  });
  return response.status === 200 ? (await response.text()).trim() : `status ${response.status}`;
};

/**
 * Drives the main job through the real window, from the first start to a token that is proved to be delivered.
 * @param {{ page: import('playwright').Page, print: (line: string) => void,
 *   picture: (page: import('playwright').Page, name: string) => Promise<unknown> }} tour
 * @returns {Promise<{ jobId: string }>} throws at the first thing that is not as it should be
 */
export const doMainJob = async ({ page, print, picture }) => {
  await pages.seeSetup(page);
  await picture(page, 'setup');
  print('1. The app is open and asks to be set up. Pressing "Practise first".');
  await pages.practise(page);
  await pages.seeArrival(page);
  await picture(page, 'requests-arrive');
  print('2. Verification requests arrive from the practice service. Waiting for one that its subject confirms.');
  const jobId = await pages.openReadyJob(page);
  const { claims, digest } = await pages.readReview(page);
  await pages.seeApprovable(page);
  await picture(page, 'review');
  print(`3. Job ${jobId} is ready for review. Its claims, and what would be asserted:`);
  printClaims(claims, print);
  print(`    Digest of what would be signed: ${digest}`);
  await pages.approve(page);
  await picture(page, 'approved');
  print('4. Pressed "Approve and sign". It can still be undone: "Undo" is offered.');
  await pages.seeDelivered(page, jobId);
  const token = await pages.readToken(page, jobId);
  await picture(page, 'delivered');
  print('5. The undo time passed, the token was signed and sent, and the job turned to "Delivered". Its header:');
  print(indent(token.header));
  print('   Its claims:');
  print(indent(token.claims));
  print('   Read back by the app: the service gave the very same token, byte for byte.');
  const held = await askService(page, jobId);
  if (held !== null && held !== token.compact)
    throw new Fault(`The service holds something else for ${jobId}: ${held}`);
  if (held !== null) print('   Asked again without the app: the service holds the same bytes.');
  const jwk = await pages.readPublicKey(page);
  await picture(page, 'keys');
  const problems = problemsOf(token, jwk, { jobId, digest });
  if (problems.length > 0)
    throw new Fault(`The token of ${jobId} fails the independent check: ${problems.join('; ')}.`);
  print(`6. Checked independently with the public key ${jwk.kid}: the signature fits, and it covers exactly`);
  print('   the bytes whose digest was shown before the approval.');
  return { jobId };
};
