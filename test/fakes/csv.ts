/** The cells of a CSV text, read as RFC 4180 has them. @throws RangeError for a text that is not written so */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  const cell = (): string => {
    if (text[at] !== '"') {
      const [plain = ''] = /^[^,"\r\n]*/.exec(text.slice(at, at + 100_000)) ?? [];
      at += plain.length;
      return plain;
    }
    let value = '';
    for (at += 1; ; at += 1) {
      if (at >= text.length) throw new RangeError('a quoted cell without an end');
      if (text[at] === '"') {
        at += 1;
        if (text[at] !== '"') return value;
      }
      value += text[at];
    }
  };
  while (at < text.length) {
    const row = [cell()];
    while (text[at] === ',') {
      at += 1;
      row.push(cell());
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new RangeError(`no end of a row at ${at}`);
    at += 2;
    rows.push(row);
  }
  return rows;
}
