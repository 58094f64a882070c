import type { Finding } from '../../preload/contract.ts';
import { finding } from '../errors.ts';
import { checkDetached } from '../signing/detached.ts';
import { fileUrl, inFeed, isOpenTo } from './address.ts';
import { type Manifest, manifestName, parseManifest } from './manifest.ts';
import type { ReadFeed } from './reading.ts';
import type { UpdateSource } from './source.ts';

/** `refused`: something came and must not be believed. `failed`: nothing could be read, which the next try may mend. */
export type FeedAnswer =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'refused' | 'failed'; readonly fault: Finding };

const refusals = {
  malformed: 'update-signature-malformed',
  'other-key': 'update-signed-by-another',
  wrong: 'update-signature-wrong',
} as const;

/**
 * Reads what the feed offers this platform. The manifest's bytes are checked against the detached signature beside it
 * (`<name>.sig`) before anything in them is looked at, and those same bytes are then parsed.
 */
export async function readUpdateFeed(
  { feed, key, channel }: UpdateSource,
  { platform, arch, read }: { readonly platform: string; readonly arch: string; readonly read: ReadFeed },
): Promise<FeedAnswer> {
  if (!isOpenTo(feed)) return { kind: 'failed', fault: finding('update-feed-not-https', { address: feed }) };
  const name = manifestName(channel, platform, arch);
  const manifest = await read(inFeed(feed, name).href);
  if (manifest.kind === 'fault') return { kind: 'failed', fault: manifest.fault };
  if (manifest.kind === 'absent') return { kind: 'failed', fault: finding('update-manifest-absent', { name }) };
  const signature = await read(inFeed(feed, `${name}.sig`).href);
  if (signature.kind === 'fault') return { kind: 'failed', fault: signature.fault };
  if (signature.kind === 'absent') return { kind: 'refused', fault: finding('update-unsigned', { name }) };
  const verdict = await checkDetached(Buffer.from(signature.bytes).toString('latin1'), manifest.bytes, key);
  if (verdict !== 'valid') return { kind: 'refused', fault: finding(refusals[verdict], { name }) };
  const known = parseManifest(new TextDecoder('utf-8').decode(manifest.bytes));
  if ('problem' in known) return { kind: 'refused', fault: known.problem };
  const stray = known.manifest.files.find((file) => !fileUrl(feed, file.url));
  if (stray) return { kind: 'refused', fault: finding('update-file-not-https', { address: stray.url.slice(0, 200) }) };
  return { kind: 'manifest', manifest: known.manifest };
}
