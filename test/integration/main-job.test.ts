import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PlainScopeService, startPlainScopeService } from '../fakes/plain-scope-service.ts';
import { makeSubject } from '../fakes/subject.ts';
import { Workplace } from '../fakes/workplace.ts';

describe('the main job', () => {
  let service: PlainScopeService;
  let workplace: Workplace;
  const subject = makeSubject('ada');
  const request = subject.requestToken({ scope: 'email', email: 'ada@example.org' });

  beforeEach(async () => {
    service = await startPlainScopeService();
    workplace = await new Workplace({ address: service.address }).start();
  });

  afterEach(async () => {
    await workplace.stop();
    await service.stop();
    rmSync(workplace.home, { recursive: true, force: true });
  });

  it('goes from a pasted ID to a token that the service gave back', async () => {
    const jobId = service.addJob({ content: request });
    expect(workplace.authority.addJobs(jobId, 'window').added).toEqual([jobId]);
    await workplace.until('the content to be read', () => workplace.events(jobId).includes('content-read'));
    expect(workplace.status(jobId)).toBe('waiting');
    service.confirm(jobId);
    const review = await workplace.reaches(jobId, 'ready');
    expect(review.obstacles).toEqual([]);
    expect(review.content?.signature.verdict).toBe('valid');
    expect(await workplace.approve(jobId)).toMatchObject({ outcome: 'approved' });
    expect(workplace.status(jobId)).toBe('approved');
    expect(service.tokensSeen(jobId)).toEqual([]);
    const delivered = await workplace.reaches(jobId, 'delivered');
    expect(delivered.delivery?.proof).toBe('read-back');
    expect(service.tokensSeen(jobId)).toEqual([delivered.token?.compact]);
    expect(workplace.events(jobId)).toEqual([
      'job-added',
      'content-read',
      'job-confirmed',
      'job-shown',
      'approved',
      'signed',
      'put-sent',
      'put-answered',
      'delivered',
    ]);
  });
});
