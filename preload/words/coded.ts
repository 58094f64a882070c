import type { i18n } from 'i18next';
import type { Finding, Refusal } from '../contract.ts';
import { foreign } from './foreign.ts';

type Values = Readonly<Record<string, string | number>>;

/** Main's codes in words. */
export interface CodedWords {
  /** A finding in words; a code without words stays legible. */
  findingWords(finding: Finding): string;
  /** A refused call or a fault in words; findings may be refusals, too. */
  refusalWords(refusal: Refusal): string;
  /** A record entry's event in words; an unknown one stays as its code. */
  eventWords(event: string): string;
}

const knownCode = /^[a-z0-9-]+$/;

export function codedWords(words: i18n): CodedWords {
  // The keys are made at run time, which the typed catalogue can't follow; `exists` is asked first.
  const translate = words.t as unknown as (key: string, values?: Values) => string;

  function put(family: 'finding' | 'error' | 'event', code: string, values: Values = {}): string | null {
    // Words that go by a number exist only together with one.
    const by = typeof values.count === 'number' ? { count: values.count } : {};
    if (!knownCode.test(code) || !words.exists(`${family}.${code}`, by)) return null;
    const safe = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, foreign(value)]));
    return translate(`${family}.${code}`, safe).trim();
  }

  function findingWords({ code, values }: Finding): string {
    const status = values?.status;
    // A job's status has a name of its own on the screen; the code of it is main's.
    const named =
      typeof status === 'string' && words.exists(`status.${status}`)
        ? { ...values, status: translate(`status.${status}`) }
        : values;
    const said = put('finding', code, named) ?? put('error', code, named) ?? unknownWords('finding', code);
    const place = values?.claim ?? values?.field;
    const fields = values?.fields === undefined ? '' : translate('finding.fields', { fields: foreign(values.fields) });
    const line = values?.line === undefined ? '' : translate('finding.atLine', { line: values.line });
    const hints = `${fields}${line}`;
    // Sentences that name the claim or the field themselves need no other hint at it.
    if (place === undefined || said.includes(String(foreign(place)))) return `${said}${hints}`;
    return translate('finding.within', { place: foreign(place), said: `${said}${hints}` });
  }

  const refusalWords = ({ code, values }: Refusal): string =>
    put('error', code, values) ?? put('finding', code, values) ?? unknownWords('error', code);

  const eventWords = (event: string): string => put('event', event) ?? String(foreign(event));

  const unknownWords = (family: 'finding' | 'error', code: string): string =>
    translate(`${family}.unknown`, { code: foreign(code) });

  return { findingWords, refusalWords, eventWords };
}
