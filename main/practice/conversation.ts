import { z } from 'zod';
import type { Parent } from './parent.ts';
import { type PracticeService, startPracticeService } from './service.ts';

/** What the parent says: `start` once, with the options of startPracticeService that are data, then `stop`. */
const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    options: z
      .strictObject({
        port: z.int().min(0).max(65_535),
        unconfirmed: z.enum(['202', '409', 'jwt', 'json']),
        afterSigning: z.enum(['jwt', 'json', 'forget']),
        people: z.union([
          z.boolean(),
          z.strictObject({ seed: z.int().nonnegative(), openLimit: z.int().nonnegative() }).exactPartial(),
        ]),
        dataFile: z.string().min(1),
      })
      .exactPartial()
      .default({}),
  }),
  z.strictObject({ type: z.literal('stop') }),
]);

export type ToPractice = z.input<typeof messageSchema>;

export type FromPractice =
  | { readonly type: 'listening'; readonly address: string }
  /** An open job of the practice people: again for those from before a restart, then each new one. */
  | { readonly type: 'job'; readonly jobId: string; readonly requestToken: string }
  /** The service did not start, or was told something it doesn't understand; the process ends. */
  | { readonly type: 'failed'; readonly message: string };

/** Runs a service for the parent; `end` is called once, with the process's exit code, when there is nothing left to do. */
export function converse(parent: Parent, end: (exitCode: number) => void): void {
  const post = (message: FromPractice) => parent.post(message);
  let service: Promise<PracticeService> | null = null;
  let ending = false;

  const finish = async (exitCode: number) => {
    if (ending) return;
    ending = true;
    // A service that failed to start has said so, and has nothing to stop.
    await service?.then(
      (started) => started.stop(),
      () => undefined,
    );
    end(exitCode);
  };

  const fail = (fault: unknown) => {
    post({ type: 'failed', message: fault instanceof Error ? fault.message : String(fault) });
    return finish(1);
  };

  const announce = (started: PracticeService) => {
    if (ending) return;
    post({ type: 'listening', address: started.address });
    started.onJob((job) => post({ type: 'job', ...job }));
  };

  parent.onGone(() => finish(0));
  parent.onMessage((data) => {
    const message = messageSchema.safeParse(data);
    if (!message.success) return fail(z.prettifyError(message.error));
    if (message.data.type === 'stop') return finish(0);
    if (service) return fail('The practice service was started twice.');
    service = startPracticeService(message.data.options);
    return service.then(announce).catch(fail);
  });
}
