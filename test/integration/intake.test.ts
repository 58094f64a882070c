import { describe, expect, it } from 'vitest';
import { newJobId } from '../fakes/plain-scope-jobs.ts';
import { makeSubject } from '../fakes/subject.ts';
import { ada, otherRequest, request, scenes } from './scene.ts';

const open = scenes();
const mallory = makeSubject('mallory');

describe('adding jobs', () => {
  it('takes IDs and links, one a line, each with or without its request token', async () => {
    const scene = await open();
    const ids = Array.from({ length: 5 }, () => scene.service.addJob({ content: request }));
    const [a, b, c, d, e] = ids;
    const link = `${scene.service.address}/scope`;
    const text = `  ${a}\r\n${b} ${request}\n\n${link}/${c}\n${link}/${d}/ ${request}\r${e}\t${request}\n`;
    expect(scene.authority.addJobs(text, 'window')).toEqual({ added: ids, known: [], refused: [], refusedLines: [] });
    expect(scene.authority.addJobs(ids.join('\n'), 'window')).toEqual({
      added: [],
      known: ids,
      refused: [],
      refusedLines: [],
    });
  });

  it('refuses what is none, line by line, and takes the rest', async () => {
    const scene = await open();
    const good = scene.service.addJob({ content: request });
    const text = [
      request,
      `https://other.example/scope/${newJobId()}`,
      'hello',
      good,
      good.slice(1),
      `${good}x`,
      `${good} not-a-token`,
      `${good} ${request} more`,
      `${scene.service.address}/scope/${newJobId()}/../../secret`,
      `javascript:/scope/${newJobId()}`,
      `${scene.service.address}/elsewhere/${newJobId()}`,
      `${'é'.repeat(20)}`,
    ].join('\n');
    const { added, refused } = scene.authority.addJobs(text, 'window');
    expect(added).toEqual([good]);
    expect(refused.map(({ line, reason }) => [line, reason.code])).toEqual([
      [1, 'token-names-no-job'],
      [2, 'other-service'],
      [3, 'not-a-job'],
      [5, 'not-a-job'],
      [6, 'not-a-job'],
      [7, 'token-malformed'],
      [8, 'not-a-job'],
      [9, 'not-a-job'],
      [10, 'not-a-job'],
      [11, 'not-a-job'],
      [12, 'not-a-job'],
    ]);
    expect(refused[1]?.text).toContain('https://other.example');
    expect(scene.authority.queue('all', 0, 10).total).toBe(1);
  });

  it('takes 10,000 IDs at once, and no more than that', async () => {
    const scene = await open();
    const ids = Array.from({ length: 10_000 }, newJobId);
    const began = Date.now();
    const { added, refused } = scene.authority.addJobs(`${ids.join('\n')}\n${newJobId()}`, 'window');
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(added).toHaveLength(10_000);
    expect(refused.map(({ line, reason }) => [line, reason.code])).toEqual([[10_001, 'too-many-lines']]);
    expect(scene.authority.counts().waiting).toBe(10_000);
    expect(scene.authority.queue('open', 9_990, 50)).toMatchObject({ total: 10_000, offset: 9_990 });
    await scene.workplace.until('some to be read', () => scene.authority.counts().gone > 20);
    expect(scene.authority.addJobs(ids.slice(0, 100).join('\n'), 'window').known).toHaveLength(100);
  });
});

describe('a request token that came with a job', () => {
  it('offered for a confirmed job that nobody read proves nothing: the content stays unknown', async () => {
    const scene = await open();
    const jobId = scene.service.addJob({ content: request, confirmed: true });
    const forged = mallory.requestToken({ scope: 'email', email: 'ada@example.org' });
    scene.authority.addJobs(`${jobId} ${forged}`, 'window');
    const review = await scene.workplace.reaches(jobId, 'content-unknown');
    expect(review).toMatchObject({ content: null, claims: [], proposal: null });
    expect(review.obstacles).toEqual([{ code: 'content-unknown' }]);
    expect(review.warnings).toEqual([{ code: 'promise-unproved' }]);
    expect(review.actions).toEqual(['reject', 'hold']);
    const made = { jobId, digest: 'a'.repeat(64), nonce: 'A'.repeat(32) };
    expect(await scene.authority.approve(made, 'test-frame')).toMatchObject({ outcome: 'refused' });
    // Nor does adding it once more, or taking it through the other states.
    scene.authority.addJobs(`${jobId} ${forged}`, 'window');
    scene.authority.hold(jobId);
    scene.authority.takeOffHold(jobId);
    expect(scene.workplace.status(jobId)).toBe('content-unknown');
    await scene.workplace.pass(60_000, 500);
    expect(scene.workplace.status(jobId)).toBe('content-unknown');
    expect((await scene.review(jobId)).content).toBeNull();
  });

  it.each(['ada’s own', 'none'])('(%s) does not make a confirmed job signable that was never read', async (which) => {
    const scene = await open();
    const jobId = scene.service.addJob({ content: request, confirmed: true });
    scene.authority.addJobs(which === 'none' ? jobId : `${jobId} ${request}`, 'window');
    const review = await scene.workplace.reaches(jobId, 'content-unknown');
    expect(review.proposal).toBeNull();
    scene.authority.reject(jobId, 'never read');
    await scene.workplace.until('the deletion', () => scene.workplace.events(jobId).includes('deleted'));
  });

  it('that is what the service gives is as good as none: nothing to warn of', async () => {
    const scene = await open();
    const jobId = scene.service.addJob({ content: request });
    scene.authority.addJobs(`${jobId} ${request}`, 'window');
    await scene.workplace.until('the content', () => scene.workplace.events(jobId).includes('content-read'));
    scene.service.confirm(jobId);
    expect((await scene.workplace.reaches(jobId, 'ready')).warnings).toEqual([]);
  });

  it.each([
    ['of the same subject', otherRequest],
    ['of somebody else', mallory.requestToken({ scope: 'email', email: 'ada@example.org' })],
  ])(
    '%s that differs from what the service gives is named, and what the service gives counts',
    async (_who, promise) => {
      const scene = await open();
      const jobId = scene.service.addJob({ content: request });
      scene.authority.addJobs(`${jobId} ${promise}`, 'window');
      await scene.workplace.until('the content', () => scene.workplace.events(jobId).includes('content-read'));
      scene.service.confirm(jobId);
      const review = await scene.workplace.reaches(jobId, 'ready');
      expect(review.warnings).toEqual([{ code: 'promise-differs' }]);
      expect(review.content?.raw.runs).toEqual([{ text: request }]);
      expect(JSON.parse(review.proposal?.payload ?? '')).toMatchObject({ sub: ada.sub, email: 'ada@example.org' });
    },
  );
});
