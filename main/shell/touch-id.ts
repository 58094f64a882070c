import { systemPreferences } from 'electron';
import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { say } from '../words.ts';

/**
 * Asks for a finger where the Mac has a reader that can be used now: with the lid closed it can't, and nobody is kept out by
 * that. The system's own dialog also takes the password of the account.
 * @returns null where there is nothing to ask, or it was answered
 */
export async function askForFinger(): Promise<Finding | null> {
  if (process.platform !== 'darwin' || !systemPreferences.canPromptTouchID()) return null;
  try {
    await systemPreferences.promptTouchID(say('tray.touchId'));
    return null;
  } catch {
    return finding('touch-id-refused');
  }
}
