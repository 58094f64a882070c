/** https://www.sqlite.org/fileformat2.html#the_write_ahead_log, sections 4.1 and 4.2. */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;

/**
 * What is wrong with SQLite's write-ahead log; null for a sound one. SQLite itself passes over whatever follows the first
 * frame that does not check, which is right for a write cut off by a crash, and would lose decisions where the file was
 * damaged. Every commit is on disk before the next begins, so only the last one can have been cut off: a log that goes on
 * after a broken frame for more than one commit is damaged.
 */
export function journalDamage(journal: Buffer): 'header' | 'frames' | null {
  // Room that was made and never filled holds nothing yet: the header is on disk before any frame.
  if (journal.length < HEADER_BYTES || journal.every((byte) => byte === 0)) return null;
  const magic = journal.readUInt32BE(0);
  if (magic >>> 1 !== MAGIC >>> 1) return 'header';
  const frameBytes = FRAME_HEADER_BYTES + journal.readUInt32BE(8);
  const sum = checksum(journal, (magic & 1) === 1);
  const header = sum(0, 24, [0, 0]);
  if (header[0] !== journal.readUInt32BE(24) || header[1] !== journal.readUInt32BE(28)) return 'header';

  let running = header;
  let sound = true;
  let commitsAfter = 0;
  for (let at = HEADER_BYTES; at + frameBytes <= journal.length; at += frameBytes) {
    // Frames of an earlier round, which this one has not come to yet, carry other salts.
    const ofThisRound = journal.compare(journal, 16, 24, at + 8, at + 16) === 0;
    if (sound) {
      running = sum(at + FRAME_HEADER_BYTES, at + frameBytes, sum(at, at + 8, running));
      const [first, second] = running;
      sound = ofThisRound && first === journal.readUInt32BE(at + 16) && second === journal.readUInt32BE(at + 20);
    }
    if (!sound && ofThisRound && journal.readUInt32BE(at + 4) > 0) commitsAfter += 1;
  }
  return commitsAfter > 1 ? 'frames' : null;
}

type Sum = readonly [number, number];

/** SQLite's checksum over a range of 8-byte words, going on from an earlier one. */
function checksum(journal: Buffer, bigEndian: boolean) {
  const word = bigEndian ? (at: number) => journal.readUInt32BE(at) : (at: number) => journal.readUInt32LE(at);
  return (from: number, to: number, [first, second]: Sum): Sum => {
    let [a, b] = [first, second];
    for (let at = from; at < to; at += 8) {
      a = (a + word(at) + b) >>> 0;
      b = (b + word(at + 4) + a) >>> 0;
    }
    return [a, b];
  };
}
