import { CORE_SCHEMA, load } from 'js-yaml';
import { compare, valid } from 'semver';
import { z } from 'zod';
import type { Finding } from '../../preload/contract.ts';
import { faultText, finding } from '../errors.ts';

/** What electron-builder writes beside the packages, as far as it is needed to update. */
export interface Manifest {
  /** Semantic version 2.0.0. */
  readonly version: string;
  readonly files: readonly {
    /** Relative to the feed, or a whole URL. */
    readonly url: string;
    /** SHA-512 of the file, base64. */
    readonly sha512: string;
    readonly size?: number | undefined;
  }[];
  /** How many of a hundred desks it is for; all where it is absent. */
  readonly stagingPercentage?: number | undefined;
  /** Lowest version of the operating system, as `os.release()` tells it. */
  readonly minimumSystemVersion?: string | undefined;
}

// What else the packager writes (release notes, block maps) decides nothing here, and its next version may write more: it
// is dropped, not refused, since a desk that can't be updated any more is the worse end.
const schema = z.object({
  version: z.string().refine((text) => valid(text) === text, 'is no semantic version'),
  files: z
    .array(
      z.object({
        url: z.string().min(1),
        sha512: z.base64().length(88),
        size: z.int().positive().optional(),
      }),
    )
    .min(1),
  stagingPercentage: z.int().min(0).max(100).optional(),
  minimumSystemVersion: z.string().optional(),
});

/** Reads a manifest's YAML text; to be believed only once its signature was checked over these very bytes. */
export function parseManifest(text: string): { readonly manifest: Manifest } | { readonly problem: Finding } {
  let value: unknown;
  try {
    value = load(text, { schema: CORE_SCHEMA });
  } catch (fault) {
    return malformed(faultText(fault).split('\n')[0] ?? '');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { manifest: parsed.data };
  return malformed(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; '));
}

const malformed = (detail: string) => ({
  problem: finding('update-manifest-malformed', { detail: detail.slice(0, 200) }),
});

/** -1, 0 or 1: how the first version stands to the second in the order of Semantic Versioning 2.0.0, 11. */
export const compareVersions = (one: string, other: string): -1 | 0 | 1 => compare(one, other);

/**
 * What electron-builder calls the manifest of a platform: `latest.yml`, `latest-mac.yml`, `latest-linux.yml`,
 * `latest-linux-arm64.yml`.
 */
export function manifestName(channel: string, platform: string, arch: string): string {
  if (platform === 'darwin') return `${channel}-mac.yml`;
  if (platform !== 'linux') return `${channel}.yml`;
  return arch === 'x64' ? `${channel}-linux.yml` : `${channel}-linux-${arch}.yml`;
}
