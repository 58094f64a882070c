import { converse } from './conversation.ts';
import { findParent } from './parent.ts';

/**
 * Entry of the practice service's own process: an Electron utility process, or a Node one started by child_process.fork.
 * The parent posts `{type: 'start', options}` and later `{type: 'stop'}`; conversation.ts has the messages.
 */
const parent = findParent();

/** The last message is still on its way to the parent when the conversation ends, and exiting would drop it. */
const LAST_MESSAGE_MS = 200;

if (parent) {
  converse(parent, (exitCode) => {
    setTimeout(() => process.exit(exitCode), exitCode === 0 ? 0 : LAST_MESSAGE_MS);
  });
} else {
  process.stderr.write('The practice service is started by Countersign, as a child process.\n');
  process.exitCode = 1;
}
