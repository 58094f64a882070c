import { finding } from '../errors.ts';
import { readBytes } from './config-file.ts';
import { given, type MachineSource, type SourceText } from './source-text.ts';
import type { RunTool } from './system-tool.ts';

/** Where macOS puts what a profile forces on the whole machine. Ordinary defaults of the same domain are the user's. */
export const MAC_PREFERENCES = '/Library/Managed Preferences/org.countersign.desktop.plist';
const PLUTIL = '/usr/bin/plutil';

/** Members that every payload of a profile has (Apple, "Common Payload Keys"); none of them is a setting. */
const payloadMembers = [
  'PayloadDescription',
  'PayloadDisplayName',
  'PayloadEnabled',
  'PayloadIdentifier',
  'PayloadOrganization',
  'PayloadType',
  'PayloadUUID',
  'PayloadVersion',
];

/**
 * macOS managed preferences. `plutil(1)` reads binary and XML property lists; it is given the bytes of the file that was
 * judged, not its name. Written after plutil's manual and tried with recorded output only: it has not been run on macOS.
 */
export function macPreferences(run: RunTool, place = MAC_PREFERENCES, owner = 0): MachineSource {
  const read = async (): Promise<SourceText> => {
    const file = await readBytes(place, owner);
    if ('state' in file) return file;
    const { code, output, complaint } = await run(PLUTIL, ['-convert', 'json', '-o', '-', '-'], file.bytes);
    if (code === 0) return withoutPayload(given(output));
    // It complains in its output, too.
    const detail = complaint || output.toString('utf8').trim().slice(0, 300) || `exit code ${code}`;
    return { state: 'refused', problem: finding('config-tool-failed', { tool: 'plutil', detail }) };
  };
  return { place, file: null, read };
}

/** Its settings alone, with numbers written the short way: plutil writes 0.1 with seventeen digits. */
function withoutPayload(made: SourceText): SourceText {
  if (made.state !== 'given') return made;
  try {
    const value: unknown = JSON.parse(made.text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ...made, hasLines: false };
    const settings = Object.entries(value).filter(([name]) => !payloadMembers.includes(name));
    return { state: 'given', text: JSON.stringify(Object.fromEntries(settings)), hasLines: false };
  } catch {
    return {
      state: 'refused',
      problem: finding('config-tool-failed', { tool: 'plutil', detail: 'its answer is not JSON' }),
    };
  }
}
