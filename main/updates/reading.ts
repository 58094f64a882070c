import type { Finding } from '../../preload/contract.ts';

/** Neither a manifest nor a signature is larger, in bytes; what is, is not read to its end. */
export const LARGEST_MANIFEST = 1024 * 1024;

/** One file of the feed, or why there is none. `absent`: the server says that it has no such file. */
export type FeedRead =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'fault'; readonly fault: Finding };

/** Reads at most LARGEST_MANIFEST bytes of an https (or loopback) URL, and follows no redirect. */
export type ReadFeed = (url: string) => Promise<FeedRead>;
