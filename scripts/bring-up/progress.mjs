// Everything about how work goes on is written to stderr: a command's result alone goes to stdout.

/** @param {string} text */
export const say = (text) => process.stderr.write(`${text}\n`);

const megabytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1e6)} MB`;

/**
 * @param {number} bytes
 * @param {number | undefined} total
 */
export const progressText = (bytes, total) =>
  total
    ? `${Math.min(100, Math.floor((bytes / total) * 100))} % (${megabytes(bytes)} of ${megabytes(total)})`
    : megabytes(bytes);

/**
 * A line that follows a download: drawn over itself on a terminal, repeated now and then in a log.
 * @param {string} label
 * @param {number} [total] bytes, where they are known beforehand
 */
export const progressLine = (label, total) => {
  const terminal = process.stderr.isTTY;
  const logEvery = 5_000;
  let loggedAt = Date.now();
  if (!terminal) say(`${label} …`);
  return {
    /** @param {number} bytes so far */
    update(bytes) {
      const text = `${label}: ${progressText(bytes, total)}`;
      if (terminal) process.stderr.write(`\r\x1b[2K${text}`);
      else if (Date.now() - loggedAt >= logEvery) {
        loggedAt = Date.now();
        say(text);
      }
    },
    end() {
      if (terminal) process.stderr.write('\r\x1b[2K');
    },
  };
};
