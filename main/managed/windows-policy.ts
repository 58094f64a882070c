import { finding } from '../errors.ts';
import { given, type MachineSource, MOST_BYTES, type SourceText } from './source-text.ts';
import type { RunTool, ToolAnswer } from './system-tool.ts';

/** Only administrators may write below Policies. It is the same for 32-bit and 64-bit programs (Registry Keys Affected by WOW64). */
export const WINDOWS_POLICY = 'HKLM\\SOFTWARE\\Policies\\Countersign';
const VALUE = 'Configuration';
const POLICIES = 'HKLM\\SOFTWARE\\Policies';
/** As `reg query` writes a key, whichever way it was asked for. */
const KEY_LINE = /^HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Countersign$/im;
/** Between the strings of a REG_MULTI_SZ. No JSON text can hold it, so it can be told from what they hold; `\0` could not. */
const SEPARATOR = '\u001f';

/**
 * The Windows policy. `reg query` says "not there" and "not allowed" by the same exit code, and by words in the system's
 * language; so the key's name is looked for in the list of its parent, and only a key that is not listed is none. What is
 * in the value is taken to the letter: nothing in it is expanded, since the user sets variables.
 * Written after the documentation of `reg query` and tried with recorded output only: it has not been run on Windows.
 * @param systemFolder finds the folder of reg.exe
 */
export function windowsPolicy(run: RunTool, systemFolder: () => string): MachineSource {
  const query = (...args: string[]) => run(`${systemFolder()}\\reg.exe`, ['query', ...args, '/reg:64']);
  const read = async (): Promise<SourceText> => {
    const policies = await query(POLICIES);
    if (policies.code !== 0) return failed(policies);
    if (!KEY_LINE.test(linesOf(policies))) return { state: 'absent' };
    const value = await query(WINDOWS_POLICY, '/v', VALUE);
    if (value.code === 0) return textIn(value.output, () => query(WINDOWS_POLICY, '/v', VALUE, '/se', SEPARATOR));
    const key = await query(WINDOWS_POLICY);
    if (key.code !== 0) return failed(key);
    return new RegExp(`^ {4}${VALUE} {4}REG_`, 'im').test(linesOf(key)) ? failed(value) : { state: 'absent' };
  };
  return { place: `${WINDOWS_POLICY}\\${VALUE}`, file: null, read };
}

const linesOf = ({ output }: ToolAnswer): string => output.toString('latin1').replaceAll('\r\n', '\n');

function failed({ code, complaint }: ToolAnswer): SourceText {
  const detail = complaint.slice(0, 300) || `exit code ${code}`;
  return { state: 'refused', problem: finding('config-tool-failed', { tool: 'reg.exe', detail }) };
}

/** The value's text. @param asked asks for it again with strings that are kept apart */
async function textIn(output: Buffer, asked: (() => Promise<ToolAnswer>) | null): Promise<SourceText> {
  if (output.length > MOST_BYTES) {
    return { state: 'refused', problem: finding('config-too-large', { kilobytes: MOST_BYTES / 1024 }) };
  }
  // What a pipe gets is in the console's code page, where letters beyond ASCII are not what they were.
  if (output.some((byte) => byte > 0x7e)) {
    return { state: 'refused', problem: finding('config-policy-letters', { value: VALUE }) };
  }
  // Everything after its name and kind, up to the empty line that ends the answer.
  const [, kind, text] =
    new RegExp(`^ {4}${VALUE} {4}(REG_[A-Z_]+) {4}(.*)$`, 'ims').exec(output.toString('latin1')) ?? [];
  if (text === undefined || !['REG_SZ', 'REG_EXPAND_SZ', 'REG_MULTI_SZ'].includes(kind ?? '')) {
    return { state: 'refused', problem: finding('config-policy-kind', { value: VALUE }) };
  }
  if (kind !== 'REG_MULTI_SZ' || asked === null) return given(Buffer.from(text.replaceAll(SEPARATOR, '\n')));
  const again = await asked();
  return again.code === 0 ? textIn(again.output, null) : failed(again);
}

/**
 * The folder of Windows' own programs, from the modules that this process has loaded: the system maps ntdll.dll into every
 * process, from where it really lies. %SystemRoot% would be whatever the user set it to.
 */
export function systemFolderFrom(modules: readonly string[]): string {
  const own = modules.find((path) => /^[a-z]:\\[^:]*\\ntdll\.dll$/i.test(path));
  return own ? own.slice(0, own.lastIndexOf('\\')) : 'C:\\Windows\\System32';
}
