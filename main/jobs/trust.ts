import { readFileSync } from 'node:fs';
import tls, { type SecureContext } from 'node:tls';

/** Where Linux systems keep what they trust, the administrator's own among it; the first that is there holds. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
];

/**
 * Whom a service's certificate may come from: Node's own list, the system's, and the given authorities (PEM). Node tells the
 * system's from 22.15 on; before, they are known on Linux only. The environment has no say in it.
 */
export const trusting = (authorities: string): SecureContext =>
  tls.createSecureContext({
    ca: [...tls.rootCertificates, ...systemAuthorities(), ...(authorities ? [authorities] : [])],
  });

function systemAuthorities(): readonly string[] {
  const { getCACertificates: ask } = tls as { getCACertificates?: (kind: 'system') => string[] };
  if (ask) return ask('system');
  if (process.platform !== 'linux') return [];
  for (const path of bundles) {
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      // Not there: another kind of system.
    }
  }
  return [];
}
