/** A way to a server: straight to it, through an HTTP proxy, or one that can't be taken here. */
export type Route =
  | { readonly via: 'direct' }
  | { readonly via: 'proxy'; readonly url: string }
  | { readonly via: 'unknown'; readonly said: string };

const schemes: Readonly<Record<string, string>> = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' };

/**
 * The ways that a PAC function's answer names, in its order: `PROXY a:3128; DIRECT`. What is no HTTP proxy (SOCKS) is kept
 * as unknown: to go straight instead would be another way than the one that was asked for.
 */
export function routesFrom(said: string): Route[] {
  const ways = said
    .split(';')
    .map((way) => way.trim())
    .filter((way) => way !== '');
  return ways.map((way): Route => {
    if (/^DIRECT$/i.test(way)) return { via: 'direct' };
    const [, kind = '', host = ''] = /^(\w+)\s+([^\s/@]+)$/.exec(way) ?? [];
    const scheme = schemes[kind.toUpperCase()];
    const url = `${scheme}://${host}`;
    return scheme && URL.canParse(url) ? { via: 'proxy', url } : { via: 'unknown', said: way.slice(0, 100) };
  });
}
