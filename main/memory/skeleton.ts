/**
 * What letters of other scripts, and signs, are taken for when read in a hurry (after Unicode Technical Standard 39, 4).
 * Only lower-case letters stand here: texts are compared without their case, and a capital that misleads (the Cyrillic
 * В, the Greek Η) is known by its small letter.
 */
const drawnLike = new Map<string, string>(
  Object.entries({
    a: 'аαɑ',
    b: 'вβЬ',
    c: 'сϲ',
    d: 'ԁđ',
    e: 'еєε',
    g: 'ցɡ',
    h: 'һнհ',
    j: 'јϳ',
    k: 'кκ',
    l: 'i1|ıіιłӏ',
    m: 'мμ',
    n: 'ոη',
    o: '0оοօø',
    p: 'рρ',
    q: 'ԛզ',
    s: 'ѕ',
    t: 'тτ',
    u: 'սυ',
    v: 'νѵ',
    w: 'ԝω',
    x: 'хχ',
    y: 'уүγ',
    z: 'ζ',
  }).flatMap(([letter, others]) => [...others].map((other) => [other, letter] as const)),
);

/** Two letters that run together into another one. */
const runTogether: readonly (readonly [pair: RegExp, letter: string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu;

/** A text as it looks at a glance: two texts with the same skeleton can be taken for each other. */
export function skeletonOf(text: string): string {
  const plain = text.normalize('NFKC').replace(unseen, '').toLowerCase();
  const letters = [...plain].map((letter) => drawnLike.get(letter) ?? letter).join('');
  return runTogether.reduce((said, [pair, letter]) => said.replace(pair, letter), letters).normalize('NFC');
}
