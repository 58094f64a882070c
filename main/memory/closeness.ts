/** Near are values that so many letters put in, left out or changed lead from one to the other (Levenshtein's distance). */
export const MOST_EDITS = 2;

/** Letters as numbers, one each. */
export type Letters = ArrayLike<number>;

export const lettersOf = (text: string): number[] => Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

/** Two lines of the table of edits, used again for every comparison: hundreds of thousands are made in a row. */
let line = new Uint16Array(512);
let above = new Uint16Array(512);

/** How many edits lead from one text to the other; more than `most` is told as `most + 1`. */
export function editsBetween(one: Letters, other: Letters, most = MOST_EDITS): number {
  return editsWithin(one, other, 0, other.length, most);
}

/** As `editsBetween`, for a text that lies among others: so many letters from `start` on. */
export function editsWithin(one: Letters, others: Letters, start: number, length: number, most: number): number {
  const tooMany = most + 1;
  if (Math.abs(one.length - length) > most) return tooMany;
  if (length >= line.length) {
    line = new Uint16Array(length * 2);
    above = new Uint16Array(length * 2);
  }
  for (let column = 0; column <= length; column += 1) above[column] = column;
  for (let row = 1; row <= one.length; row += 1) {
    const letter = one[row - 1];
    // Only what lies this near to the diagonal can still be few.
    const from = Math.max(1, row - most);
    const to = Math.min(length, row + most);
    let before = from === 1 ? row : tooMany;
    line[from - 1] = before;
    let least = before;
    for (let column = from; column <= to; column += 1) {
      let edits = (above[column - 1] ?? 0) + (letter === others[start + column - 1] ? 0 : 1);
      if (before + 1 < edits) edits = before + 1;
      const out = (above[column] ?? 0) + 1;
      if (column < row + most && out < edits) edits = out;
      line[column] = edits;
      before = edits;
      if (edits < least) least = edits;
    }
    // From here on it can only become more.
    if (least > most) return tooMany;
    [line, above] = [above, line];
  }
  return Math.min(above[length] ?? 0, tooMany);
}

/**
 * Whether a person could take one value for the other, so many edits apart. A short text differs enough by one letter;
 * numbered addresses of a row (desk1, desk2) are told apart by their numbers, and telephone numbers lie too close
 * together for more than one wrong digit, or two that changed places, to mean anything.
 */
export function misleads(one: string, other: string, edits: number): boolean {
  if (edits < 1 || edits > MOST_EDITS) return false;
  if (!/\p{L}/u.test(one) && !/\p{L}/u.test(other)) return edits === 1 || swapped(one, other);
  if (numbered(one) === numbered(other)) return false;
  const letters = lengthThatDiffers(one, other);
  return edits <= (letters < 4 ? 0 : letters < 8 ? 1 : MOST_EDITS);
}

const numbered = (text: string): string => text.replace(/\d+/g, '#');

function swapped(one: string, other: string): boolean {
  const from = [...one].findIndex((letter, index) => letter !== other[index]);
  return (
    one.length === other.length &&
    one[from] === other[from + 1] &&
    one[from + 1] === other[from] &&
    one.slice(from + 2) === other.slice(from + 2)
  );
}

/** How long the part is in which they differ: of addresses the mailbox or the domain where the other one is the same. */
function lengthThatDiffers(one: string, other: string): number {
  const [mine, theirs] = [addressParts(one), addressParts(other)];
  const lengths = ([0, 1] as const).flatMap((part) =>
    mine[part] === theirs[part] ? [] : [mine[part].length, theirs[part].length],
  );
  return Math.min(...lengths);
}

function addressParts(text: string): readonly [mailbox: string, domain: string] {
  const at = text.lastIndexOf('@');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
