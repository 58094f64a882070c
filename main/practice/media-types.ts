/** The media type of a Content-Type header without its parameters, in lower case (RFC 9110, section 8.3.1). */
export function mediaType(contentType: string | undefined): string | null {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return type ? type : null;
}

interface Range {
  readonly type: string;
  readonly quality: number;
  readonly position: number;
}

/**
 * The offered type that an Accept header likes best (RFC 9110, section 12.5.1): the higher quality first, then what the
 * header names earlier, then what is offered earlier. A header that rules all of them out is disregarded, as the RFC
 * allows: refusing the answer would not undo what the request did.
 */
export function preferredType<Type extends string>(
  accept: string | undefined,
  offered: readonly [Type, ...Type[]],
): Type {
  const ranges = (accept ?? '').split(',').map(readRange);
  let best: { readonly type: Type; readonly range: Range } | null = null;
  for (const type of offered) {
    const range = mostSpecific(type, ranges);
    if (!range || range.quality <= 0) continue;
    if (!best || compare(range, best.range) < 0) best = { type, range };
  }
  return best?.type ?? offered[0];
}

const compare = (one: Range, other: Range) => other.quality - one.quality || one.position - other.position;

function readRange(text: string, position: number): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0, position };
}

function mostSpecific(type: string, ranges: readonly Range[]): Range | undefined {
  const patterns = [type, `${type.split('/', 1)[0]}/*`, '*/*'];
  for (const pattern of patterns) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range) return range;
  }
  return undefined;
}
